// Reads one direction of an HTTP/2 connection (RFC 9113): the payload of DATA frames as it arrives, all other
// frames as a whole. An input may begin in the middle of a connection, so the reader can find where frames
// begin.

import { concat } from '../bytes/concat.ts';
import {
  flag,
  frameHeaderLength,
  framesOf,
  frameType,
  http2Preface,
  numberAt,
  startsWithPreface,
  streamAt,
} from './frames.ts';

/** Receives what a direction holds. */
export interface Http2Listener {
  /** A header block of the stream begins: its request or response, or trailers. */
  headers(stream: number): void;
  /**
   * Payload without padding, borrowed; one DATA frame may give it in several calls. `offset`: of its first
   * byte in the bytes that were pushed.
   */
  data(stream: number, bytes: Uint8Array, offset: number): void;
  /** END_STREAM: the sender has finished the stream. */
  finished(stream: number): void;
  /** RST_STREAM with its error code. */
  reset(stream: number, code: number): void;
  /**
   * A complete header block, CONTINUATION included, borrowed; `null` when bytes of it are missing or it is
   * longer than `maxHeaderBlock`. `promised`: the stream that PUSH_PROMISE reserves.
   */
  headerBlock?(stream: number, block: Uint8Array | null, promised: number | null): void;
  settings?(values: ReadonlyMap<number, number>): void;
  windowUpdate?(stream: number, increment: number): void;
  goAway?(lastStream: number, code: number, debugData: Uint8Array): void;
  /** A frame begins. For counts and flow control: `length` includes padding. */
  frame?(type: number, stream: number, length: number): void;
}

/** Longest header block that is kept: servers and browsers limit theirs to 8 to 256 KiB. */
export const maxHeaderBlock = 1 << 18;
/** Bytes that are kept of a frame that is not DATA and has no header block. */
const maxKept = 1 << 12;

function hasHeaderBlock(type: number): boolean {
  return type === frameType.headers || type === frameType.pushPromise || type === frameType.continuation;
}

/** Reads one direction. */
export class Http2Direction {
  readonly #listener: Http2Listener;
  readonly #head = new Uint8Array(frameHeaderLength);
  #headFilled = 0;
  #preface: number;
  #inStep: boolean;
  #begun = false;
  #type = 0;
  #flags = 0;
  #stream = 0;
  /** Bytes of the frame's payload that are still to come, padding included. */
  #left = 0;
  /** Length of the padding at the end of DATA; `null` when its length byte has not come yet. */
  #padding: number | null = 0;
  /** What came of the payload of a frame that is read as a whole. */
  #kept: Uint8Array = new Uint8Array(0);
  #keptLength = 0;
  /** No byte of it is missing. */
  #isKeptWhole = true;
  /** The header block that CONTINUATION continues. */
  #block: OpenBlock | null = null;
  /** Number of places where the frame boundary was lost, or where a frame contradicts itself. */
  damage = 0;

  /**
   * `start`: at the connection's first byte, or in the middle of it. `preface`: whether the client's 24 bytes
   * come first.
   */
  constructor(listener: Http2Listener, start: 'first' | 'middle', preface: boolean) {
    this.#listener = listener;
    this.#inStep = start === 'first';
    this.#preface = preface && start === 'first' ? http2Preface.length : 0;
  }

