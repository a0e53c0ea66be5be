import { deflateRawSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { payloadOffset } from '../decoder/model/coordinates.ts';
import { converse, encodeFrame, request, response, type Turn } from '../testing/frames.ts';
import { openConnection } from './capture.ts';
import { frameView } from './frame-view.ts';
import { BlobPile, PayloadReader } from './payload.ts';
import type { PayloadKind, PayloadPage } from './protocol.ts';

const mebi = 1 << 20;

const between = (start: number, end: number) => ({ start: payloadOffset(start), end: payloadOffset(end) });

/** Bytes that differ from place to place, none of them zero. */
const pattern = (length: number) => Uint8Array.from({ length }, (_, i) => 1 + ((i * 7 + (i >> 8)) % 255));

const extension = 'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n';

function opened(turns: readonly Turn[], packed = false) {
  const head = (text: string) => (packed ? text.replace(/\r\n$/, extension) : text);
  const { decoder } = converse([['client', head(request)], ['server', head(response)], ...turns]);
  return openConnection(decoder);
}

/** A compressed message of `payload`, in frames of `size` bytes. */
function fragments(payload: Uint8Array, size: number): Turn[] {
  const turns: Turn[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const end = Math.min(payload.length, at + size);
    turns.push([
      'server',
      encodeFrame({
        opcode: at === 0 ? 2 : 0,
        rsv: at === 0 ? 4 : 0,
        fin: end === payload.length,
        payload: payload.subarray(at, end),
      }),
    ]);
  }
  return turns;
}

/** A whole payload, requested piece by piece. */
async function whole(
  ask: (start: number) => Promise<PayloadPage>,
): Promise<{ bytes: Buffer; last: PayloadPage }> {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const page = await ask(at);
    parts.push(page.bytes);
    at += page.bytes.length;
    if (page.bytes.length === 0 || at >= page.total) return { bytes: Buffer.concat(parts), last: page };
  }
}

describe('a payload in pieces', () => {
  const payload = pattern(2 * mebi + 1001);
  const open = opened([['client', encodeFrame({ opcode: 2, payload, key: [1, 2, 3, 4] })]]);
  const reader = new PayloadReader();
  const of = (kind: PayloadKind) => (start: number) =>
    reader.read(open, { connection: 0, frame: 0, of: kind, ...between(start, Number.POSITIVE_INFINITY) });

  it('gives the payload, unmasked and as captured', async () => {
    expect((await whole(of('unmasked'))).bytes.equals(payload)).toBe(true);
    expect((await whole(of('message'))).bytes.equals(payload)).toBe(true);
    const { bytes, last } = await whole(of('wire'));
    expect(bytes.every((byte, i) => byte === (payload[i] ^ [1, 2, 3, 4][i & 3]))).toBe(true);
    expect(last.total).toBe(payload.length);
  });

  it('gives at most a MiB, and nothing past its end', async () => {
    expect((await of('wire')(7)).bytes.length).toBe(mebi);
    expect((await of('wire')(payload.length + 5)).bytes.length).toBe(0);
    expect((await of('unmasked')(payload.length - 1)).bytes).toEqual(payload.subarray(-1));
  });

  it('unmasks correctly from an odd offset', async () => {
    const page = await reader.read(open, {
      connection: 0,
      frame: 0,
      of: 'unmasked',
      ...between(70_003, 70_013),
    });
    expect(page.bytes).toEqual(payload.subarray(70_003, 70_013));
  });
});

describe('a compressed message in pieces', () => {
  // Hard to compress, so that it is many frames.
  let seed = 1;
  const plain = Uint8Array.from({ length: 3 * mebi }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed >>> 26;
  });
  const packed = deflateRawSync(plain, { finishFlush: 2 });

  it('is inflated once', async () => {
    const open = opened(fragments(packed.subarray(0, packed.length - 4), 100_000), true);
    const give = vi.spyOn(open.messages, 'give');
    const reader = new PayloadReader();
    const { bytes, last } = await whole((start) =>
      reader.read(open, { connection: 0, frame: 3, of: 'message', ...between(start, start + 65536) }),
    );
    expect(bytes.equals(plain)).toBe(true);
    expect(last).toMatchObject({ total: plain.length, note: null });
    expect(give).toHaveBeenCalledTimes(1);
  });

  it('gives its beginning and its length', async () => {
    const open = opened(fragments(packed.subarray(0, packed.length - 4), 100_000), true);
    const { message } = await frameView(open, 2);
    expect(message).toMatchObject({ total: plain.length, note: null, compressed: true });
    expect(Buffer.from(message?.bytes ?? []).equals(plain.subarray(0, 65536))).toBe(true);
  });

  it('without its end gives the available bytes, and a note', async () => {
    const cut = fragments(packed.subarray(0, packed.length - 4), 100_000).slice(0, 6);
    const open = opened(cut, true);
    expect((await frameView(open, 0)).message).toMatchObject({ total: null });
    const page = await new PayloadReader().read(open, {
      connection: 0,
      frame: 0,
      of: 'message',
      ...between(100_000, 100_010),
    });
    expect(page.bytes).toEqual(plain.subarray(100_000, 100_010));
    expect(page.note).toBe('The message is not complete in this input.');
    expect(page.total).toBeGreaterThan(500_000);
  });
});

describe('bytes that the capture lacks', () => {
  const text = new TextEncoder().encode('abcdefghij');
  const second = encodeFrame({ opcode: 0, payload: text, key: [5, 6, 7, 8] });
  // Bytes 2 to 6 of the second frame's payload are lost.
  const open = opened([
    ['client', encodeFrame({ opcode: 1, fin: false, payload: text, key: [5, 6, 7, 8] })],
    ['client', second.subarray(0, 6 + 2)],
    ['client', 5],
    ['client', second.subarray(6 + 7)],
  ]);

  it('are reported in offsets of the frame and of the message', async () => {
    const reader = new PayloadReader();
    const ask = (of: PayloadKind, start: number) =>
      reader.read(open, { connection: 0, frame: 1, of, ...between(start, start + 8) });
    expect((await ask('unmasked', 0)).holes).toEqual([{ start: 2, end: 7 }]);
    const page = await ask('message', 9);
    expect(page.holes).toEqual([{ start: 12, end: 17 }]);
    expect([...page.bytes]).toEqual([0x6a, 0x61, 0x62, 0, 0, 0, 0, 0]);
    const view = await frameView(open, 1);
    expect(view).toMatchObject({ present: 10, lacking: 5, holes: [{ start: 2, end: 7 }] });
    expect(view.message).toMatchObject({ holes: [{ start: 12, end: 17 }], lacking: 5, total: 20, at: 10 });
  });
});

describe('a pile of bytes', () => {
  it('reads any range, across the borders of its parts', async () => {
    const all = pattern(2 * mebi + 5000);
    const pile = new BlobPile();
    for (let at = 0; at < all.length; at += 99_991) pile.add(all.subarray(at, at + 99_991));
    expect(pile.length).toBe(all.length);
    for (const [start, end] of [
      [0, 10],
      [mebi - 3, mebi + 3],
      [10, 2 * mebi + 10],
      [2 * mebi + 4990, 2 * mebi + 9000],
    ]) {
      expect(Buffer.from(await pile.read(start, end)).equals(all.subarray(start, end))).toBe(true);
    }
  });
});
