// The end of a buffer that was printed whole: one value over and over after the last frame.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { hexByte } from '../../bytes/hex.ts';
import { senders } from '../../model/basics.ts';
import { areWholeFrames } from '../json/frame-run.ts';

/** Values with which buffers are filled. */
const fillers = new Set([0x00, 0xff]);
/** A shorter run may be part of a payload or of a fault. */
const minRun = 16;
/** Of longer directions nothing is left out. */
const maxKept = 1 << 16;
const pieceLength = 1 << 16;

/** The values that end `bytes`: how many are the same filler. */
function trailingRun(bytes: Uint8Array): number {
  const value = bytes[bytes.length - 1];
  if (!fillers.has(value)) return 0;
  let count = 0;
  while (count < bytes.length && bytes[bytes.length - 1 - count] === value) count++;
  return count;
}

/** Holds back the run of a filler at the end of one direction until it is known whether more bytes follow. */
export class UnusedBuffer {
  #kept: ByteBuilder | null = new ByteBuilder();
  #value = 0;
  #count = 0;

  /** The bytes that can be given now, in order. */
  *take(bytes: Uint8Array): Generator<Uint8Array> {
    const run = trailingRun(bytes);
    const isMore = run === bytes.length && this.#count > 0 && bytes[0] === this.#value;
    if (!isMore) yield* this.#release();
    const rest = bytes.subarray(0, bytes.length - run);
    if (rest.length > 0) {
      this.#keep(rest);
      yield rest;
    }
    this.#value = bytes[bytes.length - 1];
    this.#count += run;
  }

  /** The held bytes at the end; none where they are unused buffer, which `note` then says. */
  *end(note: (text: string) => void): Generator<Uint8Array> {
    const frames = this.#kept?.view() ?? null;
    if (
      this.#count >= minRun &&
      frames !== null &&
      senders.some((sender) => areWholeFrames(frames, sender))
    ) {
      note(
        `The last ${this.#count} bytes are all ${hexByte(this.#value)}. They were taken for unused buffer and not read; whole frames stand before them.`,
      );
      this.#count = 0;
      return;
    }
    yield* this.#release();
  }

  *#release(): Generator<Uint8Array> {
    while (this.#count > 0) {
      const piece = new Uint8Array(Math.min(this.#count, pieceLength)).fill(this.#value);
      this.#count -= piece.length;
      this.#keep(piece);
      yield piece;
    }
  }

  #keep(bytes: Uint8Array): void {
    if (this.#kept !== null && this.#kept.length + bytes.length > maxKept) this.#kept = null;
    this.#kept?.append(bytes);
  }
}
