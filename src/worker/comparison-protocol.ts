// What the worker says of two connections that are compared.

import type { Sender } from '../decoder/model/basics.ts';

export interface CompareRequest {
  readonly left: number;
  readonly right: number;
}

/** A line of a handshake that is not the same in both; `null`: it is absent. */
export interface HeadDifference {
  readonly head: 'request' | 'response';
  /** The name of the header as written; `start line` for the first line. */
  readonly name: string;
  readonly left: string | null;
  readonly right: string | null;
  /** It differs between any two connections: a key, a date. */
  readonly isUsual: boolean;
}

/** The frames of one sender, compared in order. */
export interface FrameComparison {
  readonly sender: Sender;
  /** Frames before the first difference. */
  readonly same: number;
  /** The first difference, or `null`. */
  readonly difference: FrameDifference | null;
  /** Not all frames were compared: this many were. */
  readonly cappedAt: number | null;
}

export interface FrameDifference {
  /** The frames, or `null` where that side has no more. */
  readonly left: number | null;
  readonly right: number | null;
  readonly what: 'missing' | 'FIN' | 'RSV' | 'opcode' | 'MASK' | 'length' | 'payload';
  readonly leftValue: string;
  readonly rightValue: string;
  /** Of the payload: the first byte that differs. */
  readonly at: number | null;
}

export interface Comparison {
  readonly heads: readonly HeadDifference[];
  readonly frames: readonly FrameComparison[];
}
