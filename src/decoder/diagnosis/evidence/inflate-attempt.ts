// Inflating a payload in the ways in which it may have been compressed: alone, or with the messages before
// it as history.

import { concat } from '../../bytes/concat.ts';
import { Inflater } from '../../websocket/inflate.ts';
import { type BreakWindow, headerAt, payloadAt } from './break-window.ts';

/** Inflates a message as far as available: `null` on an error, and, when `whole`, if it does not end properly. */
export type Inflate = (packed: Uint8Array, whole: boolean) => Uint8Array | null;

/** Most bytes that an attempt inflates: enough to tell text from noise. */
export const maxInflated = 1 << 20;

/**
 * Compressed messages of this sender that begin before a frame offset, in order, payloads unmasked; `own`
 * is left out.
 */
function compressedBefore(window: BreakWindow, frameOffset: number, own: number): Uint8Array[] {
  const { frames, messages } = window.context.connection;
  const parts = new Map<number, Uint8Array[]>();
  for (const row of window.stream.rows) {
    const message = frames.message(row);
    if (message < 0 || message === own || frames.offset(row) >= frameOffset) continue;
    if (!messages.compressed(message)) continue;
    const at = frames.offset(row) - window.start;
    const header = headerAt(window, at);
    if (header === null) continue;
    const list = parts.get(message) ?? [];
    list.push(payloadAt(window, at, header));
    parts.set(message, list);
  }
  return [...parts.values()].map(concat);
}

/** Inflates as if `history` had been inflated before; `null` when that fails. */
function inflateAfter(history: readonly Uint8Array[]): Inflate | null {
  let parts: Uint8Array[] = [];
  let isWanted = false;
  const inflater = new Inflater((bytes, start, end) => {
    if (isWanted) parts.push(bytes.slice(start, end));
  });
  for (const message of history) {
    inflater.startMessage();
    inflater.push(message, 0, message.length);
    if (!inflater.finishMessage()) return null;
  }
  const before = inflater.snapshot();
  isWanted = true;
  return (packed, whole) => {
    inflater.restore(before);
    parts = [];
    inflater.startMessage();
    inflater.push(packed, 0, packed.length);
    if (whole ? !inflater.finishMessage() : inflater.error !== null) return null;
    return concat(parts);
  };
}

/**
 * What inflates the message whose only frame is at `frame` in the window, or `null` when its history does
 * not inflate.
 */
export function inflatesAt(window: BreakWindow, frame: number): Inflate | null {
  const { deflate, frames } = window.context.connection;
  const startsFresh =
    window.sender === 'server' ? deflate?.serverNoContextTakeover : deflate?.clientNoContextTakeover;
  const row = window.stream.rows.find((each) => frames.offset(each) === window.start + frame);
  const own = row === undefined ? -1 : frames.message(row);
  return inflateAfter(startsFresh ? [] : compressedBefore(window, window.start + frame, own));
}

/** Inflates the message at the break with the messages before it as history; `null` when it does not inflate whole. */
export function inflateWithHistory(window: BreakWindow, packed: Uint8Array): Uint8Array | null {
  const own = window.context.connection.frames.message(window.firstBreak.frame);
  return inflateAfter(compressedBefore(window, window.firstBreak.offset, own))?.(packed, true) ?? null;
}

/** Inflates the message at the break without history; `null` when it does not inflate whole. */
export function inflateFresh(packed: Uint8Array): Uint8Array | null {
  return inflateAfter([])?.(packed, true) ?? null;
}

/** A stored block (RFC 1951 3.2.4) of spaces, as large as the largest window. */
function blankWindow(): Uint8Array {
  const size = 1 << 15;
  const block = new Uint8Array(5 + size).fill(0x20);
  block.set([0, size & 255, size >> 8, ~size & 255, (~size >> 8) & 255]);
  return block;
}

/**
 * Inflates the message at the break as if spaces had been sent before all else; `null` when it does not inflate whole.
 * Then only what it refers to is missing, and its own data is sound.
 */
export function inflateAfterUnknown(window: BreakWindow, packed: Uint8Array): Uint8Array | null {
  const own = window.context.connection.frames.message(window.firstBreak.frame);
  const before = compressedBefore(window, window.firstBreak.offset, own);
  return inflateAfter([blankWindow(), ...before])?.(packed, true) ?? null;
}
