// A header of which the first byte is missing: with the byte put back it is a frame, and frames follow where it ends.

import { concat } from '../../bytes/concat.ts';
import { type Chain, chainWeight } from '../../websocket/chain.ts';
import { oncePer } from '../once-per.ts';
import type { BreakWindow } from './break-window.ts';
import { chainScore, follow } from './chain-score.ts';

/** The frame at the break with the byte that it lacks. */
export interface LostHeaderByte {
  readonly window: BreakWindow;
  readonly byte: number;
  /** The stream from the break on, with the byte in front of it. */
  readonly repaired: Uint8Array;
  /** Offset in the window of the next frame. */
  readonly next: number;
  /** The frame itself, and those after it in the window. */
  readonly frame: Chain;
  readonly chain: Chain;
  /** In bits. */
  readonly score: number;
}

/** The usual first bytes: text and binary in one frame, both compressed, Ping, Pong, Close. */
const firstBytes = [0x81, 0x82, 0xc1, 0xc2, 0x89, 0x8a, 0x88];
/** The choice among them, in bits. */
const choiceBits = Math.log2(firstBytes.length);
/** One byte lost is rarer than a whole segment. In bits. */
const prior = -4;
/** The byte that stands there is the length up to the next frame, one value of 256, and no text begins with it. */
const scoreOfExactLength = 8;
/** Bytes that are copied to be read with the byte in front. */
const maxCopied = 1 << 17;

function withByte(window: BreakWindow, byte: number): LostHeaderByte | null {
  const { bytes, breakAt } = window;
  const repaired = concat([Uint8Array.of(byte), bytes.subarray(breakAt, breakAt + maxCopied)]);
  const frame = follow({ ...window, bytes: repaired }, 0, { maxFrames: 1 });
  if (frame.frames.length === 0 || frame.frames[0].header.payloadLength === 0) return null;
  const next = breakAt + frame.at - 1;
  const chain = follow(window, next);
  const after = chainScore(chain, window);
  if (after <= 0) return null;
  // A printable byte before text may be the first one of a text without a frame.
  const exact = (byte & 0x40) !== 0 ? scoreOfExactLength : 0;
  const score = prior + exact - choiceBits + chainWeight({ ...frame, stop: 'max-frames' }) + after;
  return { window, byte, repaired, next, frame, chain, score };
}

/** The best first byte to put back before the bytes at the break, or `null`. */
export const lostHeaderByte = oncePer((window: BreakWindow): LostHeaderByte | null => {
  if (window.firstBreak.overrun) return null;
  const found = firstBytes.map((byte) => withByte(window, byte)).filter((one) => one !== null);
  return found.sort((a, b) => b.score - a.score)[0] ?? null;
});
