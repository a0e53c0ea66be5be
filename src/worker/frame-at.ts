// The frame that holds a byte of a sender's stream.

import type { Sender } from '../decoder/model/basics.ts';
import type { FrameTable } from '../decoder/model/frame-table.ts';

/** The last frame of a sender that begins at or before a frame offset, or `null`. */
export function frameAt(frames: FrameTable, sender: Sender, offset: number): number | null {
  let found: number | null = null;
  // Within one sender offsets rise with the index.
  let low = 0;
  let high = frames.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    let probe = middle;
    while (probe <= high && frames.sender(probe) !== sender) probe++;
    if (probe > high) {
      high = middle - 1;
      continue;
    }
    if (frames.offset(probe) <= offset) {
      found = probe;
      low = probe + 1;
    } else high = middle - 1;
  }
  return found;
}
