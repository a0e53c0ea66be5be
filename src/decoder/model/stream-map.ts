import { F64Column, U32Column } from '../bytes/column.ts';
import type { ByteStore } from '../bytes/store.ts';
import {
  advance,
  earlier,
  type FileOffset,
  fileOffset,
  later,
  type StreamOffset,
  streamOffset,
} from './coordinates.ts';

/** Stands for a store offset where the capture lacks the bytes. */
export const missing = -1 as FileOffset;

/** A range of a stream that is stored in one place. `at` is `missing` where the capture lacks the bytes. */
export interface Extent {
  readonly start: StreamOffset;
  readonly end: StreamOffset;
  readonly at: FileOffset;
  readonly time: number;
  /** In which turn of the conversation it arrived. */
  readonly turn: number;
}

/**
 * Where each byte of one direction lies in the store. Offsets count from the first byte of that direction,
 * the handshake included. Bytes that follow each other in the stream and in the store, and arrived at the
 * same time, are one extent.
 */
export class StreamMap {
  readonly store: ByteStore;
  readonly #starts = new F64Column();
  readonly #places = new F64Column();
  readonly #times = new F64Column();
  readonly #turns = new U32Column();
  #length = 0;

  constructor(store: ByteStore) {
    this.store = store;
  }

  /** Bytes of the stream so far, gaps included. */
  get length(): number {
    return this.#length;
  }

  get extentCount(): number {
    return this.#starts.length;
  }

  /**
   * Adds `length` bytes that are at `at` in the store, or a gap. `time` in seconds or NaN. `turn` counts how often the
   * connection changed direction, which orders the bytes of both directions where there are no times.
   */
  append(length: number, at: number, time: number, turn: number): void {
    const last = this.#starts.length - 1;
    if (last >= 0) {
      const place = this.#places.get(last);
      const lastTime = this.#times.get(last);
      const sameTime = lastTime === time || (Number.isNaN(lastTime) && Number.isNaN(time));
      const follows =
        place === missing ? at === missing : place + this.#length - this.#starts.get(last) === at;
      if (follows && sameTime && this.#turns.get(last) === turn) {
        this.#length += length;
        return;
      }
    }
    this.#starts.push(this.#length);
    this.#places.push(at);
    this.#times.push(time);
    this.#turns.push(turn);
    this.#length += length;
  }

  /** The extent at index `i`. */
  extent(i: number): Extent {
    const end = i + 1 < this.#starts.length ? this.#starts.get(i + 1) : this.#length;
    return {
      start: streamOffset(this.#starts.get(i)),
      end: streamOffset(end),
      at: fileOffset(this.#places.get(i)),
      time: this.#times.get(i),
      turn: this.#turns.get(i),
    };
  }

  /** Index of the extent that holds `offset`, or -1 before the first. */
  indexAt(offset: StreamOffset): number {
    return offset < 0 ? -1 : this.#starts.lastUpTo(offset);
  }

  /** When the byte at `offset` arrived, in seconds, or NaN. */
  timeAt(offset: StreamOffset): number {
    const index = this.indexAt(offset);
    return index < 0 ? Number.NaN : this.#times.get(index);
  }

  /** In which turn of the conversation the byte at `offset` arrived. */
  turnAt(offset: StreamOffset): number {
    const index = this.indexAt(offset);
    return index < 0 ? 0 : this.#turns.get(index);
  }

  /** Whether the capture lacks any byte of `[start, end)`. */
  hasHole(start: StreamOffset, end: StreamOffset): boolean {
    for (let i = this.indexAt(start); i >= 0 && i < this.#starts.length; i++) {
      const extent = this.extent(i);
      if (extent.start >= end) return false;
      if (extent.at === missing && extent.end > start) return true;
    }
    return false;
  }

  /** The extents of `[start, end)`, each cut to it. */
  *extents(start: StreamOffset, end: StreamOffset): Generator<Extent> {
    for (let i = Math.max(0, this.indexAt(start)); i < this.#starts.length; i++) {
      const extent = this.extent(i);
      if (extent.start >= end) return;
      const from = later(extent.start, start);
      const to = earlier(extent.end, end);
      if (from >= to) continue;
      const at = extent.at === missing ? missing : advance(extent.at, from - extent.start);
      yield { ...extent, start: from, end: to, at };
    }
  }

  /** Reads `[start, end)` back from the store. Gaps are zeros; `hasHole` and `extents` say where they are. */
  async read(start: StreamOffset, end: StreamOffset): Promise<Uint8Array<ArrayBuffer>> {
    const to = streamOffset(Math.min(end, this.#length));
    const result = new Uint8Array(Math.max(0, to - start));
    // Neighbouring packets lie close together in a capture: one read for a run of them is far cheaper than
    // one a packet.
    const extents = [...this.extents(start, to)].filter((extent) => extent.at !== missing);
    for (let i = 0; i < extents.length; ) {
      let j = i;
      const from = extents[i].at;
      let until = from + extents[i].end - extents[i].start;
      while (j + 1 < extents.length) {
        const next = extents[j + 1];
        if (next.at < until || next.at - until > 4096) break;
        until = next.at + next.end - next.start;
        j++;
      }
      const block = await this.store.read(from, until);
      for (; i <= j; i++) {
        const extent = extents[i];
        const part = block.subarray(extent.at - from, extent.at - from + extent.end - extent.start);
        result.set(part, extent.start - start);
      }
    }
    return result;
  }
}
