// How many bits of evidence the frames after an assumed boundary are: the common measure of all hypotheses.

import { violation } from '../../model/violation.ts';
import { type Chain, type ChainOptions, chainWeight, readChain } from '../../websocket/chain.ts';
import type { Hypothesis } from '../hypothesis.ts';
import type { BreakWindow } from './break-window.ts';

/** Enough frames to know that a boundary is right; reading more takes time and changes nothing. */
const maxChainFrames = 64;
/** Bits at which a chain stops to count: ten sound frames prove no more than five do. */
const maxChainScore = 60;
/** One frame, and no frame after it: two bytes before any text have the form of a header. */
const maxUnconfirmed = 10;
/** No frame follows, and the stream ends exactly here: one boundary of about 128 that fits by chance. */
export const scoreOfExactEnd = 7;
/** As above, but the end is that of a window: more bytes follow that were not looked at. */
const scoreOfWindowEnd = 3;
/** The only header left runs over the end of the data: next to no evidence. */
const scoreOfOpenHeader = 1;
/** What follows at once cannot be a frame. */
const scoreOfBadHeader = -8;

/**
 * Reads frames from `offset` on, as strictly as a receiver of this direction, unless options say otherwise. A frame
 * after a Close is no objection: after a fault one program answers the Close of the other endpoint while its
 * application still writes.
 */
export function follow(window: BreakWindow, offset: number, options: Partial<ChainOptions> = {}): Chain {
  return readChain(window.bytes, offset, {
    sender: window.sender,
    deflate: window.deflate,
    open: window.mayContinue,
    maxFrames: maxChainFrames,
    ...options,
    tolerate: (options.tolerate ?? 0) | violation.dataAfterClose,
  });
}

/** How much the frames of a chain are evidence for the boundary at which it begins, in bits. */
export function chainScore(chain: Chain, window: BreakWindow): number {
  const isUnconfirmed = chain.frames.length === 1 && chain.stop === 'bad';
  if (chain.frames.length > 0)
    return Math.min(isUnconfirmed ? maxUnconfirmed : maxChainScore, chainWeight(chain));
  if (chain.at === window.bytes.length) return window.stream.toEnd ? scoreOfExactEnd : scoreOfWindowEnd;
  return chain.stop === 'inside' ? scoreOfOpenHeader : scoreOfBadHeader;
}

/** What a hypothesis explains when `chain` is what follows. */
export function explains(chain: Chain): Pick<Hypothesis, 'frames' | 'toEnd'> {
  return { frames: chain.frames.length, toEnd: chain.stop === 'end' };
}

/** How many sound frames a chain has, in words. */
export function framesFollow(chain: Chain): string {
  const n = chain.frames.length;
  const end = chain.stop === 'end' ? ', to the end of the stream' : '';
  if (n === 0)
    return chain.stop === 'end' ? 'the stream then ends exactly' : 'no further frame can be checked';
  return n === 1 ? `1 more frame then reads as sound${end}` : `${n} more frames then read as sound${end}`;
}
