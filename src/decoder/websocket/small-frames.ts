// The frames that most streams are made of, read without ceremony: this is where a capture of millions of small messages
// spends its time.

import { isAscii } from '../bytes/utf8.ts';
import type { FrameTable } from '../model/frame-table.ts';
import type { MessageTable } from '../model/message-table.ts';
import { isAsciiMasked } from './mask.ts';

/**
 * Takes frames as long as they follow each other: whole in `[start, end)`, a message each, no reserved bit, up to 125 bytes,
 * masked as they should be, text in ASCII. Stops before the first that is anything else and returns where that is.
 * `shift` leads from an index in the bytes to an offset in the stream.
 */
export function readSmallFrames(
  bytes: Uint8Array,
  start: number,
  end: number,
  isServer: boolean,
  frames: FrameTable,
  messages: MessageTable,
  shift: number,
  time: number,
  trust: number,
): number {
  const maskBit = isServer ? 0 : 0x80;
  const headerLength = isServer ? 2 : 6;
  let at = start;
  while (at + headerLength <= end) {
    const byte0 = bytes[at];
    const length = bytes[at + 1] ^ maskBit;
    if ((byte0 !== 0x81 && byte0 !== 0x82) || length > 125) break;
    const payload = at + headerLength;
    const after = payload + length;
    if (after > end) break;
    let key = 0;
    if (!isServer) {
      key = ((bytes[at + 2] << 24) | (bytes[at + 3] << 16) | (bytes[at + 4] << 8) | bytes[at + 5]) >>> 0;
      if (byte0 === 0x81 && !isAsciiMasked(bytes, payload, after, key)) break;
    } else if (byte0 === 0x81 && !isAscii(bytes, payload, after)) break;
    const frame = frames.length;
    const message = messages.pushWhole(isServer, byte0 === 0x82, frame, length);
    const head = (byte0 << 8) | bytes[at + 1];
    frames.pushWhole(isServer, head, headerLength, length, key, shift + at, time, trust, message);
    at = after;
  }
  return at;
}
