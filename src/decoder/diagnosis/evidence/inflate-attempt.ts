// Inflating a payload in the ways in which it may have been compressed: alone, or with the messages before
// it as history.

import { concat } from '../../bytes/concat.ts';
import { Inflater } from '../../websocket/inflate.ts';
import { type BreakWindow, headerAt, payloadAt } from './break-window.ts';

/** Inflates a message as far as available: `null` on an error, and, when `whole`, if it does not end properly. */
export type Inflate = (packed: Uint8Array, whole: boolean) => Uint8Array | null;

/** Most bytes that an attempt inflates: enough to tell text from noise. */
export const maxInflated = 1 << 20;

/** The message that the frame at the break belongs to. */
function ownMessage(window: BreakWindow): number {
  return window.context.connection.frames.message(window.firstBreak.frame);
}

/** What becomes of the messages without RSV1: nothing, a stored block, or compressed data as they stand. */
type PlainMessages = 'left out' | 'stored' | 'as compressed';

/**
 * Compressed messages of this sender that begin before a frame offset, in order, payloads unmasked; `own`
 * is left out.
 */
function messagesBefore(
  window: BreakWindow,
  frameOffset: number,
  own: number,
  plain: PlainMessages,
): Uint8Array[] {
  const { frames, messages } = window.context.connection;
  const parts = new Map<number, Uint8Array[]>();
  for (const row of window.stream.rows) {
    const message = frames.message(row);
    if (message < 0 || message === own || frames.offset(row) >= frameOffset) continue;
    if (!messages.compressed(message) && plain === 'left out') continue;
    const at = frames.offset(row) - window.start;
    const header = headerAt(window, at);
    if (header === null) continue;
    const list = parts.get(message) ?? [];
    list.push(payloadAt(window, at, header));
    parts.set(message, list);
  }
  return [...parts].map(([message, list]) => {
    const bytes = concat(list);
    return messages.compressed(message) || plain === 'as compressed' ? bytes : stored(bytes);
  });
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
  return inflateAfter(startsFresh ? [] : messagesBefore(window, window.start + frame, own, 'left out'));
}

/** Inflates the message at the break with the messages before it as history; `null` when it does not inflate whole. */
export function inflateWithHistory(window: BreakWindow, packed: Uint8Array): Uint8Array | null {
  const before = messagesBefore(window, window.firstBreak.offset, ownMessage(window), 'left out');
  return inflateAfter(before)?.(packed, true) ?? null;
}

/** Inflates the message at the break without history; `null` when it does not inflate whole. */
export function inflateFresh(packed: Uint8Array): Uint8Array | null {
  return inflateAfter([])?.(packed, true) ?? null;
}

/** Most bytes of a stored block that is made here. */
const maxStored = (1 << 16) - 1;

/**
 * Bytes as a compressed message: one stored block (RFC 1951 3.2.4), then the header of the empty one with which each
 * message ends.
 */
function stored(bytes: Uint8Array): Uint8Array {
  const size = Math.min(bytes.length, maxStored);
  const header = Uint8Array.of(0, size & 255, size >> 8, ~size & 255, (~size >> 8) & 255);
  return concat([header, bytes.subarray(0, size), Uint8Array.of(0)]);
}

/** Bytes of the largest window. */
const largestWindow = 1 << 15;

/**
 * Inflates the message at the break as if spaces had been sent before all else; `null` when it does not inflate whole.
 * Then only what it refers to is missing, and its own data is sound.
 */
export function inflateAfterUnknown(window: BreakWindow, packed: Uint8Array): Uint8Array | null {
  const before = messagesBefore(window, window.firstBreak.offset, ownMessage(window), 'left out');
  return inflateAfter([stored(new Uint8Array(largestWindow).fill(0x20)), ...before])?.(packed, true) ?? null;
}

/**
 * Inflates the message at the break as if the messages without RSV1 before it were in the window too, as they stand or
 * as the compressed data that they hold; `null` when there is none, or it does not inflate whole.
 */
export function inflateAfterAll(
  window: BreakWindow,
  packed: Uint8Array,
  plain: Exclude<PlainMessages, 'left out'>,
): Uint8Array | null {
  const { offset } = window.firstBreak;
  const own = ownMessage(window);
  const all = messagesBefore(window, offset, own, plain);
  if (all.length === messagesBefore(window, offset, own, 'left out').length) return null;
  return inflateAfter(all)?.(packed, true) ?? null;
}
