// The message that the frame at the break ends or holds.

import { concat } from '../../bytes/concat.ts';
import { inflateRaw } from '../../websocket/inflate-raw.ts';
import { oncePer } from '../once-per.ts';
import { type BreakWindow, headerAt, payloadAt } from './break-window.ts';
import type { DeclaredFrame } from './declared-frame.ts';
import { inflateWithHistory, maxInflated } from './inflate-attempt.ts';

export interface MessageAtBreak {
  /** The bytes of the application as far as they lie in the window, inflated when the message is compressed. */
  readonly bytes: Uint8Array;
  readonly isCompressed: boolean;
  /** `bytes` are all of the message. */
  readonly isWhole: boolean;
}

/** All payload bytes of the message as far as they lie in the window, unmasked. */
export function messagePayload({ window, payload }: DeclaredFrame): Uint8Array {
  const { frames } = window.context.connection;
  const message = frames.message(window.firstBreak.frame);
  if (message < 0) return payload;
  const parts: Uint8Array[] = [];
  for (const row of window.stream.rows) {
    if (frames.message(row) !== message) continue;
    const offset = frames.offset(row) - window.start;
    const header = headerAt(window, offset);
    if (header !== null) parts.push(payloadAt(window, offset, header));
  }
  return concat(parts);
}

/** Whether `length` bytes are all of the message that the frame at the break belongs to. */
function isWhole(window: BreakWindow, length: number): boolean {
  const { frames, messages } = window.context.connection;
  const message = frames.message(window.firstBreak.frame);
  return message < 0 || !messages.complete(message) || length >= messages.applicationLength(message);
}

export const messageAtBreak = oncePer((frame: DeclaredFrame): MessageAtBreak => {
  const { window } = frame;
  const { frames, messages } = window.context.connection;
  const message = frames.message(window.firstBreak.frame);
  const isCompressed = message >= 0 && messages.compressed(message);
  const payload = messagePayload(frame);
  const bytes = isCompressed
    ? (inflateWithHistory(window, payload) ?? inflateRaw(payload, maxInflated).bytes)
    : payload;
  return { bytes, isCompressed, isWhole: isWhole(window, bytes.length) };
});
