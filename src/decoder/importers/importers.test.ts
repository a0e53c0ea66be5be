// Laws that every importer keeps, over fixtures that the real tools made (e2e/fixtures, one folder an importer).
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clientFrames, hello, request, response, serverFrames } from '../../../e2e/fixtures/make/peers.ts';
import { seededRandom } from '../../testing/random.ts';
import { type RecordedConnection, RecordingSink } from '../../testing/recording-sink.ts';
import { formatHex } from '../bytes/hex.ts';
import type { Importer } from '../model/importer.ts';
import { fileFormats } from './file-formats.ts';
import { isFormatId } from './format-ids.ts';
import { importers } from './registry.ts';
import { importerById, sniffInput } from './sniff.ts';
import { blockSizes } from './text/blocks.ts';
import { textFormats } from './text-formats.ts';

const root = join(import.meta.dirname, '../../../e2e/fixtures');

interface Fixture {
  readonly id: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

const captureKinds: Readonly<Record<string, string>> = { pcap: 'pcap', pcapng: 'pcapng', snoop: 'snoop' };

function fixtures(): Fixture[] {
  const found: Fixture[] = [];
  for (const folder of readdirSync(root)) {
    if (!statSync(join(root, folder)).isDirectory() || folder === 'make') continue;
    for (const file of readdirSync(join(root, folder))) {
      const id = folder === 'network' ? captureKinds[file.split('.').pop() ?? ''] : folder;
      if (!id || !importerById(id)) continue;
      found.push({
        id,
        name: `${folder}/${file}`,
        bytes: new Uint8Array(readFileSync(join(root, folder, file))),
      });
    }
  }
  return found;
}

const all = fixtures();

function sniff(bytes: Uint8Array): string[] {
  const head = bytes.subarray(0, 65536);
  return sniffInput(head, { name: null, size: bytes.length, pasted: false }).best.map(
    (importer) => importer.id,
  );
}

function run(importer: Importer, bytes: Uint8Array, chunk = bytes.length): RecordingSink {
  const sink = new RecordingSink();
  const importRun = importer.open(sink, { name: null, size: bytes.length });
  for (let at = 0; at < bytes.length; at += Math.max(1, chunk)) {
    // A copy that is wiped afterwards: a chunk is only borrowed.
    const borrowed = bytes.slice(at, at + Math.max(1, chunk));
    importRun.push(borrowed);
    borrowed.fill(0xa5);
  }
  importRun.end();
  return sink;
}

/** Whether it reads a text that is in memory, and marks it. */
function takesText(importer: Importer): boolean {
  return importer.open(new RecordingSink(), { name: null, size: null }).pushText !== undefined;
}

/** Runs `action` while text is read in blocks of these sizes. */
function inBlocks<T>(sizes: Partial<typeof blockSizes>, action: () => T): T {
  const usual = { ...blockSizes };
  Object.assign(blockSizes, sizes);
  try {
    return action();
  } finally {
    Object.assign(blockSizes, usual);
  }
}

/** The seed of a fixture is of its name: another fixture beside it changes nothing. FNV-1a. */
function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function cuts(length: number, seed: number): number[] {
  if (length <= 700) return [...Array(length).keys()];
  const next = seededRandom(seed);
  const count = length > 100_000 ? 10 : 40;
  return Array.from({ length: count }, () => Math.floor(next() * length)).sort((a, b) => a - b);
}

const streaming = new Set(['framescope', 'har', 'mitmproxy', 'netlog', 'pcap', 'pcapng', 'raw', 'snoop']);
/** Text whose lines stand for themselves. */
const lineStreaming =
  'cdp-events curl-trace follow-stream hex-view openssl-debug python-websockets tcpdump-x'.split(' ');

for (const id of lineStreaming) streaming.add(id);
/**
 * Text of which part of a row, or too few rows, may say something else than more of it: cut between rows in
 * its second half.
 */
const rowStreaming = new Set('hex hexdump socat-x strace text2pcap tshark-fields tshark-x xxd'.split(' '));
rowStreaming.add('websocket-client').add('netty-log');
/** Text that is read as it comes. Of `od` the offset after a last word says how much of it counts. */
const byLines = new Set([...lineStreaming, ...rowStreaming, 'od']);

/** The ends of lines in the second half of a text. */
function lineEnds(bytes: Uint8Array): number[] {
  const ends: number[] = [];
  for (let i = bytes.indexOf(10, bytes.length >> 1); i >= 0; i = bytes.indexOf(10, i + 1)) ends.push(i + 1);
  const step = Math.ceil(ends.length / 40);
  return ends.filter((_, i) => i % step === 0);
}
const expected = {
  client: Buffer.concat([Buffer.from(request), ...clientFrames]).toString('hex'),
  server: Buffer.concat([Buffer.from(response), ...serverFrames]).toString('hex'),
};
const helloHex = hello.toString('hex');

/** The bytes of a connection without what strace and others add of holes. */
function streams(sink: RecordingSink): { client: string; server: string } {
  return { client: sink.stream('client'), server: sink.stream('server') };
}

describe('what the fixtures hold', () => {
  const longHex = readFileSync(join(root, 'raw/long.bin')).toString('hex');
  for (const { id, name, bytes } of all) {
    const file = name.split('/')[1];
    if (name.startsWith('network/')) continue;
    test(name, () => {
      const importer = importerById(id)!;
      const sink = run(importer, bytes);
      const errors = sink.notes.filter((note) => note.level === 'error').map((note) => note.id);
      if (file.startsWith('lossy')) {
        expect(errors).toEqual([id === 'other-dump' ? 'other-dump' : 'lossy-dump']);
        expect(sink.connections).toEqual([]);
        return;
      }
      expect(errors).toEqual([]);
      expect(sink.connections.map((connection) => connection.misplaced)).toEqual(
        sink.connections.map(() => 0),
      );
      if (file.startsWith('hello')) expect(streams(sink)).toEqual({ client: '', server: helloHex });
      if (file.startsWith('long')) expect(streams(sink)).toEqual({ client: '', server: longHex });
      if (file.startsWith('turns')) {
        expect(streams(sink)).toEqual({
          client: helloHex.slice(14, 36),
          server: helloHex.slice(0, 14) + helloHex.slice(36),
        });
      }
      if (file.startsWith('session')) {
        // strace follows socat, which is a server to one side and a client to the other.
        const wanted = id === 'strace' ? [expected, expected] : [expected];
        expect(
          sink.connections.map((connection) => ({
            client: connection.stream('client'),
            server: connection.stream('server'),
          })),
        ).toEqual(wanted);
        expect(sink.noteIds).not.toContain('ascii-mismatch');
      }
      if (id === 'curl-trace')
        expect(streams(sink).server.endsWith(Buffer.concat(serverFrames).toString('hex'))).toBe(true);
      if (file.startsWith('cut')) expect(sink.noteIds).toContain('paste-truncated');
    });
  }
});

describe('laws', () => {
  test('every id is known without its importer, and a format of text takes nothing but text', () => {
    expect(importers.filter(({ id }) => !isFormatId(id)).map(({ id }) => id)).toEqual([]);
    expect(textFormats.filter(({ text }) => text !== true).map(({ id }) => id)).toEqual([]);
    const binary = Uint8Array.of(0, 1, 2, 0x81, 5, 0, 255, 0xfe, 0xfd, 0);
    const hint = { name: null, size: binary.length, pasted: false };
    expect(textFormats.filter((one) => one.sniff(binary, hint) !== 'no').map(({ id }) => id)).toEqual([]);
  });

  test('every importer has a fixture', () => {
    const covered = new Set(all.map(({ id }) => id));
    expect(importers.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
  });

  test('ids are unique, and sorted in each list', () => {
    const ids = importers.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const list of [fileFormats, textFormats]) {
      const own = list.map(({ id }) => id);
      expect(own).toEqual([...own].sort());
    }
  });

  for (const { id, name, bytes } of all) {
    const importer = importerById(id)!;
    const seed = seedOf(name);

    test(`${name} is sniffed best by ${id} alone, its name hidden`, () => {
      expect(sniff(bytes)).toEqual([id]);
    });

    test(`${name}: one-byte chunks give the same`, () => {
      const whole = run(importer, bytes).summary();
      expect(run(importer, bytes, bytes.length > 50_000 ? 7 : 1).summary()).toEqual(whole);
    });

    if (importer.text) {
      test(`${name}: tiny blocks give the same`, () => {
        const whole = run(importer, bytes).summary();
        for (const block of [bytes.length > 20_000 ? 700 : 1, 64])
          expect(inBlocks({ block }, () => run(importer, bytes).summary())).toEqual(whole);
        // With a tiny head, too little is known beforehand.
        inBlocks({ head: 64, block: 64 }, () => run(importer, bytes, 50));
      });
    }

    test(`${name}: cut anywhere it does not throw, and a stream keeps what came before`, () => {
      let before: string[] = [];
      const ends = new Set(rowStreaming.has(id) ? lineEnds(bytes) : []);
      const all = new Set([...cuts(bytes.length, seed), ...ends]);
      for (const cut of [...all].sort((a, b) => a - b)) {
        const sink = run(importer, bytes.subarray(0, cut));
        if (!streaming.has(id) && !ends.has(cut)) continue;
        const now = sink.connections.flatMap((each) => [messages(each, 'client'), messages(each, 'server')]);
        expect(before.filter((kept, i) => !now[i]?.startsWith(kept))).toEqual([]);
        before = now;
      }
    });

    test(`${name}: flipped bits do not throw and do not make much out of little`, () => {
      const next = seededRandom(seed + 1000);
      const rounds = bytes.length > 100_000 ? 4 : 24;
      for (let round = 0; round < rounds; round++) {
        const damaged = bytes.slice();
        for (let flip = 0; flip <= round % 4; flip++) {
          damaged[Math.floor(next() * damaged.length)] ^= 1 << Math.floor(next() * 8);
        }
        const sink = run(importer, damaged, 1 + Math.floor(next() * 4096));
        // Only repeated rows (*) may stand for more than was written, up to their cap.
        const given = sink.connections.reduce((sum, connection) => sum + connection.byteCount, 0);
        const repeats = id === 'xxd' || id === 'hexdump' || id === 'od';
        expect(given).toBeLessThanOrEqual(repeats ? 257 * 2 ** 20 : bytes.length * 4 + 1024);
        sniff(damaged);
      }
    });

    test(`${name}: what is not bytes of the file has a store`, () => {
      const bare = run(importer, bytes).connections.filter(
        ({ opening }) => opening.fidelity === 'messages' && !opening.store,
      );
      expect(bare.map(({ opening }) => opening.url)).toEqual([]);
    });
  }
});

/** How a dump looks after it went through a chat, an editor or an issue tracker. */
const dresses: Readonly<Record<string, (text: string) => string>> = {
  'Windows line ends': (text) => text.replace(/\r?\n/g, '\r\n'),
  'a byte order mark': (text) => `\ufeff${text}`,
  'a fence': (text) => `\`\`\`text\n${text}\n\`\`\`\n`,
  'a shell prompt': (text) => `user@host:~/x$ xxd foo\n${text}`,
  'words before and after': (text) =>
    `Hi, my websocket breaks, here is the dump:\n\n${text}\n\nWhat is wrong?\n`,
  'an indent': (text) =>
    text
      .split('\n')
      .map((line) => (line ? `    ${line}` : line))
      .join('\n'),
};

describe('long text', () => {
  for (const { id, name, bytes } of all) {
    if (!byLines.has(id) || /lossy|json/.test(name)) continue;
    test(`${name}: bytes are given while it is read`, () => {
      const importer = importerById(id)!;
      const total = (sink: RecordingSink) => sink.connections.reduce((sum, each) => sum + each.byteCount, 0);
      const long = new Uint8Array(bytes.length * 3);
      for (let i = 0; i < 3; i++) long.set(bytes, i * bytes.length);
      inBlocks({ head: bytes.length, block: 64 }, () => {
        const sink = new RecordingSink();
        const importRun = importer.open(sink, { name: null, size: null });
        importRun.push(long);
        const before = total(sink);
        importRun.end();
        expect(sink.lastProgress).toBe(long.length);
        // A packet, a row or a block at the end may wait.
        if (total(sink) > 100) expect(before).toBeGreaterThan(total(sink) / 2);
      });
    });
  }

  test('a value has a limit of its own', () => {
    const line = new TextEncoder().encode('gQVIZWxsb4EFSGVsbG+BBUhlbGxv\n');
    inBlocks({ value: 2 ** 20, block: 4096 }, () => {
      const sink = run(importerById('base64')!, Buffer.concat(Array(40_000).fill(line)));
      expect(sink.notes[0].text).toMatch(
        /^Expected at most 1 MiB of base64, .* found more\. The rest was not read/,
      );
      expect(sink.stream('server').length).toBeGreaterThan(2 ** 20);
    });
  });
});

describe('the same in other dress', () => {
  for (const { id, name, bytes } of all) {
    const importer = importerById(id)!;
    if (!takesText(importer) || /lossy|tshark-fields/.test(name) || bytes.length > 20_000) continue;
    const text = new TextDecoder().decode(bytes);
    for (const [dress, put] of Object.entries(dresses)) {
      test(`${name} with ${dress}`, () => {
        const dressed = new TextEncoder().encode(put(text));
        const best = sniff(dressed);
        // All escapes and nothing else is hex; among words it is text with escapes, which gives the same bytes.
        if (name !== 'hex/hello-x.txt') expect(best).toEqual([id]);
        expect(streams(run(importerById(best[0])!, dressed))).toEqual(streams(run(importer, bytes)));
      });
    }
  }
});

/** The bytes and messages of a sender, up to a hole: what a longer input must go on from. */
function messages(connection: RecordedConnection, sender: 'client' | 'server'): string {
  const parts: string[] = [];
  for (const event of connection.events) {
    if (event.kind === 'data' && event.sender === sender) parts.push(event.hex);
    if (event.kind === 'message' && event.sender === sender) parts.push(`<${event.opcode}:${event.hex}>`);
    if (event.kind === 'frame' && event.sender === sender) parts.push(`<${event.byte0}:${event.length}>`);
  }
  return parts.join('');
}

describe('bad input has its own sentence', () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  const cases: [string, Uint8Array, string, string, string][] = [
    ['nothing', encode(''), 'hex', 'empty-input', ''],
    ['blanks', encode('  \n\t\n'), 'hex', 'empty-input', ''],
    ['half a byte at the end', encode('81 05 48 6'), 'hex', 'half-byte', '810548'],
    ['half a byte in a run', encode('81054'), 'hex', 'half-byte', '8105'],
    ['half a byte between padded ones', encode('81 05 4 65'), 'hex', 'half-byte', '8105'],
    ['a letter that is no digit', encode('81 05 4g 65'), 'hex', 'not-hex', '8105'],
    [
      'a letter in an xxd row',
      encode('00000000: 8105 48g5 6c6c\n00000006: 6f81\n'),
      'xxd',
      'not-hex',
      '810548[3]6f81',
    ],
    ['prose', encode('The connection was closed before it was established.'), 'hex', 'plain-text', ''],
    ['JSON', encode('{"type":"chat","text":"hi"}'), 'hex', 'plain-text', ''],
    [
      'a JPEG',
      Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0]),
      'raw',
      'other-file-kind',
      '',
    ],
    ['a PNG', Uint8Array.from([0x89, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13]), 'raw', 'other-file-kind', ''],
    [
      'a ZIP that is no SAZ',
      Uint8Array.from([80, 75, 3, 4, 20, 0, 0, 0, 8, 0, 1, 2]),
      'raw',
      'other-file-kind',
      '',
    ],
    ['a PDF', encode('%PDF-1.7\n%\u00e2\u00e3\n1 0 obj'), 'raw', 'other-file-kind', ''],
    ['an ELF program', Uint8Array.from([127, 69, 76, 70, 2, 1, 1, 0]), 'raw', 'other-file-kind', ''],
  ];
  for (const [title, bytes, id, note, stream] of cases) {
    test(title, () => {
      expect(sniff(bytes)).toEqual([id]);
      const sink = run(importerById(id)!, bytes);
      const found = sink.notes.filter(({ level }) => level === 'error');
      expect(found.map((each) => each.id)).toEqual([note]);
      expect(found[0].text).toMatch(/^Expected .*found/);
      expect(sink.stream('server')).toBe(stream);
    });
  }

  test('a half byte is named with line and column', () => {
    const sink = run(importerById('hex')!, encode('81 05\n48 65 6'));
    expect(sink.notes[0]).toMatchObject({
      id: 'half-byte',
      at: 12,
      text: expect.stringContaining('line 2, column 7'),
    });
    expect(sink.stream('server')).toBe('81054865');
  });
});