  /**
   * Takes bytes, borrowed. Until the beginning of a frame was found, it looks for one at the first byte of
   * each call.
   */
  push(bytes: Uint8Array): void {
    if (!this.#inStep) {
      if (framesOf(bytes) === null) return;
      this.#inStep = true;
    }
    let at = Math.min(this.#preface, bytes.length);
    // A server sends no preface: what a client sends without one has lost its beginning.
    if (this.#preface === http2Preface.length && !startsWithPreface(bytes)) {
      this.#preface = 0;
      at = 0;
    }
    this.#begun = true;
    this.#preface -= at;
    while (at < bytes.length) {
      if (this.#left === 0) at = this.#header(bytes, at);
      else at = this.#type === frameType.data ? this.#data(bytes, at) : this.#whole(bytes, at);
    }
  }

  /** Whether it knows where frames begin. */
  get isInStep(): boolean {
    return this.#inStep;
  }

  /** Bytes are missing. Returns the stream whose DATA frame contains all of them, or `null`. */
  gap(length: number): number | null {
    if (this.#left > length && this.#padding !== null) {
      this.#left -= length;
      if (this.#type === frameType.data) return this.#stream;
      this.#isKeptWhole = false;
      return null;
    }
    if (this.#inStep && this.#begun) this.damage++;
    this.#inStep = false;
    this.#headFilled = 0;
    this.#left = 0;
    this.#preface = 0;
    this.#kept = new Uint8Array(0);
    this.#loseBlock();
    return null;
  }

  #header(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length && this.#headFilled < frameHeaderLength)
      this.#head[this.#headFilled++] = bytes[at++];
    if (this.#headFilled < frameHeaderLength) return at;
    this.#headFilled = 0;
    const head = this.#head;
    this.#left = (head[0] << 16) | (head[1] << 8) | head[2];
    this.#type = head[3];
    this.#flags = head[4];
    this.#stream = streamAt(head, 0);
    const isPaddedData = this.#type === frameType.data && (this.#flags & flag.padded) !== 0;
    this.#padding = isPaddedData ? null : 0;
    const limit = hasHeaderBlock(this.#type) ? maxHeaderBlock : maxKept;
    this.#kept = new Uint8Array(this.#type === frameType.data ? 0 : Math.min(this.#left, limit));
    this.#keptLength = 0;
    this.#isKeptWhole = true;
    // No other frame may come between HEADERS and its CONTINUATION (RFC 9113 6.10).
    if (this.#block !== null && this.#type !== frameType.continuation) this.#loseBlock();
    this.#listener.frame?.(this.#type, this.#stream, this.#left);
    if (this.#type === frameType.headers) this.#listener.headers(this.#stream);
    if (this.#left === 0) this.#finish();
    return at;
  }

  #data(bytes: Uint8Array, from: number): number {
    let at = from;
    if (this.#padding === null) {
      this.#padding = bytes[at++];
      this.#left--;
      if (this.#padding > this.#left) {
        // The padding is longer than the frame (RFC 9113 6.1): the frame holds no data.
        this.damage++;
        this.#padding = this.#left;
      }
      if (this.#left === 0) this.#finish();
      return at;
    }
    const take = Math.min(this.#left, bytes.length - at);
    const data = Math.min(take, this.#left - this.#padding);
    if (data > 0) this.#listener.data(this.#stream, bytes.subarray(at, at + data), at);
    this.#left -= take;
    at += take;
    if (this.#left === 0) this.#finish();
    return at;
  }

  /** Keeps the payload of a frame that is read as a whole. */
  #whole(bytes: Uint8Array, from: number): number {
    const take = Math.min(this.#left, bytes.length - from);
    const kept = Math.min(take, this.#kept.length - this.#keptLength);
    this.#kept.set(bytes.subarray(from, from + kept), this.#keptLength);
    this.#keptLength += kept;
    this.#left -= take;
    if (this.#left === 0) this.#finish();
    return from + take;
  }

  #finish(): void {
    const payload = this.#kept;
    const listener = this.#listener;
    if (!this.#isKeptWhole && !hasHeaderBlock(this.#type)) return;
    switch (this.#type) {
      case frameType.data:
        if ((this.#flags & flag.endStream) !== 0) listener.finished(this.#stream);
        break;
      case frameType.headers:
      case frameType.pushPromise:
        this.#beginBlock(payload);
        break;
      case frameType.continuation:
        this.#continueBlock(payload);
        break;
      case frameType.resetStream:
        if (payload.length >= 4) listener.reset(this.#stream, numberAt(payload, 0));
        else this.damage++;
        break;
      case frameType.settings:
        if ((this.#flags & flag.ack) === 0) listener.settings?.(settingsOf(payload));
        break;
      case frameType.windowUpdate:
        if (payload.length >= 4) listener.windowUpdate?.(this.#stream, numberAt(payload, 0) & 0x7fffffff);
        break;
      case frameType.goAway:
        if (payload.length >= 8)
          listener.goAway?.(numberAt(payload, 0) & 0x7fffffff, numberAt(payload, 4), payload.subarray(8));
        break;
      default:
    }
    this.#kept = new Uint8Array(0);
  }

  #beginBlock(payload: Uint8Array): void {
    const isPush = this.#type === frameType.pushPromise;
    const isPadded = (this.#flags & flag.padded) !== 0;
    const hasPriority = !isPush && (this.#flags & flag.priority) !== 0;
    const start = (isPadded ? 1 : 0) + (isPush ? 4 : 0) + (hasPriority ? 5 : 0);
    const end = payload.length - (isPadded ? (payload[0] ?? 0) : 0);
    const isWhole = this.#isKeptWhole && start <= end && payload.length < maxHeaderBlock;
    if (start > end) this.damage++;
    this.#block = {
      stream: this.#stream,
      promised: isPush && start <= end ? numberAt(payload, isPadded ? 1 : 0) & 0x7fffffff : null,
      endStream: !isPush && (this.#flags & flag.endStream) !== 0,
      parts: isWhole ? [payload.subarray(start, end)] : null,
      length: isWhole ? end - start : 0,
    };
    this.#endBlock();
  }

  #continueBlock(payload: Uint8Array): void {
    const block = this.#block;
    if (block === null || block.stream !== this.#stream) {
      // The HEADERS frame before it is missing.
      this.#loseBlock();
      this.#block = { stream: this.#stream, promised: null, endStream: false, parts: null, length: 0 };
    } else if (block.parts !== null) {
      block.length += payload.length;
      if (this.#isKeptWhole && block.length < maxHeaderBlock) block.parts.push(payload);
      else block.parts = null;
    }
    this.#endBlock();
  }

  /** Reports the block when this frame ends it. */
  #endBlock(): void {
    const block = this.#block;
    if (block === null || (this.#flags & flag.endHeaders) === 0) return;
    this.#block = null;
    this.#listener.headerBlock?.(
      block.stream,
      block.parts === null ? null : concat(block.parts),
      block.promised,
    );
    if (block.endStream) this.#listener.finished(block.stream);
  }

  /** Bytes of the block are missing. Each lost block is reported once. */
  #loseBlock(): void {
    const block = this.#block;
    this.#block = null;
    if (block !== null) this.#listener.headerBlock?.(block.stream, null, block.promised);
  }
}

/** A header block whose END_HEADERS has not come. `parts` is `null` once bytes of it are missing. */
interface OpenBlock {
  readonly stream: number;
  readonly promised: number | null;
  readonly endStream: boolean;
  parts: Uint8Array[] | null;
  length: number;
}

function settingsOf(payload: Uint8Array): Map<number, number> {
  const values = new Map<number, number>();
  for (let at = 0; at + 6 <= payload.length; at += 6)
    values.set((payload[at] << 8) | payload[at + 1], numberAt(payload, at + 2));
  return values;
}
