// How much some bytes look like the start of a WebSocket stream: for choosing between two readings of a dump.

import { decodeLatin1 } from '../../bytes/utf8.ts';

const httpStart = /^(?:[A-Z]{3,8} \S+ HTTP\/1\.[01]\r?\n|HTTP\/1\.[01] \d{3})/;

/** Length of the frame header at `at`, or 0 when no strict header lies there; `next` is where the next frame begins. */
function frameAt(bytes: Uint8Array, at: number): number {
  const byte0 = bytes[at];
  const byte1 = bytes[at + 1];
  const code = byte0 & 15;
  if ((byte0 & 0x30) !== 0 || (code > 2 && code < 8) || code > 10) return 0;
  const seven = byte1 & 127;
  if (code > 7 && ((byte0 & 0x80) === 0 || seven > 125)) return 0;
  let length = seven;
  let head = 2;
  if (seven === 126) {
    length = (bytes[at + 2] << 8) | bytes[at + 3];
    head = 4;
    if (length < 126) return 0;
  } else if (seven === 127) {
    if ((bytes[at + 2] | bytes[at + 3] | bytes[at + 4]) !== 0) return 0;
    length =
      bytes[at + 5] * 2 ** 32 +
      (((bytes[at + 6] << 24) | (bytes[at + 7] << 16) | (bytes[at + 8] << 8)) >>> 0) +
      bytes[at + 9];
    head = 10;
    if (length < 65536) return 0;
  }
  if (byte1 & 128) head += 4;
  return head + length;
}

/** Where the frames begin, behind an HTTP head or at 0; -1 when the head goes on to the end. */
function framesBegin(bytes: Uint8Array): number {
  if (bytes.length <= 12 || !httpStart.test(decodeLatin1(bytes.subarray(0, 400)))) return 0;
  const end = decodeLatin1(bytes.subarray(0, 16384)).indexOf('\r\n\r\n');
  return end < 0 ? -1 : end + 4;
}

/**
 * Whether a file is a stream as it lay on the wire, however much of it is text: it begins, or goes on behind
 * an HTTP head, with a byte that no text has there, and reads as frames.
 */
export function isBareStream(bytes: Uint8Array): boolean {
  let at = framesBegin(bytes);
  // Between 80 and C1: a frame with FIN and no text of UTF-8, which begins no character so.
  if (at < 0 || !(bytes[at] >= 0x80 && bytes[at] < 0xc2)) return false;
  let frames = 0;
  while (frames < 2 && at + 2 <= bytes.length) {
    const length = frameAt(bytes, at);
    if (length === 0) break;
    at += length;
    if (at <= bytes.length) frames++;
  }
  return frames > 1 || (frames === 1 && at === bytes.length);
}

/** 0: not a WebSocket or HTTP stream. Grows with the frames that follow each other; HTTP counts as ten. */
export function streamScore(bytes: Uint8Array): number {
  let at = framesBegin(bytes);
  let score = at === 0 ? 0 : 10;
  if (at < 0) return score;
  while (at + 2 <= bytes.length && score < 60) {
    const length = frameAt(bytes, at);
    if (length === 0) return score;
    score++;
    at += length;
  }
  return score;
}
