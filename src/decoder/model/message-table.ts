import { CountingColumn, LengthColumn, SparseU32Column, U8Column } from '../bytes/column.ts';
import type { Sender } from './basics.ts';
import type { FrameRows, FrameTable } from './frame-table.ts';

const serverBit = 1;
const binaryBit = 2;
const compressedBit = 4;
const completeBit = 8;
/** One frame whose payload is the message, not compressed. */
const oneFrameBit = 16;

/** The state of a message that is one whole frame, its kind left out: see `FrameRows`. */
export function wholeMessageState(isServer: boolean): number {
  return (isServer ? serverBit : 0) | completeBit | oneFrameBit;
}

/**
 * One row a data message, in the order of its first frame. Its frames are those of the frame table that name it. Most
 * messages are one frame that is not compressed: only the others take memory for span and length.
 */
export class MessageTable {
  readonly states = new U8Column();
  readonly firstFrames = new CountingColumn();
  readonly #frames: FrameTable;
  /** Index of the last frame minus that of the first. */
  readonly #spans = new SparseU32Column();
  /** Application bytes, of messages without `oneFrameBit`. */
  readonly #lengths = new LengthColumn();

  constructor(frames: FrameTable) {
    this.#frames = frames;
  }

  get length(): number {
    return this.states.length;
  }

  push(isServer: boolean, binary: boolean, compressed: boolean, frame: number): number {
    const index = this.length;
    this.states.push(
      (isServer ? serverBit : 0) | (binary ? binaryBit : 0) | (compressed ? compressedBit : 0),
    );
    this.firstFrames.push(frame);
    this.#spans.push(0);
    this.#lengths.push(0);
    return index;
  }

  /** Adds the messages of the first `count` of `rows`, a frame each, from `firstFrame` on. */
  append(rows: FrameRows, count: number, firstFrame: number): void {
    this.states.append(rows.messageStates, count);
    this.firstFrames.appendCounting(firstFrame, count);
    this.#spans.appendZeros(count);
    this.#lengths.appendZeros(count);
  }

  finish(index: number, lastFrame: number, length: number): void {
    const first = this.firstFrame(index);
    const isOneFrame = lastFrame === first && length === this.#frames.payloadLength(first);
    this.states.set(index, this.states.get(index) | completeBit | (isOneFrame ? oneFrameBit : 0));
    if (isOneFrame) return;
    this.#spans.set(index, lastFrame - first);
    this.#lengths.set(index, length);
  }

  /** The rows of the frame table were put into another order: row `i` is now row `place[i]`. */
  renumber(place: Int32Array): void {
    const firsts = new Float64Array(this.length);
    for (let i = 0; i < this.length; i++) {
      firsts[i] = place[this.firstFrame(i)];
      this.#spans.set(i, place[this.lastFrame(i)] - firsts[i]);
    }
    this.firstFrames.replace(firsts);
  }

  sender(index: number): Sender {
    return this.states.get(index) & serverBit ? 'server' : 'client';
  }
  kind(index: number): 'text' | 'binary' {
    return this.states.get(index) & binaryBit ? 'binary' : 'text';
  }
  compressed(index: number): boolean {
    return (this.states.get(index) & compressedBit) !== 0;
  }
  complete(index: number): boolean {
    return (this.states.get(index) & completeBit) !== 0;
  }
  firstFrame(index: number): number {
    return this.firstFrames.get(index);
  }
  lastFrame(index: number): number {
    return this.firstFrames.get(index) + this.#spans.get(index);
  }
  /** Application bytes: after unmasking and inflating. Of a compressed message 0 until it has been inflated. */
  applicationLength(index: number): number {
    if (this.states.get(index) & oneFrameBit) return this.#frames.payloadLength(this.firstFrame(index));
    return this.#lengths.get(index);
  }
}
