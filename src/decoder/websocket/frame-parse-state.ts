// The state of the frame reader within a frame, between any two bytes.

import type { FrameTable } from '../model/frame-table.ts';
import type { MessageTable } from '../model/message-table.ts';
import { opcode } from '../model/opcode.ts';
import type { AdvancedFrameState, FrameState } from './frame-state.ts';
import type { MessageChecker } from './message-checker.ts';

/** The part of a frame state that belongs to the open frame. */
type OpenFrameState = Omit<FrameState, 'isServer' | 'offset' | 'confidence'>;

/** The open frame, if any, and its message. */
export class FrameParseState {
  /** Bytes of a header of which more is to come, how many there are, and when the first came. */
  readonly header = new Uint8Array(14);
  headerBytesRead = 0;
  headerTime = Number.NaN;
  /** Row of the last frame whose header was read. */
  frame = -1;
  /** Bytes of its payload that are still to come, and bytes that were read. */
  payloadRemaining = 0;
  payloadConsumed = 0;
  fin = true;
  isData = false;
  /** The message that it belongs to, or -1; and the payload bytes of the message's earlier frames. */
  message = -1;
  messageLength = 0;

  /**
   * The state as values; `null` when the open frame is not an ordinary one: a whole message that is not
   * compressed.
   */
  save(frames: FrameTable, checker: MessageChecker): OpenFrameState | null {
    const isOpen = this.payloadRemaining > 0;
    if (isOpen) {
      const isWholeMessage =
        this.isData && this.fin && this.message >= 0 && frames.opcode(this.frame) !== opcode.continuation;
      if (!isWholeMessage || checker.isCompressed) return null;
    }
    return {
      header: this.header.slice(0, this.headerBytesRead),
      headerTime: this.headerTime,
      payloadRemaining: this.payloadRemaining,
      payloadConsumed: this.payloadConsumed,
      maskingKey: isOpen ? frames.maskingKey(this.frame) : 0,
      isText: isOpen && checker.isText,
      utf8State: isOpen ? checker.utf8State : 0,
    };
  }

  /**
   * Continues from `state`, whose new rows were appended to the tables from `firstFrame` and `firstMessage`
   * on.
   */
  restore(state: AdvancedFrameState, firstFrame: number, firstMessage: number, target: RestoreTarget): void {
    const { frames, messages, checker } = target;
    if (state.completedOpenFrame) {
      frames.setComplete(this.frame);
      messages.finish(this.message, this.frame, frames.payloadLength(this.frame));
    }
    this.payloadRemaining = state.payloadRemaining;
    this.payloadConsumed = state.payloadConsumed;
    this.headerBytesRead = state.header.length;
    this.header.set(state.header);
    this.headerTime = state.headerTime;
    if (this.payloadRemaining === 0) {
      this.message = -1;
      return;
    }
    if (state.openRow >= 0) {
      this.frame = firstFrame + state.openRow;
      this.message = firstMessage + state.openRow;
      this.messageLength = 0;
      this.fin = true;
      this.isData = true;
      checker.startMessage(state.isText, false, this.message);
      checker.startData(frames.maskingKey(this.frame), false);
    }
    if (state.isText) checker.utf8State = state.utf8State;
  }
}

/** What a restored state is written to. */
export interface RestoreTarget {
  readonly frames: FrameTable;
  readonly messages: MessageTable;
  readonly checker: MessageChecker;
}
