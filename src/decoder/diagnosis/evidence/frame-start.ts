// Where in the bytes a frame may begin: inside a payload, and after a place at which no frame begins.

import { violation } from '../../model/violation.ts';
import type { Chain } from '../../websocket/chain.ts';
import { findBoundary } from '../../websocket/resynchronise.ts';
import { oncePer } from '../once-per.ts';
import { type BreakWindow, headerAt } from './break-window.ts';
import { chainScore, follow } from './chain-score.ts';

/** Payload bytes in which a frame is looked for: in longer payloads only the first of them. */
export const maxSearch = 1 << 17;

/**
 * Score, in bits, by which a later start must beat an earlier one: the later start is often only the tail
 * of the same frames.
 */
const laterStartMargin = 4;

/** An offset in the window, and the frames that follow from it. */
export interface FrameStart {
  readonly at: number;
  readonly chain: Chain;
}

/**
 * Whether the two bytes at `offset` can be the start of a frame of this sender. A quick test that rejects
 * most offsets.
 */
export function canStartFrame({ bytes, deflate, sender }: BreakWindow, offset: number): boolean {
  const byte0 = bytes[offset];
  const rsv1 = (byte0 & 0x40) !== 0;
  const rsv2Or3 = (byte0 & 0x30) !== 0;
  const reservedOpcode = (byte0 & 7) > 2;
  const fragmentedControl = (byte0 & 8) !== 0 && (byte0 & 128) === 0;
  if (rsv2Or3 || reservedOpcode || fragmentedControl || (rsv1 && !deflate)) return false;
  const masked = (bytes[offset + 1] & 128) !== 0;
  return masked === (sender === 'client');
}

/** The best start of frames inside the payload of the frame at `frame`, if they go on past its declared end. */
export function frameStartInside(window: BreakWindow, frame: number): FrameStart | null {
  const header = headerAt(window, frame);
  if (header === null) return null;
  const payloadStart = frame + header.headerLength;
  const end = Math.min(payloadStart + header.payloadLength, window.bytes.length);
  let best: (FrameStart & { readonly score: number }) | null = null;
  for (let at = payloadStart; at < Math.min(end, payloadStart + maxSearch); at++) {
    if (!canStartFrame(window, at)) continue;
    const chain = follow(window, at, { messageOpen: header.fin ? null : true });
    if (chain.frames.length === 0) continue;
    // Frames that end inside the payload say nothing about where it ends.
    if (chain.at <= end && chain.stop !== 'end') continue;
    const score = chainScore(chain, window);
    if (best === null || score > best.score + laterStartMargin) best = { at, chain, score };
  }
  return best;
}

/** Results of `nextFrameStart`, by offset. */
const knownStarts = oncePer((_window: BreakWindow) => new Map<number, FrameStart | null>());

/** The first offset from `offset` on at which a convincing run of frames begins. */
export function nextFrameStart(window: BreakWindow, offset: number): FrameStart | null {
  const known = knownStarts(window);
  let start = known.get(offset);
  if (start === undefined) {
    const boundary = findBoundary(window.bytes, offset, window.bytes.length, {
      sender: window.sender,
      deflate: window.deflate,
      open: window.mayContinue,
      tolerate: violation.dataAfterClose,
    });
    start = boundary === null ? null : { at: boundary.offset, chain: follow(window, boundary.offset) };
    known.set(offset, start);
  }
  return start;
}
