/**
 * Bytes kept until a decision about a suspect header has enough of them, each chunk with the time at which it
 * came.
 */
export class LookaheadBuffer {
  #buffer: Uint8Array;
  #length = 0;
  readonly #chunkStarts: number[] = [];
  readonly #chunkTimes: number[] = [];

  /** `maxLength`: the largest number of bytes that will be appended. */
  constructor(maxLength: number) {
    this.#buffer = new Uint8Array(Math.min(maxLength + 14, 4096));
  }

  get length(): number {
    return this.#length;
  }

  append(bytes: Uint8Array, start: number, end: number, time: number): void {
    const needed = this.#length + (end - start);
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes.subarray(start, end), this.#length);
    this.#chunkStarts.push(this.#length);
    this.#chunkTimes.push(time);
    this.#length = needed;
  }

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** When the byte at `offset` came. */
  timeAt(offset: number): number {
    let index = this.#chunkStarts.length - 1;
    while (index > 0 && this.#chunkStarts[index] > offset) index--;
    return this.#chunkTimes[index];
  }

  /** Calls `take` with the bytes from `from` on, one call for each chunk as it was appended. */
  each(from: number, take: (bytes: Uint8Array, start: number, end: number, time: number) => void): void {
    for (let i = 0; i < this.#chunkStarts.length; i++) {
      const end = i + 1 < this.#chunkStarts.length ? this.#chunkStarts[i + 1] : this.#length;
      const start = Math.max(from, this.#chunkStarts[i]);
      if (start < end) take(this.#buffer, start, end, this.#chunkTimes[i]);
    }
  }
}
