// The hypotheses of all causes about the first break, best first, each with the share of belief that it has among its
// rivals, and the match that the best one of a cause comes to.

import type { CauseId } from '../model/cause-id.ts';
import type { CauseMatch } from './cause.ts';
import type { Hypothesis } from './hypothesis.ts';

export interface CauseHypothesis extends Hypothesis {
  readonly cause: CauseId;
}

export interface RankedHypothesis extends CauseHypothesis {
  /** 0 to 1: the share among all causes and the possibility that none holds. */
  readonly share: number;
}

/** Score, in bits, of the possibility that no hypothesis holds: one that does not beat it is not believed. */
const scoreOfNone = 9;
/** As above, where the sender ended the connection inside a frame: that alone explains the break. */
const scoreOfEnd = 20;
/**
 * Bits of score to a factor of two in belief. Scores add up evidence that is not independent, so one bit is
 * worth less than one.
 * Fitted so that confidences are calibrated on the captures of the lab and on generated faults (`npm run exam`).
 */
export const bitsPerDoubling = 3.2;

/**
 * Ranks hypotheses by score. Those of one cause do not compete with each other: the best stands for all. `endsInside`:
 * the sender of the broken stream ended it at the break.
 */
export function rankHypotheses(
  list: readonly CauseHypothesis[],
  endsInside = false,
): readonly RankedHypothesis[] {
  const none = endsInside ? scoreOfEnd : scoreOfNone;
  const best = Math.max(none, ...list.map(({ score }) => score));
  const belief = (score: number) => 2 ** ((score - best) / bitsPerDoubling);
  const scoreOfCause = new Map<CauseId, number>();
  for (const { cause, score } of list) {
    scoreOfCause.set(cause, Math.max(score, scoreOfCause.get(cause) ?? Number.NEGATIVE_INFINITY));
  }
  const total = [...scoreOfCause.values()].reduce((sum, score) => sum + belief(score), belief(none));
  return list
    .map((hypothesis) => ({ ...hypothesis, share: belief(hypothesis.score) / total }))
    .sort((a, b) => b.score - a.score);
}

/** Below this share a hypothesis is listed as considered, not as a cause. */
const minShare = 0.03;
/** No reading of bytes is more certain than this. */
const maxConfidence = 0.99;

/** The match that the best hypothesis of a cause comes to, or `null` when none is good enough. */
export function matchFromHypothesis(ranked: readonly RankedHypothesis[], cause: CauseId): CauseMatch | null {
  const best = ranked.find((hypothesis) => hypothesis.cause === cause);
  if (best === undefined || best.share < minShare) return null;
  const rival = ranked.find((hypothesis) => hypothesis.cause !== cause);
  const against = rival === undefined ? null : whyNot(best, rival);
  return {
    confidence: Math.min(best.maxConfidence ?? maxConfidence, best.share),
    claim: best.claim,
    evidence: best.evidence,
    ...(best.title === undefined ? {} : { title: best.title }),
    ...(against === null ? {} : { against }),
    ...(best.stacks === undefined ? {} : { stacks: best.stacks }),
    ...(best.repair === undefined ? {} : { repair: best.repair }),
  };
}

/** How the best hypothesis of another cause compares, in one sentence. */
function whyNot(best: RankedHypothesis, rival: RankedHypothesis): string {
  if (rival.score > best.score) return `The bytes fit “${rival.name}” better.`;
  if (rival.frames >= best.frames) {
    return `The next best reading, “${rival.name}”, needs more coincidence to fit.`;
  }
  const explained =
    rival.frames === 0 ? 'no further frame' : `only ${rival.frames} of the ${best.frames} frames that follow`;
  return `The next best reading, “${rival.name}”, explains ${explained}.`;
}
