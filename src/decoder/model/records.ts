// Rows of the tables of a connection as values, for a report of all of them.

import type { Confidence, Sender } from './basics.ts';
import type { FrameOffset } from './coordinates.ts';

/** A frame as in the frame table, without its bytes and without a preview. */
export interface FrameRecord {
  readonly index: number;
  readonly sender: Sender;
  /** Seconds as the capture counts them, or `null`. */
  readonly time: number | null;
  /** Of the first header byte. */
  readonly offset: FrameOffset;
  readonly fin: boolean;
  readonly rsv: number;
  readonly opcode: number;
  readonly masked: boolean;
  /** Eight hex digits; `null` for a frame without one, or with a header that is truncated inside it. */
  readonly maskingKey: string | null;
  readonly headerLength: number;
  readonly payloadLength: number;
  readonly complete: boolean;
  readonly confidence: Confidence;
  /** The input holds every byte of the payload. */
  readonly hasPayload: boolean;
}

/** A message as in the message table. */
export interface MessageRecord {
  readonly index: number;
  readonly sender: Sender;
  readonly kind: 'text' | 'binary';
  readonly frames: readonly number[];
  /** Bytes of application data. */
  readonly length: number;
  readonly compressed: boolean;
  readonly complete: boolean;
  /** The input holds every byte of its frames' payloads. */
  readonly hasPayload: boolean;
}
