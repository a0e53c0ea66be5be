// NUL bytes inside a text, where no text has them: with them taken out the text is good, and the next frame begins
// as many bytes after the declared end.

import { concat } from '../../bytes/concat.ts';
import { isControl, opcode as opcodes } from '../../model/opcode.ts';
import type { Chain } from '../../websocket/chain.ts';
import { unmaskCopy } from '../../websocket/mask.ts';
import { oncePer } from '../once-per.ts';
import { type BreakWindow, headerAt } from './break-window.ts';
import { chainScore, follow } from './chain-score.ts';
import { isJson, readsAsText } from './text-shape.ts';

/** A run of NUL bytes in a payload. Offsets count in the window. */
export interface InsertedNuls {
  readonly window: BreakWindow;
  readonly frame: number;
  readonly at: number;
  readonly length: number;
  /** The payload without them. */
  readonly payload: Uint8Array;
  /** Offset of the next frame. */
  readonly next: number;
  readonly chain: Chain;
  /** In bits. */
  readonly score: number;
}

/** Longer runs are holes, not a slip of a writer. One NUL alone is the end of a C string. */
const minRun = 2;
const maxRun = 64;
/** Runs of one payload that are tried. */
const maxRuns = 64;

// Scores in bits.

/** A NUL in text is this much rarer than chance; more than `maxScoredNuls` of them prove no more. */
const scoreOfNul = 6;
const maxScoredNuls = 4;
const prior = -4;
const textScore = 6;
const documentScore = 14;

function runsOf(bytes: Uint8Array, start: number, end: number): { at: number; length: number }[] {
  const runs: { at: number; length: number }[] = [];
  for (let at = bytes.indexOf(0, start); at >= 0 && at < end; at = bytes.indexOf(0, at)) {
    let to = at;
    while (to < end && bytes[to] === 0) to++;
    if (to - at >= minRun && to - at <= maxRun) runs.push({ at, length: to - at });
    if (runs.length >= maxRuns) break;
    at = to;
  }
  return runs;
}

function inFrame(window: BreakWindow, frame: number): InsertedNuls[] {
  const { bytes } = window;
  const header = headerAt(window, frame);
  if (header === null || isControl(header.opcode) || (header.rsv & 4) !== 0) return [];
  const from = frame + header.headerLength;
  const declaredEnd = Math.min(bytes.length, from + header.payloadLength);
  return runsOf(bytes, from, declaredEnd).flatMap(({ at, length }) => {
    const next = from + header.payloadLength + length;
    if (next > bytes.length) return [];
    const wire = concat([bytes.subarray(from, at), bytes.subarray(at + length, next)]);
    const payload = unmaskCopy(wire, header.maskingKey);
    if (header.opcode !== opcodes.text || !readsAsText(payload)) return [];
    const chain = follow(window, next);
    const after = chainScore(chain, window);
    if (after <= 0) return [];
    const looks = isJson(new TextDecoder().decode(payload)) ? documentScore : textScore;
    const score = prior + Math.min(length, maxScoredNuls) * scoreOfNul + looks + after;
    return [{ window, frame, at, length, payload, next, chain, score }];
  });
}

/** The runs of NUL bytes inside the frame at the break and the two before it, best first. */
export const insertedNuls = oncePer((window: BreakWindow): readonly InsertedNuls[] =>
  [...window.framesBefore.slice(-2), window.breakAt]
    .flatMap((frame) => inFrame(window, frame))
    .sort((a, b) => b.score - a.score),
);
