import type { Evidence } from '../model/finding.ts';
import type { StackId } from '../model/stack-id.ts';

/** Repaired bytes of the broken direction from a frame offset on, for showing what a hypothesis makes of them. */
export interface Repair {
  /** Frame offset from which the bytes are read in another way. */
  readonly from: number;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/**
 * One way in which the bytes around a break could have come about. Its score can be compared with those of
 * all others: it
 * is in bits, the binary logarithm of how much less likely the bytes are to fit so well by chance.
 */
export interface Hypothesis {
  /** What is supposed, in a few words: for "also considered". */
  readonly name: string;
  /** In bits. */
  readonly score: number;
  /** Frames after the fault that read as sound under it. */
  readonly frames: number;
  /** The stream reads to its end. */
  readonly toEnd: boolean;
  /**
   * The header holds a length, in another notation, that ends with the last byte: a chance of 1 in thousands even
   * where no frame follows.
   */
  readonly endsAsWritten?: boolean;
  /** It explains much and is seldom what happened: no more certain than this, even without a rival. */
  readonly maxConfidence?: number;
  readonly claim: string;
  /** In place of the cause's own title where it can be said more exactly. */
  readonly title?: string;
  readonly evidence: readonly Evidence[];
  readonly repair?: Repair;
  /** Stacks to which this evidence points, best first. */
  readonly stacks?: readonly StackId[];
}
