import type { CauseId } from '../model/cause-id.ts';
import type { CaseVariant, Evidence, VerdictLevel } from '../model/finding.ts';
import type { StackId } from '../model/stack-id.ts';
import type { DiagnosisContext } from './context.ts';
import type { BreakWindow } from './evidence/break-window.ts';
import type { ReportKind } from './evidence/reported-text.ts';
import type { Hypothesis, Repair } from './hypothesis.ts';

export type CauseGroup =
  | 'sound'
  | 'handshake'
  | 'tls'
  | 'masking'
  | 'bits and extensions'
  | 'sequence and control'
  | 'length'
  | 'content'
  | 'damage on the way'
  | 'connection'
  | 'capture';

/** A cause that fits a connection, with its evidence. */
export interface CauseMatch {
  /** 0 to 1, before the ranking settles rivals. */
  readonly confidence: number;
  /** In place of the cause's own title where it can be said more exactly. */
  readonly title?: string;
  /** In place of the cause's own headline level where this case is less or more severe. */
  readonly level?: VerdictLevel;
  /** The title says itself that nothing can be decided, so the headline does not call it a possibility. */
  readonly isOpen?: boolean;
  /** One sentence, with the figures of this case. */
  readonly claim: string;
  readonly evidence: readonly Evidence[];
  /** Why it is this cause and not a similar one. */
  readonly against?: string;
  /** The command to run or the capture to take. */
  readonly confirm?: string;
  /** A form of the cause that has fixes of its own. */
  readonly variant?: CaseVariant;
  /** What stands here is nothing that other causes can judge. */
  readonly excludesOthers?: boolean;
  /** Stacks to which this evidence points, best first. */
  readonly stacks?: readonly StackId[];
  readonly repair?: Repair;
}

/**
 * A cause of the catalogue: a folder with `cause.ts` and `examples.ts`, an id in `model/cause-id.ts`, a
 * line in the registry
 * and a page in `docs/causes`. It detects itself in one or both of two ways. `hypotheses` explains the
 * bytes at the first break and
 * competes with the hypotheses of all causes; `match` looks at all else: handshake, times, ends, the capture.
 */
export interface Cause<Id extends CauseId = CauseId> {
  /** Names the fault. Part of the JSON contract. */
  readonly id: Id;
  readonly group: CauseGroup;
  /** In the user's words. */
  readonly title: string;
  readonly section: string | null;
  /** Headline when this cause comes first. */
  readonly level: VerdictLevel;
  /** Headline when it comes first with less confidence than `below`; without it a doubtful fault is a warning. */
  readonly doubtful?: { readonly below: number; readonly level: VerdictLevel };
  /** Where this cause holds with at least `from`, no cause outside the group `capture` gets more than `to`. */
  readonly limitsOthers?: { readonly from: number; readonly to: number };
  /** This cause and any other one rule each other out. */
  readonly excludesOthers?: boolean;
  /** Causes that follow from this one when both hold. */
  readonly leadsTo: readonly CauseId[];
  /** Stacks in which it is typical, most typical first. */
  readonly stacks: readonly StackId[];
  /**
   * How likely a reported error text makes this cause where the input holds no bytes, by kind of text: 0 to
   * 1. Low where
   * programs print the text for several faults. Estimates, not measured.
   */
  readonly reports?: Readonly<Partial<Record<ReportKind, number>>>;
  /** The command to run or the capture to take, where the match names none of its own. */
  readonly confirm: string | null;
  /** Ways in which the bytes at the first break came about if this is the cause. Asked only when there is a break. */
  hypotheses?(window: BreakWindow): readonly Hypothesis[];
  /**
   * Whether the cause fits. `reading` is the match that its best hypothesis comes to, if one is good
   * enough; a cause without
   * `match` fits when there is one.
   */
  match?(context: DiagnosisContext, reading: CauseMatch | null): CauseMatch | null;
}
