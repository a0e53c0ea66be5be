// All hypotheses about the first break, best first, each with the share of belief it gets among its rivals.

import { violation } from '../../model/violation.ts';
import type { Scene } from '../scene.ts';
import { insertedBytesHypotheses } from './bytes-inserted.ts';
import { lostBytesHypotheses } from './bytes-lost.ts';
import { trailingBytes, turnedBits } from './damage.ts';
import { declaredFrame, declaredHypotheses } from './declared.ts';
import { type Hypothesis, windowOf } from './hypothesis.ts';
import { intruderHypotheses } from './intruders.ts';
import { lengthHypotheses, suspects } from './lengths.ts';
import { lostHead } from './lost-head.ts';
import { shortWriteHypotheses } from './short-write.ts';
import { tornHypotheses } from './torn.ts';
import { transformHypotheses } from './transforms.ts';

export interface Weighed extends Hypothesis {
  /** 0 to 1: the share among all hypotheses and the possibility that none holds. */
  readonly share: number;
}

/** A hypothesis with a lower score, in bits, is not worth a mention. */
const minScore = 4;

/** That none of the hypotheses holds scores this much: one that does not beat it is not believed. */
const unknown = 9;
/** Bits of score to a factor of two in belief. Scores are rough, so several make one. */
const temperature = 3.2;

function shares(list: readonly Hypothesis[]): Weighed[] {
  const best = Math.max(unknown, ...list.map(({ score }) => score));
  const weigh = (score: number) => 2 ** ((score - best) / temperature);
  // Hypotheses of one cause do not compete with each other: the best stands for all.
  const byCause = new Map<string, Hypothesis>();
  for (const hypothesis of list) {
    const held = byCause.get(hypothesis.cause);
    if (held === undefined || held.score < hypothesis.score) byCause.set(hypothesis.cause, hypothesis);
  }
  const total = [...byCause.values()].reduce((sum, { score }) => sum + weigh(score), weigh(unknown));
  return list
    .map((hypothesis) => ({ ...hypothesis, share: weigh(hypothesis.score) / total }))
    .sort((a, b) => b.score - a.score);
}

/** Hypotheses about the first break of a scene, best first. Empty when nothing is broken. */
export function hypotheses(scene: Scene): readonly Weighed[] {
  return scene.once('hypotheses', () => {
    const window = windowOf(scene);
    if (window === null) return [];
    const { violations, overrun } = window.at;
    // After data that ends a message or a close the framing is not in doubt, unless the payload did not fit.
    const framing =
      overrun ||
      (violations & violation.deflateFailed && (declaredFrame(window)?.bits ?? 0) < 0) ||
      (violations &
        ~(violation.deflateFailed | violation.closeReasonNotUtf8 | violation.closePayloadOneByte)) !==
        0;
    const list = [
      ...declaredHypotheses(window),
      ...intruderHypotheses(window),
      ...(framing ? lengthHypotheses(window) : []),
      ...(framing ? tornHypotheses(window, suspects(window)) : []),
      ...(framing ? turnedBits(window, suspects(window).slice(0, 2)) : []),
      ...[
        ...shortWriteHypotheses(window),
        ...insertedBytesHypotheses(window),
        ...lostBytesHypotheses(window),
      ].filter(({ score }) => score > minScore),
      ...lostHead(window),
      ...trailingBytes(window),
      ...transformHypotheses(window),
    ];
    return shares(list);
  });
}

/** The best hypothesis for a cause, or `null`. */
export function bestFor(scene: Scene, cause: string): Weighed | null {
  return hypotheses(scene).find((hypothesis) => hypothesis.cause === cause) ?? null;
}
