// The segments that were delivered lately, so that retransmitted bytes can be compared with the first copy.
// It keeps the last mebibyte of the file and a ring of the segments delivered from it.

const ringBytes = 1 << 20;
const ringMask = ringBytes - 1;
/**
 * A first copy further back in the file, in bytes, is not compared. Less than the ring holds, so that the
 * chunk size has no influence.
 */
const reach = 1 << 19;
const rows = 1 << 14;
const rowMask = rows - 1;

/** What `compare` found. */
export type Comparison = 'same' | 'differs' | 'not-known';

/** Remembers delivered segments by the direction they belong to. */
export class DeliveredSegments {
  readonly #ring = new Uint8Array(ringBytes);
  #chunk = new Uint8Array(0);
  #chunkAt = 0;
  // Row n of the ring: stream offset, length, file offset, IP identification, and the row before it of the
  // same direction.
  readonly #offsets = new Float64Array(rows);
  readonly #lengths = new Uint32Array(rows);
  readonly #places = new Float64Array(rows);
  readonly #identifications = new Uint16Array(rows);
  readonly #before = new Float64Array(rows);
  #count = 0;

  /** Call before reading a chunk: its bytes are not copied while it is being read. */
  begin(chunk: Uint8Array, at: number): void {
    this.#chunk = chunk as Uint8Array<ArrayBuffer>;
    this.#chunkAt = at;
  }

  /** Call when a chunk has been read. */
  finish(): void {
    const chunk = this.#chunk;
    const from = Math.max(0, chunk.length - ringBytes);
    const place = (this.#chunkAt + from) % ringBytes;
    const first = Math.min(chunk.length - from, ringBytes - place);
    this.#ring.set(chunk.subarray(from, from + first), place);
    if (from + first < chunk.length) this.#ring.set(chunk.subarray(from + first), 0);
    this.#chunkAt += chunk.length;
    this.#chunk = new Uint8Array(0);
  }

  /**
   * Notes a delivered segment and returns its row. `before`: the row of the direction's last segment, or -1.
   */
  add(before: number, offset: number, length: number, at: number, identification: number): number {
    const row = this.#count++;
    const slot = row & rowMask;
    this.#offsets[slot] = offset;
    this.#lengths[slot] = length;
    this.#places[slot] = at;
    this.#identifications[slot] = identification;
    this.#before[slot] = before;
    return row;
  }

  /** Whether the segment at `offset` was first carried by a packet with this IP identification. */
  isSamePacket(row: number, offset: number, length: number, identification: number): boolean {
    if (identification === 0) return false;
    for (let r = row; r >= 0 && r >= this.#count - rows; r = this.#before[r & rowMask]) {
      const slot = r & rowMask;
      if (this.#offsets[slot] === offset && this.#lengths[slot] === length) {
        return this.#identifications[slot] === identification;
      }
      if (this.#offsets[slot] < offset) return false;
    }
    return false;
  }

  /**
   * Compares retransmitted bytes with their first copy. `offset` is their stream offset, `at` their file
   * offset. `not-known` when the first copy is too far back, in part or whole.
   */
  compare(
    row: number,
    offset: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    at: number,
  ): { result: Comparison; offset: number } {
    let wanted = end - start;
    for (let r = row; r >= 0 && r >= this.#count - rows && wanted > 0; r = this.#before[r & rowMask]) {
      const slot = r & rowMask;
      const rowOffset = this.#offsets[slot];
      const from = Math.max(rowOffset, offset);
      const to = Math.min(rowOffset + this.#lengths[slot], offset + end - start);
      if (rowOffset + this.#lengths[slot] <= offset) break;
      if (from >= to) continue;
      const place = this.#places[slot] + from - rowOffset;
      if (at - place > reach) break;
      for (let i = 0; i < to - from; i++) {
        if (this.#byteAt(place + i) !== bytes[start + from - offset + i]) {
          return { result: 'differs', offset: from + i };
        }
      }
      wanted -= to - from;
    }
    return { result: wanted === 0 ? 'same' : 'not-known', offset };
  }

  #byteAt(at: number): number {
    return at >= this.#chunkAt ? this.#chunk[at - this.#chunkAt] : this.#ring[at & ringMask];
  }
}
