// Hypotheses that have not yet moved into their causes.

import type { BreakWindow } from '../evidence/break-window.ts';
import { isFramingInDoubt } from '../evidence/framing-in-doubt.ts';
import { lengthSuspects } from '../evidence/length-reading.ts';
import type { CauseHypothesis } from '../ranking.ts';
import { trailingBytes, turnedBits } from './damage.ts';
import { intruderHypotheses } from './intruders.ts';
import { lostHead } from './lost-head.ts';
import { tornHypotheses } from './torn.ts';

export function legacyHypotheses(window: BreakWindow): CauseHypothesis[] {
  const framing = isFramingInDoubt(window);
  return [
    ...intruderHypotheses(window),
    ...(framing ? tornHypotheses(window, lengthSuspects(window)) : []),
    ...(framing ? turnedBits(window, lengthSuspects(window).slice(0, 2)) : []),
    ...lostHead(window),
    ...trailingBytes(window),
  ];
}
