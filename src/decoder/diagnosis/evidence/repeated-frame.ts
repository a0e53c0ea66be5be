// The start of a frame, written twice: after the whole frame, or before it. The bytes are those of that frame from its
// first byte on, and another frame begins where they stop.

import type { Chain } from '../../websocket/chain.ts';
import { oncePer } from '../once-per.ts';
import type { BreakWindow } from './break-window.ts';
import { chainScore } from './chain-score.ts';
import { frameStartInside, nextFrameStart } from './frame-start.ts';

/** Bytes that repeat the start of a frame. Offsets count in the window. */
export interface RepeatedFrame {
  readonly window: BreakWindow;
  /** Offset of the frame whose bytes are repeated. */
  readonly original: number;
  /** Offset of the bytes that repeat it. */
  readonly at: number;
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
/** The frame after a part of it is the same: a text that is whole by itself, or lacks its end, would not be. */
const scoreOfBrokenOff = 14;
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
  return { window, original, at: breakAt, length, next, chain, score };
}

/** The start of a frame that breaks off, when the frame after it begins with the same bytes. */
function brokenOff(window: BreakWindow, at: number): RepeatedFrame[] {
  const start = frameStartInside(window, at);
  if (start === null) return [];
  const { bytes } = window;
  const length = start.at - at;
  if (length < minOwnBytes || commonLength(bytes, at, start.at, length) < length) return [];
  const others = window.framesBefore.filter((offset) => offset < at).slice(-maxCompared);
  const alike = Math.max(1, ...others.map((offset) => commonLength(bytes, offset, at, length)));
  if (length - alike < minOwnBytes) return [];
  const bits = Math.min(maxScore, (length - alike) * scoreOfByte);
  const score = prior + scoreOfBrokenOff + bits + chainScore(start.chain, window);
  return [{ window, original: start.at, at, length, next: start.at, chain: start.chain, score }];
}

/** The part of an earlier frame that the bytes at the break repeat, or `null`. */
export const repeatedFrame = oncePer((window: BreakWindow): RepeatedFrame | null => {
  const starts = [frameStartInside(window, window.breakAt), nextFrameStart(window, window.breakAt + 2)];
  const suspects = [window.breakAt, ...window.framesBefore.slice(-maxOriginals)];
  const found = starts
    .filter((start) => start !== null)
    .flatMap((start) =>
      window.framesBefore
        .slice(-maxOriginals)
        .map((original) => repetition(window, original, start.at, start.chain)),
    )
    .filter((one) => one !== null)
    .concat(suspects.flatMap((at) => brokenOff(window, at)));
  return found.sort((a, b) => b.score - a.score)[0] ?? null;
});
