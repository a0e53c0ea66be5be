// The writer adds the same few bytes to every frame: a NUL, as C strings have, or a line end.

import { isControl } from '../../../model/opcode.ts';
import { capital, count, the } from '../../../model/words.ts';
import { chainWeight } from '../../../websocket/chain.ts';
import type { Cause } from '../../cause.ts';
import { type BreakWindow, headerAt, placeIn } from '../../evidence/break-window.ts';
import { follow } from '../../evidence/chain-score.ts';
import type { Hypothesis } from '../../hypothesis.ts';

/** The bytes after each frame. */
interface Tail {
  readonly words: string;
  readonly bytes: readonly number[];
}

/** NUL bytes after a frame that are counted as one tail. */
const maxNuls = 8;

/** The tails that the bytes at `offset` may be. */
function tailsAt(bytes: Uint8Array, offset: number): Tail[] {
  let nuls = 0;
  while (nuls < maxNuls && bytes[offset + nuls] === 0) nuls++;
  const tails: Tail[] = [
    { words: 'a NUL byte', bytes: [0] },
    { words: 'a newline (0a)', bytes: [10] },
    { words: 'two newlines (0a 0a)', bytes: [10, 10] },
    { words: 'a carriage return (0d)', bytes: [13] },
    { words: 'a line end (0d 0a)', bytes: [13, 10] },
    { words: 'two line ends', bytes: [13, 10, 13, 10] },
    { words: 'a line end and a NUL', bytes: [13, 10, 0] },
    { words: 'a newline and a NUL', bytes: [10, 0] },
    { words: 'a space', bytes: [32] },
  ];
  if (nuls > 1) tails.splice(1, 0, { words: `${nuls} NUL bytes`, bytes: new Array<number>(nuls).fill(0) });
  return tails.filter((tail) => isAt(bytes, offset, tail));
}

function isAt(bytes: Uint8Array, offset: number, tail: Tail): boolean {
  return tail.bytes.every((byte, i) => bytes[offset + i] === byte);
}

// Scores in bits, set by hand on the recorded captures.

/** For each byte of a tail where one is expected; 8 bits, less for these bytes being common. */
const tailByteScore = 6;
/** Bits at which the frames between the tails stop to count: ten sound frames prove no more than five do. */
const maxFramesScore = 60;
/** The tail comes again, or is the last of the stream. */
const everyFrameScore = 14;
/** It is there once: any extra byte is. */
const onceScore = -4;
/** Each frame before the break that no tail follows, up to `maxBare` of them. */
const bareFrameScore = -8;
const maxBare = 3;
/** So the stream reads to its end. */
const toEndScore = 8;

/** The one tail is what a translation of LF to CR LF adds to the payload before it. Of several, the cause is that. */
const translationScore = -40;

/** Whether CR LF stands in a payload with its tail as often as the tail has bytes, and no LF alone. */
function isTranslation(bytes: Uint8Array, from: number, tailAt: number, { bytes: tail }: Tail): boolean {
  if (tail.some((byte) => byte !== 10 && byte !== 13)) return false;
  let pairs = 0;
  for (let i = from; i < tailAt + tail.length; i++) {
    if (bytes[i] !== 10) continue;
    if (bytes[i - 1] !== 13) return false;
    pairs++;
  }
  // A line end after a payload without any is a line end after each frame.
  return pairs === tail.length;
}

/** The stream from the break on, read with a tail after every frame. */
interface TailReading {
  readonly tail: Tail;
  readonly tails: number;
  readonly frames: number;
  readonly toEnd: boolean;
  readonly score: number;
  /** Each of several tails is what a translation of line ends makes of the payload before it. */
  readonly isTranslated: boolean;
}

/** Data frames before the one that the first tail follows. */
function bareFrames(window: BreakWindow): number {
  const data = window.framesBefore.filter((at) => !isControl(headerAt(window, at)?.opcode ?? 0));
  return data.length - 1;
}

