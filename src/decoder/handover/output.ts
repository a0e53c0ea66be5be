// What the writer of an output is given, and what it gives.

import type { Confidence, Sender } from '../model/basics.ts';
import type { Segment } from '../segments/segments.ts';
import type { ConnectionFacts } from './connection-facts.ts';
import type { OutputId, ProjectId } from './outputs.ts';
import type { ReplayScript } from './replay-steps.ts';
import type { Report } from './report.ts';

/** A data message, or a control frame. */
export interface HandedMessage {
  readonly sender: Sender;
  /** Seconds since the epoch, or NaN. */
  readonly time: number;
  readonly kind: 'text' | 'binary' | 'close' | 'ping' | 'pong';
  /** Indexes of its frames. */
  readonly frames: readonly number[];
  /** How far its first frame can be believed. */
  readonly trust: Confidence;
  readonly compressed: boolean;
  readonly complete: boolean;
  /** Unmasked, put together, inflated. */
  readonly bytes: Uint8Array;
  /** Why `bytes` is not the whole message, or `null`. */
  readonly note: string | null;
}

/** Bytes with what they are. */
export interface NamedBytes {
  /** What the bytes are, for a comment: `frame 3 of the client`. */
  readonly title: string;
  readonly bytes: Uint8Array;
}

interface OutputOf<Kind extends string, Input, Text> {
  readonly id: OutputId;
  readonly kind: Kind;
  write(input: Input): Text;
}

/** Writes an output. Each kind is made from other facts of a connection. */
export type Output =
  | OutputOf<'report', { readonly report: Report; readonly project: ProjectId }, string>
  | OutputOf<
      'messages',
      { readonly facts: ConnectionFacts; readonly messages: AsyncIterable<HandedMessage> },
      AsyncIterable<string>
    >
  | OutputOf<
      'capture',
      { readonly facts: ConnectionFacts; readonly segments: readonly Segment[] },
      readonly Uint8Array<ArrayBuffer>[]
    >
  | OutputOf<'bytes', NamedBytes, string>
  | OutputOf<'reproduction', ReplayScript, string>;
