// Texts that tests own yield no verdict about a connection: generated ones, those of the repository, and
// sources and readmes of dependencies.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { everydayText } from '../../testing/everyday-texts.ts';
import { textWithoutBytes } from '../../testing/prose.ts';
import { seededRandomBelow } from '../../testing/random.ts';
import { recognise } from './recognise.ts';

const project = join(import.meta.dirname, '../../..');
const generatedCount = 5000;
const dependencyFiles = 150;
const readmeCount = 100;
const excerptsOfFile = 3;
const maxFileSize = 400_000;
const textFile = /\.(?:[cm]?[jt]sx?|md|json|css|html|txt|ya?ml|py|sh|xml|conf)$/;

/** What is decoded and judged as a connection. */
function holdsBytes(text: string): boolean {
  return recognise(text).parts.some(({ format }) => format !== null);
}

function filesBelow(folder: string, depth: number): string[] {
  return readdirSync(join(project, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return depth > 0 ? filesBelow(path, depth - 1) : [];
    return textFile.test(entry.name) && statSync(join(project, path)).size < maxFileSize ? [path] : [];
  });
}

/** A number that stands for a path, the same wherever the project is installed. */
function numberOf(path: string): number {
  return createHash('sha256').update(path).digest().readUInt32LE();
}

/** Some of the files. A package that comes or goes changes no other choice. */
function chosenByPath(files: readonly string[], count: number): string[] {
  return [...files].sort((a, b) => numberOf(a) - numberOf(b)).slice(0, count);
}

/** Their examples print bytes as Node does. */
const showsBuffers = /^node_modules\/(?:safe-buffer|socks)\/README\.md$/;

/** They hold dumps, to show or to test them. */
const withDumps: readonly (readonly [path: RegExp, reason: string])[] = [
  [/^docs\/causes\//, 'each page shows the bytes of its cause'],
  [/^README\.md$/, 'shows a dump to paste'],
  [/^e2e\/(?:fixtures|texts)\//, 'dumps and logs to be read'],
  [/\.(?:test|spec)\.ts$/, 'tests hold the bytes that they read'],
  [/^docs\/(?:capturing|permalink)\.md$/, 'show a frame in a sentence and in a link'],
  [/^src\/decoder\/diagnosis\/causes\/[\w-]+\/examples\.ts$/, 'hold the bytes of faulty frames'],
  [/^src\/decoder\/diagnosis\/rules\//, 'each rule has the bytes of an example'],
  [/^src\/decoder\/recognise\/inline-bytes\.ts$/, 'its comment shows a sentence with frames'],
  [/^e2e\/captures\/.*\.json$/, 'tell the story of a fault with its bytes'],
  [/^e2e\/lab\/cases-[\w-]+\.ts$/, 'write bytes of faulty frames'],
  [/^e2e\/lab\/python\//, 'write bytes of faulty frames'],
  [/^e2e\/engines\/core-proof\.ts$/, 'pastes the bytes of frames'],
  [/^e2e\/fuzz\//, 'begins with the bytes of frames'],
  [/^e2e\/implementations\/cases\.ts$/, 'lists the bytes of faulty frames'],
  [/^src\/decoder\/importers\//, 'comments show a line of each format'],
  [/^src\/decoder\/recognise\/frame-table\.ts$/, 'its comment shows a frame as a table'],
  [/^src\/decoder\/error-texts\/field-cases\.ts$/, 'quotes an error text that holds a Close frame'],
  [/^src\/decoder\/guides\/stacks\//, 'fixes hold the bytes that they write'],
  [/^src\/decoder\/configuration\/paste\/foreign-lines\.ts$/, 'its expressions look like cat -v'],
  [/^src\/pages\/format-words\.ts$/, 'shows a line of each format'],
  [/^docs\/embedding\.md$|^docs\/examples\/embedding\.html$/, 'hand over the bytes of a frame'],
  [/^docs\/schema\/inspect\.schema\.json$/, 'shows the bytes of a header'],
];

test('10,000 generated texts: of everyday work, and of people and programs', () => {
  const read: string[] = [];
  for (let seed = 0; seed < generatedCount; seed++) {
    for (const { kind, text } of [everydayText(seed), textWithoutBytes(seed)]) {
      if (holdsBytes(text)) read.push(`${seed} ${kind}`);
    }
  }
  expect(read).toEqual([]);
}, 900_000);

/** Words of the documents: lower-case, and as they begin a sentence. */
function wordsOfDocuments(count: number): string[] {
  const documents = filesBelow('docs', 3).filter((file) => file.endsWith('.md'));
  const text = documents.map((file) => readFileSync(join(project, file), 'utf8')).join('\n');
  return chosenByPath([...new Set(text.match(/(?<![\w-])[A-Z]?[a-z]{3,}(?![\w-])/g))], count);
}

test('one word after a label', () => {
  const words = wordsOfDocuments(400);
  expect(words.length).toBe(400);
  const labels = ['server sent: ', '[client] ', 'message: ', 'Server: ', 'data: "', 'frame received '];
  const texts = words.flatMap((word) =>
    labels.map((label) => `${label}${word}${label.endsWith('"') ? '"' : ''}`),
  );
  expect(texts.filter(holdsBytes)).toEqual([]);
}, 900_000);

test('readmes of dependencies', () => {
  const readmes = filesBelow('node_modules', 2).filter((file) => /\/readme\.md$/i.test(file));
  const read = chosenByPath(readmes, readmeCount).filter((file) =>
    holdsBytes(readFileSync(join(project, file), 'utf8')),
  );
  expect(read.filter((file) => !showsBuffers.test(file))).toEqual([]);
}, 900_000);

test('the texts of the repository', () => {
  const folders = ['docs', 'src', 'bench', 'e2e', 'public'].flatMap((folder) => filesBelow(folder, 6));
  const files = ['README.md', 'CHANGELOG.md', 'package.json', 'package-lock.json', 'index.html', ...folders];
  const isListed = (file: string) => withDumps.some(([path]) => path.test(file));
  const read = files.filter(
    (file) => !isListed(file) && holdsBytes(readFileSync(join(project, file), 'utf8')),
  );
  expect(read).toEqual([]);
}, 900_000);

test('sources and readmes of dependencies, whole and in excerpts', () => {
  const read = new Set<string>();
  for (const file of chosenByPath(filesBelow('node_modules', 5), dependencyFiles)) {
    const below = seededRandomBelow(numberOf(file));
    const text = readFileSync(join(project, file), 'utf8');
    const lines = text.split('\n');
    if (holdsBytes(text)) read.add(file);
    for (let k = 0; k < excerptsOfFile; k++) {
      const length = 5 + below(56);
      const from = below(Math.max(1, lines.length - length));
      if (holdsBytes(lines.slice(from, from + length).join('\n'))) read.add(file);
    }
  }
  expect([...read].filter((file) => !showsBuffers.test(file))).toEqual([]);
}, 900_000);
