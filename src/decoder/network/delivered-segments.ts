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
  // A row further back in the same direction, which lets a search skip rows: the scheme of a skip list in which
  // each row has one such link (Myers, "An applicative random-access stack", 1983).
  readonly #jumps = new Float64Array(rows);
  readonly #depths = new Uint32Array(rows);
  #count = 0;
  /** Rows that were looked at: the cost of retransmissions. */
  steps = 0;

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
    this.#link(slot, before);
    return row;
  }

  /** Sets the jump of a new row. */
  #link(slot: number, before: number): void {
    const jumps = this.#jumps;
    const depths = this.#depths;
    if (!this.#isHeld(before)) {
      jumps[slot] = -1;
      depths[slot] = 0;
      return;
    }
    const near = before & rowMask;
    depths[slot] = depths[near] + 1;
    jumps[slot] = before;
    const far = jumps[near];
    if (!this.#isHeld(far) || !this.#isHeld(jumps[far & rowMask])) return;
    const farther = jumps[far & rowMask];
    const isEven = depths[near] - depths[far & rowMask] === depths[far & rowMask] - depths[farther & rowMask];
    if (isEven) jumps[slot] = farther;
  }

  #isHeld(row: number): boolean {
    return row >= 0 && row >= this.#count - rows;
  }

  /** The latest row of the direction, from `row` back, that begins at `offset` or before; -1 without one. */
  #rowAt(row: number, offset: number): number {
    let at = row;
    while (this.#isHeld(at) && this.#offsets[at & rowMask] > offset) {
      this.steps++;
      const jump = this.#jumps[at & rowMask];
      const isBeyond = !this.#isHeld(jump) || this.#offsets[jump & rowMask] <= offset;
      at = isBeyond ? this.#before[at & rowMask] : jump;
    }
    return this.#isHeld(at) ? at : -1;
  }

  /** Whether the segment at `offset` was first carried by a packet with this IP identification. */
  isSamePacket(row: number, offset: number, length: number, identification: number): boolean {
    if (identification === 0) return false;
    const found = this.#rowAt(row, offset);
    if (found < 0) return false;
    const slot = found & rowMask;
    const isSame = this.#offsets[slot] === offset && this.#lengths[slot] === length;
    return isSame && this.#identifications[slot] === identification;
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
    const last = this.#rowAt(row, offset + wanted - 1);
    for (let r = last; this.#isHeld(r) && wanted > 0; r = this.#before[r & rowMask]) {
      this.steps++;
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
