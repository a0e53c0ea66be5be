// Makes the tables of directives and keywords that the check knows, from the programs that are installed:
// nginx from the command tables in its binary, Apache from `apache2 -L`, HAProxy from `haproxy -dKall`.
//
//   npx tsx e2e/configurations/make-tables.ts

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { apacheHead } from './real-run.ts';

const target = fileURLToPath(new URL('../../src/decoder/configuration', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'framescope-tables-'));

function output(program: string, ...words: string[]): string {
  const { stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 26 });
  return stdout + stderr;
}

/** Writes words in lines of readable length. */
function lines(words: readonly string[], width = 108): string {
  const out: string[] = [];
  for (const word of words) {
    const last = out.at(-1);
    if (last !== undefined && last.length + word.length < width) out[out.length - 1] = `${last} ${word}`;
    else out.push(word);
  }
  return out.join('\n');
}

function write(file: string, text: string): void {
  writeFileSync(path.join(target, file), text);
}

interface Section {
  readonly name: string;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
}

/** The sections of a 64-bit little-endian ELF file. */
function sectionsOf(elf: Buffer): Section[] {
  const at = Number(elf.readBigUInt64LE(0x28));
  const size = elf.readUInt16LE(0x3a);
  const count = elf.readUInt16LE(0x3c);
  const header = (index: number) => at + index * size;
  const names = Number(elf.readBigUInt64LE(header(elf.readUInt16LE(0x3e)) + 0x18));
  return Array.from({ length: count }, (_, index) => {
    const start = header(index);
    const name = names + elf.readUInt32LE(start);
    return {
      name: elf.toString('latin1', name, elf.indexOf(0, name)),
      address: Number(elf.readBigUInt64LE(start + 0x10)),
      offset: Number(elf.readBigUInt64LE(start + 0x18)),
      size: Number(elf.readBigUInt64LE(start + 0x20)),
    };
  });
}

/** A directive of nginx is a record of its name's length, the name, and the flags of its contexts and arity. */
function nginxTable(): void {
  const elf = readFileSync('/usr/sbin/nginx');
  const sections = sectionsOf(elf);
  const offsetOf = (address: number): number | null => {
    const section = sections.find(
      (one) => address >= one.address && address < one.address + one.size && one.address > 0,
    );
    return section ? section.offset + address - section.address : null;
  };
  const pointers = new Map<number, number>();
  const relocations = sections.find(({ name }) => name === '.rela.dyn');
  for (
    let at = relocations?.offset ?? 0;
    relocations && at < relocations.offset + relocations.size;
    at += 24
  ) {
    pointers.set(Number(elf.readBigUInt64LE(at)), Number(elf.readBigInt64LE(at + 16)));
  }
  const found = new Map<string, number>();
  for (const [address, text] of pointers) {
    const record = offsetOf(address - 8);
    const name = offsetOf(text);
    if (record === null || name === null || record + 24 > elf.length) continue;
    const length = Number(elf.readBigUInt64LE(record));
    const flags = Number(elf.readBigUInt64LE(record + 16));
    if (length < 2 || length > 60 || flags < 0x10000 || flags > 0xffffffff || !pointers.has(address + 16))
      continue;
    const word = elf.toString('latin1', name, name + length);
    if (!/^[a-z][a-z0-9_]+$/.test(word) || elf[name + length] !== 0) continue;
    // A directive has a context and a count of words; other records that look alike have none.
    if (flags < 0x1000000 || (flags & 0x1fff) === 0 || (flags & 0xffe000 & ~0x10000) !== 0) continue;
    found.set(word, (found.get(word) ?? 0) | flags);
  }
  const words = [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, flags]) => `${name}:${(flags >>> 0).toString(16)}`);
  const version = /nginx\/([\d.]+)/.exec(output('nginx', '-v'))?.[1] ?? '';
  write(
    'nginx/known-directives.ts',
    `// Made by e2e/configurations/make-tables.ts from the command tables of nginx ${version} (Debian). Do not edit.

/** The version that the table is of. */
export const nginxTableVersion = '${version}';

/** \`name:flags\`, the flags in hexadecimal: contexts and counts of words. \`known.ts\` reads them. */
export const nginxDirectiveTable = \`
${lines(words)}
\`;
`,
  );
  console.log(`nginx: ${words.length}`);
}

