// The segments of one direction that arrived before the ones in front of them, in order. They are kept in
// blocks: wherever a segment is added or taken, only the rest of its block moves.

/** Bytes that came early, or a known gap: `bytes` is `null` where the snapshot length cut them off. */
export interface OutOfOrderSegment {
  /** Offset in the stream. */
  start: number;
  length: number;
  bytes: Uint8Array | null;
  at: number;
  time: number;
  identification: number;
}

/** Segments in a full block; a block that grows further is split. */
const maxBlock = 256;

/** A place in the queue: good until the queue changes elsewhere. */
export interface QueuePlace {
  block: number;
  index: number;
}

/** Sorted by `start`, without overlap. */
export class OutOfOrderQueue {
  readonly #blocks: OutOfOrderSegment[][] = [];
  length = 0;
  /** Segments that were looked at or moved: the cost of the queue. */
  steps = 0;

  get first(): OutOfOrderSegment | undefined {
    return this.#blocks[0]?.[0];
  }

  /** Takes the first segment away. */
  shift(): void {
    const [block] = this.#blocks;
    if (block === undefined) return;
    this.steps += block.length;
    block.shift();
    this.length--;
    if (block.length === 0) {
      this.steps += this.#blocks.length;
      this.#blocks.shift();
    }
  }

  /** The place of the first segment that ends after stream offset `offset`, or the end of the queue. */
  placeAfter(offset: number): QueuePlace {
    const blocks = this.#blocks;
    const block = this.#search(blocks.length, (i) => endOf(blocks[i][blocks[i].length - 1]) > offset);
    if (block === blocks.length) return { block, index: 0 };
    const segments = blocks[block];
    return { block, index: this.#search(segments.length, (i) => endOf(segments[i]) > offset) };
  }

  /** The segment at a place; `undefined` at the end. */
  at({ block, index }: QueuePlace): OutOfOrderSegment | undefined {
    return this.#blocks[block]?.[index];
  }

  /** Moves a place to the segment after it. */
  advance(place: QueuePlace): void {
    this.steps++;
    place.index++;
    if (place.index < this.#blocks[place.block].length) return;
    place.block++;
    place.index = 0;
  }

  /** Puts a segment before the one at `place`, which is then the place of the new segment. */
  insert(place: QueuePlace, segment: OutOfOrderSegment): void {
    const blocks = this.#blocks;
    if (place.index === 0 && place.block > 0) {
      place.block--;
      place.index = blocks[place.block].length;
    }
    if (blocks.length === 0) blocks.push([]);
    const block = blocks[place.block];
    this.steps += block.length - place.index + 1;
    block.splice(place.index, 0, segment);
    this.length++;
    if (block.length <= maxBlock) return;
    const half = maxBlock >> 1;
    this.steps += block.length + blocks.length;
    blocks.splice(place.block + 1, 0, block.splice(half));
    if (place.index >= half) {
      place.block++;
      place.index -= half;
    }
  }

  /** The lowest number below `count` for which `isAfter` holds; `count` without one. */
  #search(count: number, isAfter: (index: number) => boolean): number {
    let low = 0;
    let high = count;
    while (low < high) {
      this.steps++;
      const middle = (low + high) >> 1;
      if (isAfter(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function endOf(segment: OutOfOrderSegment): number {
  return segment.start + segment.length;
}
