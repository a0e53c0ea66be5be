/** An empty builder keeps no more memory than this. */
const keptLimit = 1 << 20;

/**
 * Bytes that grow at the end. Holds at most `cap` of them; what does not fit is left out and `full` says so.
 */
export class ByteBuilder {
  #bytes = new Uint8Array(64);
  #length = 0;
  readonly #cap: number;
  full = false;

  constructor(cap = 256 * 1024 * 1024) {
    this.#cap = cap;
  }

  get length(): number {
    return this.#length;
  }

  #reserve(more: number): boolean {
    const wanted = this.#length + more;
    if (wanted > this.#cap) {
      this.full = true;
      return false;
    }
    if (wanted > this.#bytes.length) {
      const grown = new Uint8Array(Math.min(this.#cap, Math.max(wanted, this.#bytes.length * 2)));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    return true;
  }

  push(byte: number): void {
    if (this.#length < this.#bytes.length || this.#reserve(1)) this.#bytes[this.#length++] = byte;
  }

  append(bytes: Uint8Array): void {
    if (!this.#reserve(bytes.length)) return;
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Adds the first `count` of an array of byte values. */
  appendValues(values: ArrayLike<number>, count: number): void {
    if (!this.#reserve(count)) return;
    for (let i = 0; i < count; i++) this.#bytes[this.#length + i] = values[i];
    this.#length += count;
  }

  /** Repeats the last `size` bytes until `length` more were added. */
  repeatLast(size: number, length: number): void {
    if (size <= 0 || size > this.#length || !this.#reserve(length)) return;
    const start = this.#length - size;
    for (let i = 0; i < length; i++) this.#bytes[this.#length + i] = this.#bytes[start + (i % size)];
    this.#length += length;
  }

  /** Forgets all but the first `length` bytes. */
  truncate(length: number): void {
    if (length < this.#length) this.#length = length;
  }

  /** The bytes as a view on the builder's memory: good until the next change. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** A copy of the bytes; the builder starts again empty. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    if (this.#bytes.length > keptLimit) this.#bytes = new Uint8Array(64);
    return taken;
  }

  /** A copy of the first `count` bytes; the builder keeps the others. */
  takeFirst(count: number): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, count);
    this.#bytes.copyWithin(0, count, this.#length);
    this.#length -= count;
    return taken;
  }
}
