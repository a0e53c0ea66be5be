/** Bytes that were kept while a decision waits for more, with the time at which each piece came. */
export class HeldBytes {
  #buffer: Uint8Array;
  #length = 0;
  readonly #starts: number[] = [];
  readonly #times: number[] = [];

  /** `most`: how many bytes it will ever hold. */
  constructor(most: number) {
    this.#buffer = new Uint8Array(Math.min(most + 14, 4096));
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
    this.#starts.push(this.#length);
    this.#times.push(time);
    this.#length = needed;
  }

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** When the byte at `offset` came. */
  timeAt(offset: number): number {
    let index = this.#starts.length - 1;
    while (index > 0 && this.#starts[index] > offset) index--;
    return this.#times[index];
  }

  /** Hands out what lies from `from` on, piece by piece as it came. */
  each(from: number, take: (bytes: Uint8Array, start: number, end: number, time: number) => void): void {
    for (let i = 0; i < this.#starts.length; i++) {
      const end = i + 1 < this.#starts.length ? this.#starts[i + 1] : this.#length;
      const start = Math.max(from, this.#starts[i]);
      if (start < end) take(this.#buffer, start, end, this.#times[i]);
    }
  }
}
