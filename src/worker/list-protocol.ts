// What the worker says of the conversation of a connection: frames, messages, the ladder, statistics.

import type { Confidence, Sender } from '../decoder/model/basics.ts';
import type { EndKind } from '../decoder/model/capture-sink.ts';

/** A frame as a row of a list. */
export interface FrameRowView {
  readonly index: number;
  readonly sender: Sender;
  /** Seconds since the connection's first byte, or `null`. */
  readonly time: number | null;
  readonly opcode: number;
  readonly fin: boolean;
  readonly rsv: number;
  readonly masked: boolean;
  readonly length: number;
  readonly complete: boolean;
  readonly confidence: Confidence;
  readonly severity: 'error' | 'warning' | 'note' | null;
  /**
   * The payload's first characters, unmasked and inflated where that is cheap; control characters as symbols.
   */
  readonly preview: string;
  readonly message: number | null;
}

/** Rows of a list that a filter of frames leaves. */
export interface FilteredRange {
  readonly connection: number;
  readonly filter: string;
  readonly from: number;
  readonly count: number;
}

/** A message as a row of a list. */
export interface MessageRowView {
  readonly index: number;
  readonly sender: Sender;
  readonly kind: 'text' | 'binary';
  /** Seconds from the connection's first byte to the first frame, or `null`. */
  readonly time: number | null;
  /** Seconds from the first frame to the last; 0 for one frame, `null` where unknown. */
  readonly lasts: number | null;
  readonly firstFrame: number;
  readonly frames: number;
  /** In bytes, after unmasking and inflating; `null` where only inflating shows it. */
  readonly length: number | null;
  /** Bytes of the payloads of its frames. */
  readonly wireLength: number;
  readonly compressed: boolean;
  readonly complete: boolean;
  /** The most severe finding of its frames. */
  readonly severity: FrameRowView['severity'];
  /** Its first characters, or bytes as hex; control characters as symbols. */
  readonly preview: string;
}

/** Messages `[from, from + rows.length)` of those with a frame that passes the filter. */
export interface MessageRows {
  readonly from: number;
  readonly total: number;
  readonly rows: readonly MessageRowView[];
  /** What is wrong with the filter. */
  readonly problem: string | null;
}

/** Between which two of the ladder's lifelines: `front` is client and proxy, `back` proxy and server. */
export type LadderLeg = 'whole' | 'front' | 'back';

/** One step of the ladder. Times in seconds from the first byte of any leg. */
export type LadderRow = {
  readonly leg: LadderLeg;
  readonly sender: Sender;
  readonly time: number | null;
  /** Seconds since the step before, or `null`. */
  readonly after: number | null;
} & (
  | {
      readonly kind: 'head';
      /** The start line. */
      readonly text: string;
    }
  | { readonly kind: 'frame'; readonly connection: number; readonly frame: FrameRowView }
  | { readonly kind: 'end'; readonly end: EndKind }
);

/** Steps `[from, from + rows.length)` of a connection, or of both legs of one. */
export interface LadderView {
  readonly from: number;
  readonly total: number;
  readonly rows: readonly LadderRow[];
  /** Addresses of client, proxy and server; `proxy` is absent for one leg alone. */
  readonly ends: {
    readonly client: string | null;
    readonly proxy?: string | null;
    readonly server: string | null;
  };
  /** Seconds by which the times of the leg to the server were moved, since another clock recorded them. */
  readonly moved: number;
}

/** Smallest, median, 99th percentile and largest of a set of values. */
export interface Spread {
  readonly count: number;
  readonly smallest: number;
  readonly median: number;
  readonly p99: number;
  readonly largest: number;
}

/** The Pings of one sender. Of RFC 6455, 5.5.2 and 5.5.3 a Pong is due for each, with exceptions. */
export interface PingStatistics {
  readonly count: number;
  /** The first ones, whose Pong was looked for. */
  readonly looked: number;
  /** Seconds until the Pong. */
  readonly roundTrip: Spread | null;
  /** Without a Pong, and none is due: a later Ping was answered. */
  readonly skipped: number;
  /** Without a Pong, and none is due: a Close came before. */
  readonly closed: number;
  /** Without a Pong, and the input ends too soon after it to say. */
  readonly undecided: number;
  /** Frames of the Pings whose Pong was due and did not come, the first ones. */
  readonly unanswered: readonly number[];
  readonly unansweredCount: number;
}

/** What one sender sent. */
export interface SenderStatistics {
  readonly frames: number;
  /** Frames by opcode, those that occur alone. */
  readonly opcodes: readonly { readonly opcode: number; readonly frames: number; readonly bytes: number }[];
  /** Bytes of headers, and of payloads. */
  readonly headerBytes: number;
  readonly payloadBytes: number;
  readonly messages: number;
  readonly fragmented: number;
  /** Application bytes of a message; `null` without a message whose length is known. */
  readonly sizes: Spread | null;
  /** Messages of each size: up to `below` bytes, the last one unlimited. */
  readonly sizeClasses: readonly { readonly below: number | null; readonly messages: number }[];
  /** Compressed messages whose inflated length is known; `null` without one. Bytes. */
  readonly compression: {
    readonly messages: number;
    readonly wire: number;
    readonly inflated: number;
  } | null;
  /** Seconds between two of its messages. */
  readonly gaps: Spread | null;
  /** Seconds from a message of the other side to the next message of this one. */
  readonly replies: Spread | null;
  readonly pings: PingStatistics;
  /** The most in one second; `null` without times. */
  readonly busiest: { readonly frames: number; readonly bytes: number; readonly at: number } | null;
}

export interface StatisticsView {
  /** Seconds from the first byte to the last, or `null`. */
  readonly duration: number | null;
  readonly client: SenderStatistics;
  readonly server: SenderStatistics;
}
