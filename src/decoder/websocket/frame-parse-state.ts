// Where the reader of frames stands within a frame, between any two bytes; and how the kernel that reads plain packets is told
// of it, and tells how far it went.

import { type DirectionCell, word } from '../bytes/kernels/plain-run.ts';
import type { FrameTable } from '../model/frame-table.ts';
import type { MessageTable } from '../model/message-table.ts';
import type { MessageChecker } from './message-checker.ts';

/** The kernel counts payloads in 31 bits. */
const longestPayload = 0x7fffffff;

function swapped(value: number): number {
  return ((value & 255) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | ((value >>> 24) & 255);
}

/** The frame under way, if any, and its message. */
export class FrameParseState {
  /** A header that is not whole yet, how many bytes of it there are, and when its first came. */
  readonly header = new Uint8Array(14);
  headerBytesRead = 0;
  headerTime = Number.NaN;
  /** Row of the last frame whose header was read. */
  frame = -1;
  /** Payload bytes of it that are still to come, and those that have come. */
  payloadRemaining = 0;
  payloadConsumed = 0;
  fin = true;
  isData = false;
  /** The message that it belongs to, -1 for none; and the payloads of its frames before. */
  message = -1;
  messageLength = 0;

  /** False when the frame under way is none that the kernel can go on with. */
  layDown(cell: DirectionCell, frames: FrameTable, checker: MessageChecker): boolean {
    const { words } = cell;
    if (this.payloadRemaining > 0) {
      const whole = this.isData && this.fin && this.message >= 0 && frames.opcode(this.frame) !== 0;
      if (!whole || this.payloadRemaining > longestPayload || checker.isCompressed) return false;
      words[word.key] = swapped(frames.maskingKey(this.frame));
      words[word.isText] = checker.isText ? 1 : 0;
      words[word.utf8] = checker.utf8State;
    }
    words[word.left] = this.payloadRemaining;
    words[word.done] = this.payloadConsumed;
    words[word.have] = this.headerBytesRead;
    words[word.frames] = 0;
    words[word.taken] = 0;
    words[word.row] = -1;
    words[word.completed] = 0;
    if (this.headerBytesRead > 0) {
      cell.header.set(this.header);
      cell.headerTime[0] = this.headerTime;
    }
    return true;
  }

  /** Goes on where the kernel stopped. Its rows stand in the tables from `firstFrame` and `firstMessage` on. */
  takeUp(
    cell: DirectionCell,
    firstFrame: number,
    firstMessage: number,
    frames: FrameTable,
    messages: MessageTable,
    checker: MessageChecker,
  ): void {
    const { words } = cell;
    if (words[word.completed] !== 0) {
      frames.setComplete(this.frame);
      messages.finish(this.message, this.frame, frames.payloadLength(this.frame));
    }
    const row = words[word.row];
    this.payloadRemaining = words[word.left];
    this.payloadConsumed = words[word.done];
    this.headerBytesRead = words[word.have];
    if (this.headerBytesRead > 0) {
      this.header.set(cell.header);
      this.headerTime = cell.headerTime[0];
    }
    if (this.payloadRemaining === 0) {
      this.message = -1;
      return;
    }
    if (row >= 0) {
      this.frame = firstFrame + row;
      this.message = firstMessage + row;
      this.messageLength = 0;
      this.fin = true;
      this.isData = true;
      checker.startMessage(words[word.isText] !== 0, false, this.message);
      checker.startData(frames.maskingKey(this.frame), false);
    }
    if (words[word.isText] !== 0) checker.utf8State = words[word.utf8];
  }
}
