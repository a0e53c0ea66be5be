// One character again and again, after anything that a format may begin with: patterns that try every way to
// read it would take minutes. The limit is far above what any of it takes on a slow machine, and far below
// that.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cpuTime } from '../../testing/cpu-time.ts';
import { RecordingSink } from '../../testing/recording-sink.ts';
import type { CaptureSink, ConnectionSink } from '../model/capture-sink.ts';
import { importers } from './registry.ts';
import { importerById } from './sniff.ts';

const nullConnection: ConnectionSink = {
  data() {},
  gap() {},
  end() {},
  event() {},
  handshake() {},
  frameHeader() {},
  message() {},
  symptom() {},
};

/** Keeps nothing, so that only the importer takes time. */
const nullSink: CaptureSink = {
  connection: () => nullConnection,
  note() {},
  describe() {},
  progress() {},
};

const limit = 3000;
const length = 30_000;

const beginnings = [
  '',
  '1',
  '-1',
  '[1',
  '[-1,2',
  '{1,',
  '"',
  "b'",
  '0x81',
  '81',
  'I ',
  'const x = [',
  'x = {',
  '<<',
];
beginnings.push('<Buffer ', '[', '{', 'read(3, "', '|', '- packet: 1', '< ', '> 20', 'Array\n(\n', 'PK');
beginnings.push(
  '00000000: 8105',
  '0000000 81',
  '{"log":{',
  '[{',
  '<?xml',
  '\t0x0000:  4500',
  '<= Recv data, ',
);
const runs = [
  ' ',
  '\n',
  '\t',
  '\r\n',
  '0',
  'a',
  '\\',
  '|',
  '"',
  ',',
  '-',
  '[',
  '<',
  '{',
  '0 ',
  '1,',
  'a=',
  '\\x',
];
runs.push('. ', '0x', '==', '> ', "b'", '/*', '\u00e9', '81 ');

describe('a long run of the same', () => {
  test.each(beginnings.map((text) => [JSON.stringify(text), text]))('after %s', (_, beginning) => {
    const slow: string[] = [];
    for (const run of runs) {
      const text = `${beginning}${run.repeat(Math.floor(length / run.length))}!`;
      const bytes = new TextEncoder().encode(text);
      for (const importer of importers) {
        const started = cpuTime();
        const grade = importer.sniff(bytes, { name: null, size: bytes.length, pasted: false });
        if (grade !== 'no') {
          const reader = importer.open(new RecordingSink(), { name: null, size: bytes.length });
          reader.push(bytes);
          reader.end();
        }
        const took = cpuTime() - started;
        if (took > limit) slow.push(`${importer.id}, ${JSON.stringify(run)}: ${Math.round(took)} ms`);
      }
    }
    expect(slow).toEqual([]);
  });
});

describe('a long run in the middle', () => {
  const root = join(import.meta.dirname, '../../../e2e/fixtures');
  const folders = importers.filter(({ text }) => text).map(({ id }) => id);
  const inserted = [' ', '\n', '0', 'a', '"', '/'].map((run) => run.repeat(1500));

  test.each(folders)('of what %s reads', (id) => {
    const importer = importerById(id)!;
    const slow: string[] = [];
    for (const name of readdirSync(join(root, id))) {
      const text = readFileSync(join(root, id, name), 'utf8').slice(0, 4000);
      for (const run of inserted) {
        for (const share of [0.02, 0.1, 0.3, 0.5, 0.8]) {
          const at = Math.floor(text.length * share);
          const bytes = new TextEncoder().encode(text.slice(0, at) + run + text.slice(at));
          const started = cpuTime();
          importer.sniff(bytes, { name: null, size: bytes.length, pasted: false });
          const reader = importer.open(new RecordingSink(), { name: null, size: bytes.length });
          reader.push(bytes);
          reader.end();
          const took = cpuTime() - started;
          if (took > limit) slow.push(`${name}, ${JSON.stringify(run[0])} at ${at}: ${Math.round(took)} ms`);
        }
      }
    }
    expect(slow).toEqual([]);
  });
});

