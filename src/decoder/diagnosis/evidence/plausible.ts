// Which of the many readings of a break are listed at all.

import type { Hypothesis } from '../hypothesis.ts';

/**
 * Score, in bits, up to which a reading is dropped: among the hundreds that are tried, some score as much
 * by chance.
 */
const maxChanceScore = 4;

/** The hypotheses that fit better than one of so many would by chance. */
export function plausible(list: readonly Hypothesis[]): Hypothesis[] {
  return list.filter(({ score }) => score > maxChanceScore);
}
