import { LengthColumn, U8Column, U32Column } from '../bytes/column.ts';
import type { Sender } from './basics.ts';

const serverBit = 1;
const binaryBit = 2;
const compressedBit = 4;
const completeBit = 8;

/** One row a data message, in the order of its first frame. Its frames are those of the frame table that name it. */
export class MessageTable {
  readonly states = new U8Column();
  readonly firstFrames = new U32Column();
  readonly lastFrames = new U32Column();
  /** Application bytes: after unmasking and inflating. For a compressed message 0 until it has been inflated. */
  readonly lengths = new LengthColumn();

  get length(): number {
    return this.states.length;
  }

  push(isServer: boolean, binary: boolean, compressed: boolean, frame: number): number {
    const index = this.length;
    this.states.push(
      (isServer ? serverBit : 0) | (binary ? binaryBit : 0) | (compressed ? compressedBit : 0),
    );
    this.firstFrames.push(frame);
    this.lastFrames.push(frame);
    this.lengths.push(0);
    return index;
  }

  /** Adds a whole message of one frame. */
  pushWhole(isServer: boolean, binary: boolean, frame: number, length: number): number {
    const index = this.length;
    this.states.push((isServer ? serverBit : 0) | (binary ? binaryBit : 0) | completeBit);
    this.firstFrames.push(frame);
    this.lastFrames.push(frame);
    this.lengths.push(length);
    return index;
  }

  finish(index: number, lastFrame: number, length: number): void {
    this.states.set(index, this.states.get(index) | completeBit);
    this.lastFrames.set(index, lastFrame);
    this.lengths.set(index, length);
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
    return this.lastFrames.get(index);
  }
  applicationLength(index: number): number {
    return this.lengths.get(index);
  }
}
