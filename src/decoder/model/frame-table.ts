import {
  CountingColumn,
  LengthColumn,
  OffsetColumn,
  RunColumn,
  SparseU32Column,
  U8Column,
  U16Column,
} from '../bytes/column.ts';
import type { Confidence, Sender } from './basics.ts';
import { type FrameOffset, frameOffset } from './coordinates.ts';

const senderBit = 1;
const incompleteBit = 2;
const confidenceShift = 2;
// The upper half of a state is the length of the header, 0-14.
const headerShift = 4;
const confidences: readonly Confidence[] = ['sound', 'after-break', 'guessed'];

/** The state of a whole frame, its header left out: see `FrameRows`. */
export function wholeState(isServer: boolean, confidence: number): number {
  return (isServer ? senderBit : 0) | (confidence << confidenceShift);
}

/** What one row is made of. Offsets count from the first byte after the sender's handshake. */
export interface FrameRow {
  readonly sender: Sender;
  /** First header byte: FIN, RSV1-3, opcode. */
  readonly byte0: number;
  /** Second header byte: MASK and the 7-bit length. */
  readonly byte1: number;
  readonly headerLength: number;
  /** As declared, which may be more than there is. */
  readonly payloadLength: number;
  /** The masking key as a big-endian number; 0 when there is none. */
  readonly maskingKey: number;
  readonly offset: FrameOffset;
  /** Seconds since the epoch, or NaN. */
  readonly time: number;
}

/** Columns of data frames that were read together, each a message or the beginning of one: see `FrameTable.append`. */
export interface FrameRows {
  readonly times: Float64Array;
  /** Low 32 bits. */
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
  readonly maskingKeys: Uint32Array;
  /** The first two bytes as a big-endian number. */
  readonly heads: Uint16Array;
  /** The length of the header times 16, what `wholeState` says, and 2 for a frame that is not whole. */
  readonly states: Uint8Array;
  /**
   * Bit 1: binary. Other bits as in `wholeMessageState`; its bits for a complete message are clear while the
   * message is open.
   */
  readonly messageStates: Uint8Array;
}

/**
 * One row a frame, both senders, in the order in which their first byte arrived. A struct of columns:
 * payloads stay in the file, and no object is made for a frame until somebody looks at it.
 */
export class FrameTable {
  readonly heads = new U16Column();
  readonly states = new U8Column();
  readonly payloadLengths = new LengthColumn();
  readonly maskingKeys = new SparseU32Column();
  readonly offsets = new OffsetColumn();
  readonly times = new RunColumn();
  readonly violationBits = new SparseU32Column();
  /** NaN: none. */
  readonly messages = new CountingColumn();

  get length(): number {
    return this.heads.length;
  }

  /** Adds a row and returns its index. `message`: the index of its message, or -1. */
  push(
    isServer: boolean,
    head: number,
    headerLength: number,
    payloadLength: number,
    maskingKey: number,
    offset: number,
    time: number,
    confidence: number,
    violations: number,
    message: number,
  ): number {
    const index = this.heads.length;
    this.heads.push(head);
    this.states.push(
      (isServer ? senderBit : 0) |
        incompleteBit |
        (confidence << confidenceShift) |
        (headerLength << headerShift),
    );
    this.payloadLengths.push(payloadLength);
    this.maskingKeys.push(maskingKey);
    this.offsets.push(offset);
    this.times.push(time);
    this.violationBits.push(violations);
    this.messages.push(message < 0 ? Number.NaN : message);
    return index;
  }

  /**
   * Adds the first `count` of `rows`, their offsets having `high` above 32 bits. Their messages count from
   * `firstMessage`.
   */
  append(rows: FrameRows, count: number, high: number, firstMessage: number): void {
    this.states.append(rows.states, count);
    this.heads.append(rows.heads, count);
    this.payloadLengths.append(rows.lengths, count);
    this.maskingKeys.append(rows.maskingKeys, count);
    this.offsets.appendLows(rows.offsets, count, high);
    this.times.append(rows.times, count);
    this.violationBits.appendZeros(count);
    this.messages.appendCounting(firstMessage, count);
  }

  sender(index: number): Sender {
    return this.states.get(index) & senderBit ? 'server' : 'client';
  }
  byte0(index: number): number {
    return this.heads.get(index) >> 8;
  }
  byte1(index: number): number {
    return this.heads.get(index) & 255;
  }
  fin(index: number): boolean {
    return (this.heads.get(index) & 0x8000) !== 0;
  }
  /** RSV1-3 as a number from 0 to 7; RSV1 is 4. */
  rsv(index: number): number {
    return (this.heads.get(index) >> 12) & 7;
  }
  opcode(index: number): number {
    return (this.heads.get(index) >> 8) & 15;
  }
  masked(index: number): boolean {
    return (this.heads.get(index) & 0x80) !== 0;
  }
  maskingKey(index: number): number {
    return this.maskingKeys.get(index);
  }
  headerLength(index: number): number {
    return this.states.get(index) >> headerShift;
  }
  payloadLength(index: number): number {
    return this.payloadLengths.get(index);
  }
  offset(index: number): FrameOffset {
    return frameOffset(this.offsets.get(index));
  }
  time(index: number): number {
    return this.times.get(index);
  }
  confidence(index: number): Confidence {
    return confidences[(this.states.get(index) >> confidenceShift) & 3];
  }
  violations(index: number): number {
    return this.violationBits.get(index);
  }
  /** Index of the message in the message table, -1 for control frames and frames of no message. */
  message(index: number): number {
    const message = this.messages.get(index);
    return Number.isNaN(message) ? -1 : message;
  }
  complete(index: number): boolean {
    return (this.states.get(index) & incompleteBit) === 0;
  }

  setComplete(index: number): void {
    this.states.set(index, this.states.get(index) & ~incompleteBit);
  }
  addViolations(index: number, bits: number): void {
    this.violationBits.set(index, this.violationBits.get(index) | bits);
  }
  setConfidence(index: number, confidence: Confidence): void {
    const state = this.states.get(index) & ~(3 << confidenceShift);
    this.states.set(index, state | (confidences.indexOf(confidence) << confidenceShift));
  }
  /** Puts the rows into another order: row `i` becomes what row `order[i]` was. Messages are not touched. */
  reorder(order: Int32Array): void {
    const held = new Float64Array(order.length);
    for (const column of this.#columns()) {
      for (let i = 0; i < order.length; i++) held[i] = column.get(order[i]);
      if ('replace' in column) column.replace(held);
      else for (let i = 0; i < order.length; i++) column.set(i, held[i]);
    }
  }

  #columns() {
    return [
      this.heads,
      this.states,
      this.payloadLengths,
      this.maskingKeys,
      this.offsets,
      this.times,
      this.violationBits,
      this.messages,
    ];
  }
}