/** What nginx itself takes as words of its directives. It needs the table of names, so it comes after it. */
async function nginxValues(): Promise<void> {
  const { onceOnly, valueKinds } = await import('./nginx-values.ts');
  const [kinds, once] = [valueKinds(), onceOnly()];
  write(
    'nginx/known-values.ts',
    `// Made by e2e/configurations/make-tables.ts from what nginx -t takes and refuses. Do not edit.

/**
 * \`name:kind\` of directives with a number, a time, a size (k, m) or an offset (k, m, g); \`$\` after the kind where a
 * variable is taken, \`-\` where \`off\` is.
 */
export const nginxValueTable = \`
${lines(kinds)}
\`;

/** Directives that may stand once in a block. */
export const nginxOnceTable = \`
${lines(once)}
\`;
`,
  );
  console.log(`nginx: ${kinds.length} with a kind of value, ${once.length} once in a block`);
}

/** Name, and where it may stand: \`a\` anywhere, \`o\` outside of <Directory>, \`d\` only inside, \`t\` top level. */
/** Modules that others need stand first. */
const neededFirst =
  /mod_(cache|proxy|dav|session|ldap|dbd|watchdog|socache_\w+|slotmem_shm|authn_core|heartmonitor|apreq2)\.so$/;

function byNeed(a: string, b: string): number {
  return Number(neededFirst.test(b)) - Number(neededFirst.test(a)) || (a < b ? -1 : 1);
}

const apacheWords: readonly (readonly [RegExp, string])[] = [
  [/must be On or Off/, 'f'],
  [/takes no arguments/, '0'],
  [/takes (one|1) argument\b/, '1'],
  [/takes two arguments/, '2'],
  [/takes three arguments/, '3'],
  [/takes 1-2 arguments/, '12'],
  [/takes two or three arguments/, '23'],
  [/takes one or three arguments/, '13'],
  [/takes one, two or three arguments/, '123'],
  [/requires at least one argument/, '1+'],
  [/requires at least two arguments/, '2+'],
];

/** Asks httpd how many words each directive takes: with none, with one that is no switch, and with seven. */
function apacheCounts(entries: readonly string[]): string[] {
  const file = path.join(folder, 'words.conf');
  const head = apacheHead(folder);
  return entries.map((entry) => {
    const [name, place] = entry.split(':');
    const said = ['', ' zz', ' a1 b2 c3 d4 e5 f6 g7'].map((words) => {
      const line = `${name}${words}\n`;
      writeFileSync(file, `${head}${place === 'd' ? `<Location /x>\n${line}</Location>\n` : line}`);
      return output('apache2', '-t', '-f', file);
    });
    const code = apacheWords.find(([pattern]) => said.some((text) => pattern.test(text)))?.[1];
    return code === undefined ? entry : `${entry}:${code}`;
  });
}

function apacheTable(): void {
  const modules = readdirSync('/usr/lib/apache2/modules').filter(
    (file) => /^mod_(?!mpm_(?!event))/.test(file) && !/lbmethod|perl|php|wsgi|cgi\.so/.test(file),
  );
  const file = path.join(folder, 'httpd.conf');
  const name = (module: string) => module.replace(/^mod_(.*)\.so$/, '$1');
  const loads = modules.map(
    (module) => `LoadModule ${name(module)}_module /usr/lib/apache2/modules/${module}`,
  );
  writeFileSync(
    file,
    `ServerRoot "${folder}"\nDefaultRuntimeDir "${folder}"\nErrorLog "${folder}/error.log"\n${loads.sort(byNeed).join('\n')}\n`,
  );
  const text = output('apache2', '-f', file, '-L');
  const entries = [
    ...text.matchAll(/^(<?[A-Za-z]\w+)>? \(\S+\)\n\t?[^\n]*\n(?:[^\n]*\n)??\tAllowed in (.*)$/gm),
  ];
  const codes: [RegExp, string][] = [
    [/anywhere in/, 'a'],
    [/outside/, 'o'],
    [/inside/, 'd'],
  ];
  const words = entries.map(([, directive, where]) => {
    const code = codes.find(([pattern]) => pattern.test(where))?.[1] ?? 'a';
    return `${directive.replace('<', '').toLowerCase()}:${code}`;
  });
  const counts = apacheCounts([...new Set(words)].sort());
  const version = /Apache\/([\d.]+)/.exec(output('apache2', '-v'))?.[1] ?? '';
  write(
    'apache/known-directives.ts',
    `// Made by e2e/configurations/make-tables.ts from the list of Apache httpd ${version} with Debian's modules. Do not edit.

/** The version that the table is of. */
export const apacheTableVersion = '${version}';

/**
 * \`name:place:words\`: \`a\` anywhere, \`o\` outside of <Directory> and <Location>, \`d\` only inside of them; then
 * the counts of words that it takes, \`1+\` for at least one, \`f\` for On or Off, nothing where httpd does not tell.
 */
export const apacheDirectiveTable = \`
${lines(counts)}
\`;
`,
  );
  console.log(`apache: ${words.length}`);
}

