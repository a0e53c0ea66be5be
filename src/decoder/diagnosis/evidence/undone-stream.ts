// The whole stream of a sender with a change undone that it may have gone through, read from its start.

import { count } from '../../model/words.ts';
import { type Chain, type ChainOptions, chainWeight, readChain } from '../../websocket/chain.ts';
import type { Hypothesis } from '../hypothesis.ts';
import { oncePer } from '../once-per.ts';
import { type BreakWindow, placeIn } from './break-window.ts';
import { framesFollow, scoreOfExactEnd } from './chain-score.ts';

/** Bytes of a stream that are undone and read: far more than it takes to know. */
const maxBytes = 1 << 18;
const maxFrames = 400;
/** Bits at which more frames stop to count. A change of a whole stream is proved by more frames than a boundary is. */
const maxGain = 80;
/** A hypothesis with a lower score, in bits, is not worth a mention. */
const minScore = 5;

/** The stream from its start, or `null` where the window begins later: a change of a whole stream needs its start. */
export function streamFromStart(window: BreakWindow): Uint8Array | null {
  return window.start > 0 ? null : window.bytes.subarray(0, maxBytes);
}

/** Reads a stream in which the change is undone, from its start. */
export function readUndone(
  window: BreakWindow,
  bytes: Uint8Array,
  options: Partial<ChainOptions> = {},
): Chain {
  return readChain(bytes, 0, {
    sender: window.sender,
    deflate: window.deflate,
    open: window.mayContinue,
    maxFrames,
    ...options,
  });
}

const readAsIs = oncePer((window: BreakWindow) => readUndone(window, window.bytes.subarray(0, maxBytes)));

/** The undone stream ends where a frame does, and the stream as it is does not. */
function endsExactly(window: BreakWindow, chain: Chain): boolean {
  const isWhole = window.stream.toEnd && window.bytes.length <= maxBytes;
  return isWhole && chain.stop === 'end' && chain.frames.length >= window.framesBefore.length;
}

/** How much further the undone stream reads than the stream as it is, in bits. */
export function gainOf(window: BreakWindow, chain: Chain): number {
  const asIs = readAsIs(window);
  if (asIs.stop === 'end') return 0;
  const more = chain.frames.slice(Math.max(window.framesBefore.length, asIs.frames.length));
  if (more.length === 0 && endsExactly(window, chain)) return scoreOfExactEnd;
  return more.length === 0 ? 0 : Math.min(maxGain, chainWeight({ ...chain, frames: more }));
}

/** A change that a stream may have gone through, undone. */
export interface UndoneChange {
  readonly name: string;
  readonly claim: string;
  /** What in the stream shows it. */
  readonly found: string;
  readonly bytes: Uint8Array;
  readonly chain: Chain;
  /** Bits for it beside the frames that it makes readable. */
  readonly extraScore: number;
}

/** The hypothesis that the stream went through a change; none when undoing it makes no further frame readable. */
export function undoneHypothesis(window: BreakWindow, change: UndoneChange): Hypothesis[] {
  const { name, claim, chain, bytes } = change;
  const frames = Math.max(0, chain.frames.length - window.framesBefore.length);
  const score = gainOf(window, chain) + change.extraScore;
  if (score <= minScore || (frames === 0 && !endsExactly(window, chain))) return [];
  return [
    {
      name,
      score,
      frames,
      toEnd: chain.stop === 'end',
      claim,
      evidence: [
        { text: change.found, place: placeIn(window, window.breakAt, 2) },
        {
          text: `Undone, the stream reads as ${count(chain.frames.length, 'frame')} from its start; ${framesFollow(chain)}.`,
          place: null,
        },
      ],
      repair: { from: window.start, bytes, text: name },
    },
  ];
}
