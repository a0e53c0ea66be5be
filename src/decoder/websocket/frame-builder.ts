// Writes frames to the tables: a row for each header, checks while the payload passes, and the ends of frames
// and messages.

import type { CloseSeen } from '../model/connection.ts';
import type { FaultDetail } from '../model/fault-detail.ts';
import type { FrameTable } from '../model/frame-table.ts';
import type { MessageTable } from '../model/message-table.ts';
import { isControl, opcode, opensMessage } from '../model/opcode.ts';
import { violation } from '../model/violation.ts';
import { Faults } from './faults.ts';
import { FrameParseState } from './frame-parse-state.ts';
import type { AdvancedFrameState, FrameState } from './frame-state.ts';
import { type DeflateState, MessageChecker, skip } from './message-checker.ts';

/** Confidence of a row, as the frame table counts it. */
export const confidence = { sound: 0, afterBreak: 1, guessed: 2 } as const;

/** A header that was read, with its violations. */
export interface ReceivedHeader {
  byte0: number;
  byte1: number;
  headerLength: number;
  payloadLength: number;
  /** As a big-endian number. */
  maskingKey: number;
  /** Frame offset of its first byte. */
  offset: number;
  /** When its first byte came. */
  time: number;
  /** Violation bits. */
  violations: number;
}

export interface FrameBuilderOptions {
  readonly isServer: boolean;
  readonly frames: FrameTable;
  readonly messages: MessageTable;
  readonly deflate: DeflateState;
  readonly midStream: boolean;
}

/** Builds the rows of one direction. */
export class FrameBuilder {
  readonly state = new FrameParseState();
  readonly faults = new Faults();
  readonly checker: MessageChecker;
  /** The first Close frame. */
  closed: CloseSeen | null = null;
  frameCount = 0;
  /** A fragmented message is not complete. */
  messageOpen = false;
  /** Confidence of the next row. */
  confidence: number = confidence.sound;
  /** When the current bytes came. */
  time = Number.NaN;

  readonly #isServer: boolean;
  readonly #frames: FrameTable;
  readonly #messages: MessageTable;

  constructor({ isServer, frames, messages, deflate, midStream }: FrameBuilderOptions) {
    this.#isServer = isServer;
    this.#frames = frames;
    this.#messages = messages;
    this.checker = new MessageChecker(
      isServer,
      deflate,
      midStream,
      (bits, detail) => this.#payloadFault(bits, detail),
      () => this.addViolations(violation.inflateCapped),
    );
  }

  /** Adds a row for a header and prepares for its payload. */
  accept(header: ReceivedHeader): void {
    const { byte0, maskingKey } = header;
    const { state, checker } = this;
    const code = byte0 & 15;
    const isData = !isControl(code);
    const hasRsv1 = (byte0 & 0x40) !== 0;
    const isCompressed =
      hasRsv1 && checker.deflate !== 'none' && (header.violations & violation.rsv1NotAgreed) === 0;
    if (opensMessage(code)) {
      const isBinary = code === opcode.binary;
      state.message = this.#messages.push(this.#isServer, isBinary, isCompressed, this.#frames.length);
    } else if (isData && code !== opcode.continuation) state.message = -1;
    const message = isData ? state.message : -1;
    this.#push(header, message);
    this.#addFault(header.violations, header.offset);
    state.fin = (byte0 & 128) !== 0;
    state.isData = isData;
    state.payloadRemaining = header.payloadLength;
    state.payloadConsumed = 0;
    checker.kind = skip;
    if (isData) {
      if (code !== opcode.continuation) {
        state.messageLength = 0;
        checker.startMessage(code === opcode.text, isCompressed, message);
      }
      this.messageOpen = !state.fin;
      if (message >= 0) checker.startData(maskingKey, hasRsv1);
    } else if (code === opcode.close) {
      checker.startClose(maskingKey);
    }
    if (state.payloadRemaining === 0) this.#finishFrame();
  }

  /**
   * Adds a row for bytes that do not continue as a frame. `isComplete`: as many bytes as it declares are
   * there.
   */
  acceptBroken(header: ReceivedHeader, isComplete: boolean): void {
    this.confidence = confidence.guessed;
    this.#push(header, -1);
    if (isComplete) this.#frames.setComplete(this.state.frame);
    this.#addFault(header.violations, header.offset);
    this.leaveMessage();
  }

