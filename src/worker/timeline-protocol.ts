// What the worker says of the times of a connection.

import type { Sender } from '../decoder/model/basics.ts';

/** A span of a connection's time, in seconds from its first byte, and the number of bins to divide it into. */
export interface TimelineRequest {
  readonly connection: number;
  readonly from: number;
  readonly to: number;
  readonly bins: number;
}

/** The frames of one sender in one bin. */
export interface TimelineBin {
  readonly bin: number;
  /** The first frame. */
  readonly frame: number;
  readonly frames: number;
  /** Frames that are no control frames. */
  readonly data: number;
  /** With headers. */
  readonly bytes: number;
  /** Frames with a finding. */
  readonly findings: number;
}

/** A pause in which neither sender sent a frame. Times in seconds from the first byte. */
export interface Silence {
  readonly from: number;
  readonly to: number;
  /** The frame before the pause. */
  readonly after: number;
  /** The frame that ended it, or `null` for the end of the connection. */
  readonly before: number | null;
}

export interface PingView {
  readonly frame: number;
  readonly sender: Sender;
  readonly time: number;
  /** The frame of its Pong, and the seconds until it came; `null` without one. */
  readonly pong: number | null;
  readonly seconds: number | null;
}

/** A Close frame, the break of a stream, or its end. */
export interface TimelineMark {
  readonly kind: 'close' | 'break' | 'fin' | 'rst';
  readonly sender: Sender;
  /** Seconds from the first byte; `null` where it is not known. */
  readonly time: number | null;
  readonly frame: number | null;
  /** Of a Close frame. */
  readonly code: number | null;
}

/** What happened when. Times in seconds from the connection's first byte. */
export interface TimelineView {
  /** The first byte in seconds since 1970; `null` where the input has no date. */
  readonly date: number | null;
  readonly duration: number;
  readonly from: number;
  readonly to: number;
  /** Number of bins from `from` to `to`. */
  readonly bins: number;
  /** The bins that hold frames, in order. */
  readonly lanes: Readonly<Record<Sender, readonly TimelineBin[]>>;
  /** The longest silences of the whole connection, in order. */
  readonly silences: readonly Silence[];
  /** All pings of the connection; of the first `paired` ones the answer was looked for. */
  readonly pings: {
    readonly count: number;
    readonly paired: number;
    readonly answered: number;
    readonly median: number | null;
    readonly longest: number | null;
    /** The first ones without a Pong. */
    readonly unanswered: readonly PingView[];
  };
  readonly marks: readonly TimelineMark[];
}
