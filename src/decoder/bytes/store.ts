// Stores of bytes that are read back on request.

/**
 * A run of bytes that can be read back at any place: a file on disk, or memory. Offsets are absolute in the
 * store.
 */
export interface ByteStore {
  readonly name: string;
  /** Length in bytes; grows while the store is being filled. */
  readonly length: number;
  /** The bytes `[start, end)`, fewer where the store ends before. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/**
 * Takes bytes out of memory, e.g. into a Blob, which a browser may put on disk; gives them back on request.
 */
export type Spill = (bytes: Uint8Array) => ByteStore;

/** Shorter runs are gathered, in bytes: each one alone would take more memory than its bytes. */
const gathered = 1 << 15;
const tailLimit = 1 << 20;

/** A contiguous part of a store, in memory or spilled. */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array | null;
  readonly spilled: ByteStore | null;
}

/** A store in memory that grows by `append`: for bytes that were decoded from text, JSON or an archive. */
export class MemoryStore implements ByteStore {
  readonly name: string;
  readonly #parts: Part[] = [];
  /** The end of the store, which takes short runs: the first `#tailLength` bytes are used. */
  #tail = new Uint8Array(0);
  #tailLength = 0;
  #length = 0;
  #spill: Spill | null = null;

  constructor(name: string, bytes?: Uint8Array) {
    this.name = name;
    if (bytes && bytes.length > 0) this.append(bytes);
  }

  get length(): number {
    return this.#length;
  }

  /**
   * From now on full parts are spilled. `readNow` then reads only the latest bytes, and `append` always
   * copies.
   */
  spillTo(spill: Spill): void {
    this.#spill = spill;
  }

  /**
   * Keeps `bytes` (long runs are not copied: do not change them afterwards) and returns the offset at which
   * they lie.
   */
  append(bytes: Uint8Array): number {
    const at = this.#length;
    if (bytes.length < gathered) {
      this.#gather(bytes);
    } else if (this.#spill !== null) {
      for (let from = 0; from < bytes.length; from += tailLimit)
        this.#gather(bytes.subarray(from, from + tailLimit));
    } else {
      this.#seal();
      this.#length += bytes.length;
      this.#keep(at, bytes);
    }
    return at;
  }

  #gather(bytes: Uint8Array): void {
    if (this.#tailLength + bytes.length > tailLimit) this.#seal();
    const wanted = this.#tailLength + bytes.length;
    if (wanted > this.#tail.length) {
      const grown = new Uint8Array(Math.min(tailLimit, Math.max(wanted, this.#tail.length * 2, 256)));
      grown.set(this.#tail.subarray(0, this.#tailLength));
      this.#tail = grown;
    }
    this.#tail.set(bytes, this.#tailLength);
    this.#tailLength = wanted;
    this.#length += bytes.length;
  }

  /** Closes the tail: the next bytes begin another part. */
  #seal(): void {
    if (this.#tailLength === 0) return;
    const used = this.#tail.subarray(0, this.#tailLength);
    this.#keep(this.#length - used.length, used);
    this.#tail = new Uint8Array(0);
    this.#tailLength = 0;
  }

  #keep(start: number, bytes: Uint8Array): void {
    const spilled = this.#spill?.(bytes) ?? null;
    this.#parts.push({ start, end: start + bytes.length, bytes: spilled ? null : bytes, spilled });
  }

  /** The part that holds `offset`; the tail when no part does. */
  #partAt(offset: number): Part {
    const parts = this.#parts;
    if (parts.length === 0 || offset >= parts[parts.length - 1].end) {
      const start = this.#length - this.#tailLength;
      return { start, end: this.#length, bytes: this.#tail.subarray(0, this.#tailLength), spilled: null };
    }
    let low = 0;
    let high = parts.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (parts[middle].end > offset) high = middle;
      else low = middle + 1;
    }
    return parts[low];
  }

  /** As `read`, at once. Throws for bytes that were spilled. */
  readNow(start: number, end: number): Uint8Array {
    const to = Math.min(end, this.#length);
    if (start >= to) return new Uint8Array(0);
    const first = this.#partAt(start);
    if (to <= first.end) return bytesOf(first).subarray(start - first.start, to - first.start);
    const result = new Uint8Array(to - start);
    for (let at = start; at < to; ) {
      const part = this.#partAt(at);
      const until = Math.min(to, part.end);
      result.set(bytesOf(part).subarray(at - part.start, until - part.start), at - start);
      at = until;
    }
    return result;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const to = Math.min(end, this.#length);
    if (this.#spill === null || start >= to) return this.readNow(start, end);
    const result = new Uint8Array(to - start);
    for (let at = start; at < to; ) {
      const part = this.#partAt(at);
      const until = Math.min(to, part.end);
      const bytes = await (part.spilled?.read(at - part.start, until - part.start) ??
        bytesOf(part).subarray(at - part.start, until - part.start));
      result.set(bytes, at - start);
      at = until;
    }
    return result;
  }
}

function bytesOf(part: Part): Uint8Array {
  if (part.bytes === null) throw new Error('Expected bytes in memory, found spilled bytes: use read().');
  return part.bytes;
}
