// What an error text speaks of, whichever program prints it.

import type { ViolationName } from '../model/violation.ts';
import type { ExplanationId } from './explanations.ts';

/**
 * How near an explanation is, where no public cases were counted: an order of the explanations, made from what
 * the text rules out. It is never shown as a number.
 */
export const nearness = { usual: 6, common: 3, possible: 1 } as const;
export type Nearness = keyof typeof nearness;

/** A value that an error text contains, and what it says. */
export interface TextVariable {
  /** `RSV bits`, `opcode`, `status`. */
  readonly name: string;
  /** As the text has it. */
  readonly value: string;
  /** What it says of the bytes or of the response; empty where the name says it all. */
  readonly meaning: string;
}

/** A kind of error text. */
export interface TextKind {
  /** Stable, kebab-case. */
  readonly id: string;
  /** `frames`: a reader refused a frame; `handshake`: no connection came about; `end`: it ended without a Close. */
  readonly phase: 'frames' | 'handshake' | 'end';
  readonly pattern: RegExp;
  /** What the text means, in one or two sentences. */
  readonly means: string;
  /** What the strict reader calls it, where no implementation of the registry prints it. */
  readonly violations?: readonly ViolationName[];
  /** The explanations, where no public cases were counted; the nearest first. */
  readonly near?: readonly (readonly [ExplanationId, Nearness])[];
}

/** A kind whose explanations are given, the nearest first. */
export function textKind(
  id: string,
  phase: TextKind['phase'],
  pattern: RegExp,
  means: string,
  near: NonNullable<TextKind['near']>,
): TextKind {
  return { id, phase, pattern, means, near };
}