describe('text that comes in other dress', () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  const read = (text: string) => {
    const bytes = encode(text);
    const ids = sniff(bytes);
    return { ids, sink: run(importerById(ids[0])!, bytes) };
  };

  test('UTF-16 with a byte order mark, as PowerShell redirects', () => {
    const text = '\ufeff00000000: 8105 4865 6c6c 6f                      ..Hello\r\n';
    const bytes = new Uint8Array(text.length * 2);
    for (let i = 0; i < text.length; i++) {
      bytes[i * 2] = text.charCodeAt(i) & 255;
      bytes[i * 2 + 1] = text.charCodeAt(i) >> 8;
    }
    expect(sniff(bytes)).toEqual(['xxd']);
    expect(run(importerById('xxd')!, bytes, 1).stream('server')).toBe('810548656c6c6f');
  });

  test('terminal colours', () => {
    const { ids, sink } = read('\x1b[1;32m00000000: \x1b[0m8105 4865  \x1b[33m..He\x1b[0m\n');
    expect(ids).toEqual(['xxd']);
    expect(sink.stream('server')).toBe('81054865');
  });

  test('rows of a dump inside the lines of a log', () => {
    const { ids, sink } = read(
      '2026-11-22 12:00:01 DEBUG 00000000: 8105 4865 6c6c 6f81  ..Hello.\n2026-11-22 12:00:01 DEBUG 00000008: 0121                     .!\n',
    );
    expect(ids).toEqual(['xxd']);
    expect(sink.stream('server')).toBe('810548656c6c6f810121');
  });

  test('lost rows are a hole, not a jump', () => {
    const { sink } = read('00000000: 8105 4865  ..He\n00000008: 0a0b 0c0d  ....\n');
    expect(sink.stream('server')).toBe('81054865[4]0a0b0c0d');
    expect(sink.noteIds).toContain('paste-truncated');
  });

  test('an ASCII column that does not agree is told', () => {
    const { sink } = read('00000000: 8105 4865 6c6c 6f81  ..Hallo.\n');
    expect(sink.noteIds).toEqual(['ascii-mismatch']);
  });

  test('a followed conversation in bare hex is given to two sides when it has a request and an answer', () => {
    const hex = (text: string) => formatHex(encode(text));
    const { sink } = read(
      `${hex('GET / HTTP/1.1\r\n\r\n')}\n${hex('HTTP/1.1 101 OK\r\n\r\n')}\n818137fa213d7f\n810141\n`,
    );
    expect(sink.stream('client')).toBe(`${hex('GET / HTTP/1.1\r\n\r\n')}818137fa213d7f`);
    expect(sink.stream('server')).toBe(`${hex('HTTP/1.1 101 OK\r\n\r\n')}810141`);
    expect(sink.noteIds).toEqual(['direction-inferred']);
  });

  const pastes: [string, string, string, string][] = [
    [
      'arrows after times',
      '[12:00:01.1] -> 818037fa213d\n[12:00:01.4] <- 81 01 41\n',
      '818037fa213d',
      '810141',
    ],
    ['roles with arrows', 'C->S: 818037fa213d\nS->C: 81 01 41\n', '818037fa213d', '810141'],
    ['the log of a client', "DEBUG:websockets.client:< b'\\x81\\x01A'\n", '', '810141'],
    ['the log of a server', "DEBUG:websockets.server:< b'\\x81\\x01A'\n", '810141', ''],
    ['numbered lines', '1: 81 05 48 65\n2: 6c 6c 6f\n', '', '810548656c6c6f'],
    ['remarks behind the bytes', '81 01 41  | text "A"\n88 02 03 e8  | close 1000\n', '', '810141880203e8'],
  ];
  for (const [title, text, client, server] of pastes) {
    test(title, () => {
      const { sink } = read(text);
      expect(streams(sink)).toEqual({ client, server });
      expect(sink.notes.filter((note) => note.level === 'error')).toEqual([]);
    });
  }

  test('whole packets as hex ("copy as hex stream") are a capture', () => {
    const packets = readFileSync(join(root, 'tshark-x/session.txt'), 'utf8')
      .split(/\n\s*\n/)
      .map((block) => block.split(/^Unmasked/m)[0].replace(/^Frame .*$/m, ''))
      .map((block) => block.replace(/^[0-9a-f]{4} {2}(.{48}).*$/gm, '$1').replaceAll(/\s/g, ''))
      .filter((block) => block !== '');
    const { ids, sink } = read(packets.join('\n'));
    expect(ids).toEqual(['hex']);
    expect(streams(sink)).toEqual(expected);
    expect(sink.noteIds).toEqual(['packets-found']);
  });

  test('what stands above rows says who sent them', () => {
    const rows = '00000000: 8105 4865  ..He\n';
    const { ids, sink } = read(`client:\n${rows}server:\n00000000: 8101 41  ..A\n`);
    expect(ids).toEqual(['xxd']);
    expect(streams(sink)).toEqual({ client: '81054865', server: '810141' });
  });

  test('a 200 MB run of repeated rows costs no memory', () => {
    const { sink } = read(
      '0000000 0581 4141\n*\nc800000 0188\nc800002\n'.replace('0581 4141', '0581 4141 0000 0000'),
    );
    expect(sink.connections[0].byteCount).toBe(0xc800002);
  });
});
