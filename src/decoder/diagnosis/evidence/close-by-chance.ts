// Bytes in the middle of something else that look like a Close frame.

import { isControl } from '../../model/opcode.ts';
import { violation } from '../../model/violation.ts';
import type { DeclaredFrame } from './declared-frame.ts';

/** Bits against the Close for each data frame after it: after a Close nobody sends data. */
const scoreOfDataFrame = -8;
const maxScoreAgainst = -24;
/** Bits against a Close with both a bad code and a bad reason. */
const scoreOfBadCodeAndReason = -6;

/** How much is evidence against a Close with a bad payload being a Close at all, in bits: 0 or negative. */
export function closeByChanceScore({ window, chain }: DeclaredFrame): number {
  const dataFrames = chain.frames.filter(({ header }) => !isControl(header.opcode)).length;
  const both = violation.closeCodeInvalid | violation.closeReasonNotUtf8;
  const hasBoth = (window.firstBreak.violations & both) === both;
  return Math.max(maxScoreAgainst, dataFrames * scoreOfDataFrame) + (hasBoth ? scoreOfBadCodeAndReason : 0);
}
