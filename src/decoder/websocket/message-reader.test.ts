import { constants, createDeflateRaw } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MessageReader } from './message-reader.ts';
import { PatchedStore, replayConnection, storePatches } from './replay.ts';
import { answer, converse, frame, request, type Turn, utf8 } from './test-frames.ts';

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
  ['server', answer.replace(/\r\n$/, extension)],
];

describe('reading messages back', () => {
  // Enough for several checkpoints, and hard enough to compress that the window is needed.
  const texts = Array.from({ length: 60 }, (_, i) =>
    JSON.stringify({
      n: i,
      rows: Array.from({ length: 2400 }, (_row, k) => `${(i * 7919 + k * 104729) % 65521} row of ${i}`),
    }),
  );

  it('in any order gives what reading in order gives', async () => {
    const packed = await deflated(texts);
    const { connection, decoder } = converse([
      ...handshake,
      ...packed.flatMap((payload): Turn[] => {
        const cut = payload.length >> 1;
        return [
          ['server', frame({ opcode: 1, rsv: 4, fin: false, payload: payload.subarray(0, cut) })],
          ['server', frame({ opcode: 0, payload: payload.subarray(cut) })],
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

  it('says when only a part was asked for', async () => {
    const { connection, decoder } = converse([
      ['client', request],
      ['server', answer],
      ['server', frame({ opcode: 1, payload: utf8('hello') })],
    ]);
    const reader = new MessageReader(connection, (sender) => decoder.checkpoints(sender));
    const part = await reader.read(0, 2);
    expect(new TextDecoder().decode(part.bytes)).toBe('he');
    expect(part.note).toBe('The first 2 of 5 bytes.');
  });
});

describe('decoding again', () => {
  it('with a byte changed: the rest as it was, the original untouched', async () => {
    const turns: Turn[] = [
      ['client', request],
      ['server', answer],
      ['server', frame({ opcode: 1, payload: utf8('one') })],
      ['client', frame({ opcode: 1, payload: utf8('two'), key: [9, 9, 9, 9] })],
      ['server', frame({ opcode: 9 })],
    ];
    const { connection, store } = converse(turns);
    const at = connection.directions.server.base;
    const patches = storePatches(connection, [{ sender: 'server', offset: at, value: 0x82 }]);
    const none = { sender: null, deflate: null };
    const again = await replayConnection(
      connection,
      new PatchedStore(store, patches),
      none,
      true,
      () => false,
    );
    const frames = again?.view().frames;
    expect([0, 1, 2].map((i) => [frames?.sender(i), frames?.opcode(i)])).toEqual([
      ['server', 2],
      ['client', 1],
      ['server', 9],
    ]);
    expect(connection.frames.opcode(0)).toBe(1);
    expect(await replayConnection(connection, store, none, true, () => true)).toBeNull();
  });
});
