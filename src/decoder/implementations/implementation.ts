// How one client or server reads frames, as data: which checks it makes, in which order, how many bytes each waits for,
// and what it says when one fails. A family file holds such objects; `reports.ts` runs them.

import type { Condition } from './conditions.ts';
import type { AcceptedValues, FaultFacts, Role } from './fault-facts.ts';

export type { Condition, FaultFacts, Role };

/** What one implementation says about a fault. */
export interface Report {
  /** Name with the major version, e.g. `ws 8`. */
  readonly implementation: string;
  /** The exact version that was run or read. */
  readonly version: string;
  readonly role: Role;
  readonly text: string;
  /** Machine-readable error code, e.g. `WS_ERR_INVALID_OPCODE`. */
  readonly code: string | null;
  /** The code in the Close frame that it sends, `null` when it sends none. */
  readonly closeCode: number | null;
}

/** How much must have arrived: two bytes, the extended length, the whole header, (part of) the payload, the message. */
export type Stage = 'head' | 'length' | 'header' | 'part' | 'payload' | 'message';

/**
 * Condition or conditions, the text, and the error code where there is one. `{n}` and so on are filled by
 * `words.ts`.
 */
export type CheckLine = readonly [on: Condition | readonly Condition[], text: string, code?: string];

export interface Check {
  readonly on: readonly Condition[];
  readonly text: string;
  readonly code: string | null;
  readonly stage: Stage;
  readonly closeCode: number | null;
}

/** Checks that wait for the same bytes and close with the same code. `null`: no Close frame is sent. */
export function at(stage: Stage, closeCode: number | null, lines: readonly CheckLine[]): Check[] {
  return lines.map(([on, text, code]) => ({
    on: typeof on === 'string' ? [on] : on,
    text,
    code: code ?? null,
    stage,
    closeCode,
  }));
}

/**
 * What can be wrong with an opening handshake. The names are those of the audit's checks; `not-http` is an
 * answer that is no HTTP, `no-answer` a connection closed without one. From `method` on they are about the
 * request, and servers report.
 */
export const handshakeParts = [
  'not-http',
  'no-answer',
  'status',
  'response-http-version',
  'upgrade',
  'connection',
  'accept',
  'subprotocol',
  'extensions',
  'method',
  'request-upgrade',
  'request-connection',
  'key',
  'version',
] as const;
export type HandshakePart = (typeof handshakeParts)[number];

/** Text for a wrong value, and for a header that is not there where that text differs. */
export type HandshakeLine = readonly [part: HandshakePart, wrong: string, missing?: string];

/** What an implementation's own reader finds in a whole socket read, before any frame is handled. */
export type ReadVerdict = { readonly text: string; readonly closeCode: number | null };

export interface Implementation extends AcceptedValues {
  /** Stable, kebab-case. */
  readonly id: string;
  /** With the major version, as shown: `ws 8`. */
  readonly name: string;
  /** The exact version that was run or read. */
  readonly version: string;
  /** Roles that these checks hold for. */
  readonly roles: readonly Role[];
  /** Where a person meets the text. */
  readonly shown: string;
  /** In the order in which they run: the first that fails is reported. */
  readonly checks: readonly Check[];
  /** Put before every check's text. */
  readonly prefix?: string;
  /** All failing `head` checks are reported, joined by this. */
  readonly joins?: string;
  /** What is seen when the peer ends the stream inside a frame. */
  readonly cut?: ReadVerdict;
  /** A control frame is not looked at before its payload is complete. */
  readonly controlWaits?: boolean;
  /** Looks at the whole read first. `null`: nothing found there. */
  readonly wholeRead?: (bytes: Uint8Array, facts: FaultFacts) => ReadVerdict | null;
  /** In the order in which a client tests them. */
  readonly handshake?: readonly HandshakeLine[];
}

export const both: readonly Role[] = ['client', 'server'];
export const client: readonly Role[] = ['client'];
export const server: readonly Role[] = ['server'];
