// Reads a captured connection back from its store, piece by piece in the order in which it arrived.

import type { ByteStore } from '../decoder/bytes/store.ts';
import type { Sender } from '../decoder/model/basics.ts';
import type { Connection } from '../decoder/model/connection.ts';
import { missing } from '../decoder/model/stream-map.ts';
import { piecesInOrder } from '../decoder/websocket/replay.ts';
import { Cancelled } from './cancelled.ts';
import { yieldToEventLoop } from './yield-to-event-loop.ts';

/** Bytes of the store that are read at once. */
const windowBytes = 1 << 20;
/** Milliseconds between two turns of the event loop. */
const yieldInterval = 16;

/** A part of a store in memory. */
interface Window {
  readonly start: number;
  readonly bytes: Uint8Array;
}

const noWindow: Window = { start: 0, bytes: new Uint8Array(0) };

/** Reads a store through two windows, so that neighbouring packets cost one read, also where the senders lie apart. */
class WindowReader {
  readonly #store: ByteStore;
  #latest = noWindow;
  #other = noWindow;

  constructor(store: ByteStore) {
    this.#store = store;
  }

  /** The bytes `[start, end)` when a window has them. */
  now(start: number, end: number): Uint8Array | null {
    if (!isInside(this.#latest, start, end)) {
      if (!isInside(this.#other, start, end)) return null;
      [this.#latest, this.#other] = [this.#other, this.#latest];
    }
    return this.#latest.bytes.subarray(start - this.#latest.start, end - this.#latest.start);
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    this.#other = this.#latest;
    this.#latest = { start, bytes: await this.#store.read(start, Math.max(end, start + windowBytes)) };
    return this.#latest.bytes.subarray(0, end - start);
  }
}

function isInside(window: Window, start: number, end: number): boolean {
  return start >= window.start && end <= window.start + window.bytes.length;
}

/** Yields to the event loop at intervals, and ends when the user cancelled. */
export class Pace {
  readonly #isCancelled: () => boolean;
  #last = performance.now();

  constructor(isCancelled: () => boolean) {
    this.#isCancelled = isCancelled;
  }

  /** Whether it is time to yield: asked for each piece, so that most of them cost no promise. */
  get isDue(): boolean {
    return performance.now() - this.#last >= yieldInterval;
  }

  async step(): Promise<void> {
    if (!this.isDue) return;
    await yieldToEventLoop();
    this.#last = performance.now();
    if (this.#isCancelled()) throw new Cancelled();
  }
}

/** Bytes of a sender that arrived at once, or a gap. */
export interface CarrierPiece {
  readonly sender: Sender;
  /** Stream offset of its first byte. */
  readonly offset: number;
  readonly length: number;
  /** Borrowed until the next piece; `null` for a gap. */
  readonly bytes: Uint8Array | null;
  /** Where it is in the store. */
  readonly at: number;
  readonly time: number;
}

/** The pieces of both directions, at most a MiB each. */
export async function* readPieces(
  connection: Connection,
  store: ByteStore,
  pace: Pace,
): AsyncGenerator<CarrierPiece> {
  const reader = new WindowReader(store);
  for (const { sender, piece } of piecesInOrder(connection)) {
    const length = piece.end - piece.start;
    const { time } = piece;
    if (piece.at === missing) {
      yield { sender, offset: piece.start, length, bytes: null, at: missing, time };
      continue;
    }
    for (let read = 0; read < length; read += windowBytes) {
      const at = piece.at + read;
      const end = Math.min(at + windowBytes, piece.at + length);
      const bytes = reader.now(at, end) ?? (await reader.read(at, end));
      yield { sender, offset: piece.start + read, length: end - at, bytes, at, time };
      if (pace.isDue) await pace.step();
    }
  }
}
