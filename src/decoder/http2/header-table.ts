// The dynamic table of HPACK (RFC 7541 2.3.2): the newest entry has the lowest index, the oldest is evicted.

/** A name or a value is `null` where the capture lacks the bytes that would give it. */
export interface HeaderField {
  readonly name: string | null;
  readonly value: string | null;
}

/** Size that RFC 7541 4.1 adds to each entry. */
const entryOverhead = 32;
/** Evicted entries are released once there are this many of them, and half of the array. */
const maxEvicted = 64;

/** Size of a field as the table counts it. Unknown text counts as empty. */
export function sizeOf({ name, value }: HeaderField): number {
  return (name?.length ?? 0) + (value?.length ?? 0) + entryOverhead;
}

export class HeaderTable {
  /** Oldest first; those before `#first` are evicted. */
  #entries: HeaderField[] = [];
  #first = 0;
  #size = 0;
  #maxSize: number;

  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  get length(): number {
    return this.#entries.length - this.#first;
  }

  get size(): number {
    return this.#size;
  }

  /** The entry at `index`, 0 for the newest. */
  at(index: number): HeaderField | null {
    return index < this.length ? this.#entries[this.#entries.length - 1 - index] : null;
  }

  add(field: HeaderField): void {
    const size = sizeOf(field);
    this.#evictTo(this.#maxSize - size);
    // An entry that is larger than the table empties it, and is not added (RFC 7541 4.4).
    if (size > this.#maxSize) return;
    this.#entries.push(field);
    this.#size += size;
  }

  resize(maxSize: number): void {
    this.#maxSize = maxSize;
    this.#evictTo(maxSize);
  }

  clear(): void {
    this.#entries = [];
    this.#first = 0;
    this.#size = 0;
  }

  #evictTo(size: number): void {
    while (this.length > 0 && this.#size > size) this.#size -= sizeOf(this.#entries[this.#first++]);
    if (this.#first < maxEvicted || this.#first * 2 < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#first);
    this.#first = 0;
  }
}
