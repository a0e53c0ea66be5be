import type { Sender } from './basics.ts';
import type { CauseId } from './cause-id.ts';
import type { FrameOffset } from './coordinates.ts';
import type { StackId } from './stack-id.ts';

/** A run of bytes that can be shown: in a sender's stream, counted after its handshake (negative inside it). */
export interface Place {
  readonly sender: Sender;
  readonly offset: FrameOffset;
  readonly length: number;
}

/** A rule that the bytes break. */
export interface Finding {
  /** Stable id, e.g. `masked-server-frame`. */
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'note';
  readonly sender: Sender;
  readonly frame: number | null;
  readonly place: Place;
  /** e.g. `RFC 6455 5.1`. */
  readonly section: string;
  /** The code that a strict peer closes with, or `null`. */
  readonly closeCode: number | null;
  /** Expected, found, where. */
  readonly text: string;
}

/** One fact that supports a cause, with the bytes that show it where bytes do. */
export interface Evidence {
  readonly text: string;
  readonly place: Place | null;
}

/** How good a connection, or a text that was checked, is. Never better than what was given of it. */
export type VerdictLevel = 'broken' | 'warning' | 'sound' | 'unknown';

/** Every level, the worst first. */
export const worstFirst: readonly VerdictLevel[] = ['broken', 'warning', 'unknown', 'sound'];

/** A hypothesis that was tested, and how it did. */
export interface Considered {
  readonly name: string;
  readonly score: number;
  readonly why: string;
}

/** A form of a cause that has fixes of its own; `usual` for all others. */
export type CaseVariant = 'usual' | 'status-line' | 'heartbeat' | 'ordinary-request' | 'other-protocol';

/** What the conditions of fixes look at. */
export interface CaseFacts {
  /** `null` where nothing is known of the case. */
  readonly variant: CaseVariant | null;
  /** Status of a response that does not open the WebSocket, or `null`. */
  readonly status: number | null;
  /** The response is that of a forward proxy to CONNECT. */
  readonly tunnel: boolean;
  /** Who sent the bytes that show the cause, or `null`. */
  readonly sender: Sender | null;
  /** Seconds without a byte before an opened connection ended; 0 where it was not opened, `null` when not known. */
  readonly silence: number | null;
  /** Stacks that name themselves in the handshake, in the order of their headers. */
  readonly seen: readonly StackId[];
}

/** Nothing is known of the case: fixes of every condition apply. */
export const noFacts: CaseFacts = {
  variant: null,
  status: null,
  tunnel: false,
  sender: null,
  silence: null,
  seen: [],
};

/** A cause that holds, as shown to a person. */
export interface Diagnosis {
  readonly cause: CauseId;
  /** 0 to 1, calibrated on the corpus. */
  readonly confidence: number;
  readonly title: string;
  /** The claim in one sentence. */
  readonly claim: string;
  readonly evidence: readonly Evidence[];
  /** Why this and not the runner-up. */
  readonly against: string | null;
  /** What would decide, when it is not sure. */
  readonly confirm: string | null;
  /** RFC section or registry. */
  readonly section: string | null;
  /** Id of the diagnosis of which this is a consequence. */
  readonly consequenceOf: CauseId | null;
  /** Stacks to which the evidence points, best first: `nginx`, `node-ws`, ... */
  readonly stacks: readonly StackId[];
  readonly facts: CaseFacts;
}
