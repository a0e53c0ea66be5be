// The cost of an importer grows as its input does, whatever the input claims or repeats.

import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ascii } from '../../testing/bytes.ts';
import { expectLinear } from '../../testing/growth.ts';
import { RecordingSink } from '../../testing/recording-sink.ts';
import { concat } from '../bytes/concat.ts';
import { readZip } from '../bytes/zip.ts';
import { har } from './formats/har.ts';
import { saz } from './formats/saz.ts';
import { parseLenient, repairJson } from './json/repair.ts';
import { SourceLinks } from './json/source-links.ts';
import { byteCountOf, numberOf } from './json/values.ts';

function bytesOf(size: number, fields: readonly [at: number, value: number, width: 2 | 4][]): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  for (const [at, value, width] of fields) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
  }
  return bytes;
}

function localEntry(name: string, data: Uint8Array): Uint8Array {
  const header = bytesOf(30, [
    [0, 0x04034b50, 4],
    [8, 8, 2],
    [18, data.length, 4],
    [26, name.length, 2],
  ]);
  return concat([header, ascii(name), data]);
}

function directoryEntry(name: string, compressedLength: number, at: number): Uint8Array {
  const header = bytesOf(46, [
    [0, 0x02014b50, 4],
    [10, 8, 2],
    [20, compressedLength, 4],
    [28, name.length, 2],
    [42, at, 4],
  ]);
  return concat([header, ascii(name)]);
}

function endRecord(count: number, directoryAt: number): Uint8Array {
  return bytesOf(22, [
    [0, 0x06054b50, 4],
    [8, count, 2],
    [10, count, 2],
    [16, directoryAt, 4],
  ]);
}

describe('a NetLog', () => {
  test('whose sources are linked to each other again and again is searched in proportion', () => {
    expectLinear((count) => {
      const links = new SourceLinks();
      for (let i = 0; i < count; i++) {
        links.add(0, i);
        links.add(i, 0);
      }
      for (let i = 0; i < count; i++) expect(links.nearest(i, () => null)).toBe(null);
      return links.visits;
    }, 2000);
  });

  test('whose sources form a long chain is searched a few links far', () => {
    const links = new SourceLinks();
    for (let i = 0; i < 100_000; i++) links.add(i, i + 1);
    expect(links.nearest(0, (id) => (id === 5 ? id : null))).toBe(5);
    expect(links.nearest(0, (id) => (id > 50 ? id : null))).toBe(null);
  });

  test('may write infinite numbers', () => {
    expect(numberOf(JSON.parse('1e999'))).toBeNaN();
    expect(byteCountOf('-5')).toBe(0);
    expect(byteCountOf(1e300)).toBe(2 ** 48);
  });
});

describe('a value of very many parts', () => {
  test('is left out of an HTTP archive with a sentence, and the rest is read', () => {
    const message = '{"type":"send","time":1,"opcode":1,"data":"x"}';
    const text = `{"log":{"entries":[{"_webSocketMessages":[{"data":[${'[],'.repeat(150_000)}0]},${message}],"request":{"url":"ws://a/"}}]}}`;
    const sink = new RecordingSink();
    const run = har.open(sink, { name: 'x.har', size: text.length });
    run.push(ascii(text));
    run.end();
    expect(sink.noteIds).toContain('too-large');
    expect(sink.connections[0].calls.filter(({ kind }) => kind === 'message')).toHaveLength(1);
  });
});

describe('truncated JSON', () => {
  test('is closed bracket by bracket, at any depth', () => {
    const depth = 200_000;
    expect(repairJson('['.repeat(depth))).toBe('['.repeat(depth) + ']'.repeat(depth));
    expect(parseLenient('{"a":[{"b":1},{"c":2')).toEqual({ a: [{ b: 1 }, {}] });
    expect(parseLenient('{"a":1,"b":"x')).toEqual({ a: 1 });
  });
});

describe('a ZIP archive', () => {
  test('with many end records is searched in proportion, up to a limit', () => {
    const name = 'raw/1_c.txt';
    const local = localEntry(name, new Uint8Array(4));
    const reads = [100, 200, 400, 2000].map((count) => {
      const entries = Array.from({ length: 1000 }, () => directoryEntry(name, 4, 0));
      // Each end record claims one entry more than there are.
      const ends = Array.from({ length: count }, () => endRecord(1001, local.length));
      return readZip(concat([local, ...entries, ...ends])).directoryReads;
    });
    expect(Math.max(...reads)).toBeLessThanOrEqual(200_001);
  });

  test('gives no byte to two entries', () => {
    const data = new Uint8Array(deflateRawSync(new Uint8Array(1000)));
    const local = localEntry('raw/1_w.txt', data);
    const directory = [1, 2, 3].map((n) => directoryEntry(`raw/${n}_w.txt`, data.length, 0));
    const { entries, damage } = readZip(concat([local, ...directory, endRecord(3, local.length)]));
    expect(entries.map(({ name }) => name)).toEqual(['raw/1_w.txt']);
    expect(damage).toMatch(/^Expected .*, found 2 that overlap/);
  });

  test('that inflates to far more than its length is read up to a limit, with a sentence', () => {
    const length = 20_000_000;
    const data = new Uint8Array(deflateRawSync(new Uint8Array(length).fill(65)));
    const locals = [1, 2, 3].map((n) => localEntry(`raw/${n}_w.txt`, data));
    const directory = locals.map((local, i) =>
      directoryEntry(`raw/${i + 1}_w.txt`, data.length, i * local.length),
    );
    const archive = concat([...locals, ...directory, endRecord(3, concat(locals).length)]);
    const sink = new RecordingSink();
    const run = saz.open(sink, { name: 'x.saz', size: archive.length });
    run.push(archive);
    run.end();
    expect(sink.notes.find(({ id }) => id === 'too-large')?.text).toMatch(
      /^Expected .*, found more: 2 of its files/,
    );
  });
});
