// The application bytes of a message, read back on request: unmasked, put together, inflated.

import type { Sender } from '../model/basics.ts';
import type { Connection } from '../model/connection.ts';
import { Inflater } from './inflate.ts';
import { unmaskCopy } from './mask.ts';
import type { InflateCheckpoint } from './message-checker.ts';

/** A message as far as it could be read. */
export interface ReadMessage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Why `bytes` is not the whole, or `null`. */
  readonly note: string | null;
}

const slice = 1 << 18;

/** Reads messages of one connection. Compressed ones in order are cheap: the window is kept from one to the next. */
export class MessageReader {
  readonly #connection: Connection;
  readonly #checkpoints: (sender: Sender) => readonly InflateCheckpoint[];
  readonly #cursors: Partial<Record<Sender, { next: number; inflater: Inflater; sink: Sink }>> = {};
  #queue: Promise<unknown> = Promise.resolve();

  constructor(connection: Connection, checkpoints: (sender: Sender) => readonly InflateCheckpoint[]) {
    this.#connection = connection;
    this.#checkpoints = checkpoints;
  }

  /** Indices of the frames that carry a message, in order. */
  framesOf(message: number): number[] {
    const { frames, messages } = this.#connection;
    const list: number[] = [];
    const last = messages.complete(message) ? messages.lastFrame(message) : frames.length - 1;
    for (let i = messages.firstFrame(message); i <= last; i++) {
      if (frames.message(i) === message) list.push(i);
    }
    return list;
  }

  /** The payload of a frame with its mask taken off: bytes `[start, end)` of it, as far as the input holds them. */
  async payload(frame: number, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const wire = await this.wire(frame, start, end);
    return unmaskCopy(wire, this.#connection.frames.maskingKey(frame), start);
  }

  /** The payload of a frame as it lies. */
  async wire(frame: number, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const { frames, directions } = this.#connection;
    const direction = directions[frames.sender(frame)];
    const from = direction.base + frames.offset(frame) + frames.headerLength(frame);
    const stop = Math.min(end, frames.payloadLength(frame));
    return direction.map.read(from + start, from + stop);
  }

  /** The message's bytes, to at most `cap`. Calls wait for each other, since they share the window. */
  read(message: number, cap: number): Promise<ReadMessage> {
    const result = this.#queue.then(() => this.#read(message, cap));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #read(message: number, cap: number): Promise<ReadMessage> {
    if (this.#connection.messages.compressed(message)) return this.#inflate(message, cap);
    const sink = new Sink(cap);
    for (const frame of this.framesOf(message)) {
      const room = cap - sink.length;
      if (room <= 0) break;
      sink.add(await this.payload(frame, 0, room));
    }
    const complete = this.#connection.messages.complete(message);
    const total = this.#connection.messages.applicationLength(message);
    const note = !complete
      ? 'The message is not complete in this input.'
      : sink.length < total
        ? `The first ${sink.length.toLocaleString('en')} of ${total.toLocaleString('en')} bytes.`
        : null;
    return { bytes: sink.bytes(), note };
  }

  async #inflate(message: number, cap: number): Promise<ReadMessage> {
    const { messages, deflate } = this.#connection;
    const sender = messages.sender(message);
    const noTakeover =
      sender === 'server' ? deflate?.serverNoContextTakeover : deflate?.clientNoContextTakeover;
    let cursor = this.#cursors[sender];
    if (cursor && (cursor.next > message || cursor.inflater.error !== null)) cursor = undefined;
    const checkpoint = noTakeover
      ? undefined
      : this.#checkpoints(sender).findLast((point) => point.message <= message);
    if (!cursor || (checkpoint && checkpoint.message > cursor.next)) {
      const sink = new Sink(cap);
      const inflater = new Inflater((bytes, start, end) => sink.add(bytes.subarray(start, end)));
      if (checkpoint) inflater.restore(checkpoint.snapshot);
      cursor = { next: checkpoint?.message ?? 0, inflater, sink };
    }
    this.#cursors[sender] = cursor;
    const { inflater, sink } = cursor;
    let failed: string | null = null;
    for (let i = noTakeover ? message : cursor.next; i <= message; i++) {
      if (messages.sender(i) !== sender || !messages.compressed(i)) continue;
      sink.reset(i === message ? cap : 0);
      if (noTakeover) inflater.reset();
      inflater.startMessage();
      for (const frame of this.framesOf(i)) {
        const length = this.#connection.frames.payloadLength(frame);
        for (let at = 0; at < length && inflater.error === null; at += slice) {
          const part = await this.payload(frame, at, at + slice);
          if (part.length === 0) break;
          inflater.push(part, 0, part.length);
          if (sink.full && i === message) break;
        }
      }
      if (!(sink.full && i === message)) inflater.finishMessage();
      if (inflater.error !== null) {
        failed = inflater.error;
        break;
      }
    }
    const stoppedEarly = sink.full && failed === null;
    cursor.next = message + 1;
    // A message left in the middle leaves no window to go on with.
    if (stoppedEarly || failed !== null) delete this.#cursors[sender];
    const note =
      failed !== null
        ? `Inflating failed: ${failed}.`
        : stoppedEarly
          ? `The first ${sink.length.toLocaleString('en')} bytes after inflating.`
          : messages.complete(message)
            ? null
            : 'The message is not complete in this input.';
    return { bytes: sink.bytes(), note };
  }
}

/** Gathers bytes up to a cap. */
class Sink {
  #parts: Uint8Array[] = [];
  #cap: number;
  length = 0;

  constructor(cap: number) {
    this.#cap = cap;
  }

  get full(): boolean {
    return this.length >= this.#cap && this.#cap > 0;
  }

  reset(cap: number): void {
    this.#parts = [];
    this.#cap = cap;
    this.length = 0;
  }

  add(bytes: Uint8Array): void {
    const take = Math.min(bytes.length, this.#cap - this.length);
    if (take <= 0) return;
    this.#parts.push(bytes.slice(0, take));
    this.length += take;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const result = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.#parts) {
      result.set(part, at);
      at += part.length;
    }
    return result;
  }
}
