// Reads the application bytes of a message back on request: unmasked, joined, inflated.

import { concat } from '../bytes/concat.ts';
import type { Sender } from '../model/basics.ts';
import type { Connection } from '../model/connection.ts';
import { advance } from '../model/coordinates.ts';
import { violation } from '../model/violation.ts';
import { formatCount, inflateFaultText } from '../model/words.ts';
import { Inflater } from './inflate.ts';
import { unmaskCopy } from './mask.ts';
import type { InflateCheckpoint } from './message-checker.ts';

/** A message as far as it could be read. */
export interface ReadMessage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Why `bytes` is not the whole, or `null`. */
  readonly note: string | null;
  /** The request limit was reached: there may be more. */
  readonly capped: boolean;
}

/** Bytes `[start, end)` of a payload. */
export interface ByteRun {
  readonly start: number;
  readonly end: number;
}

/** The outcome of a message that was given out in runs. */
export interface Outcome {
  readonly note: string | null;
  readonly capped: boolean;
}

const slice = 1 << 18;
/** A message whose beginning was requested is inflated to its end when it has at most this many bytes. */
const putThrough = 1 << 20;

/**
 * Reads messages of one connection. Reading compressed messages in order is cheap: the window is kept from
 * one to the next.
 */
export class MessageReader {
  readonly #connection: Connection;
  readonly #checkpoints: (sender: Sender) => readonly InflateCheckpoint[];
  readonly #cursors: Partial<Record<Sender, Cursor>> = {};
  /** Messages that were inflated so far: what reading has cost. */
  inflatedCount = 0;
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

