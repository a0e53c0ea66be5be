import {
  LengthColumn,
  OffsetColumn,
  RunColumn,
  SparseU32Column,
  U8Column,
  U16Column,
  U32Column,
} from '../bytes/column.ts';
import type { Sender, Trust } from './basics.ts';

const senderBit = 1;
const incompleteBit = 2;
const trustShift = 2;
// The upper half of a state is the length of the header, 0-14.
const headerShift = 4;
const noMessage = 0xffffffff;
const trusts: readonly Trust[] = ['sound', 'after-break', 'guessed'];

/** The state of a whole frame, its header left out: see `WholeFrames`. */
export function wholeState(isServer: boolean, trust: number): number {
  return (isServer ? senderBit : 0) | (trust << trustShift);
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
  readonly offset: number;
  /** Seconds since the epoch, or NaN. */
  readonly time: number;
}

/** Columns of frames that were read together; see `FrameTable.pushWhole`. */
export interface WholeFrames {
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
  readonly maskingKeys: Uint32Array;
  /** The first two bytes as a big-endian number. */
  readonly heads: Uint16Array;
  /** The length of the header times 16, and what `wholeState` says. */
  readonly states: Uint8Array;
  /** 2 for a binary message, and what `wholeMessageState` says. */
  readonly messageStates: Uint8Array;
}

/**
 * One row a frame, both senders, in the order in which their first byte arrived. A struct of columns: payloads stay in the
 * file, and no object is made for a frame until somebody looks at it.
 */
export class FrameTable {
  readonly heads = new U16Column();
  readonly states = new U8Column();
  readonly payloadLengths = new LengthColumn();
  readonly maskingKeys = new SparseU32Column();
  readonly offsets = new OffsetColumn();
  readonly times = new RunColumn();
  readonly anomalies = new SparseU32Column();
  readonly messages = new U32Column();

  get length(): number {
    return this.heads.length;
  }

  /** Adds a row and returns its index. */
  push(
    isServer: boolean,
    head: number,
    headerLength: number,
    payloadLength: number,
    maskingKey: number,
    offset: number,
    time: number,
    trust: number,
    anomalies: number,
  ): number {
    const index = this.heads.length;
    this.heads.push(head);
    this.states.push(
      (isServer ? senderBit : 0) | incompleteBit | (trust << trustShift) | (headerLength << headerShift),
    );
    this.payloadLengths.push(payloadLength);
    this.maskingKeys.push(maskingKey);
    this.offsets.push(offset);
    this.times.push(time);
    this.anomalies.push(anomalies);
    this.messages.push(noMessage);
    return index;
  }

  /**
   * Adds the rows of `count` whole data frames of one sender in which nothing is amiss, each a message. `shift` is added to
   * their offsets.
   */
  pushWhole(
    isServer: boolean,
    run: WholeFrames,
    count: number,
    shift: number,
    time: number,
    firstMessage: number,
  ): void {
    this.states.append(run.states, count);
    this.heads.append(run.heads, count);
    this.payloadLengths.append(run.lengths, count);
    if (isServer) this.maskingKeys.appendZeros(count);
    else this.maskingKeys.append(run.maskingKeys, count);
    this.offsets.appendShifted(run.offsets, count, shift);
    this.times.appendSame(time, count);
    this.anomalies.appendZeros(count);
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
  /** RSV1-3 as a number from 0 to 7, RSV1 worth 4. */
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
  offset(index: number): number {
    return this.offsets.get(index);
  }
  time(index: number): number {
    return this.times.get(index);
  }
  trust(index: number): Trust {
    return trusts[(this.states.get(index) >> trustShift) & 3];
  }
  anomaly(index: number): number {
    return this.anomalies.get(index);
  }
  /** Index of the message in the message table, -1 for control frames and frames of no message. */
  message(index: number): number {
    const message = this.messages.get(index);
    return message === noMessage ? -1 : message;
  }
  complete(index: number): boolean {
    return (this.states.get(index) & incompleteBit) === 0;
  }

  setComplete(index: number): void {
    this.states.set(index, this.states.get(index) & ~incompleteBit);
  }
  addAnomaly(index: number, bits: number): void {
    this.anomalies.set(index, this.anomalies.get(index) | bits);
  }
  setMessage(index: number, message: number): void {
    this.messages.set(index, message < 0 ? noMessage : message);
  }
  setTrust(index: number, trust: Trust): void {
    const state = this.states.get(index) & ~(3 << trustShift);
    this.states.set(index, state | (trusts.indexOf(trust) << trustShift));
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
      this.anomalies,
      this.messages,
    ];
  }
}
