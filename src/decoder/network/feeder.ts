// Gives whole records from chunks of any size. A record within one chunk is read in place; a record across
// two chunks is copied.

/** Reads records out of a run of bytes. */
export interface RecordReader {
  /** Set by `read`: bytes that it needs, counted from where it stopped, to continue. */
  need: number;
  /** Set by `read`: bytes to skip after the place where it stopped. */
  skip: number;
  /**
   * Reads as many whole records as lie in `[start, end)` and returns the index where it stopped. The byte at
   * index `i` lies at `base + i` in the file.
   */
  read(bytes: Uint8Array, start: number, end: number, base: number): number;
}

/**
 * Hands a `RecordReader` its bytes. The carry grows with the bytes that arrive, never to a length that a file
 * claims.
 */
export class Feeder {
  readonly #reader: RecordReader;
  #carry = new Uint8Array(4096);
  #held = 0;
  #heldAt = 0;
  #position = 0;

  constructor(reader: RecordReader) {
    this.#reader = reader;
  }

  /** Bytes of the file taken so far. */
  get position(): number {
    return this.#position;
  }

  /** Bytes that wait for the rest of their record, and where they lie. */
  get held(): { readonly bytes: Uint8Array; readonly at: number } {
    return { bytes: this.#carry.subarray(0, this.#held), at: this.#heldAt };
  }

  push(chunk: Uint8Array): void {
    const reader = this.#reader;
    const base = this.#position;
    this.#position += chunk.length;
    let i = 0;
    while (i < chunk.length) {
      if (reader.skip > 0 && this.#held === 0) {
        const skipped = Math.min(reader.skip, chunk.length - i);
        reader.skip -= skipped;
        i += skipped;
        continue;
      }
      if (this.#held === 0) {
        const stopped = chunk.length - i >= reader.need ? reader.read(chunk, i, chunk.length, base) : i;
        if (reader.skip > 0) {
          i = stopped;
          continue;
        }
        this.#keep(chunk, stopped, chunk.length);
        this.#heldAt = base + stopped;
        return;
      }
      const taken = Math.min(Math.max(reader.need - this.#held, 0), chunk.length - i);
      this.#keep(chunk, i, i + taken);
      i += taken;
      if (this.#held < reader.need) return;
      this.#drain();
    }
  }

  /** Lets the reader read the buffered bytes again, after its rules changed (end of the input, damage). */
  retry(): void {
    this.#drain();
  }

  #drain(): void {
    const reader = this.#reader;
    const stopped = reader.read(this.#carry, 0, this.#held, this.#heldAt);
    const left = this.#held - stopped;
    const skipped = Math.min(reader.skip, left);
    reader.skip -= skipped;
    this.#carry.copyWithin(0, stopped + skipped, this.#held);
    this.#held = left - skipped;
    this.#heldAt += stopped + skipped;
  }

  #keep(chunk: Uint8Array, from: number, to: number): void {
    const length = this.#held + to - from;
    if (length > this.#carry.length) {
      const grown = new Uint8Array(Math.max(length, this.#carry.length * 2));
      grown.set(this.#carry.subarray(0, this.#held));
      this.#carry = grown;
    }
    if (to > from) this.#carry.set(chunk.subarray(from, to), this.#held);
    this.#held = length;
  }
}