  /** Bytes `[start, end)` of a frame's unmasked payload, as far as the input holds them. */
  async payload(frame: number, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const wire = await this.wire(frame, start, end);
    const bytes = unmaskCopy(wire, this.#connection.frames.maskingKey(frame), start);
    // Zeros of a gap would look like data after unmasking.
    for (const hole of this.holes(frame, start, end)) bytes.fill(0, hole.start - start, hole.end - start);
    return bytes;
  }

  /** Bytes of a frame's payload up to the end of the input, gaps included. */
  reach(frame: number): number {
    return this.#connection.locator.payloadReach(frame);
  }

  /**
   * The runs of a frame's payload within `[start, end)` that the capture lacks: `wire` and `payload` give
   * zeros there.
   */
  holes(frame: number, start: number, end: number): ByteRun[] {
    const { frames, locator } = this.#connection;
    if ((frames.violations(frame) & violation.payloadGap) === 0) return [];
    const from = locator.payloadStart(frame);
    const stop = Math.min(end, frames.payloadLength(frame));
    const range = { start: advance(from, start), end: advance(from, stop) };
    return locator
      .missingRanges(frames.sender(frame), range)
      .map((run) => ({ start: run.start - from, end: run.end - from }));
  }

  /** Bytes `[start, end)` of a frame's payload as captured, masked where it is. */
  async wire(frame: number, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const { frames, directions, locator } = this.#connection;
    const from = locator.payloadStart(frame);
    const stop = Math.min(end, frames.payloadLength(frame));
    return directions[frames.sender(frame)].map.read(advance(from, start), advance(from, stop));
  }

  /** At most `cap` bytes of the message. */
  async read(message: number, cap: number): Promise<ReadMessage> {
    const parts: Uint8Array[] = [];
    const outcome = await this.give(message, cap, (bytes) => {
      parts.push(bytes.slice());
    });
    return { bytes: concat(parts), ...outcome };
  }

  /**
   * Gives the message's bytes out in runs, each valid during the call only, to at most `cap`. Calls wait for
   * each other, since they share the window.
   */
  give(message: number, cap: number, take: (bytes: Uint8Array) => void): Promise<Outcome> {
    const result = this.#queue.then(() => this.#give(message, new Sink(cap, take)));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #give(message: number, sink: Sink): Promise<Outcome> {
    const { messages } = this.#connection;
    if (messages.compressed(message)) return this.#inflate(message, sink);
    for (const frame of this.framesOf(message)) {
      const length = Math.min(this.reach(frame), sink.room);
      for (let at = 0; at < length; at += slice) {
        sink.add(await this.payload(frame, at, Math.min(length, at + slice)));
      }
      if (sink.full) break;
    }
    if (!messages.complete(message)) return { note: incompleteMessage, capped: sink.full };
    const total = messages.applicationLength(message);
    const part = `The first ${formatCount(sink.length)} of ${formatCount(total)} bytes.`;
    return { note: sink.length < total ? part : null, capped: sink.full && sink.length < total };
  }

  async #inflate(message: number, sink: Sink): Promise<Outcome> {
    const { messages, deflate } = this.#connection;
    const sender = messages.sender(message);
    const noTakeover =
      sender === 'server' ? deflate?.serverNoContextTakeover : deflate?.clientNoContextTakeover;
    let cursor = this.#cursors[sender];
    if (cursor && cursor.next > message) cursor = undefined;
    const checkpoint = noTakeover
      ? undefined
      : this.#checkpoints(sender).findLast((point) => point.message <= message);
    if (!cursor || (checkpoint && checkpoint.message > cursor.next)) {
      const tap: Tap = { sink: null };
      const inflater = new Inflater((bytes, start, end) => tap.sink?.add(bytes.subarray(start, end)));
      if (checkpoint) inflater.restore(checkpoint.snapshot);
      cursor = { next: checkpoint?.message ?? 0, inflater, tap, isWindowKnown: true };
    }
    this.#cursors[sender] = cursor;
    const { inflater, tap } = cursor;
    let { isWindowKnown } = cursor;
    let failed: string | null = null;
    let whole = true;
    for (let i = noTakeover ? message : cursor.next; i <= message; i++) {
      if (messages.sender(i) !== sender || !messages.compressed(i)) continue;
      tap.sink = i === message ? sink : null;
      // After a message that failed the window is unknown: only messages that do not refer to it can be
      // inflated.
      if (noTakeover || !isWindowKnown) inflater.reset();
      ({ failed, whole } = await this.#inflateOne(i, inflater, i === message ? sink : null));
      isWindowKnown = failed === null;
    }
    tap.sink = null;
    const capped = sink.full && failed === null;
    cursor.next = message + 1;
    cursor.isWindowKnown = isWindowKnown;
    // After a message that was read only to the limit the window is incomplete.
    if (failed === null && !whole) delete this.#cursors[sender];
    const part = `The first ${formatCount(sink.length)} bytes after inflating.`;
    return { note: failed ?? (capped ? part : null), capped };
  }

  /** Inflates a message into `sink` until it is full; `failed` says why inflating failed. */
  async #inflateOne(
    message: number,
    inflater: Inflater,
    sink: Sink | null,
  ): Promise<{ failed: string | null; whole: boolean }> {
    this.inflatedCount++;
    inflater.startMessage();
    const list = this.framesOf(message);
    const isLong = sink !== null && list.reduce((sum, frame) => sum + this.reach(frame), 0) > putThrough;
    for (const frame of list) {
      const length = this.reach(frame);
      for (let at = 0; at < length && inflater.error === null; at += slice) {
        const end = Math.min(length, at + slice);
        const stop = this.holes(frame, at, end)[0]?.start ?? end;
        const part = await this.payload(frame, at, stop);
        inflater.push(part, 0, part.length);
        if (sink?.full && isLong) return { failed: null, whole: false };
        if (stop < end && inflater.error === null) {
          giveOut(inflater);
          if (sink?.full) return { failed: null, whole: false };
          const place = `at byte ${formatCount(stop)} of the payload of frame ${formatCount(frame)}`;
          return { failed: `Inflating stopped where the capture lacks bytes: ${place}.`, whole: false };
        }
      }
    }
    if (inflater.error === null && !this.#connection.messages.complete(message)) {
      giveOut(inflater);
      return { failed: sink?.full ? null : incompleteMessage, whole: false };
    }
    inflater.finishMessage();
    if (inflater.error === null) return { failed: null, whole: true };
    return {
      failed: sink?.full ? null : `Inflating failed: ${inflateFaultText[inflater.error]}.`,
      whole: false,
    };
  }
}

/** Ends a truncated message: passes on what was inflated, and drops the bits that are left over. */
function giveOut(inflater: Inflater): void {
  inflater.error = 'truncated';
  inflater.finishMessage();
}

/** The note of a message without an end. */
export const incompleteMessage = 'The message is not complete in this input.';

/** Where reading the compressed messages of a direction has come to. */
interface Cursor {
  /** The message after the last one that was inflated. */
  next: number;
  readonly inflater: Inflater;
  readonly tap: Tap;
  /** False after a message that failed: the next one is inflated without a window. */
  isWindowKnown: boolean;
}

/** The current receiver of an inflater's output. */
interface Tap {
  sink: Sink | null;
}

/** Passes bytes on up to a cap. */
class Sink {
  readonly #cap: number;
  readonly #take: (bytes: Uint8Array) => void;
  length = 0;

  constructor(cap: number, take: (bytes: Uint8Array) => void) {
    this.#cap = cap;
    this.#take = take;
  }

  get full(): boolean {
    return this.length >= this.#cap;
  }

  get room(): number {
    return this.#cap - this.length;
  }

  add(bytes: Uint8Array): void {
    const length = Math.min(bytes.length, this.room);
    if (length <= 0) return;
    this.length += length;
    this.#take(bytes.subarray(0, length));
  }
}
