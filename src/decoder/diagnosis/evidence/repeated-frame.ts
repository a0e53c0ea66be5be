// A part of the frame before, written once more: the bytes at the break are those of that frame from its first byte on,
// and another frame begins where they stop.

import type { Chain } from '../../websocket/chain.ts';
import { oncePer } from '../once-per.ts';
import type { BreakWindow } from './break-window.ts';
import { chainScore } from './chain-score.ts';
import { frameStartInside, nextFrameStart } from './frame-start.ts';

/** Bytes at the break that repeat the start of an earlier frame. Offsets count in the window. */
export interface RepeatedFrame {
  readonly window: BreakWindow;
  /** Offset of the frame whose bytes are repeated. */
  readonly original: number;
  readonly length: number;
  readonly next: number;
  readonly chain: Chain;
  /** In bits. */
  readonly score: number;
}

// Scores in bits.

const prior = -4;
/** A byte that is repeated, beyond those that frames of this connection have in common anyway. */
const scoreOfByte = 2;
const maxScore = 24;
/** Fewer bytes than this are the same by chance, or since the messages are alike. */
const minOwnBytes = 4;
/** Frames before the break that may be repeated, and those that are compared with them. */
const maxOriginals = 2;
const maxCompared = 6;

function commonLength(bytes: Uint8Array, a: number, b: number, length: number): number {
  let common = 0;
  while (common < length && bytes[a + common] === bytes[b + common]) common++;
  return common;
}

function repetition(window: BreakWindow, original: number, next: number, chain: Chain): RepeatedFrame | null {
  const { bytes, breakAt, framesBefore } = window;
  const length = next - breakAt;
  // A whole frame that is sent again is a message.
  if (length >= (framesBefore.find((offset) => offset > original) ?? breakAt) - original) return null;
  if (length < minOwnBytes || commonLength(bytes, original, breakAt, length) < length) return null;
  const others = framesBefore.filter((offset) => offset < original).slice(-maxCompared);
  const alike = Math.max(1, ...others.map((offset) => commonLength(bytes, offset, breakAt, length)));
  if (length - alike < minOwnBytes) return null;
  const score = prior + Math.min(maxScore, (length - alike) * scoreOfByte) + chainScore(chain, window);
  return { window, original, length, next, chain, score };
}

/** The part of an earlier frame that the bytes at the break repeat, or `null`. */
export const repeatedFrame = oncePer((window: BreakWindow): RepeatedFrame | null => {
  const starts = [frameStartInside(window, window.breakAt), nextFrameStart(window, window.breakAt + 2)];
  const found = starts
    .filter((start) => start !== null)
    .flatMap((start) =>
      window.framesBefore
        .slice(-maxOriginals)
        .map((original) => repetition(window, original, start.at, start.chain)),
    )
    .filter((one) => one !== null);
  return found.sort((a, b) => b.score - a.score)[0] ?? null;
});
