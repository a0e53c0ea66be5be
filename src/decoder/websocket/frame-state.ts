// The state of frame decoding as values, so that the fast path can continue it and hand it back.

import type { Sender } from '../model/basics.ts';
import type { FrameRows, FrameTable } from '../model/frame-table.ts';
import type { MessageTable } from '../model/message-table.ts';

/** The frame decoding of one direction between two bytes, with at most one ordinary data frame open. */
export interface FrameState {
  readonly isServer: boolean;
  /** Frame offset of the next byte. */
  readonly offset: number;
  /** Confidence of the rows to come, as `FrameTable.push` takes it. */
  readonly confidence: number;
  /** The bytes of a header of which more is to come. */
  readonly header: Uint8Array;
  /** When the first of them came. */
  readonly headerTime: number;
  /** Payload bytes of the open frame that are still to come; 0 without an open frame. */
  readonly payloadRemaining: number;
  readonly payloadConsumed: number;
  /** Masking key of the open frame as a big-endian number. */
  readonly maskingKey: number;
  /** Whether the payload of the open frame is checked as text, and the state of that check. */
  readonly isText: boolean;
  readonly utf8State: number;
}

/** The same after more bytes were read. */
export interface AdvancedFrameState extends FrameState {
  /** Frames whose header was read. */
  readonly framesBegun: number;
  /** The frame that was open before is complete. */
  readonly completedOpenFrame: boolean;
  /** Index among the new rows of the frame that is open now; -1 when there is none or it was open before. */
  readonly openRow: number;
}

/** Segments with payload, as columns. */
export interface SegmentRows {
  readonly times: Float64Array;
  readonly fileOffsets: Float64Array;
  readonly lengths: Uint32Array;
  /** 1 for segments that the server sent. */
  readonly fromServer: Uint8Array;
}

/** Both directions, by the name that the sink's caller uses for the sender. */
export type ConnectionState = Readonly<Record<Sender, FrameState>>;

/** What was read since a state was saved. */
export interface FrameBatch {
  readonly segments: SegmentRows;
  readonly segmentCount: number;
  /** Frames that began; each is a message of its own. */
  readonly frames: FrameRows;
  readonly frameCount: number;
  /** The part of their offsets above 32 bits. */
  readonly offsetHigh: number;
  readonly states: Readonly<Record<Sender, AdvancedFrameState>>;
}

/** The place of a frame reader while the fast path reads whole frames for it. */
export interface FrameCursor {
  readonly isServer: boolean;
  readonly frames: FrameTable;
  readonly messages: MessageTable;
  /** Frame offset of the first byte. */
  offset: number;
  /** When the bytes came. */
  time: number;
  /** Confidence of the rows. */
  confidence: number;
}

/** A faster reader of ordinary frames. Without one the frame reader reads frame by frame. */
export interface FrameFastPath {
  /**
   * Reads whole ordinary frames from `bytes[start..end)` into the tables, and returns the index of the first
   * byte that it did not read.
   */
  readWholeFrames(bytes: Uint8Array, start: number, end: number, cursor: FrameCursor): number;
}
