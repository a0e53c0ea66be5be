// A piece of the stream that was written twice, from anywhere in a frame to anywhere: the same bytes stand there two
// times in a row, and with one copy taken out the frames read on as declared.

import { concat } from '../../bytes/concat.ts';
import type { Chain } from '../../websocket/chain.ts';
import { oncePer } from '../once-per.ts';
import type { BreakWindow } from './break-window.ts';
import { chainScore, follow } from './chain-score.ts';

/** Bytes that stand twice in a row. Offsets count in the window. */
export interface RepeatedPiece {
  readonly window: BreakWindow;
  /** The frame from which the stream is read without the second copy. */
  readonly frame: number;
  /** Offset of the second copy. */
  readonly at: number;
  readonly length: number;
  /** The stream from `frame` on without it. */
  readonly repaired: Uint8Array;
  readonly chain: Chain;
  /** In bits. */
  readonly score: number;
}

// Scores in bits.

const prior = -6;
/** Bytes that are the same twice, though payloads repeat themselves: two bits a byte, up to a maximum. */
const scoreOfByte = 2;
const maxRepetitionScore = 24;
/** And a bit for each so many bytes of a long one, up to a maximum. */
const bytesPerBit = 8;
const maxLongScore = 16;
/** Shorter repetitions come about by chance, longer ones are not looked for. */
const minLength = 6;
const maxLength = 2048;
/** Bytes around the break in which a repetition is looked for. */
const maxBefore = 4096;
const maxAfter = 4096;
/** Distinct bytes that a piece must have: a run of one letter repeats itself anyway. */
const minDistinct = 4;
const maxCopied = 1 << 16;
/** Repetitions of which each has its stream read. */
const maxTries = 24;
/** Distances at which the whole range is compared with itself: those at which most places repeat. */
const maxDistances = 64;
/** Frames before the break in which the first copy may begin. */
const maxFrames = 16;

/** Distances from places to where their next `minLength` bytes stood last, those of most places; rising. */
function likelyDistances(bytes: Uint8Array, from: number, to: number): number[] {
  const lastAt = new Map<number, number>();
  const places = new Map<number, number>();
  for (let i = from; i + minLength <= to; i++) {
    let words = 0;
    for (let k = 0; k < minLength; k++) words = words * 256 + bytes[i + k];
    const distance = i - (lastAt.get(words) ?? Number.NEGATIVE_INFINITY);
    lastAt.set(words, i);
    if (distance >= minLength && distance <= maxLength) places.set(distance, (places.get(distance) ?? 0) + 1);
  }
  return [...places]
    .sort(([, a], [, b]) => b - a)
    .slice(0, maxDistances)
    .map(([distance]) => distance)
    .sort((a, b) => a - b);
}

/** The first offset of each run of `length` bytes or more that equal the bytes `length` before them. */
function repetitions(bytes: Uint8Array, from: number, to: number): { at: number; length: number }[] {
  const all: { at: number; length: number }[] = [];
  for (const length of likelyDistances(bytes, from, to)) {
    let run = 0;
    for (let i = from + length; i < to; i++) {
      run = bytes[i] === bytes[i - length] ? run + 1 : 0;
      if (run !== length) continue;
      if (new Set(bytes.subarray(i + 1 - length, i + 1)).size < minDistinct) continue;
      all.push({ at: i + 1 - length, length });
      break;
    }
  }
  return all;
}

function withoutCopy(window: BreakWindow, frame: number, at: number, length: number): RepeatedPiece | null {
  const { bytes } = window;
  const end = Math.min(bytes.length, frame + maxCopied);
  const repaired = concat([bytes.subarray(frame, at), bytes.subarray(at + length, end)]);
  const stream = end < bytes.length ? { ...window.stream, toEnd: false } : window.stream;
  const read: BreakWindow = {
    ...window,
    stream,
    bytes: repaired,
    mayContinue: window.mayContinue || end < bytes.length,
  };
  const chain = follow(read, 0);
  const isRead = chain.frames.length > 1 || (chain.frames.length === 1 && chain.stop === 'end');
  // The piece lies within the frames that are read.
  if (!isRead || chain.stop === 'bad' || chain.at < at - frame) return null;
  const repetition =
    Math.min(maxRepetitionScore, length * scoreOfByte) + Math.min(maxLongScore, length / bytesPerBit);
  const score = prior + repetition + chainScore(chain, read);
  return { window, frame, at, length, repaired, chain, score };
}

/** The piece near the break that was written twice, or `null`. */
export const repeatedPiece = oncePer((window: BreakWindow): RepeatedPiece | null => {
  const { bytes, breakAt, framesBefore } = window;
  const frames = [...framesBefore.slice(-maxFrames), breakAt];
  const from = Math.max(frames[0], breakAt - maxBefore);
  const to = Math.min(bytes.length, breakAt + maxAfter);
  const found = repetitions(bytes, from, to)
    .slice(-maxTries)
    .flatMap(({ at, length }) => {
      const frame = frames.findLast((offset) => offset < at) ?? -1;
      return frame < from ? [] : (withoutCopy(window, frame, at, length) ?? []);
    });
  return found.sort((a, b) => b.score - a.score)[0] ?? null;
});
