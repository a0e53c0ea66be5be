// Payloads of any size, read in pages: of a frame, masked or unmasked, or of its whole message. The message
// that was inflated last is kept, because inflating a page needs all bytes before it.

import type { ByteRun } from '../decoder/websocket/message-reader.ts';
import type { OpenConnection } from './capture.ts';
import type { PayloadPage, PayloadRequest } from './protocol.ts';

const maxPerCall = 1 << 20;
const partSize = 1 << 20;
/** One message is inflated up to this many bytes; the checks of a stream stop there too. */
const inflateCap = 256 * 1024 * 1024;

/**
 * Bytes in the order in which they were added. Only the last ones are in memory; Blobs, which a browser may
 * put on disk, hold the others.
 */
export class BlobPile {
  readonly #parts: Blob[] = [];
  #last = new Uint8Array(0);
  #used = 0;

  get length(): number {
    return this.#parts.length * partSize + this.#used;
  }

  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const take = Math.min(bytes.length - at, partSize - this.#used);
      this.#makeRoom(this.#used + take);
      this.#last.set(bytes.subarray(at, at + take), this.#used);
      this.#used += take;
      at += take;
      if (this.#used < partSize) continue;
      this.#parts.push(new Blob([this.#last]));
      this.#used = 0;
    }
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const result = new Uint8Array(Math.max(0, Math.min(end, this.length) - start));
    for (let at = 0; at < result.length; ) {
      const index = Math.floor((start + at) / partSize);
      const from = start + at - index * partSize;
      const until = Math.min(partSize, from + result.length - at);
      const part = this.#parts[index];
      result.set(
        part ? new Uint8Array(await part.slice(from, until).arrayBuffer()) : this.#last.subarray(from, until),
        at,
      );
      at += until - from;
    }
    return result;
  }

  #makeRoom(wanted: number): void {
    if (wanted <= this.#last.length) return;
    const grown = new Uint8Array(Math.min(partSize, Math.max(wanted, this.#last.length * 2, 4096)));
    grown.set(this.#last.subarray(0, this.#used));
    this.#last = grown;
  }
}

interface Inflated {
  readonly pile: BlobPile;
  readonly note: string | null;
}

/**
 * Where the share of each frame in a message begins. The last entry of `starts` is the length of the message.
 */
interface Layout {
  readonly frames: readonly number[];
  readonly starts: readonly number[];
}

/** A result for one message, valid while its connection has the same frames. */
interface Held<T> {
  readonly open: OpenConnection;
  readonly message: number;
  readonly frameCount: number;
  readonly value: T;
}

function heldFor<T>(held: Held<T> | null, open: OpenConnection, message: number): T | null {
  const fits =
    held?.open === open && held.message === message && held.frameCount === open.connection.frames.length;
  return fits ? held.value : null;
}

/** Reads pages of payloads. */
export class PayloadReader {
  #inflated: Held<Promise<Inflated>> | null = null;
  #layout: Held<Layout> | null = null;

  /** Reads at most a MiB of the requested range. */
  async read(open: OpenConnection, request: PayloadRequest): Promise<PayloadPage> {
    const { frame, of } = request;
    const start = Math.max(0, Math.floor(request.start));
    const end = Math.min(start + maxPerCall, Math.max(start, request.end));
    const { frames, messages, fidelity } = open.connection;
    const empty = { start, bytes: new Uint8Array(0), holes: [], total: 0, note: null };
    if (fidelity === 'frames') return empty;
    if (of !== 'message') {
      return {
        ...(await pageOf(open, frame, of, start, end)),
        total: open.messages.reach(frame),
        note: null,
      };
    }
    const message = frames.message(frame);
    if (message < 0) return empty;
    if (!messages.compressed(message)) return this.#joined(open, message, start, end);
    const { pile, note } = await this.#inflate(open, message);
    return { start, bytes: await pile.read(start, end), holes: [], total: pile.length, note };
  }

  async #joined(open: OpenConnection, message: number, start: number, end: number): Promise<PayloadPage> {
    const { frames, starts } = this.#layoutOf(open, message);
    const total = starts[starts.length - 1];
    const bytes = new Uint8Array(Math.max(0, Math.min(end, total) - start));
    const holes: ByteRun[] = [];
    for (let i = shareAt(starts, start); i < frames.length && starts[i] < end; i++) {
      const from = Math.max(0, start - starts[i]);
      const until = Math.min(starts[i + 1], end) - starts[i];
      if (from >= until) continue;
      const part = await pageOf(open, frames[i], 'unmasked', from, until);
      bytes.set(part.bytes, starts[i] + from - start);
      for (const hole of part.holes) {
        holes.push({ start: hole.start + starts[i], end: hole.end + starts[i] });
      }
    }
    return { start, bytes, holes, total, note: null };
  }

  #layoutOf(open: OpenConnection, message: number): Layout {
    const held = heldFor(this.#layout, open, message);
    if (held !== null) return held;
    const frames = open.messages.framesOf(message);
    const starts = [0];
    for (const [i, frame] of frames.entries()) starts.push(starts[i] + open.messages.reach(frame));
    const value = { frames, starts };
    this.#layout = { open, message, frameCount: open.connection.frames.length, value };
    return value;
  }

  #inflate(open: OpenConnection, message: number): Promise<Inflated> {
    const held = heldFor(this.#inflated, open, message);
    if (held !== null) return held;
    const value = inflate(open, message);
    const entry = { open, message, frameCount: open.connection.frames.length, value };
    this.#inflated = entry;
    value.catch(() => {
      if (this.#inflated === entry) this.#inflated = null;
    });
    return value;
  }
}

async function inflate(open: OpenConnection, message: number): Promise<Inflated> {
  const pile = new BlobPile();
  const { note, capped } = await open.messages.give(message, inflateCap, (bytes) => pile.add(bytes));
  if (!capped) return { pile, note };
  return { pile, note: `The message inflates to more than 256 MiB. The rest is not shown.` };
}

/** A page of one frame's payload, with its gaps in payload offsets. */
async function pageOf(
  open: OpenConnection,
  frame: number,
  of: 'wire' | 'unmasked',
  start: number,
  end: number,
) {
  const { messages } = open;
  const bytes =
    of === 'wire' ? await messages.wire(frame, start, end) : await messages.payload(frame, start, end);
  return { start, bytes, holes: messages.holes(frame, start, end) };
}

/** Index of the last share that begins at or before `offset`. */
function shareAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = Math.max(0, starts.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
