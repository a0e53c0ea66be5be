// A stream saved as it lay: nearly all of it may be text, and still it is no text.

import { describe, expect, test } from 'vitest';
import { encodeFrame } from '../../testing/frames.ts';
import { RecordingSink } from '../../testing/recording-sink.ts';
import { encodeText } from '../bytes/utf8.ts';
import { importerById, sniffInput } from './sniff.ts';

const answer =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n';

/** A text frame of JSON. */
function frame(length: number): number[] {
  return [...encodeFrame({ opcode: 1, payload: encodeText(`{"a":"${'b'.repeat(length - 8)}"}`) })];
}

const streams: readonly (readonly [string, readonly number[]])[] = [
  ...[50, 125, 200, 2000, 0x3030, 30_000].map((length): [string, number[]] => [
    `five frames of ${length} bytes of JSON`,
    Array(5).fill(frame(length)).flat(),
  ]),
  ['one frame, exactly', frame(500)],
  ['a 101 and frames', [...encodeText(answer), ...frame(60), ...frame(60)]],
  ['a 101 and one frame', [...encodeText(answer), ...frame(60)]],
  ['frames and an HTTP response', [...frame(60), ...frame(60), ...encodeText('HTTP/1.1 500 Oops\r\n\r\n')]],
  // 81 85 03040506, all printable once masked
  ['masked frames', Array(4).fill([0x81, 0x85, 0x30, 0x31, 0x32, 0x33, 0x58, 0x54, 0x5e, 0x5f, 0x5f]).flat()],
];

describe('a bare stream', () => {
  test.each(streams)('%s', (_, list) => {
    const bytes = Uint8Array.from(list);
    const hint = { name: null, size: bytes.length, pasted: false };
    expect(sniffInput(bytes.subarray(0, 65536), hint).best.map(({ id }) => id)).toEqual(['raw']);
    const sink = new RecordingSink();
    const run = importerById('raw')?.open(sink, { name: null, size: bytes.length });
    run?.push(bytes);
    run?.end();
    expect(sink.stream('server')).toBe(Buffer.from(bytes).toString('hex'));
  });

  test('text is still text: Latin-1, Shift_JIS, a head alone, a pasted answer', () => {
    const texts = [
      Uint8Array.from([0xe9, ...encodeText('t\u00e9 81 05 48 65 6c 6c 6f')]),
      // にほん 81 05 in Shift_JIS
      Uint8Array.from([0x82, 0xc9, 0x82, 0xd9, 0x82, 0xf1, ...encodeText(' 81 05 48 65 6c 6c 6f\n')]),
      encodeText(answer),
      encodeText(`${answer}HTTP/1.1 400 Bad Request\r\n\r\n`),
    ];
    for (const bytes of texts) {
      const hint = { name: null, size: bytes.length, pasted: false };
      expect(sniffInput(bytes, hint).best.map(({ id }) => id)).not.toContain('raw');
    }
  });
});
