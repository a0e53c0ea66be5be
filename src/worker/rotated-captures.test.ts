// Recordings that tcpdump and dumpcap cut in pieces are read as one.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { u32le } from '../decoder/bytes/integers.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { cpuTime } from '../testing/cpu-time.ts';
import type { NamedFile } from './protocol.ts';
import { joinRotated } from './rotated-captures.ts';
import { createSession } from './session.ts';

const captures = new URL('../../e2e/captures/', import.meta.url).pathname;
const context = { signal: { cancelled: false }, progress: () => {} };

const bytesOf = (path: string) => new Uint8Array(readFileSync(`${captures}${path}`));

/** Cuts after which a record of pcap, or a block of pcapng, begins. */
function recordsOf(bytes: Uint8Array, headerLength: number, lengthOf: (at: number) => number): number[] {
  const starts: number[] = [];
  for (let at = headerLength; at < bytes.length; at += lengthOf(at)) starts.push(at);
  return starts;
}

/** A file in `count` pieces with the same header, named as `tcpdump -C` names them. */
function pieces(
  bytes: Uint8Array,
  headerLength: number,
  starts: readonly number[],
  count: number,
): NamedFile[] {
  const header = bytes.subarray(0, headerLength);
  return Array.from({ length: count }, (_, i) => {
    const from = starts[Math.floor((i * starts.length) / count)];
    const to = i + 1 === count ? bytes.length : starts[Math.floor(((i + 1) * starts.length) / count)];
    const name = `ws.pcap${i === 0 ? '' : i}`;
    return { file: new Blob([header.slice(), bytes.slice(from, to)]), name };
  });
}

function pcapPieces(path: string, count: number): NamedFile[] {
  const bytes = bytesOf(path);
  return pieces(
    bytes,
    24,
    recordsOf(bytes, 24, (at) => 16 + u32le(bytes, at + 8)),
    count,
  );
}

function pcapngPieces(path: string, count: number): NamedFile[] {
  const bytes = bytesOf(path);
  const lengthOf = (at: number) => u32le(bytes, at + 4);
  const blocks = recordsOf(bytes, 0, lengthOf);
  const firstPacket = blocks.findIndex((at) => u32le(bytes, at) === 6);
  const isPacket = (at: number) => u32le(bytes, at) === 6;
  return pieces(bytes, blocks[firstPacket], blocks.slice(firstPacket).filter(isPacket), count);
}

async function opened(files: readonly NamedFile[]) {
  const [{ file, name }, ...further] = files;
  const input = { kind: 'file', file, name, further, format: null, assumptions: noAssumptions } as const;
  const { capture } = await createSession().open(input, context);
  const connections = capture.connections.map(({ frames, level, headline }) => ({ frames, level, headline }));
  return { connections, notes: capture.notes.map(({ id }) => id) };
}

const whole = 'healthy/aiohttp-both-ways.pcap';

test('the pieces of a pcap in any order are one connection', async () => {
  const files = pcapPieces(whole, 3);
  const expected = await opened([{ file: new Blob([bytesOf(whole)]), name: 'whole.pcap' }]);
  const found = await opened([files[2], files[0], files[1]]);
  expect(expected.connections).toHaveLength(1);
  expect(found.connections).toEqual(expected.connections);
  expect(found.notes).toContain('rotated-captures');
});

test('the pieces of a pcapng are one connection', async () => {
  const path = 'capture-loss/client-packet-lost-chromium.pcapng';
  const expected = await opened([{ file: new Blob([bytesOf(path)]), name: 'whole.pcapng' }]);
  expect((await opened(pcapngPieces(path, 2))).connections).toEqual(expected.connections);
});

test('a piece whose last record is cut is joined as well', async () => {
  const [first, second] = pcapPieces(whole, 2);
  const cut = { ...second, file: second.file.slice(0, second.file.size - 7) };
  expect((await joinRotated([first, cut])).files).toHaveLength(1);
});

test('captures that overlap in time, or with other names, stay apart', async () => {
  const [first, second] = pcapPieces(whole, 2);
  const all = { file: new Blob([bytesOf(whole)]), name: 'ws.pcap2' };
  expect((await joinRotated([first, all])).files).toHaveLength(2);
  expect((await joinRotated([first, { ...second, name: 'after.pcap' }])).files).toHaveLength(2);
  expect((await joinRotated([first, { ...second, file: new Blob(['text']) }])).files).toHaveLength(2);
});

test('damage at the end of a file costs little', async () => {
  const [first] = pcapPieces(whole, 2);
  const zeros = new Uint8Array(1 << 20);
  zeros.set(new Uint8Array(await first.file.slice(0, 40).arrayBuffer()));
  zeros[zeros.length - 5] = 1;
  const started = cpuTime();
  await joinRotated([{ file: new Blob([zeros]), name: 'ws.pcap1' }, first]);
  expect(cpuTime() - started).toBeLessThan(2000);
});
