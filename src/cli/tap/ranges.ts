// The ranges of the file that hold the packets of one connection. When there are too many, neighbours are
// joined; the packets between them belong to other connections, which the decoder keeps apart.

/** Above this number neighbours are joined, which bounds memory. */
const maxRanges = 4096;

/** Sorted ranges of a file that grows at its end. Memory stays bounded. */
export class Ranges {
  #starts: number[] = [];
  #ends: number[] = [];

  add(start: number, end: number): void {
    const last = this.#ends.length - 1;
    if (last >= 0 && this.#ends[last] === start) {
      this.#ends[last] = end;
      return;
    }
    this.#starts.push(start);
    this.#ends.push(end);
    if (this.#starts.length <= maxRanges) return;
    this.#starts = this.#starts.filter((_, i) => i % 2 === 0);
    this.#ends = this.#ends.filter((_, i) => i % 2 === 1 || i === this.#ends.length - 1);
  }

  /** `[start, end)` pairs. */
  list(): [number, number][] {
    return this.#starts.map((start, i) => [start, this.#ends[i]]);
  }
}
