// Hypotheses that have not yet moved into their causes.

import type { BreakWindow } from '../evidence/break-window.ts';
import type { CauseHypothesis } from '../ranking.ts';
import { intruderHypotheses } from './intruders.ts';
import { lostHead } from './lost-head.ts';

export function legacyHypotheses(window: BreakWindow): CauseHypothesis[] {
  return [...intruderHypotheses(window), ...lostHead(window)];
}
