import type { Evidence } from '../model/finding.ts';
import type { Scene } from './scene.ts';

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

/** Repaired bytes of the broken direction from a frame offset on, for showing what the hypothesis makes of them. */
export interface Repair {
  /** Frame offset from which the bytes differ in reading. */
  readonly from: number;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** A cause that may hold, with what speaks for it. */
export interface Suspicion {
  /** 0 to 1, as the cause sees it on its own; the ranking settles rivals. */
  readonly confidence: number;
  /** In place of the cause's own title where it can be said more exactly. */
  readonly title?: string;
  /** One sentence, with the figures of this case. */
  readonly claim: string;
  readonly evidence: readonly Evidence[];
  /** Why it is this and not what looks alike. */
  readonly against?: string;
  /** The command to run or the capture to take. */
  readonly confirm?: string;
  /** Stacks to which this evidence points, best first. */
  readonly stacks?: readonly string[];
  readonly repair?: Repair;
}

/** A cause of the catalogue: one file, one line in the registry, one page in `docs/causes`. */
export interface Cause {
  /** Names the fault. Part of the JSON contract. */
  readonly id: string;
  readonly group: CauseGroup;
  /** In the user's words. */
  readonly title: string;
  readonly section: string | null;
  /** Causes that follow from this one when both hold. */
  readonly leadsTo: readonly string[];
  /** Stacks in which it is typical, most typical first. */
  readonly stacks: readonly string[];
  /** The command to run or the capture to take, where the suspicion names none of its own. */
  readonly confirm: string | null;
  check(scene: Scene): Suspicion | null;
}
