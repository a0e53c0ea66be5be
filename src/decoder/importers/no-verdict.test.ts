// Text without the bytes of a connection is read for none, whatever numbers it is full of.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { textWithoutBytes } from '../../testing/prose.ts';
import { RecordingSink } from '../../testing/recording-sink.ts';
import { recognise } from '../recognise/recognise.ts';
import { sniffInput } from './sniff.ts';

/** Bytes that the importer of the best grade takes from a text. */
function bytesIn(text: string): number {
  const head = new TextEncoder().encode(text).subarray(0, 65536);
  const [importer] = sniffInput(head, { name: null, size: head.length, pasted: true }).best;
  const sink = new RecordingSink();
  const run = importer?.open(sink, { name: null, size: head.length });
  run?.push(head);
  run?.end();
  return sink.connections.reduce((sum, { byteCount }) => sum + byteCount, 0);
}

test('10,000 generated texts', () => {
  const wrong: string[] = [];
  for (let seed = 0; seed < 10_000; seed++) {
    const { kind, text } = textWithoutBytes(seed);
    if (bytesIn(text) > 0) wrong.push(`${seed} ${kind}`);
  }
  expect(wrong).toEqual([]);
}, 900_000);

const project = join(import.meta.dirname, '../../..');

/** Files below a folder of the project whose names end so; dependencies of dependencies are left out. */
function filesBelow(folder: string, ending: RegExp, depth: number): string[] {
  return readdirSync(join(project, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return depth > 0 ? filesBelow(path, ending, depth - 1) : [];
    return ending.test(entry.name) && statSync(join(project, path)).size < 200_000 ? [path] : [];
  });
}

/** They show real dumps, bytes as hex, or text in base64. */
const withDumps = [
  'node_modules/safe-buffer/README.md',
  'node_modules/safer-buffer/Readme.md',
  'node_modules/obug/README.md',
  'node_modules/get-uri/README.md',
];

/** A package in so many is looked at. */
const packageStep = 3;

describe('the words of dependencies', () => {
  const packages = readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
  const sample = packages.filter((_, i) => i % packageStep === 0);
  test('readmes and package files', () => {
    const files = sample.flatMap((name) =>
      filesBelow(`node_modules/${name}`, /^(?:readme.*|package\.json|license.*)$/i, 1),
    );
    expect(files.length).toBeGreaterThan(50);
    const read = files.filter((file) => bytesIn(readFileSync(join(project, file), 'utf8')) > 0);
    expect(read.filter((file) => !withDumps.includes(file))).toEqual([]);
  }, 120_000);
});

const refused = [
  'Error: connect ECONNREFUSED 127.0.0.1:8080',
  'websocket: bad opcode 7',
  'upstream app { server 127.0.0.1:8000; }',
  '{"a":"bad face add"}',
  'commit 8683db4ed36801221667b325135ef4eabf334517',
  '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
  '00:1A:2B: the first three bytes of a MAC address',
  '2026-11-22 12:00:01',
  '12:30',
  '192.168.10.20',
  '#ff8800',
  'v1.20.30',
  '1006',
];

test.each(refused)('%s', (text) => {
  expect(bytesIn(text)).toBe(0);
  expect(recognise(text).kind).not.toBe('bytes');
});