/** Where the payload of the frame before the break begins. */
function lastPayloadAt(window: BreakWindow): number {
  const last = window.framesBefore.at(-1);
  if (last === undefined) return window.breakAt;
  return last + (headerAt(window, last)?.headerLength ?? 0);
}

function readWithTail(window: BreakWindow, tail: Tail): TailReading {
  const { bytes } = window;
  let offset = window.breakAt;
  let tails = 0;
  let frames = 0;
  let score = 0;
  let framesScore = 0;
  let messageOpen: boolean | null = null;
  let isAfterControl = false;
  let translated = 0;
  let payloadAt = lastPayloadAt(window);
  while (offset < bytes.length) {
    if (isAt(bytes, offset, tail)) {
      tails++;
      if (isTranslation(bytes, payloadAt, offset, tail)) translated++;
      offset += tail.bytes.length;
      score += tail.bytes.length * tailByteScore;
      // Some writers add the tail to data frames alone.
    } else if (!isAfterControl) break;
    if (offset >= bytes.length) break;
    const next = follow(window, offset, { maxFrames: 1, messageOpen });
    if (next.frames.length === 0) break;
    const { header } = next.frames[0];
    framesScore += chainWeight({ ...next, stop: 'max-frames' });
    frames++;
    isAfterControl = (header.opcode & 8) !== 0;
    if (!isAfterControl) messageOpen = !header.fin;
    payloadAt = offset + header.headerLength;
    offset = next.at;
  }
  const toEnd = offset >= bytes.length;
  // A tail before the last frame alone is not one after every frame.
  const isAfterEach = tails > 1 || (toEnd && tails > frames);
  score +=
    Math.min(maxFramesScore, framesScore) +
    (isAfterEach ? everyFrameScore : onceScore) +
    (toEnd ? toEndScore : 0);
  score += Math.min(maxBare, Math.max(0, bareFrames(window))) * bareFrameScore;
  if (translated === tails) score += translationScore;
  return { tail, tails, frames, toEnd, score, isTranslated: tails > 1 && translated === tails };
}

function hypothesisOf(window: BreakWindow, { tail, tails, frames, toEnd, score }: TailReading): Hypothesis {
  const { words } = tail;
  const isOnce = tails === 1;
  const end = window.breakAt + tail.bytes.length;
  return {
    name: `${words} after ${isOnce ? 'the frame' : 'every frame'}`,
    ...(isOnce ? { title: 'A frame is followed by extra bytes' } : {}),
    score,
    frames,
    toEnd,
    claim: `${capital(the(window.sender))} writes ${words} after ${isOnce ? 'the frame' : 'every frame'}, which the receiver takes for the next header.`,
    evidence: [
      {
        text: `After the frame before it ${words} stands where the next header should.`,
        place: placeIn(window, window.breakAt, tail.bytes.length),
      },
      {
        text: `It is there after ${count(tails, 'frame')}${toEnd ? ', to the end of the stream' : ''}, and the frames between are sound.`,
        place: null,
      },
    ],
    repair: {
      from: window.firstBreak.offset,
      bytes: window.bytes.subarray(end),
      text: `${words} taken out`,
    },
  };
}

/** Every frame is followed by extra bytes. */
export const trailingBytes: Cause<'trailing-bytes'> = {
  id: 'trailing-bytes',
  group: 'damage on the way',
  title: 'Every frame is followed by extra bytes',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'php'],
  confirm: 'Write exactly header plus payload; no println, no terminating NUL.',
  hypotheses(window) {
    const { breakAt, firstBreak } = window;
    if (firstBreak.overrun || firstBreak.offset === 0) return [];
    return tailsAt(window.bytes, breakAt)
      .map((tail) => readWithTail(window, tail))
      .filter((found) => !found.isTranslated && (found.frames > 0 || found.toEnd))
      .map((found) => hypothesisOf(window, found));
  },
};
