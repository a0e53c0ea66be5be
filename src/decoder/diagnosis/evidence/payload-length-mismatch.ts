// A frame whose payload does not end where its header says: the next frame begins earlier or later than
// declared. Bytes were
// inserted, lost, or never written; the payload tells which.

import { isControl, opcode as opcodes } from '../../model/opcode.ts';
import { notAFault, violation } from '../../model/violation.ts';
import { type Chain, chainWeight } from '../../websocket/chain.ts';
import type { Header } from '../../websocket/header.ts';
import type { Repair } from '../hypothesis.ts';
import { oncePer } from '../once-per.ts';
import { type BreakWindow, headerAt, payloadAt } from './break-window.ts';
import { chainScore, follow } from './chain-score.ts';
import { textCosts } from './description-length.ts';
import { type FrameStart, frameStartInside, nextFrameStart } from './frame-start.ts';
import { packetScoreOf } from './packets.ts';
import { readsAsText } from './text-shape.ts';

/**
 * The frame whose payload does not end where it says, and where the next frame begins instead. Offsets
 * count in the window.
 */
export interface LengthMismatch {
  readonly window: BreakWindow;
  /** Offset of the frame. */
  readonly frame: number;
  readonly header: Header;
  readonly payloadStart: number;
  /** The bytes between the header and the next frame, as on the wire. */
  readonly wire: Uint8Array;
  /** Bytes in `wire` beyond the declared length; negative when there are fewer. */
  readonly extra: number;
  /** Offset of the next frame. */
  readonly next: number;
  /** The frames from there on. */
  readonly chain: Chain;
  /** Score, in bits, of the place itself: that frames follow from it, less the choice of the place. */
  readonly score: number;
  /** The payload is text, by its opcode or, in other frames, by its looks. */
  readonly isText: boolean;
}

/** Extra offsets counted with the possible ones, so that a choice among very few of them is not free. */
const offsetsInside = 4;
const offsetsAfter = 2;

/** Starts of frames that are tried after one that continues a message where none is open. */
const maxStarts = 4;

/** Bits to choose one offset of `count`, of which `added` are counted extra. */
function choiceBits(count: number, added: number): number {
  return Math.log2(count + added);
}

/** What the candidates for a mismatch have in common. */
interface Candidate {
  readonly window: BreakWindow;
  readonly frame: number;
  readonly header: Header;
  readonly payloadStart: number;
  readonly declaredEnd: number;
  readonly isText: boolean;
  /**
   * Score, in bits, of the later frames parsing as they do, which would be chance if this frame were the
   * one at fault.
   */
  readonly doubt: number;
}

/**
 * The frames whose payload may not fit: the one at the break, if only its payload is in question, and the
 * two before it.
 */
function candidateFrames(window: BreakWindow): number[] {
  const payloadOnly = violation.textNotUtf8 | violation.deflateFailed;
  const before = window.framesBefore.slice(-2).reverse();
  const faults = window.firstBreak.violations & ~notAFault;
  const isPayloadInQuestion = window.firstBreak.overrun || (faults !== 0 && (faults & ~payloadOnly) === 0);
  return isPayloadInQuestion ? [window.breakAt, ...before] : before;
}

/** Text with a few bytes of noise in it is longer to describe than text, and still shorter than noise. */
const maxBitsPerByte = 6.5;
const minMostly = 32;
const maxDescribed = 1 << 17;

/** Whether a payload reads as text, but for a part of it. */
function isMostlyText(payload: Uint8Array): boolean {
  if (readsAsText(payload)) return true;
  const { length } = payload;
  return (
    length >= minMostly && length <= maxDescribed && textCosts(payload)[length] <= length * maxBitsPerByte
  );
}

function candidateAt(window: BreakWindow, frame: number, doubt: number): Candidate | null {
  const header = headerAt(window, frame);
  if (header === null) return null;
  const payloadStart = frame + header.headerLength;
  const compressed = (header.rsv & 4) !== 0;
  return {
    window,
    frame,
    header,
    payloadStart,
    declaredEnd: payloadStart + header.payloadLength,
    isText: !compressed && (header.opcode === 1 || isMostlyText(payloadAt(window, frame, header))),
    doubt,
  };
}

function mismatch(candidate: Candidate, start: FrameStart, score: number): LengthMismatch {
  const { window, frame, header, payloadStart, declaredEnd, isText } = candidate;
  return {
    window,
    frame,
    header,
    payloadStart,
    wire: window.bytes.subarray(payloadStart, start.at),
    extra: start.at - declaredEnd,
    next: start.at,
    chain: start.chain,
    score,
    isText,
  };
}

/** The next frame begins inside the declared payload. */
function shortPayload(candidate: Candidate, start: FrameStart): LengthMismatch {
  const { window, payloadStart, doubt } = candidate;
  const choice = choiceBits(start.at - payloadStart, offsetsInside);
  const packets = packetScoreOf(window, start.at, candidate.declaredEnd);
  const score = chainScore(framesThatDecide(candidate, start), window) + packets;
  return mismatch(candidate, start, score - choice - doubt);
}

/**
 * The frames that a start inside the payload alone makes readable. When they lead up to the declared end, those after
 * it follow from the length as declared as well, and decide nothing.
 */
