// Bytes at the break that are no frame but something else, and the frames that follow after them.

import type { Evidence } from '../../model/finding.ts';
import { count, hexOffset, the } from '../../model/words.ts';
import type { Chain } from '../../websocket/chain.ts';
import { findBoundary } from '../../websocket/resynchronise.ts';
import type { Hypothesis } from '../hypothesis.ts';
import { oncePer } from '../once-per.ts';
import { type BreakWindow, headerAt, payloadAt, placeIn } from './break-window.ts';
import { chainScore, explains, follow, framesFollow } from './chain-score.ts';
import type { Foreign, ForeignKind } from './foreign.ts';
import { classifyForeign } from './foreign-bytes.ts';
import { soundBefore } from './frames-before.ts';
import { areOneWrite } from './packets.ts';
import { beginsInside, isJson, jsonShape } from './text-shape.ts';

/** One reading of the bytes at the break as something other than a frame. */
export interface ForeignReading {
  readonly window: BreakWindow;
  readonly foreign: Foreign;
  /** The break is the first byte after the handshake. */
  readonly isAtStart: boolean;
  /** Offset in the window after the foreign bytes. */
  readonly end: number;
  /** The frames after them. */
  readonly chain: Chain;
  /** Score of those frames, in bits. */
  readonly followScore: number;
  /** In bits. */
  readonly score: number;
}

// Scores in bits, set by hand on the recorded captures.

/** Frames found by searching count up to this much: there were many offsets to choose from. */
const maxSearchedScore = 20;
/**
 * The text at the break continues that of the frame before it: then that frame's length is wrong, and
 * nothing foreign is there.
 */
const continuesTextScore = -36;
/** The text was written together with the frame before it: then it is more of that frame's payload. */
const oneWriteScore = -26;
/** Kinds that the end of a payload also looks like. */
const payloadKinds: readonly ForeignKind[] = ['text', 'json', 'engineio'];

/** A byte between the text and the next frame, which the text does not explain, and the most for all of them. */
const scoreOfGap = -1.5;
const maxGapScore = -20;

/** Bytes of one value on both sides of the break: the payload goes on. */
const sameRun = 6;
/** Bytes that are shown of something whose length is not known. */
const shownLength = 16;
/** Bytes after the break in which the end of a document is looked for. */
const maxTail = 4096;

/** Where frames follow after `foreign`, and how much they speak for that place. */
function framesAfter(
  window: BreakWindow,
  foreign: Foreign,
): Pick<ForeignReading, 'end' | 'chain' | 'followScore'> {
  const { breakAt, bytes } = window;
  if (foreign.length !== null) {
    const end = breakAt + foreign.length;
    const chain = follow(window, end);
    const followScore = chainScore(chain, window);
    if (followScore > 0) return { end, chain, followScore };
  }
  const boundary = findBoundary(bytes, breakAt + 1, bytes.length, {
    sender: window.sender,
    deflate: window.deflate,
    open: window.mayContinue,
  });
  const end = boundary?.offset ?? bytes.length;
  const followScore = boundary === null ? 0 : Math.min(maxSearchedScore, boundary.weight);
  return { end, chain: follow(window, end), followScore };
}

/** The text at the break, up to the first byte that no text has: the next header. */
function textAtBreak({ bytes, breakAt }: BreakWindow): string {
  const rest = new TextDecoder().decode(bytes.subarray(breakAt, breakAt + maxTail));
  return rest.split(/[\u0080-\u009f\ufffd\u0000-\u0008]/, 1)[0];
}

/** Whether the frame before the break holds text that breaks off, or the text at the break is the end of a document. */
function continuesText(window: BreakWindow): boolean {
  const last = window.framesBefore.at(-1);
  const header = last === undefined ? null : headerAt(window, last);
  if (last === undefined || header === null || header.opcode > 1 || (header.rsv & 4) !== 0) return false;
  const { bytes, breakAt } = window;
  const isSameRun = (byte: number, _i: number, run: Uint8Array): boolean => byte === run[0];
  if (breakAt >= sameRun && bytes.subarray(breakAt - sameRun, breakAt + sameRun).every(isSameRun))
    return true;
  const decoder = new TextDecoder();
  const before = decoder.decode(payloadAt(window, last, header));
  if (isJson(before)) return false;
  const shape = jsonShape(before);
  if (shape === 'head' || shape === 'middle') return true;
  const line = textAtBreak(window);
  const isWord = /^[A-Za-z]{4}/.test(line);
  return jsonShape(line) === 'tail' && !isWord;
}

