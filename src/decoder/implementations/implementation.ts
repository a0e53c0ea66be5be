// How one client or server reads frames, as data: which checks it makes, in which order, how many bytes each waits for,
// and what it says when one fails. A family file holds such objects; `reports.ts` runs them.

import type { AcceptedValues, Condition } from './conditions.ts';
import type { FrameFacts, ReaderState, Role } from './frame-facts.ts';
import type { Inflating } from './message-content.ts';
import type { WireFrame } from './wire-frame.ts';

export type { Condition, FrameFacts, Role };

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

/** What else is known of a check, where it differs from what holds for the whole implementation. */
export interface CheckDetails {
  /** Machine-readable error code. */
  readonly code?: string;
  /** Class of the exception or error object. */
  readonly error?: string;
  /** Put before the text, in place of the implementation's prefix. */
  readonly prefix?: string;
  /** Reason of the Close frame on the wire, with blanks as in the text. */
  readonly reason?: string;
  /** The only role that makes this check. */
  readonly role?: Role;
  /** See `Check.pass`. */
  readonly pass?: number;
  readonly closeCode?: number | null;
  /** The Close frame repeats the code that was received. */
  readonly echoes?: boolean;
  /** Not made once a Close frame was read, by a reader that goes on. */
  readonly untilClose?: boolean;
  /** Made after a Close frame alone. */
  readonly onlyAfterClose?: boolean;
  /** It ends the connection, and neither the application nor the peer is told. */
  readonly isHidden?: boolean;
  /** The answer to the Close frame that was read before is still sent. */
  readonly keepsAnswer?: boolean;
}

/**
 * Condition or conditions, the text, and the error code where there is one, or more details. `{n}` and so on are
 * filled by `words.ts`.
 */
export type CheckLine = readonly [
  on: Condition | readonly Condition[],
  text: string,
  details?: string | CheckDetails,
];

export interface Check {
  readonly on: readonly Condition[];
  readonly text: string;
  readonly code: string | null;
  readonly stage: Stage;
  readonly closeCode: number | null;
  /** `null`: the error class and the reason are those of the implementation. */
  readonly error: string | null;
  readonly prefix: string | null;
  readonly reason: string | null;
  readonly role: Role | null;
  /**
   * 0: made as the frame is read. Above: made once the whole socket read went through the passes before, so that a
   * later frame of the same read can fail first.
   */
  readonly pass: number;
  /** The Close frame repeats the code that was received. */
  readonly echoes: boolean;
  /** Not made once a Close frame was read, by a reader that goes on. */
  readonly untilClose: boolean;
  readonly onlyAfterClose: boolean;
  readonly isHidden: boolean;
  readonly keepsAnswer: boolean;
}

/** Checks that wait for the same bytes and close with the same code. `null`: no Close frame is sent. */
export function at(stage: Stage, closeCode: number | null, lines: readonly CheckLine[]): Check[] {
  return lines.map(([on, text, more]) => {
    const details: CheckDetails = typeof more === 'string' ? { code: more } : (more ?? {});
    return {
      on: typeof on === 'string' ? [on] : on,
      text,
      code: details.code ?? null,
      stage,
      closeCode: details.closeCode === undefined ? closeCode : details.closeCode,
      error: details.error ?? null,
      prefix: details.prefix ?? null,
      reason: details.reason ?? null,
      role: details.role ?? null,
      pass: details.pass ?? 0,
      echoes: details.echoes ?? false,
      untilClose: details.untilClose ?? false,
      onlyAfterClose: details.onlyAfterClose ?? false,
      isHidden: details.isHidden ?? false,
      keepsAnswer: details.keepsAnswer ?? false,
    };
  });
}

/** The same checks, made in a later pass over a socket read. */
export const inPass = (pass: number, checks: readonly Check[]): Check[] =>
  checks.map((check) => ({ ...check, pass }));

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

/** What is seen when a connection ends without a fault in a frame. */
export interface EndVerdict {
  readonly text: string;
  readonly closeCode: number | null;
  /** Class of the exception or error object; the implementation's own does not stand for it. */
  readonly error?: string;
}

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
  /** Class of the exception or error object, where there is one. */
  readonly error?: string;
  /** The reason of the Close frame that it sends: empty, or the text without the prefix. */
  readonly reason?: 'empty' | 'text';
  /** What the application sees, beside the text, when a frame is refused. */
  readonly application?: string | { readonly client: string; readonly server: string };
  /** Put before every check's text. */
  readonly prefix?: string;
  /** All failing `head` checks are reported, joined by this. */
  readonly joins?: string;
  /** What is seen when the peer ends the stream inside a frame. */
  readonly cut?: EndVerdict;
  /** A control frame is not looked at before its payload is complete. */
  readonly controlWaits?: boolean;
  /** A continuation frame is skipped while no message is open. */
  readonly ignoresOrphans?: boolean;
  /** A frame with an opcode from 3 to 7 does not touch the message that is open. */
  readonly skipsReserved?: boolean;
  /** Goes on reading after a Close frame, or only what came in the same read. */
  readonly readsAfterClose?: boolean | 'same read';
  /**
   * Reads so many bytes at once. Where more of a write follow a fault than it read, its Close frame is lost, and it
   * says `text` of what it reads next.
   */
  readonly losesClose?: { readonly readSize: number; readonly text: string };
  /** Bytes of a compressed message that are collected before the rest of the reader sees them, unless it ends. */
  readonly collectsInflated?: number;
  /** The code in its answer to a Close frame without one; none unless given. */
  readonly answersEmptyClose?: number;
  /** The code in its answer to every Close frame, where it does not repeat that of the peer. */
  readonly answersClose?: number;
  /** Its answer to a Close frame has no reason; otherwise it repeats that of the peer. */
  readonly answersWithoutReason?: boolean;
  /** Its answer has no reason where that of the peer is not UTF-8. */
  readonly dropsBadReason?: boolean;
  /** The role in which the application answers a Close frame, or nobody does. */
  readonly leavesAnswer?: Role;
  /** In which pass over a socket read a Close frame is answered; 0 unless given. */
  readonly closePass?: number;
  /** As client, does not look at the mask bit: a masked payload, or that of a data frame, is taken as it arrived. */
  readonly keepsMask?: boolean | 'data';
  /** A fault in the socket read with the Close frame drops the connection before that frame is answered. */
  readonly dropsAnswer?: boolean;
  /** How compressed messages are inflated, where that differs from the usual. */
  readonly inflating?: Inflating;
  /** A control frame with RSV1 passes through the decompressor. */
  readonly inflatesControl?: boolean;
  /** A whole message inside an open one that has no bytes yet is taken, and the open one stays open. */
  readonly keepsEmptyMessage?: boolean;
  /** Only the last Close frame of a socket read is looked at, and answered. */
  readonly takesLastClose?: boolean;
  /** What replaces the end of a reason that does not fit into a Close frame; it is cut off unless given. */
  readonly reasonEnd?: string;
  /** The payload length as the reader has it, where that differs from what the frame declares. */
  readonly lengthOf?: (frame: WireFrame) => number;
  /** How a data frame is added to a message, where that differs from the usual. */
  readonly take?: ReaderState['take'];
  /** In the order in which a client tests them. */
  readonly handshake?: readonly HandshakeLine[];
}

export const both: readonly Role[] = ['client', 'server'];
export const client: readonly Role[] = ['client'];
export const server: readonly Role[] = ['server'];
