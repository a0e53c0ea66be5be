// Small connections that a cause is, or only seems to be. They are the test of the cause beside them.

import type { Assumptions } from '../model/assumptions.ts';
import type { Note, Sender } from '../model/basics.ts';
import type { EndKind } from '../model/capture-sink.ts';
import type { CauseId } from '../model/cause-id.ts';

/**
 * What one sender does: writes bytes (text is hex, with the meaning after `#`), ends its direction, or writes bytes that the
 * capture lacks.
 */
export type ExampleStep = readonly [
  sender: Sender,
  what: string | Uint8Array | { readonly end: EndKind } | { readonly lost: number },
  /** Seconds since the step before. */
  after?: number,
];

export interface CauseExample {
  readonly title: string;
  /** The handshake of RFC 6455 1.3 before the first step. `deflate` agrees on permessage-deflate as well. Plain if left out. */
  readonly handshake?: 'plain' | 'deflate' | 'none';
  readonly steps: readonly ExampleStep[];
  /** The senders are guessed from the bytes, as for a paste. */
  readonly guessSenders?: boolean;
  readonly assumptions?: Assumptions;
  readonly notes?: readonly Note[];
}

/** Looks like the cause and is another one. */
export interface LookAlike extends CauseExample {
  readonly cause: CauseId;
}

export interface CauseExamples {
  readonly isCause: readonly CauseExample[];
  readonly looksLike: readonly LookAlike[];
}
