// Line ends of a stream changed back.

import { concat } from '../../../bytes/concat.ts';
import { readChain } from '../../../websocket/chain.ts';
import { readHeader } from '../../../websocket/header.ts';
import type { BreakWindow } from '../../evidence/break-window.ts';

const lf = 10;
const cr = 13;

/** How many newlines follow a carriage return, and how many stand alone. */
export function countLineEnds(bytes: Uint8Array): { readonly pairs: number; readonly lone: number } {
  let pairs = 0;
  let lone = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== lf) continue;
    if (bytes[i - 1] === cr) pairs++;
    else lone++;
  }
  return { pairs, lone };
}

/** CR LF to LF, everywhere. */
export function crRemoved(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === cr && bytes[i + 1] === lf) continue;
    result[length++] = bytes[i];
  }
  return result.subarray(0, length);
}

/** LF to CR LF, everywhere. */
export function crAdded(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length * 2);
  let length = 0;
  for (const byte of bytes) {
    if (byte === lf) result[length++] = cr;
    result[length++] = byte;
  }
  return result.subarray(0, length);
}

/** Longer payloads are left as they are. */
const maxPayload = 1 << 20;
/** Frames that are read on from an assumed end of a frame. */
const framesAfter = 2;
/** In place of a number of frames: the stream ends exactly there. */
const streamEnds = 99;

/**
 * How many bytes a payload of `declared` bytes has when each newline in it stands for two; `null` when no
 * count fits.
 */
function lengthWithLoneNewlines(bytes: Uint8Array, from: number, declared: number): number | null {
  let counted = 0;
  let at = from;
  while (counted < declared && at < bytes.length) {
    counted += bytes[at] === lf ? 2 : 1;
    at++;
  }
  return counted === declared ? at - from : null;
}

/** LF to CR LF in each frame that is too short by just the number of its newlines; frames that fit stay as they are. */
export function crAddedToShortFrames(window: BreakWindow, bytes: Uint8Array): Uint8Array {
  const { sender, deflate, mayContinue } = window;
  const fitAt = (offset: number): number =>
    offset === bytes.length
      ? streamEnds
      : readChain(bytes, offset, { sender, deflate, open: mayContinue, maxFrames: framesAfter }).frames
          .length;
  const parts: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const header = readHeader(bytes, at);
    if (header === null) break;
    const from = at + header.headerLength;
    const declaredEnd = from + header.payloadLength;
    const shorter =
      header.payloadLength > maxPayload ? null : lengthWithLoneNewlines(bytes, from, header.payloadLength);
    const declaredFit = fitAt(declaredEnd);
    const shorterFit = shorter === null ? -1 : fitAt(from + shorter);
    if (Math.max(declaredFit, shorterFit) <= 0) break;
    const isShort = shorter !== null && shorterFit > declaredFit;
    const end = isShort ? from + shorter : declaredEnd;
    const payload = bytes.subarray(from, end);
    parts.push(bytes.subarray(at, from), isShort ? crAdded(payload) : payload);
    at = end;
  }
  parts.push(bytes.subarray(at));
  return concat(parts);
}
