// The parts of binary messages of Jupyter kernels, by the two protocols over WebSocket.

import { u32, u64le } from '../bytes/integers.ts';
import { hexOffset } from '../model/words.ts';

export const jupyterV1 = 'v1.kernel.websocket.jupyter.org';
export const jupyterPath = /\/api\/kernels\/[^/?]+\/channels/;
/** Parts that a message has at most: buffers are few. */
const maxParts = 1000;

/** Ranges of the parts of a binary message, or `null`. The last offset of version 1 is the end. */
export function jupyterRanges(
  bytes: Uint8Array,
  isV1: boolean,
): { start: number; end: number; offsetEnd: number }[] | null {
  const size = isV1 ? 8 : 4;
  const read = (at: number) => (isV1 ? u64le(bytes, at) : u32(bytes, at));
  if (bytes.length < size * 2) return null;
  const number = read(0);
  if (number < 1 || number > maxParts || size * (number + 1) > bytes.length) return null;
  const offsets = Array.from({ length: number }, (_, i) => read(size * (i + 1)));
  if (!isV1) offsets.push(bytes.length);
  const offsetEnd = size * (number + 1);
  const isOrdered = offsets.every((offset, i) => offset >= (i === 0 ? offsetEnd : offsets[i - 1]));
  if (!isOrdered || offsets[0] !== offsetEnd || offsets.at(-1) !== bytes.length) return null;
  return offsets.slice(0, -1).map((start, i) => ({ start, end: offsets[i + 1], offsetEnd }));
}

/** What is wrong with the offsets of a binary message, or `null`. */
export function jupyterProblem(bytes: Uint8Array, isV1: boolean): string | null {
  if (jupyterRanges(bytes, isV1) !== null) return null;
  const expected = `Expected offsets of ${isV1 ? '8 bytes, the least' : '4 bytes, the most'} significant first`;
  const isOther = jupyterRanges(bytes, !isV1) !== null;
  const other = isV1 ? 'the protocol without a name' : jupyterV1;
  return isOther
    ? `${expected}, found the offsets of ${other}, which was not agreed, at ${hexOffset(0)}.`
    : `${expected}, found other bytes, at ${hexOffset(0)}.`;
}
