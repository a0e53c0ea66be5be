// Writes variants of the corpus: each text with one or two small changes of the kinds that people make. Recorded in the
// real program and held against the check, they show rules that the check does not know.
//
//   npx tsx e2e/configurations/variants.ts PROGRAM COUNT SEED FOLDER
//   npx tsx e2e/configurations/record.ts --folder FOLDER
//   npm run exam -- checks --verbose --folder FOLDER --only PROGRAM

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { seededRandom } from '../../src/testing/random.ts';
import { type CorpusCase, type CorpusProgram, readCorpus } from './corpus.ts';

const [program, count, seed, folder] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const texts = readCorpus([program as CorpusProgram]).filter(({ text }) => text.length < 4000);

const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)];

/** Lines that open or close a block, or say nothing. */
function isPlain(line: string): boolean {
  return line.trim() !== '' && !/[{}]|^\s*(#|<|""")|^(frontend|backend|listen|global|defaults)\b/.test(line);
}

const firstWord = (line: string): string => /^\s*(\S+)/.exec(line)?.[1] ?? '';
const indentOf = (line: string): string => /^\s*/.exec(line)?.[0] ?? '';

const allLines = texts.flatMap(({ text }) => text.split('\n').filter(isPlain));
const allHeads = texts.flatMap(({ text }) =>
  text.split('\n').filter((line) => !isPlain(line) && /\S/.test(line)),
);
const linesByWord = byFirstWord(allLines);
const headsByWord = byFirstWord(allHeads);

function byFirstWord(lines: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const line of lines) groups.set(firstWord(line), [...(groups.get(firstWord(line)) ?? []), line]);
  return groups;
}

/** The lines of one block of another text, from its head to its end. */
function anyBlock(): string[] {
  for (let tries = 0; tries < 50; tries++) {
    const lines = pick(texts).text.split('\n');
    const at = Math.floor(random() * lines.length);
    const head = lines[at];
    if (!/\{\s*$|^\s*<[A-Z]/.test(head)) continue;
    const end = lines.findIndex(
      (line, row) => row > at && indentOf(line).length <= indentOf(head).length && /^\s*(\}|<\/)/.test(line),
    );
    if (end > at && end - at < 25) return lines.slice(at, end + 1);
  }
  return [];
}

type Change = (lines: string[], at: number) => void;

