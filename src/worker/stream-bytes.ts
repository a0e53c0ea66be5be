// Reads bytes of a sender's stream, handshake included.

import type { Sender } from '../decoder/model/basics.ts';
import type { Connection } from '../decoder/model/connection.ts';
import { advance, earlier, type FrameOffset, later, type OffsetRange } from '../decoder/model/coordinates.ts';
import type { StreamPiece } from './protocol.ts';

/** Largest number of bytes in one answer: a stream can be larger than memory. */
const maxStreamBytes = 1 << 20;

/** The bytes `[start, end)` of a sender, as far as they exist, and at most a MiB. */
export async function streamBytes(
  { directions, locator }: Connection,
  sender: Sender,
  asked: OffsetRange<FrameOffset>,
): Promise<StreamPiece> {
  const { start: first, end: last } = locator.extent(sender);
  const start = later(asked.start, first);
  const limit = advance(start, maxStreamBytes);
  const end = earlier(asked.end, limit);
  const range = { start: locator.streamOffset(sender, start), end: locator.streamOffset(sender, end) };
  const holes = locator.missingRanges(sender, range).map((run) => ({
    start: locator.frameOffset(sender, run.start),
    end: locator.frameOffset(sender, run.end),
  }));
  return { start, bytes: await directions[sender].map.read(range.start, range.end), holes, first, last };
}
