// The bytes of one payload or stream, as far as they are looked at: the beginning comes with the frame, the
// rest from the worker in pages. It keeps a limited number of pages and drops the least recently shown first.

import type { ByteRun, FrameView, PayloadKind, PayloadPage } from '../worker/protocol.ts';

/** Bytes a page: as many as come with a frame. */
export const pageSize = 65536;
/** Pages kept besides the first: 4 MiB. */
export const pageLimit = 64;
/** Requests that wait for their answer at the same time. */
const maxAsked = 2;

/** The value of a byte that has not arrived yet. */
export const notHere = -1;
/** The value of a byte that the capture lacks. */
export const lacking = -2;

/** Bytes to look at. */
export interface ByteView {
  readonly length: number;
  /** A byte's value, `notHere` or `lacking`. */
  at(index: number): number;
  /**
   * Requests the bytes of `[first, end)` that have not arrived. It replaces earlier requests that have not
   * been sent yet.
   */
  want(first: number, end: number): void;
  /** Grows when bytes arrive. */
  version(): number;
  subscribe(listener: () => void): () => void;
}

/** Asks the worker for a range of bytes; `null` when the answer is stale, or the request failed. */
export type ReadRange = (start: number, end: number) => Promise<PayloadPage | null>;

/** A run of bytes with the runs of it that the capture lacks, in offsets of the payload. */
export interface HeldBytes {
  readonly start: number;
  readonly bytes: Uint8Array;
  readonly holes: readonly ByteRun[];
}

/** The bytes that are available at once. */
export interface Beginning extends HeldBytes {
  /** Bytes of the payload, `null` where they have not been counted yet. */
  readonly total: number | null;
}

/** The bytes that come with a frame. */
export function beginningOf(frame: FrameView, kind: PayloadKind): Beginning {
  if (kind === 'message' && frame.message) return { start: 0, ...frame.message };
  return {
    start: 0,
    bytes: kind === 'wire' ? frame.wire : frame.unmasked,
    holes: frame.holes,
    total: frame.present,
  };
}

export class PayloadBytes implements ByteView {
  readonly kind: PayloadKind | 'stream';
  /** The bytes that are available at once: the beginning of a payload, or a place in a stream. */
  readonly head: HeldBytes;
  readonly #read: ReadRange;
  readonly #listeners = new Set<() => void>();
  readonly #pages = new Map<number, HeldBytes>();
  readonly #asked = new Set<number>();
  readonly #failed = new Set<number>();
  #wanted: number[] = [];
  #total: number | null;
  #note: string | null = null;
  #version = 0;

  constructor(kind: PayloadKind | 'stream', head: Beginning, read: ReadRange) {
    this.kind = kind;
    this.head = head;
    this.#total = head.total;
    this.#read = read;
  }

  /** Bytes of the payload, as far as they have been counted. */
  get length(): number {
    return Math.max(this.head.bytes.length, this.#total ?? 0);
  }

  /** Whether `length` is the whole length. */
  get counted(): boolean {
    return this.#total !== null;
  }

  /** Whether all bytes came with the frame. */
  get small(): boolean {
    return this.head.start === 0 && this.#total !== null && this.head.bytes.length >= this.#total;
  }

  /** Why `length` is not the whole payload, known once a piece of it has come. */
  get note(): string | null {
    return this.#note;
  }

  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  at(index: number): number {
    const { start, bytes } = this.head;
    const atHand = index >= start && index < start + bytes.length;
    const held = atHand ? this.head : this.#pages.get(Math.floor(index / pageSize));
    const value = held?.bytes[index - held.start];
    if (held === undefined || value === undefined) return notHere;
    return held.holes.some((hole) => index >= hole.start && index < hole.end) ? lacking : value;
  }

  want(first: number, end: number): void {
    // The length is unknown: the page after the beginning gives it.
    const to = this.#total === null ? Math.max(end, this.head.bytes.length + 1) : Math.min(end, this.#total);
    const from = this.head.start === 0 ? Math.max(first, this.head.bytes.length) : first;
    this.#wanted = [];
    for (let page = Math.floor(from / pageSize); page * pageSize < to; page++) {
      const held = this.#pages.get(page);
      if (held) {
        this.#pages.delete(page);
        this.#pages.set(page, held);
      } else if (!this.#asked.has(page) && !this.#failed.has(page)) this.#wanted.push(page);
    }
    this.#askNext();
  }

  /**
   * Reads `[start, end)` piece by piece, available or not. Ends early when a piece cannot be read.
   */
  async *pieces(start: number, end: number): AsyncGenerator<PayloadPage, boolean> {
    for (let at = start; at < end; ) {
      const page = await this.#read(at, end);
      if (page === null) return false;
      this.#learn(page);
      if (page.bytes.length === 0) return true;
      yield page;
      at += page.bytes.length;
      if (at >= page.total) return true;
    }
    return true;
  }

  #askNext(): void {
    while (this.#asked.size < maxAsked) {
      const page = this.#wanted.shift();
      if (page === undefined) return;
      void this.#ask(page);
    }
  }

  async #ask(page: number): Promise<void> {
    this.#asked.add(page);
    const answer = await this.#read(page * pageSize, (page + 1) * pageSize);
    this.#asked.delete(page);
    // Another request would fail again: the bytes stay missing until the frame is chosen again.
    if (answer === null) this.#failed.add(page);
    else {
      this.#pages.set(page, answer);
      for (const oldest of this.#pages.keys()) {
        if (this.#pages.size <= pageLimit) break;
        this.#pages.delete(oldest);
      }
      this.#learn(answer);
      this.#changed();
    }
    this.#askNext();
  }

  #learn({ total, note }: PayloadPage): void {
    if (total === this.#total && note === this.#note) return;
    this.#total = total;
    this.#note = note;
    this.#changed();
  }

  #changed(): void {
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}

/** All of `[start, end)` in one run, or `null` when a piece of it could not be read. */
export async function gather(payload: PayloadBytes, start: number, end: number): Promise<HeldBytes | null> {
  const parts: PayloadPage[] = [];
  const pieces = payload.pieces(start, end);
  for (;;) {
    const next = await pieces.next();
    if (next.done) {
      if (!next.value) return null;
      break;
    }
    parts.push(next.value);
  }
  return joined(start, parts);
}

/** Consecutive runs joined to one. */
export function joined(start: number, parts: readonly HeldBytes[]): HeldBytes {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.bytes.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part.bytes, at);
    at += part.bytes.length;
  }
  return { start, bytes, holes: parts.flatMap((part) => part.holes) };
}
