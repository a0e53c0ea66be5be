import type { DeflateParameters } from '../model/assumptions.ts';
import type { Sender } from '../model/basics.ts';
import type { FrameOffset } from '../model/coordinates.ts';
import type { FaultDetail } from '../model/fault-detail.ts';
import type { ViolationName } from '../model/violation.ts';

/** What a rule's words are made from: one faulty frame, as data. */
export interface RuleFacts {
  readonly sender: Sender;
  readonly opcode: number;
  readonly fin: boolean;
  readonly rsv: number;
  readonly payloadLength: number;
  readonly lengthForm: 7 | 16 | 64;
  /** What the reader saw in the payload, where the fault is there. */
  readonly detail: FaultDetail | null;
  readonly deflate: DeflateParameters | null;
  /** Offset of the frame in its sender's bytes. */
  readonly offset: FrameOffset;
}

/** Which part of the frame a rule points at. */
export type RulePart = 'byte0' | 'byte1' | 'length' | 'payload' | 'frame';

/** Bytes that break the rule, for tests, help and links. */
export interface RuleExample {
  readonly title: string;
  readonly sender: Sender;
  /** Hex with white space. The frames before the faulty one are sound. */
  readonly hex: string;
  /** Index of the frame that breaks the rule. */
  readonly frame: number;
  readonly deflate?: boolean;
}

/** A rule of RFC 6455 or RFC 7692 that bytes can break. One file each, one line in the registry. */
export interface Rule {
  /** Names the fault. Part of the JSON contract. */
  readonly id: string;
  readonly violation: ViolationName;
  readonly severity: 'error' | 'warning' | 'note';
  readonly section: string;
  /** What a strict peer closes with, or `null`. */
  readonly closeCode: number | null;
  readonly part: RulePart;
  readonly title: string;
  explain(facts: RuleFacts): string;
  readonly examples: readonly RuleExample[];
}
