// Converts between the coordinates of one connection: frame offsets, stream offsets and places in the file.

import type { Sender } from './basics.ts';
import {
  advance,
  type FileOffset,
  type FrameOffset,
  frameOffset,
  type OffsetRange,
  type StreamOffset,
  streamOffset,
} from './coordinates.ts';
import type { FrameTable } from './frame-table.ts';
import { missing, type StreamMap } from './stream-map.ts';

/** What is needed of a direction. */
interface LocatedDirection {
  readonly map: StreamMap;
  /** Stream offset of frame offset 0. */
  readonly base: StreamOffset;
}

export class Locator {
  readonly #frames: FrameTable;
  readonly #directions: Readonly<Record<Sender, LocatedDirection>>;

  constructor(frames: FrameTable, directions: Readonly<Record<Sender, LocatedDirection>>) {
    this.#frames = frames;
    this.#directions = directions;
  }

  streamOffset(sender: Sender, offset: FrameOffset): StreamOffset {
    return streamOffset(this.#directions[sender].base + offset);
  }

  frameOffset(sender: Sender, offset: StreamOffset): FrameOffset {
    return frameOffset(offset - this.#directions[sender].base);
  }

  /** The first byte that a sender wrote: negative, or 0 when there is no handshake. */
  firstByte(sender: Sender): FrameOffset {
    return this.frameOffset(sender, streamOffset(0));
  }

  /** All bytes of a sender, from the first of the handshake on. */
  extent(sender: Sender): OffsetRange<FrameOffset> {
    const { map } = this.#directions[sender];
    return {
      start: this.firstByte(sender),
      end: this.frameOffset(sender, streamOffset(map.length)),
    };
  }

  frameStart(frame: number): StreamOffset {
    return this.streamOffset(this.#frames.sender(frame), this.#frames.offset(frame));
  }

  payloadStart(frame: number): StreamOffset {
    return advance(this.frameStart(frame), this.#frames.headerLength(frame));
  }

  headerRange(frame: number): OffsetRange<StreamOffset> {
    return { start: this.frameStart(frame), end: this.payloadStart(frame) };
  }

  /** The payload as declared; the input may end before its end. */
  payloadRange(frame: number): OffsetRange<StreamOffset> {
    const start = this.payloadStart(frame);
    return { start, end: advance(start, this.#frames.payloadLength(frame)) };
  }

  /** How many bytes of a payload come before the end of the input, gaps included. */
  payloadReach(frame: number): number {
    const { start, end } = this.payloadRange(frame);
    const { map } = this.#directions[this.#frames.sender(frame)];
    return Math.max(0, Math.min(end, map.length) - start);
  }

  /** Where the captured bytes of a range are in the file; gaps are left out. */
  fileRanges(sender: Sender, { start, end }: OffsetRange<StreamOffset>): OffsetRange<FileOffset>[] {
    const ranges: OffsetRange<FileOffset>[] = [];
    for (const extent of this.#directions[sender].map.extents(start, end)) {
      if (extent.at === missing) continue;
      ranges.push({ start: extent.at, end: advance(extent.at, extent.end - extent.start) });
    }
    return ranges;
  }

  /** Where a byte of a sender's stream is in the file; `null` in a gap. */
  fileOffset(sender: Sender, offset: StreamOffset): FileOffset | null {
    return this.fileRanges(sender, { start: offset, end: advance(offset, 1) })[0]?.start ?? null;
  }

  /** The gaps within `[start, end)`. */
  missingRanges(sender: Sender, { start, end }: OffsetRange<StreamOffset>): OffsetRange<StreamOffset>[] {
    const ranges: { start: StreamOffset; end: StreamOffset }[] = [];
    for (const extent of this.#directions[sender].map.extents(start, end)) {
      if (extent.at !== missing) continue;
      const last = ranges.at(-1);
      if (last?.end === extent.start) last.end = extent.end;
      else ranges.push({ start: extent.start, end: extent.end });
    }
    return ranges;
  }
}
