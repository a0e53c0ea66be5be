import { constants, createDeflateRaw } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { utf8 } from '../../testing/bytes.ts';
import { converse, encodeFrame, request, response, type Turn } from '../../testing/frames.ts';
import { MessageReader } from './message-reader.ts';
import { PatchedStore, replayConnection, storePatches } from './replay.ts';

/** Messages as one compressor writes them, each referring to those before it. */
async function deflated(texts: readonly string[]): Promise<Uint8Array[]> {
  const deflate = createDeflateRaw();
  const result: Uint8Array[] = [];
  for (const text of texts) {
    deflate.write(text);
    const parts: Buffer[] = [];
    const take = (part: Buffer) => parts.push(part);
    deflate.on('data', take);
    await new Promise<void>((done) => deflate.flush(constants.Z_SYNC_FLUSH, done));
    deflate.off('data', take);
    const whole = Buffer.concat(parts);
    result.push(Uint8Array.from(whole.subarray(0, whole.length - 4)));
  }
  return result;
}

const extension = 'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n';
const handshake: Turn[] = [
  ['client', request.replace(/\r\n$/, extension)],
  ['server', response.replace(/\r\n$/, extension)],
];

describe('reading messages back', () => {
  // Enough for several checkpoints, and hard enough to compress that the window is needed.
  const texts = Array.from({ length: 60 }, (_, i) =>
    JSON.stringify({
      n: i,
      rows: Array.from({ length: 2400 }, (_row, k) => `${(i * 7919 + k * 104729) % 65521} row of ${i}`),
    }),
  );

  it('in any order gives the same as in order', async () => {
    const packed = await deflated(texts);
    const { connection, decoder } = converse([
      ...handshake,
      ...packed.flatMap((payload): Turn[] => {
        const cut = payload.length >> 1;
        return [
          ['server', encodeFrame({ opcode: 1, rsv: 4, fin: false, payload: payload.subarray(0, cut) })],
          ['server', encodeFrame({ opcode: 0, payload: payload.subarray(cut) })],
        ];
      }),
    ]);
    expect(connection.directions.server.broken).toBeNull();
    expect(connection.messages.length).toBe(texts.length);
    expect(decoder.checkpoints('server').length).toBeGreaterThan(0);
    const order = texts.map((_, i) => (i * 37 + 11) % texts.length);
    const reader = new MessageReader(connection, (sender) => decoder.checkpoints(sender));
    for (const i of order) {
      const { bytes, note } = await reader.read(i, 1 << 24);
      expect(note).toBeNull();
      expect(new TextDecoder().decode(bytes) === texts[i], `message ${i}`).toBe(true);
    }
  });

  it('inflates each message once when the beginnings of all are read in order', async () => {
    const packed = await deflated(texts.slice(0, 30));
    const { connection, decoder } = converse([
      ...handshake,
      ...packed.map((payload): Turn => ['server', encodeFrame({ opcode: 1, rsv: 4, payload })]),
    ]);
    const reader = new MessageReader(connection, (sender) => decoder.checkpoints(sender));
    const payloads = vi.spyOn(reader, 'payload');
    for (let i = 0; i < packed.length; i++) {
      const { bytes, note, capped } = await reader.read(i, 20);
      expect(new TextDecoder().decode(bytes)).toBe(texts[i].slice(0, 20));
      expect({ note, capped }).toEqual({ note: 'The first 20 bytes after inflating.', capped: true });
    }
    expect(payloads).toHaveBeenCalledTimes(packed.length);
  });

  it('reports that only a part was requested', async () => {
    const { connection, decoder } = converse([
      ['client', request],
      ['server', response],
      ['server', encodeFrame({ opcode: 1, payload: utf8('hello') })],
    ]);
    const reader = new MessageReader(connection, (sender) => decoder.checkpoints(sender));
    const part = await reader.read(0, 2);
    expect(new TextDecoder().decode(part.bytes)).toBe('he');
    expect(part).toMatchObject({ note: 'The first 2 of 5 bytes.', capped: true });
  });
});

