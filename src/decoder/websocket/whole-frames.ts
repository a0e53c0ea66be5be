// The frames that most streams are made of, many at a time: this is where a capture of millions of small messages spends
// its time. `kernels/assembly/whole-frames.ts` says which frames they are. Without kernels the frame reader reads them one
// by one.

import { inKernelMemory, kernels, reserve, utf8Table } from '../bytes/kernels/kernels.ts';
import { type FrameTable, type WholeFrames, wholeState } from '../model/frame-table.ts';
import { type MessageTable, wholeMessageState } from '../model/message-table.ts';

/** Frames of one call of the kernel. */
const most = 4096;
/** Bytes of one call at the most, and where they have to be copied first. */
const piece = 65536;
const copiedPiece = 4096;

const room = reserve(most * 16);
const column = (from: number) => room.byteOffset + most * from;
const rows: WholeFrames = {
  offsets: new Uint32Array(room.buffer, column(0), most),
  lengths: new Uint32Array(room.buffer, column(4), most),
  maskingKeys: new Uint32Array(room.buffer, column(8), most),
  heads: new Uint16Array(room.buffer, column(12), most),
  states: new Uint8Array(room.buffer, column(14), most),
  messageStates: new Uint8Array(room.buffer, column(15), most),
};
const copy = reserve(copiedPiece);
const scratch = reserve(piece);

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
  trust: number,
): number {
  // What no such frame begins with is not worth a call, let alone a copy.
  if (kernels === null || (bytes[start] !== 0x81 && bytes[start] !== 0x82)) return start;
  const inPlace = inKernelMemory(bytes);
  let at = start;
  while (at < end) {
    const until = Math.min(end, at + (inPlace ? piece : copiedPiece));
    if (!inPlace) copy.set(bytes.subarray(at, until));
    const from = inPlace ? bytes.byteOffset + at : copy.byteOffset;
    const count = kernels.wholeFrames(
      from,
      from + until - at,
      wholeState(isServer, trust),
      wholeMessageState(isServer),
      most,
      room.byteOffset,
      scratch.byteOffset,
      utf8Table,
    );
    if (count === 0) break;
    const message = messages.length;
    messages.pushWhole(rows, count, frames.length);
    frames.pushWhole(isServer, rows, count, shift + at, time, message);
    const last = count - 1;
    at += rows.offsets[last] + (rows.states[last] >> 4) + rows.lengths[last];
    // A frame that is not whole here, or another kind of frame, unless it was the rows that ran out.
    if (count < most && until === end) break;
  }
  return at;
}
