// A paste is given to its importer as text: it must read as its bytes do, and say which characters it took as what.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RecordingSink } from '../../testing/recording-sink.ts';
import type { Importer, TextMark } from '../model/importer.ts';
import { importers } from './registry.ts';

const root = join(import.meta.dirname, '../../../e2e/fixtures');

function takesText(importer: Importer): boolean {
  return importer.open(new RecordingSink(), { name: null, size: null }).pushText !== undefined;
}

const fixtures = importers.filter(takesText).flatMap((importer) => {
  const folder = join(root, importer.id);
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.map((file) => ({ importer, name: `${importer.id}/${file}`, path: join(folder, file) }));
});

/** What a reader is given, whole or in parts of `part` characters. */
function readText(importer: Importer, text: string, part = text.length) {
  const sink = new RecordingSink();
  const run = importer.open(sink, { name: null, size: null, marks: true });
  for (let at = 0; at < text.length; at += part) run.pushText?.(text.slice(at, at + part));
  run.end();
  return { read: sink.summary(), marks: run.marks?.() ?? [] };
}

function readBytes(importer: Importer, bytes: Uint8Array): unknown {
  const sink = new RecordingSink();
  const run = importer.open(sink, { name: null, size: null });
  run.push(bytes);
  run.end();
  return sink.summary();
}

/** Marks that overlap another, are empty, or lie outside the text. */
function misplaced(marks: readonly TextMark[], length: number): TextMark[] {
  let from = 0;
  return marks.filter((mark) => {
    const isBad = mark.start < from || mark.start >= mark.end || mark.end > length;
    from = mark.end;
    return isBad;
  });
}

describe('a text in memory', () => {
  test('has fixtures', () => expect(fixtures.length).toBeGreaterThan(50));

  for (const { importer, name, path } of fixtures) {
    const text = new TextDecoder().decode(readFileSync(path));

    test(`${name}: the marks are in order and inside the text`, () => {
      const { marks } = readText(importer, text);
      expect(marks.length).toBeLessThanOrEqual(20_000);
      expect(misplaced(marks, text.length)).toEqual([]);
      if (!name.includes('lossy')) expect(marks.some((mark) => mark.as === 'bytes')).toBe(true);
    });

    test(`${name}: reads as its bytes do, in parts of any length`, () => {
      const whole = readText(importer, text);
      expect(whole.read).toEqual(readBytes(importer, new TextEncoder().encode(text)));
      expect(readText(importer, text, 1000)).toEqual(whole);
    });
  }
});
