// The frames that most streams are made of, many at a time: this is where a capture of millions of small messages spends
// its time. `kernels/assembly/plain-frames.ts` says which frames they are. Without kernels the frame reader reads them one
// by one.

import { word } from '../bytes/column.ts';
import { inKernelMemory, kernels, reserve } from '../bytes/kernels/kernels.ts';
import { frameRows } from '../bytes/kernels/plain-run.ts';
import { type FrameTable, wholeState } from '../model/frame-table.ts';
import { type MessageTable, wholeMessageState } from '../model/message-table.ts';

/** Bytes of one call at the most, and where they have to be copied first. */
const piece = 65536;
const copiedPiece = 4096;
const copy = reserve(copiedPiece);

/**
 * Takes such frames as long as they follow each other in `[start, end)`, and returns the index of the first byte that is
 * none of theirs. `shift` leads from an index in the bytes to an offset in the stream.
 */
export function readWholeFrames(
  bytes: Uint8Array,
  start: number,
  end: number,
  isServer: boolean,
  frames: FrameTable,
  messages: MessageTable,
  shift: number,
  time: number,
  confidence: number,
): number {
  // What no such frame begins with is not worth a call, let alone a copy.
  if (kernels === null || (bytes[start] !== 0x81 && bytes[start] !== 0x82)) return start;
  const inPlace = inKernelMemory(bytes);
  let at = start;
  while (at < end) {
    const until = Math.min(end, at + (inPlace ? piece : copiedPiece));
    const high = Math.floor((shift + at) / word);
    if (Math.floor((shift + until) / word) !== high) break;
    if (!inPlace) copy.set(bytes.subarray(at, until));
    const from = inPlace ? bytes.byteOffset + at : copy.byteOffset;
    frameRows.count = 0;
    const stopped = kernels.wholeFrames(
      from,
      from + until - at,
      shift + at - high * word,
      time,
      wholeState(isServer, confidence),
      wholeMessageState(isServer),
      frameRows.place,
    );
    const { count } = frameRows;
    if (count === 0) break;
    const message = messages.length;
    messages.append(frameRows, count, frames.length);
    frames.append(frameRows, count, high, message);
    at += stopped - from;
    // A frame that is not whole here, or another kind of frame, unless it was the rows that ran out.
    if (count < frameRows.most && until === end) break;
  }
  return at;
}
