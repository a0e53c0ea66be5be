import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeText, encodeText } from '../decoder/bytes/utf8.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import type { OpenConnection } from './capture.ts';
import { openCapture } from './open.ts';
import { holdsAscii, TextSearch } from './text-search.ts';

/** A text that a payload must or must not hold. */
interface Needle {
  readonly text: string;
  readonly negated: boolean;
}

const quiet = { signal: { cancelled: false }, progress: () => undefined };

async function opened(
  bytes: Uint8Array<ArrayBuffer>,
  sender: 'client' | 'server' | null = null,
): Promise<OpenConnection> {
  const assumptions = { ...noAssumptions, sender };
  const capture = await openCapture({ kind: 'bytes', bytes, name: 'x', format: null, assumptions }, quiet);
  return capture.connections[0];
}

/** The frames that match, found by reading each payload completely. */
async function slowly(open: OpenConnection, needles: readonly Needle[]): Promise<number[]> {
  const { frames, messages } = open.connection;
  const list: number[] = [];
  for (let frame = 0; frame < frames.length; frame++) {
    const message = frames.message(frame);
    const packed = message >= 0 && messages.compressed(message);
    let bytes: Uint8Array = new Uint8Array(0);
    if (!packed) bytes = await open.messages.payload(frame, 0, Number.POSITIVE_INFINITY);
    else if (messages.firstFrame(message) === frame)
      bytes = (await open.messages.read(message, 1 << 22)).bytes;
    const text = decodeText(bytes).toLowerCase();
    if (needles.every(({ text: needle, negated }) => text.includes(needle) !== negated)) list.push(frame);
  }
  return list;
}

async function quickly(open: OpenConnection, needles: readonly Needle[]): Promise<number[]> {
  const search = new TextSearch(open, needles, (_, found) =>
    needles.every(({ negated }, i) => found[i] !== negated),
  );
  const list: number[] = [];
  for (let frame = 0; frame < open.connection.frames.length; frame++) {
    if (await search.matches(frame)) list.push(frame);
  }
  return list;
}

const needleSets: readonly (readonly Needle[])[] = [
  [{ text: 'e', negated: false }],
  [{ text: 'hello', negated: false }],
  [{ text: 'hello', negated: true }],
  [
    { text: '"', negated: false },
    { text: 'a', negated: true },
  ],
  [{ text: 'é', negated: false }],
  [{ text: 'größe', negated: true }],
];

describe('text search', () => {
  it.each([
    'healthy/characters-across-fragments.pcap',
    'healthy/chromium-deflate.pcap',
    'server-masked-frame/echoes-masked-close.pcap',
  ])('finds in %s what reading each payload finds', async (name) => {
    const path = join(import.meta.dirname, '../../e2e/captures', name);
    const open = await opened(new Uint8Array(readFileSync(path)));
    for (const needles of needleSets)
      expect(await quickly(open, needles)).toEqual(await slowly(open, needles));
  });

  it('finds text across the pieces of a masked payload of megabytes, in any case, and in the next frame', async () => {
    const length = 3_000_000;
    const payload = new Uint8Array(length).fill(0x2e);
    for (const at of [5, (1 << 20) - 3, (1 << 21) - 1, length - 6]) payload.set(encodeText('NeeDLe'), at);
    const key = [1, 2, 3, 4];
    const masked = payload.map((byte, i) => byte ^ key[i & 3]);
    const head = [
      0x82,
      0xff,
      0,
      0,
      0,
      0,
      length >>> 24,
      (length >> 16) & 255,
      (length >> 8) & 255,
      length & 255,
    ];
    const tail = [0x81, 0x86, ...key, ...[...encodeText('needle')].map((byte, i) => byte ^ key[i & 3])];
    for (const keep of [5, (1 << 20) - 3, (1 << 21) - 1, length - 6]) {
      const one = masked.slice();
      for (const at of [5, (1 << 20) - 3, (1 << 21) - 1, length - 6]) if (at !== keep) one[at] ^= 1;
      const open = await opened(new Uint8Array([...head, ...key, ...one, ...tail]), 'client');
      expect(await quickly(open, [{ text: 'needle', negated: false }])).toEqual([0, 1]);
      expect(await quickly(open, [{ text: 'needles', negated: false }])).toEqual([]);
    }
  });

  it('finds text at every offset of a run of bytes', () => {
    const bytes = encodeText('aAab');
    expect(holdsAscii(bytes, 0, 4, encodeText('aab'))).toBe(true);
    expect(holdsAscii(bytes, 0, 3, encodeText('aab'))).toBe(false);
    expect(holdsAscii(bytes, 0, 4, encodeText('b'))).toBe(true);
    expect(holdsAscii(bytes, 0, 0, encodeText('a'))).toBe(false);
  });
});
