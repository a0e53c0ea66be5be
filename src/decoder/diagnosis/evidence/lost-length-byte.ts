// A header that lacks one of the bytes of its length: with the byte put back it is a frame whose payload ends where the
// next frame begins.

import { concat } from '../../bytes/concat.ts';
import { isControl } from '../../model/opcode.ts';
import { violation } from '../../model/violation.ts';
import { type Chain, readChain } from '../../websocket/chain.ts';
import { readHeader } from '../../websocket/header.ts';
import { oncePer } from '../once-per.ts';
import { type BreakWindow, payloadAt } from './break-window.ts';
import { chainScore, follow } from './chain-score.ts';
import { canStartFrame, type FrameStart, frameStartInside, nextFrameStart } from './frame-start.ts';
import { isJson, readsAsText } from './text-shape.ts';

/** A header with a byte of its length put back. Offsets count in the window. */
export interface LostLengthByte {
  readonly window: BreakWindow;
  readonly frame: number;
  /** Offset at which the byte is missing. */
  readonly at: number;
  readonly byte: number;
  readonly payloadLength: number;
  readonly payload: Uint8Array;
  /** The frame as it was meant. */
  readonly repaired: Uint8Array;
  /** Offset of the next frame. */
  readonly next: number;
  readonly chain: Chain;
  /** In bits. */
  readonly score: number;
}

// Scores in bits, set by hand on the recorded captures.

/** One byte lost is rarer than a whole segment. */
const prior = -4;
/** The byte itself may be any length below 126. */
const choiceOfShort = 7;
/** Of a longer field two bytes are there and must agree with the payload: only which one is lost is chosen. */
const choiceOfLong = Math.log2(3);
const textScore = 5;
const documentScore = 9;
/** A byte that begins the payload as the payloads before began, and the most that counts. */
const scoreOfCommonByte = 3;
const maxCommonBytes = 5;
/** Frames before the break that may have lost the byte: a length that is wrong is noticed late. */
const maxSuspects = 2;
const toleratedOrder = violation.orphanContinuation | violation.interleavedMessage;
const longField = 126;
const maskingKeyLength = 4;

/** The start of the payload that an earlier frame of the window has in common with these bytes, in bytes. */
function commonStart(window: BreakWindow, frame: number, payload: Uint8Array): number {
  const lengths = window.framesBefore
    .filter((offset) => offset < frame)
    .slice(-4)
    .map((offset) => {
      const header = readHeader(window.bytes, offset);
      const other = header === null ? payload.subarray(0, 0) : payloadAt(window, offset, header);
      let common = 0;
      while (common < maxCommonBytes && common < payload.length && other[common] === payload[common])
        common++;
      return common;
    });
  return Math.max(0, ...lengths);
}

/** The bytes of a length field for a payload of this length, second byte of the header included. */
function lengthField(payloadLength: number, masked: boolean): Uint8Array | null {
  const mask = masked ? 0x80 : 0;
  if (payloadLength < longField) return Uint8Array.of(mask | payloadLength);
  if (payloadLength > 0xffff) return null;
  return Uint8Array.of(mask | longField, payloadLength >> 8, payloadLength & 0xff);
}

/** Whether the frame as it stands leads to the next one: alone, or with the frame at the break that breaks a rule. */
function leadsTo(window: BreakWindow, frame: number, next: number): boolean {
  const { violations } = window.firstBreak;
  return follow(window, frame, { tolerate: violations | toleratedOrder, end: next }).stop === 'end';
}

function withLength(
  window: BreakWindow,
  frame: number,
  start: FrameStart,
  missing: number,
): LostLengthByte | null {
  const { bytes, sender } = window;
  if (start.chain.frames.length === 0 || leadsTo(window, frame, start.at)) return null;
  const masked = sender === 'client';
  const keyLength = masked ? maskingKeyLength : 0;
  const isLong = start.at - frame > longField + 2;
  const present = isLong ? 2 : 0;
  const payloadLength = start.at - frame - 1 - present - keyLength;
  const field = payloadLength < 1 ? null : lengthField(payloadLength, masked);
  if (field === null || field.length !== present + 1 || missing >= field.length) return null;
  const left = field.filter((_, i) => i !== missing);
  if (left.some((byte, i) => bytes[frame + 1 + i] !== byte)) return null;
  const repaired = concat([
    bytes.subarray(frame, frame + 1),
    field,
    bytes.subarray(frame + 1 + present, start.at),
  ]);
  const alone = readChain(repaired, 0, { sender, deflate: window.deflate, maxFrames: 1 });
  if (alone.frames.length === 0 || alone.at !== repaired.length) return null;
  const { header } = alone.frames[0];
  const payload = payloadAt({ ...window, bytes: repaired }, 0, header);
  if (isControl(header.opcode) || !readsAsText(payload)) return null;
  const common = commonStart(window, frame, payload);
  const score =
    prior -
    (isLong ? choiceOfLong : choiceOfShort) +
    chainScore(start.chain, window) +
    textScore +
    (isJson(new TextDecoder().decode(payload)) ? documentScore : 0) +
    (common > 1 ? common * scoreOfCommonByte : 0);
  return {
    window,
    frame,
    at: frame + 1 + missing,
    byte: field[missing],
    payloadLength,
    payload,
    repaired,
    next: start.at,
    chain: start.chain,
    score,
  };
}

/** The header at the break, or one shortly before it, with a byte of its length put back; best first. */
export const lostLengthBytes = oncePer((window: BreakWindow): readonly LostLengthByte[] =>
  [window.breakAt, ...window.framesBefore.slice(-maxSuspects).reverse()]
    .filter((frame) => canStartFrame(window, frame) || window.bytes[frame] === 0x81)
    .flatMap((frame) => {
      const starts = [frameStartInside(window, frame), nextFrameStart(window, frame + 2)];
      return starts
        .filter((start) => start !== null)
        .flatMap((start) => [0, 1, 2].map((missing) => withLength(window, frame, start, missing)))
        .filter((found) => found !== null);
    })
    .sort((a, b) => b.score - a.score),
);
