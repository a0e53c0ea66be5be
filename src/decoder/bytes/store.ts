// Where bytes lie, and how they are read back on request.

/** A run of bytes that can be read back at any place: a file on disk, or memory. Offsets are absolute in the store. */
export interface ByteStore {
  readonly name: string;
  /** Length in bytes; grows while the store is being filled. */
  readonly length: number;
  /** The bytes `[start, end)`, fewer where the store ends before. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** A store in memory that grows by `append`: for bytes that were decoded from text, JSON or an archive. */
export class MemoryStore implements ByteStore {
  readonly name: string;
  #chunks: Uint8Array[] = [];
  #starts: number[] = [];
  #length = 0;

  constructor(name: string, bytes?: Uint8Array) {
    this.name = name;
    if (bytes && bytes.length > 0) this.append(bytes);
  }

  get length(): number {
    return this.#length;
  }

  /** Keeps `bytes` (not copied: do not change them afterwards) and returns the offset at which they lie. */
  append(bytes: Uint8Array): number {
    const at = this.#length;
    if (bytes.length > 0) {
      this.#chunks.push(bytes);
      this.#starts.push(at);
      this.#length += bytes.length;
    }
    return at;
  }

  /** As `read`, at once. */
  readNow(start: number, end: number): Uint8Array {
    const to = Math.min(end, this.#length);
    if (start >= to) return new Uint8Array(0);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle] <= start) low = middle;
      else high = middle - 1;
    }
    const first = this.#chunks[low];
    const offset = start - this.#starts[low];
    if (offset + (to - start) <= first.length) return first.subarray(offset, offset + (to - start));
    const result = new Uint8Array(to - start);
    for (let chunk = low; chunk < this.#chunks.length && this.#starts[chunk] < to; chunk++) {
      const from = Math.max(start, this.#starts[chunk]);
      const part = this.#chunks[chunk].subarray(from - this.#starts[chunk], to - this.#starts[chunk]);
      result.set(part, from - start);
    }
    return result;
  }

  read(start: number, end: number): Promise<Uint8Array> {
    return Promise.resolve(this.readNow(start, end));
  }
}
