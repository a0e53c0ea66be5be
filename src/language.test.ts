// The words of docs/glossary.md, executed: identifiers, comments and sentences of the project use the standard term. A failure
// names the file, the line, the word, and the word to use.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const src = dirname(fileURLToPath(import.meta.url));
const project = dirname(src);

/** A word that the project does not use, and what it uses. */
const rejected: readonly (readonly [RegExp, string])[] = [
  [/\bmost[A-Z]\w*/, 'maxX'],
  [/\b(?:layDown|takeUp|laid down|lay down|take up)\b/, 'save state, restore state'],
  [/\b(?:breathe|breathes)\b/, 'yield to the event loop'],
  [/\bpractis\w*|\bthe practice\b/i, 'warm-up'],
  [/\bdeliberat\w+/i, 'lookahead'],
  [/\b(?:moveOut|roomFor|Tenant)\b/, 'evict, acquireWorkspace, WorkspaceOwner'],
  [/\b(?:wayRound|forgetful)\b/, 'a name of what it computes'],
  [/\bprelude\b/i, 'preamble'],
  [/\bstrays?\b/i, 'out-of-order segments'],
  [/\banomal(?:y|ies)\b/i, 'violation'],
  [/\b(?:Suspicion|suspicion|misfit|intruders?)\b/, 'match, mismatch, interleaved'],
  [/\btime-outs?\b/i, 'timeout'],
  [/\bpassed over\b/, 'skipped, ignored'],
  [/\b(?:bytes?|too much) on top\b/, 'extra bytes'],
  [
    /\bturn(?:s|ed|ing)? (?:a|the|one|that|this|its) bits?\b|\bturned bits?\b|\bbits? (?:is|are|was|be) turned\b/,
    'flip a bit',
  ],
  [/\b(?:is|are|was|were) the matter\b/, 'was the cause'],
  [
    /\bwhat is none\b|\b(?:is|are) none (?:that|of)\b|\btell(?:s)? that (?:it|this|these) (?:is|are) none\b/,
    'is not a ...',
  ],
  [/\bhas nothing to say\b|\bnothing to say but\b/, 'what it holds'],
  [
    /\b(?:what|all that|that which) (?:stands|lies|is) behind\b|\bbehind (?:it|them|this|that|the (?:break|frame|header|last|first|head|hole|gap))\b/,
    'after',
  ],
  [/\bspeaks? (?:for|against) (?:it|them|a|the|WebSocket)\b/, 'is evidence for, against'],
  [/\bas many as one likes\b|\bas far as (?:it|they) (?:goes|go)\b/, 'any number of, as far as available'],
];

/** Files that hold text of other programs, or the list of words itself. */
const exempt = [
  /^src\/language\.test\.ts$/,
  /^docs\/glossary\.md$/,
  /\/fixtures\//,
  /\/captures\//,
  /^e2e\/texts\/.*\.txt$/,
  // the page of another program, as that program spells it
  /^e2e\/lab\/(?:(?:cases|generate)-foreign|damage-connection)\.ts$/,
];

/** Longest comment line, in columns. */
const maxCommentColumns = 120;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path);
    return /\.(?:tsx?|mjs|md|css)$/.test(entry.name) ? [path] : [];
  });
}

const files = ['src', 'e2e', 'bench', 'docs', '.scripts']
  .flatMap((folder) => filesBelow(join(project, folder)))
  .concat(['README.md', 'CHANGELOG.md'].map((name) => join(project, name)))
  .map((path) => ({
    path: relative(project, path).replaceAll('\\', '/'),
    lines: readFileSync(path, 'utf8').split('\n'),
  }))
  .filter(({ path }) => !exempt.some((pattern) => pattern.test(path)));

it('uses the terms of docs/glossary.md', () => {
  const wrong = files.flatMap(({ path, lines }) =>
    lines.flatMap((line, index) =>
      rejected.flatMap(([pattern, term]) => {
        const found = pattern.exec(line);
        return found === null ? [] : [`${path}:${index + 1} “${found[0]}”: use ${term}`];
      }),
    ),
  );
  expect(wrong).toEqual([]);
});

it(`keeps comments within ${maxCommentColumns} columns`, () => {
  const wrong = files
    .filter(({ path }) => /\.(?:tsx?|mjs)$/.test(path))
    .flatMap(({ path, lines }) =>
      lines.flatMap((line, index) =>
        /^\s*(?:\/\/|\*|\/\*\*)/.test(line) &&
        line.length > maxCommentColumns &&
        !/https?:\/\/|biome-ignore/.test(line)
          ? [`${path}:${index + 1} has ${line.length} columns`]
          : [],
      ),
    );
  expect(wrong).toEqual([]);
});