/** `addr +1` as `addr:1`, the count of words that follow; `?` for a count that varies. */
function wordAndCount(entry: string): string {
  const [word, count] = entry.replace(/^ssl (?=\S)/, '').split(' ');
  if (count === undefined || !count.startsWith('+')) return word.replace('*', '');
  return count === '+-1' ? `${word}:?` : `${word}:${count.slice(1)}`;
}

/** The names in one list of `haproxy -dKall`: `name(arguments): type`. */
function namesIn(text: string, list: string): string[] {
  const part = text.slice(text.indexOf(`# List of registered`, text.indexOf(list) - 60));
  const own = part.slice(0, part.indexOf('\n# List', 1) < 0 ? undefined : part.indexOf('\n# List', 1));
  return [...own.matchAll(/^(?:\[[^\]]*\] *)?([a-z][\w.+-]*)(?:\([^)]*\))?:/gm)].map(([, name]) => name);
}

/** Names that conditions can begin with: those of ACLs and those of samples. */
function samplesOf(text: string): string[] {
  const acls = text.slice(0, text.indexOf('sample fetch'));
  const names = [...acls.matchAll(/^(\S+) = /gm)].map(([, name]) => name);
  return [...new Set([...names, ...namesIn(text, 'sample fetch functions')])];
}

/** Keywords of a section, of `option`, of `bind` and `server` lines, and the actions of rules. */
function haproxyTable(): void {
  const file = path.join(folder, 'haproxy.cfg');
  writeFileSync(file, 'frontend a\n bind :1\n mode tcp\n');
  const text = output('haproxy', '-dKall', '-c', '-f', file);
  const part = text.slice(text.indexOf('configuration keywords'), text.indexOf('CLI keywords'));
  const listen =
    /^listen\n((?:\t.*\n)+)/m
      .exec(part)?.[1]
      .split('\n')
      .map((line) => line.trim()) ?? [];
  const after = (head: string) => [
    ...new Set(
      listen
        .filter((line) => line.startsWith(`${head} `))
        .map((line) => wordAndCount(line.slice(head.length + 1))),
    ),
  ];
  const rules = ['http-request', 'http-response', 'http-after-response'];
  const tables: [string, string[]][] = [
    ['keyword', listen.filter((line) => !line.includes(' ') && line !== '')],
    ['option', after('option')],
    ['bind', ['ssl', ...after('bind <addr>')]],
    ['server', after('server <name> <addr>')],
    ...rules.map((rule): [string, string[]] => [rule, after(rule)]),
  ];
  tables.push(['sample', samplesOf(text)], ['converter', namesIn(text, 'converter functions')]);
  const version = /version ([\d.]+)/.exec(output('haproxy', '-v'))?.[1] ?? '';
  const entries = tables.map(([name, words]) => `  '${name}': \`\n${lines(words.sort())}\n\`,`);
  write(
    'haproxy/known-keywords.ts',
    `// Made by e2e/configurations/make-tables.ts from \`haproxy -dKall\` of HAProxy ${version} (Debian). Do not edit.

/** The version that the table is of. */
export const haproxyTableVersion = '${version}';

/** Words that HAProxy registers. The oldest keywords are not registered; \`known.ts\` adds them. */
export const haproxyKeywordTable: Readonly<Record<string, string>> = {
${entries.join('\n')}
};
`,
  );
  console.log(`haproxy: ${tables.map(([name, words]) => `${name} ${words.length}`).join(', ')}`);
}

nginxTable();
await nginxValues();
apacheTable();
haproxyTable();