  /**
   * Adds a row for a header of which more was to come. `offset`: frame offset after its last byte. `violations`:
   * what its first two bytes show, if both are there.
   */
  acceptTruncatedHeader(offset: number, violations: number): void {
    const { header, headerBytesRead, headerTime } = this.state;
    const row = {
      byte0: header[0],
      byte1: headerBytesRead > 1 ? header[1] : 0,
      headerLength: headerBytesRead,
      payloadLength: 0,
      maskingKey: 0,
      offset: offset - headerBytesRead,
      time: headerTime,
      violations: violation.headerCut | violations,
    };
    this.#push(row, -1);
    this.#addFault(row.violations, row.offset);
  }

  /** Checks `count` bytes of the open frame's payload, at `bytes[at]`. */
  readPayload(bytes: Uint8Array, at: number, count: number): void {
    const { state, checker } = this;
    if (checker.kind !== skip) checker.payload(bytes, at, at + count, state.payloadConsumed);
    this.skipPayload(count);
  }

  /** Skips `count` bytes of the open frame's payload without checks. */
  skipPayload(count: number): void {
    const { state } = this;
    state.payloadRemaining -= count;
    state.payloadConsumed += count;
    if (state.payloadRemaining === 0) this.#finishFrame();
  }

  /** Bytes are missing or damaged: the end of the open message cannot be recognised. */
  leaveMessage(): void {
    this.messageOpen = false;
    this.state.message = -1;
    this.checker.lose();
  }

  /** Adds violations that are not the peer's fault to the last row. */
  addViolations(bits: number): void {
    this.#frames.addViolations(this.state.frame, bits);
  }

  /** The state at `offset` as values; `null` while the fast path cannot continue it. */
  saveState(offset: number): FrameState | null {
    if (this.closed !== null || this.messageOpen) return null;
    const open = this.state.save(this.#frames, this.checker);
    return open && { isServer: this.#isServer, offset, confidence: this.confidence, ...open };
  }

  restoreState(state: AdvancedFrameState, firstFrame: number, firstMessage: number): void {
    this.frameCount += state.framesBegun;
    const target = { frames: this.#frames, messages: this.#messages, checker: this.checker };
    this.state.restore(state, firstFrame, firstMessage, target);
  }

  #push(header: ReceivedHeader, message: number): void {
    this.state.frame = this.#frames.push(
      this.#isServer,
      (header.byte0 << 8) | header.byte1,
      header.headerLength,
      header.payloadLength,
      header.maskingKey,
      header.offset,
      header.time,
      this.confidence,
      header.violations,
      message,
    );
    this.frameCount++;
  }

  #addFault(bits: number, offset: number): void {
    this.faults.add(bits, offset, this.state.frame);
    if (this.confidence === confidence.sound && this.faults.broken !== null) {
      this.confidence = confidence.afterBreak;
    }
  }

  /** Adds a fault in the payload of the last row. */
  #payloadFault(bits: number, detail: FaultDetail): void {
    const { frame } = this.state;
    const before = this.#frames.violations(frame);
    this.#frames.addViolations(frame, bits);
    this.faults.detail(frame, detail);
    if ((before & bits) === 0) this.#addFault(bits, this.#frames.offset(frame));
  }

  #finishFrame(): void {
    const { state } = this;
    this.#frames.setComplete(state.frame);
    if (state.isData) {
      state.messageLength += this.#frames.payloadLength(state.frame);
      if (state.fin && state.message >= 0) this.#finishMessage();
      return;
    }
    if (this.#frames.opcode(state.frame) === opcode.close) this.#finishClose();
  }

  #finishMessage(): void {
    const { state } = this;
    const length = this.checker.finishMessage(state.payloadConsumed) ?? state.messageLength;
    this.#messages.finish(state.message, state.frame, length);
    state.message = -1;
    this.messageOpen = false;
  }

  #finishClose(): void {
    const { code, reason } = this.checker.finishClose();
    this.closed ??= { frame: this.state.frame, code, reason, time: this.time };
  }

  /** The rows of the table were put into another order: row `i` is now row `place[i]`. */
  renumber(place: Int32Array): void {
    this.faults.renumber(place);
    if (this.closed !== null) this.closed = { ...this.closed, frame: place[this.closed.frame] };
  }
}