function framesThatDecide({ declaredEnd }: Candidate, { chain }: FrameStart): Chain {
  const leadsToDeclaredEnd =
    chain.at === declaredEnd || chain.frames.some(({ offset }) => offset === declaredEnd);
  if (!leadsToDeclaredEnd) return chain;
  const frames = chain.frames.filter(({ offset }) => offset < declaredEnd);
  return { ...chain, frames, stop: 'max-frames', at: declaredEnd };
}

/** The next frame begins after the declared end. `inside`: the frames that begin before it. */
function longPayload(candidate: Candidate, start: FrameStart, inside: FrameStart | null): LengthMismatch {
  const { window, declaredEnd, doubt } = candidate;
  const choice = choiceBits(start.at - declaredEnd, offsetsAfter);
  const skipped = inside === null ? 0 : skippedFramesScore(candidate, start, inside);
  const packets =
    packetScoreOf(window, start.at, declaredEnd) -
    (inside === null ? 0 : packetScoreOf(window, inside.at, declaredEnd));
  return mismatch(candidate, start, chainScore(start.chain, window) - choice - doubt - skipped + packets);
}

/**
 * Score, in bits, of the frames that lie before `start` and lead up to it: a reading that skips them takes
 * them for chance.
 */
function skippedFramesScore({ header }: Candidate, start: FrameStart, inside: FrameStart): number {
  if (!inside.chain.frames.some(({ offset }) => offset === start.at)) return 0;
  const frames = inside.chain.frames.filter(({ offset }) => offset < start.at);
  const weight = chainWeight({ ...inside.chain, frames, stop: 'max-frames' });
  return Math.max(0, weight - choiceBits(header.payloadLength, offsetsInside));
}

/** Whether the bytes from the break up to `end` are frames, apart from what the reader already objects to. */
function areFramesUpTo(window: BreakWindow, end: number): boolean {
  const { violations } = window.firstBreak;
  // Zeros have the form of empty fragments, and are hardly ever frames.
  if (window.bytes.subarray(window.breakAt, end).every((byte) => byte === 0)) return false;
  const continuity = violation.orphanContinuation | violation.interleavedMessage;
  const tolerate = violations & continuity ? violations | continuity : violations;
  return follow(window, window.breakAt, { tolerate, end }).stop === 'end';
}

/**
 * The start of the next frame after the declared end of the last frame that parsed, if what lies between is
 * no frame.
 */
function startAfter({ window, declaredEnd }: Candidate): FrameStart | null {
  if (declaredEnd > window.bytes.length || window.firstBreak.overrun) return null;
  const isOpen = isMessageOpen(window);
  let start = nextFrameStart(window, declaredEnd);
  for (let tries = 0; start !== null && tries < maxStarts; tries++) {
    const data = start.chain.frames.find(({ header }) => !isControl(header.opcode));
    if (isOpen || data?.header.opcode !== opcodes.continuation) return start;
    start = nextFrameStart(window, start.at + 1);
  }
  return start;
}

/** Whether the frames before the break leave a message unfinished. */
function isMessageOpen(window: BreakWindow): boolean {
  const headers = window.framesBefore.map((offset) => headerAt(window, offset));
  const data = headers.findLast((header) => header !== null && !isControl(header.opcode));
  return data?.fin === false;
}

/** Whether bytes may have got in between the declared end and `start`. */
function mayBeInserted({ window, declaredEnd }: Candidate, start: FrameStart): boolean {
  if (start.at <= declaredEnd || (window.firstBreak.violations & violation.lengthMsbSet) !== 0) return false;
  // Frames by their own headers: then one of those is at fault, and no bytes got in.
  return declaredEnd !== window.breakAt || !areFramesUpTo(window, start.at);
}

/** All mismatches that the break may come from, for each frame the short payload before the long one. */
export const lengthMismatches = oncePer((window: BreakWindow): readonly LengthMismatch[] => {
  const found: LengthMismatch[] = [];
  let doubt = 0;
  for (const [i, frame] of candidateFrames(window).entries()) {
    const candidate = candidateAt(window, frame, doubt);
    if (candidate === null) continue;
    const inside = candidate.header.payloadLength < 2 ? null : frameStartInside(window, frame);
    const after = i > 0 ? null : startAfter(candidate);
    if (inside !== null) found.push(shortPayload(candidate, inside));
    if (after !== null && mayBeInserted(candidate, after)) found.push(longPayload(candidate, after, inside));
    doubt += chainWeight({
      ...follow(window, frame, { maxFrames: 1, tolerate: window.firstBreak.violations }),
      stop: 'max-frames',
    });
  }
  return found;
});

/** What packets say, in bits, of a payload that does not end as declared: the most of any mismatch. */
export function packetScoreOfMismatches(window: BreakWindow): number {
  const scores = lengthMismatches(window).map(({ next, extra }) => packetScoreOf(window, next, next - extra));
  return Math.max(0, ...scores);
}

/** The mismatches in which the next frame begins inside the declared payload. */
export function shortPayloads(window: BreakWindow): readonly LengthMismatch[] {
  return lengthMismatches(window).filter(({ extra }) => extra < 0);
}

/** The mismatches in which the next frame begins after the declared end. */
export function longPayloads(window: BreakWindow): readonly LengthMismatch[] {
  return lengthMismatches(window).filter(({ extra }) => extra > 0);
}

/** The stream from the next frame on, as a repair. */
export function readOnFromNext({ window, next }: LengthMismatch): Repair {
  return {
    from: window.start + next,
    bytes: window.bytes.subarray(next),
    text: 'read on from the next sound header',
  };
}
