// npm run documents: the files of docs that are made from the code. A test fails when one of them is stale.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manual, overview } from '../src/cli/commands/help.ts';
import { commandWords } from '../src/cli/commands/table.ts';
import { libraryDeclarations } from './declarations.ts';
import { type Declaration, declarationsOf, jsonSchema, typeTables } from './result-types.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const plain = { bold: (text: string) => text };

/** The declarations of all results. */
export function resultDeclarations(): Declaration[] {
  return ['basic-types', 'results', 'text-results'].flatMap((name) =>
    declarationsOf(readFileSync(join(root, `src/library/${name}.ts`), 'utf8')),
  );
}

/** Version in the `$id` of the schemas: a new one when a field is renamed, removed or changes its meaning. */
const schemaVersion = 1;

/** The published schemas: file, the interface that it describes, and its title. */
export const schemas = [
  {
    name: 'inspect',
    root: 'Report',
    title: 'What framescope inspect and explain --json write, and handshake of an address',
  },
  { name: 'handshake', root: 'HandshakeResult', title: 'What framescope handshake --json writes of a text' },
  { name: 'check', root: 'ConfigurationResult', title: 'What framescope check --json writes' },
].map((one) => ({
  ...one,
  // A name, not an address: nothing has to be online to use the schema.
  id: `urn:framescope:schema:${one.name}:${schemaVersion}`,
}));

function terminal(): string {
  const pages = commandWords().map((words) => `## ${words.name}\n\n${block(manual(words, plain))}`);
  return `# The terminal\n\n<!-- made by npm run documents -->\n\n${block(overview(commandWords(), plain))}\n${pages.join('\n')}`;
}

const block = (text: string): string => `\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`;

/** A declaration file without what a reader of the reference does not need. */
const withoutImports = (text: string): string => text.replace(/^(?:import|export \*).*\n/gm, '').trim();

function library(declarations: ReadonlyMap<string, string>): string {
  const code = (name: string): string =>
    `\`\`\`ts\n${withoutImports(declarations.get(name) ?? '')}\n\`\`\`\n`;
  return `# The library

<!-- made by npm run documents -->

    import { decode } from 'framescope/decoder';
    const report = await decode(bytes);

The decoder of the page and the terminal as an ES module, for browsers, workers, Node, Deno and Bun. It returns plain data of the
shape that \`framescope inspect --json\` writes (docs/inspect-json.md, docs/schema). Ranges are half-open, offsets count from 0.

## Functions

${code('decoder.d.ts')}
## Options

${code('options.d.ts')}
## Errors

${code('decode-error.d.ts')}
## Results

${typeTables(resultDeclarations())}`;
}

/** The exported names and signatures, without docstrings. */
function signatures(declarations: ReadonlyMap<string, string>): string {
  return [...declarations]
    .map(([name, text]) => `// ${name}\n${text.replace(/\s*\/\*\*[\s\S]*?\*\//g, '').trim()}\n`)
    .join('\n');
}

/** Every document that is made, by its path. */
export function documents(): Map<string, string> {
  const declarations = libraryDeclarations(root);
  const results = resultDeclarations();
  return new Map([
    ['docs/terminal.md', terminal()],
    ['docs/library.md', library(declarations)],
    ['e2e/package/library-api.txt', signatures(declarations)],
    ...schemas.map(
      (schema) =>
        [
          `docs/schema/${schema.name}.schema.json`,
          `${JSON.stringify(jsonSchema(schema, results), null, 2)}\n`,
        ] as const,
    ),
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of documents()) writeFileSync(join(root, path), text);
}
