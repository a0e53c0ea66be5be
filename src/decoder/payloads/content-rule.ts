import type { Sender } from '../model/basics.ts';

/** A whole message, in the order of the connection. */
export interface ContentMessage {
  readonly sender: Sender;
  readonly kind: 'text' | 'binary';
  readonly bytes: Uint8Array;
  /** In seconds; NaN where the input does not say. */
  readonly time: number;
}

/** What is known of a connection. */
export interface ContentConnection {
  readonly subprotocol: string | null;
  readonly path: string | null;
  /** The input holds every byte of both directions from the handshake on. */
  readonly isWhole: boolean;
  /** Time of the last byte, NaN where it is not known. */
  readonly lastTime: number;
  /** Code and reason of the Close frame of each side. */
  readonly closes: readonly {
    readonly sender: Sender;
    readonly code: number;
    readonly reason: string;
    readonly frame: number;
  }[];
}

/** A fault inside a sound message, or one that a Close frame names. */
export interface ContentFault {
  /** Id of the finding. */
  readonly rule: string;
  readonly severity: 'warning' | 'note';
  readonly section: string;
  /** Expected, found. */
  readonly text: string;
  /** Its bytes in the message; `null`: all of it. */
  readonly range: { readonly start: number; readonly end: number } | null;
}

/** A fault of an earlier message: its number in the order in which messages were given. */
export interface LateFault extends ContentFault {
  readonly message: number;
}

/** A fault that a Close frame names. */
export interface CloseFault extends ContentFault {
  readonly frame: number;
}

/** A check of one connection. */
export interface ContentCheck {
  /** Called for each message. `index`: how many were given before. */
  message?(message: ContentMessage, index: number): readonly ContentFault[];
  /** Called when no further message can be read. */
  end?(): readonly LateFault[];
  /** Called with the connection. */
  closes?(): readonly CloseFault[];
}

/**
 * What a protocol forbids inside messages: one file each, one line in the registry. Only certain faults are reported.
 */
export interface ContentRule {
  /** Ids of its findings. Part of the JSON contract. */
  readonly ids: readonly string[];
  /** A check, where the connection speaks the protocol; else `null`. Content alone decides nothing. */
  check(connection: ContentConnection): ContentCheck | null;
}

/** Whether one of these subprotocols was agreed. */
export function agreed(connection: ContentConnection, names: readonly string[]): boolean {
  return names.includes(connection.subprotocol?.trim().toLowerCase() ?? '');
}