describe('bytes that the capture lacks', () => {
  const packedTexts = ['the first message, with words', 'the first message, with other words'];

  it('are reported as runs of the payload, and read as zeros even under a mask', async () => {
    // 81 8a 09090909: text, masked, 10 bytes, of which 3 to 6 are lost
    const whole = encodeFrame({ opcode: 1, payload: utf8('0123456789'), key: [9, 9, 9, 9] });
    const { connection, decoder } = converse([
      ['client', request],
      ['server', response],
      ['client', whole.subarray(0, 6 + 3)],
      ['client', 4],
      ['client', whole.subarray(6 + 7)],
    ]);
    const reader = new MessageReader(connection, (sender) => decoder.checkpoints(sender));
    expect(reader.holes(0, 0, 10)).toEqual([{ start: 3, end: 7 }]);
    expect(reader.holes(0, 5, 9)).toEqual([{ start: 5, end: 7 }]);
    expect(reader.holes(0, 7, 10)).toEqual([]);
    expect(reader.reach(0)).toBe(10);
    expect([...(await reader.payload(0, 2, 8))]).toEqual([0x32, 0, 0, 0, 0, 0x37]);
  });

  it('end the inflated part of a message, without invented bytes', async () => {
    const packed = await deflated(packedTexts);
    const whole = encodeFrame({ opcode: 1, rsv: 4, payload: packed[0] });
    const { connection, decoder } = converse([
      ...handshake,
      ['server', whole.subarray(0, 2 + 20)],
      ['server', 5],
      ['server', whole.subarray(2 + 25)],
      ['server', encodeFrame({ opcode: 1, rsv: 4, payload: packed[1] })],
    ]);
    const reader = new MessageReader(connection, (sender) => decoder.checkpoints(sender));
    const first = await reader.read(0, 1 << 20);
    expect(packedTexts[0].startsWith(new TextDecoder().decode(first.bytes))).toBe(true);
    expect(first.bytes.length).toBeGreaterThan(8);
    expect(first.note).toMatch(/^Inflating stopped where the capture lacks bytes: at byte 20 of the payload/);
    // The second message refers to words of the first.
    expect((await reader.read(1, 1 << 20)).note).toBe('Inflating failed: distance too far back.');
  });

  it('at the end leave the bytes that were inflated before them', async () => {
    const packed = await deflated(packedTexts);
    const { connection, decoder } = converse([
      ...handshake,
      ['server', encodeFrame({ opcode: 1, rsv: 4, payload: packed[0] }).subarray(0, 2 + 20)],
    ]);
    const reader = new MessageReader(connection, (sender) => decoder.checkpoints(sender));
    const cut = await reader.read(0, 1 << 20);
    expect(cut.note).toBe('The message is not complete in this input.');
    expect(packedTexts[0].startsWith(new TextDecoder().decode(cut.bytes))).toBe(true);
    expect(cut.bytes.length).toBeGreaterThan(8);
  });
});

describe('decoding again', () => {
  it('with one byte changed: the rest stays the same, and so does the original', async () => {
    const turns: Turn[] = [
      ['client', request],
      ['server', response],
      ['server', encodeFrame({ opcode: 1, payload: utf8('one') })],
      ['client', encodeFrame({ opcode: 1, payload: utf8('two'), key: [9, 9, 9, 9] })],
      ['server', encodeFrame({ opcode: 9 })],
    ];
    const { connection, store } = converse(turns);
    const at = connection.directions.server.base;
    const patches = storePatches(connection, [{ sender: 'server', offset: at, value: 0x82 }]);
    const none = { sender: null, deflate: null };
    const again = await replayConnection(
      connection,
      new PatchedStore(store, patches),
      none,
      { roles: 'known' },
      () => false,
    );
    const frames = again?.view().frames;
    expect([0, 1, 2].map((i) => [frames?.sender(i), frames?.opcode(i)])).toEqual([
      ['server', 2],
      ['client', 1],
      ['server', 9],
    ]);
    expect(connection.frames.opcode(0)).toBe(1);
    expect(await replayConnection(connection, store, none, { roles: 'known' }, () => true)).toBeNull();
  });
});
