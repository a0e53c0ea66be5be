// The result of a comparison in words.

import { capital, count, formatCount, the } from '../../decoder/model/words.ts';
import type { FrameComparison, FrameDifference } from '../../worker/protocol.ts';

/** How far the frames of a sender are the same. */
export function sameText({ sender, same, difference, cappedAt }: FrameComparison): string {
  const who = the(sender);
  if (cappedAt !== null)
    return `The first ${formatCount(cappedAt)} frames of ${who} are the same; more were not compared.`;
  if (difference === null)
    return same === 0
      ? `${capital(who)} sends no frame in either.`
      : `All ${count(same, 'frame')} of ${who} are the same.`;
  return same === 0
    ? `The first frame of ${who} differs.`
    : `The first ${same === 1 ? 'frame' : `${formatCount(same)} frames`} of ${who} ${same === 1 ? 'is' : 'are'} the same.`;
}

/** What the first difference is. */
export function differenceText({ what, at, left }: FrameDifference): string {
  if (what === 'missing') return `Then the ${left === null ? 'left' : 'right'} one has no more frames`;
  if (what === 'payload') return `Byte ${formatCount(at ?? 0)} of the payload differs`;
  return `${what === 'length' ? 'The length' : what} differs`;
}
