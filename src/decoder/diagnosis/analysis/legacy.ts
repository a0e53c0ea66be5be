// Hypotheses that have not yet moved into their causes.

import { violation } from '../../model/violation.ts';
import type { BreakWindow } from '../evidence/break-window.ts';
import type { CauseHypothesis } from '../ranking.ts';
import { insertedBytesHypotheses } from './bytes-inserted.ts';
import { lostBytesHypotheses } from './bytes-lost.ts';
import { trailingBytes, turnedBits } from './damage.ts';
import { declaredFrame, declaredHypotheses } from './declared.ts';
import { intruderHypotheses } from './intruders.ts';
import { lengthHypotheses, suspects } from './lengths.ts';
import { lostHead } from './lost-head.ts';
import { shortWriteHypotheses } from './short-write.ts';
import { tornHypotheses } from './torn.ts';
import { transformHypotheses } from './transforms.ts';

/** A hypothesis with a lower score, in bits, is not worth a mention. */
const minScore = 4;

export function legacyHypotheses(window: BreakWindow): CauseHypothesis[] {
  const { violations, overrun } = window.firstBreak;
  // After data that ends a message or a close the framing is not in doubt, unless the payload did not fit.
  const framing =
    overrun ||
    (violations & violation.deflateFailed && (declaredFrame(window)?.bits ?? 0) < 0) ||
    (violations &
      ~(violation.deflateFailed | violation.closeReasonNotUtf8 | violation.closePayloadOneByte)) !==
      0;
  return [
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
}