/** Changes a number, an address or a path of the line. */
function changeValue(line: string): string {
  const values = [...line.matchAll(/\d+[a-z]*|\/[\w./-]*|\$\w+|"[^"]*"|\b(on|off|On|Off)\b/g)];
  if (values.length === 0) return line;
  const value = pick(values);
  const [old] = value;
  const choices = old.startsWith('/')
    ? [`${old}/`, old.replace(/\/$/, ''), '/', '', `${old}x`, old.replace(/^\//, '')]
    : old.startsWith('$')
      ? ['$host', '$http_upgrade', '$uri', '$request_uri', `${old}s`, old.slice(1)]
      : old.startsWith('"')
        ? ['""', old.slice(1, -1), `'${old.slice(1, -1)}'`, '"upgrade"', '"websocket"', old.slice(0, -1)]
        : /^o/i.test(old)
          ? ['on', 'off', 'yes', '1', 'none']
          : [
              '0',
              '1',
              '60',
              '60s',
              '5m',
              '1h',
              '1d',
              '-1',
              `${old}0`,
              '80',
              '443',
              '8080',
              '301',
              '502',
              '10ms',
            ];
  return `${line.slice(0, value.index)}${pick(choices)}${line.slice(value.index + old.length)}`;
}

function changeWords(line: string): string {
  const words = line.trim().split(/\s+/);
  const end = /;$/.test(line) ? ';' : '';
  const bare = words.map((word) => word.replace(/;$/, ''));
  const at = Math.floor(random() * bare.length);
  const choice = random();
  if (choice < 0.35 && bare.length > 1) bare.splice(Math.max(1, at), 1);
  else if (choice < 0.6) bare.splice(at + 1, 0, pick(pick(allLines).trim().replace(/;$/, '').split(/\s+/)));
  else if (choice < 0.8) bare[0] = pick(allLines).trim().split(/\s+/)[0].replace(/;$/, '');
  else bare[at] = misspelt(bare[at]);
  return `${indentOf(line)}${bare.join(' ')}${end}`;
}

function misspelt(word: string): string {
  const at = Math.floor(random() * word.length);
  const choice = random();
  if (choice < 0.4) return word.slice(0, at) + word.slice(at + 1);
  if (choice < 0.6) return word.slice(0, at) + (word[at] ?? '') + word.slice(at);
  if (choice < 0.8) return word.replace(/[-_]/, (mark) => (mark === '-' ? '_' : '-'));
  return random() < 0.5 ? word.toUpperCase() : word.toLowerCase();
}

const changes: readonly Change[] = [
  (lines, at) => lines.splice(at, 1),
  (lines, at) => lines.splice(at, 0, lines[at]),
  (lines, at) => lines.splice(at, 2, lines[at + 1] ?? '', lines[at]),
  (lines, at) => {
    const [line] = lines.splice(at, 1);
    lines.splice(Math.floor(random() * (lines.length + 1)), 0, line);
  },
  (lines, at) => lines.splice(at, 0, indentOf(lines[at]) + pick(allLines).trim()),
  (lines, at) => lines.splice(at, 0, indentOf(lines[at]) + pick(allLines).trim()),
  (lines, at) => lines.splice(at, 0, ...anyBlock()),
  (lines, at) => lines.splice(at, 0, ...anyBlock()),
  (lines, at) => {
    const same = (isPlain(lines[at]) ? linesByWord : headsByWord).get(firstWord(lines[at]));
    if (same) lines[at] = indentOf(lines[at]) + pick(same).trim();
  },
  (lines, at) => {
    const same = (isPlain(lines[at]) ? linesByWord : headsByWord).get(firstWord(lines[at]));
    if (same) lines[at] = indentOf(lines[at]) + pick(same).trim();
  },
  (lines, at) => {
    lines[at] = changeValue(lines[at]);
  },
  (lines, at) => {
    lines[at] = changeValue(lines[at]);
  },
  (lines, at) => {
    if (isPlain(lines[at])) lines[at] = changeWords(lines[at]);
  },
  (lines, at) => {
    if (random() < 0.4) lines[at] = lines[at].replace(/;\s*$|\s*\{\s*$|^(\s*)[}<]/, '$1');
  },
];

/** Another URL beside the given ones: a longer or shorter path, a slash more or less. */
function nearUrl(url: string): string {
  const [, origin = '', rest = ''] = /^(\w+:\/\/[^/?]+)(.*)$/.exec(url) ?? [];
  const bare = rest.replace(/\?.*/, '');
  const paths = [
    `${bare.replace(/\/$/, '')}/`,
    bare.replace(/\/$/, '') || '/',
    `${bare.replace(/\/$/, '')}/room/1`,
    bare.replace(/\/[^/]*\/?$/, '') || '/',
    '/',
    bare.toUpperCase(),
    `${bare}x`,
    rest.includes('?') ? bare : `${rest}?token=a%2Fb`,
  ];
  return `${origin}${pick(paths)}`;
}

function variantOf(one: CorpusCase, name: string): CorpusCase {
  const lines = one.text.trimEnd().split('\n');
  const times = random() < 0.7 ? 1 : 2;
  for (let time = 0; time < times; time++) {
    const rows = lines.flatMap((line, row) => (/\w/.test(line) && !/^\s*#/.test(line) ? [row] : []));
    if (rows.length > 0) pick(changes)(lines, pick(rows));
  }
  const urls = one.urls.slice(0, 3);
  const near = nearUrl(pick(urls));
  const all = urls.includes(near) ? urls : [...urls, near];
  return { ...one, name, urls: all, kind: `variant of ${one.name}`, text: `${lines.join('\n')}\n` };
}

const known = new Set(texts.map(({ text }) => text));
let written = '';
for (let index = 0; index < Number(count); ) {
  const variant = variantOf(pick(texts), `${seed}-${index}`);
  if (known.has(variant.text) || /^(=== |> )/m.test(variant.text)) continue;
  known.add(variant.text);
  index++;
  const urls = variant.urls.map((url) => `> ${url}\n`).join('');
  written += `=== ${variant.name} | ${variant.kind}\n${urls}${variant.text}`;
}
mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, `${program}.txt`), written);