/** One call of strace with the dump of what it read, in so many rows. */
function straceDump(rows: number): string {
  const size = rows * 16;
  const bytes = '81 05 48 65 6c 6c 6f 81  05 48 65 6c 6c 6f 81 01';
  const row = (_: unknown, i: number) =>
    ` | ${(i * 16).toString(16).padStart(5, '0')}  ${bytes}  ${'.'.repeat(16)} |\n`;
  return `read(5, "\\201\\5"..., ${size}) = ${size}\n${Array.from({ length: rows }, row).join('')}`;
}

const cdpEvent =
  '{"method":"Network.webSocketFrameSent","params":{"requestId":"1.2","timestamp":5,"response":{"opcode":1,"mask":true,"payloadData":"Hi"}}}';
const nettyBox = '12:00:01 [id: 0xd5e9a3ea, L:/127.0.0.1:1 - R:/127.0.0.1:2] READ: 16B\n|00000000|'.concat(
  ' 81'.repeat(16),
  ' |',
  'A'.repeat(16),
  '|\n',
);

describe('much of the same', () => {
  const cases: [string, string, string][] = [
    ['literals', 'node-buffer', 'x <Buffer 81 05>\n'.repeat(250_000)],
    ['literals that do not end', 'escaped', '"\\x81\\x05abc\n'.repeat(40_000)],
    ['comments that do not end', 'c-array', `int a[] = {1, 2};${'/* a\n'.repeat(100_000)}`],
    ['base64 with a character too many', 'base64', '-> gQVIZWxsb\n'.repeat(50_000)],
    ['literals in one line', 'python-bytes', "b'\\x81\\x05' ".repeat(300_000)],
    ['words far apart', 'hex', `T${' '.repeat(10_000_000)}z`],
    ['a dump below one call', 'strace', straceDump(100_000)],
    ['frames in a log of websockets', 'python-websockets', "> TEXT 'Hello' [5 bytes]\n".repeat(40_000)],
    ['frames in one line of websockets', 'python-websockets', '< TEXT [5 bytes] '.repeat(60_000)],
    ['a text full of escapes', 'python-websockets', `> TEXT '${'\\x00'.repeat(250_000)}' [250000 bytes]`],
    ['frames in a trace', 'websocket-client', "++Rcv raw: b'\\x81\\x01A'\n".repeat(40_000)],
    ['a head without an end', 'websocket-client', `--- request header ---\n${'A: b\n'.repeat(200_000)}`],
    ['events', 'cdp-events', `${cdpEvent}\n`.repeat(7000)],
    ['events that do not end', 'cdp-events', `{\n${'{"a":1,\n'.repeat(120_000)}`],
    ['boxes', 'netty-log', nettyBox.repeat(3000)],
    ['messages of wscat', 'message-list', `Connected (press CTRL+C to quit)\n${'> a\nb\n'.repeat(150_000)}`],
    ['rows of a table', 'message-list', '\u2191a\t1\t10:00:01.123\n'.repeat(50_000)],
    ['a row of blanks', 'message-list', `\u2191${' '.repeat(1_000_000)}1 10:00:01\n`],
    ['records', 'other-dump', ':0B000000810548656C6C6F880203E806\n'.repeat(30_000)],
    ['a list of numbers', 'decimal-list', `${'129, 5, '.repeat(1_200_000)}1`],
  ];

  test.each(cases)('%s', (_, id, text) => {
    const bytes = new TextEncoder().encode(text);
    const started = cpuTime();
    const reader = importerById(id)!.open(nullSink, { name: null, size: bytes.length });
    reader.push(bytes);
    reader.end();
    expect(cpuTime() - started).toBeLessThan(limit);
  });
});