/** Whether the frame before the break, which is text, and all up to `end` came in one packet. */
function isOfFrameBefore(window: BreakWindow, end: number): boolean {
  const last = window.framesBefore.at(-1);
  const header = last === undefined ? null : headerAt(window, last);
  if (last === undefined || header === null || header.opcode !== 1 || header.masked) return false;
  return areOneWrite(window, last, window.breakAt, end);
}

/** The first byte is about the number of those after it: the rest of a header, whose first byte is gone. In bits. */
const scoreOfLength = -8;
/** A line end may be shorter than it was. */
const maxShorter = 1;

function lengthScore({ bytes, breakAt, sender }: BreakWindow, end: number): number {
  const shorter = bytes[breakAt] - (end - breakAt - 1);
  return sender === 'server' && shorter >= 0 && shorter <= maxShorter ? scoreOfLength : 0;
}

const readingsOf = oncePer((window: BreakWindow): readonly ForeignReading[] => {
  if (window.firstBreak.overrun) return [];
  const isContinued = continuesText(window) || beginsInside(textAtBreak(window));
  return classifyForeign(window.bytes.subarray(window.breakAt)).map((foreign) => {
    const after = framesAfter(window, foreign);
    const gap = foreign.length === null ? 0 : Math.max(0, after.end - window.breakAt - foreign.length);
    const isPayload = payloadKinds.includes(foreign.kind);
    const continued = isContinued && isPayload ? continuesTextScore : 0;
    const penalty =
      continued ||
      (isPayload && isOfFrameBefore(window, after.end) ? oneWriteScore : 0) ||
      lengthScore(window, after.end);
    return {
      window,
      foreign,
      isAtStart: window.firstBreak.offset === 0,
      ...after,
      score:
        foreign.bits +
        after.followScore +
        penalty +
        (isPayload ? Math.max(maxGapScore, gap * scoreOfGap) : 0),
    };
  });
});

/** The readings of the bytes at the break as one of these kinds. */
export function foreignReadings(window: BreakWindow, ...kinds: readonly ForeignKind[]): ForeignReading[] {
  return readingsOf(window).filter(({ foreign }) => kinds.includes(foreign.kind));
}

/**
 * Whether an HTTP response answers the upgrade a second time: right after the first answer, or by being
 * another 101.
 */
export function isSecondAnswer({ foreign, isAtStart }: ForeignReading): boolean {
  return isAtStart || foreign.detail === '101';
}

/** What the foreign bytes are, the frames before them and the frames after them. */
export function foreignEvidence({ window, foreign, end, chain }: ForeignReading): Evidence[] {
  const { breakAt, bytes } = window;
  const length = Math.min(foreign.length ?? shownLength, bytes.length - breakAt);
  const evidence: Evidence[] = [
    {
      text: `The bytes read as ${foreign.what}: “${foreign.shown}”.`,
      place: placeIn(window, breakAt, length),
    },
    soundBefore(window),
  ];
  if (chain.frames.length > 0)
    evidence.push({
      text: `After ${count(end - breakAt, 'byte')} of it ${framesFollow(chain)}.`,
      place: placeIn(window, end, 2),
    });
  return evidence;
}

/** What was found, and where a frame was expected. Without a handshake it is not known who wrote it. */
function foreignClaim({ context, sender, firstBreak, framesBefore }: BreakWindow, found: string): string {
  if (framesBefore.length > 0)
    return `At ${hexOffset(firstBreak.offset)} ${the(sender)}'s bytes stop being frames and are ${found}.`;
  return context.connection.handshake === null
    ? `The bytes begin with ${found}, and the input has no handshake and no frame before it.`
    : `Where ${the(sender)}'s first frame was expected, there is ${found}.`;
}

/** The hypothesis that the bytes at the break are what the reading says. */
export function foreignHypothesis(reading: ForeignReading): Hypothesis {
  const { window, foreign, end, chain, score } = reading;
  const shown = foreign.shown ? ` (“${foreign.shown}”)` : '';
  return {
    name: `${foreign.what} at the break`,
    score,
    ...explains(chain),
    claim: foreignClaim(window, `${foreign.what}${shown}`),
    evidence: foreignEvidence(reading),
    ...(chain.frames.length > 0
      ? {
          repair: {
            from: window.firstBreak.offset,
            bytes: window.bytes.subarray(end),
            text: `${foreign.what} taken out`,
          },
        }
      : {}),
  };
}
