// Reads one direction of an HTTP/2 connection (RFC 9113) for its WebSocket streams (RFC 8441): the payload of
// their DATA frames, and how they end. Frames of other streams are skipped. Header blocks are not decoded
// (HPACK), since the source of the bytes gives the headers as well. A log may begin in the middle of a
// connection, so the reader can find where frames begin.

/** Receives what a direction holds of a stream. */
export interface Http2Listener {
  /** A header block of the stream begins: its request or response, or trailers. */
  headers(stream: number): void;
  /** Payload without padding, borrowed; one DATA frame may give it in several calls. */
  data(stream: number, bytes: Uint8Array): void;
  /** END_STREAM: the sender has finished the stream. */
  finished(stream: number): void;
  /** RST_STREAM with its error code. */
  reset(stream: number, code: number): void;
}

const headerLength = 9;
const typeData = 0;
const typeHeaders = 1;
const typeReset = 3;
const flagEndStream = 1;
const flagPadded = 8;
/**
 * Types of frames of the connection (stream 0), and of frames of a stream (RFC 9113 6; 16 is
 * PRIORITY_UPDATE).
 */
const connectionTypes = new Set([4, 6, 7, 16]);
const streamTypes = new Set([0, 1, 2, 3, 5, 9]);
/** Frames are no longer than this unless SETTINGS said so (RFC 9113 6.5.2); only used to find a beginning. */
const usualLimit = 16384;

/** A client begins with these bytes (RFC 9113 3.4). */
export const http2Preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** Whether bytes begin with the preface; fewer bytes than the preface has are compared with its beginning. */
export function startsWithPreface(bytes: Uint8Array): boolean {
  const length = Math.min(bytes.length, http2Preface.length);
  for (let i = 0; i < length; i++) if (bytes[i] !== http2Preface.charCodeAt(i)) return false;
  return length > 0;
}

function streamAt(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at + 5] & 0x7f) << 24) | (bytes[at + 6] << 16) | (bytes[at + 7] << 8) | bytes[at + 8]) >>> 0
  );
}

/** The frames of a run of bytes that begins with a frame, or `null` for other bytes. */
export function framesOf(bytes: Uint8Array): { readonly type: number; readonly stream: number }[] | null {
  const found: { type: number; stream: number }[] = [];
  let at = 0;
  while (at + headerLength <= bytes.length) {
    const length = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
    const type = bytes[at + 3];
    const stream = streamAt(bytes, at);
    if (length > usualLimit || bytes[at + 5] > 0x7f) return null;
    if (!(connectionTypes.has(type) ? stream === 0 || type === 8 : type === 8 || streamTypes.has(type)))
      return null;
    if (streamTypes.has(type) && stream === 0) return null;
    if (
      type === 4 ? length % 6 !== 0 : type === 6 ? length !== 8 : (type === 3 || type === 8) && length !== 4
    )
      return null;
    found.push({ type, stream });
    at += headerLength + length;
  }
  return found.length > 0 ? found : null;
}

/** Reads one direction. */
export class Http2Direction {
  readonly #listener: Http2Listener;
  readonly #head = new Uint8Array(headerLength);
  #headFilled = 0;
  #preface: number;
  #inStep: boolean;
  #begun = false;
  #type = 0;
  #flags = 0;
  #stream = 0;
  /** Bytes of the frame's payload that are still to come, padding included. */
  #left = 0;
  /** Length of the padding at its end; `null` when its length byte has not come yet. */
  #padding: number | null = 0;
  #code = 0;
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
    this.#begun = true;
    let at = Math.min(this.#preface, bytes.length);
    this.#preface -= at;
    while (at < bytes.length) at = this.#left > 0 ? this.#payload(bytes, at) : this.#header(bytes, at);
  }

  /** Bytes are missing. Returns the stream whose DATA frame contains all of them, or `null`. */
  gap(length: number): number | null {
    if (this.#left > length && this.#type === typeData && this.#padding !== null) {
      this.#left -= length;
      return this.#stream;
    }
    if (this.#inStep && this.#begun) this.damage++;
    this.#inStep = false;
    this.#headFilled = 0;
    this.#left = 0;
    return null;
  }

  #header(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length && this.#headFilled < headerLength) this.#head[this.#headFilled++] = bytes[at++];
    if (this.#headFilled < headerLength) return at;
    this.#headFilled = 0;
    const head = this.#head;
    this.#left = (head[0] << 16) | (head[1] << 8) | head[2];
    this.#type = head[3];
    this.#flags = head[4];
    this.#stream = streamAt(head, 0);
    this.#padding = this.#type === typeData && (this.#flags & flagPadded) !== 0 ? null : 0;
    this.#code = 0;
    if (this.#type === typeHeaders) this.#listener.headers(this.#stream);
    if (this.#left === 0) this.#finish();
    return at;
  }

  #payload(bytes: Uint8Array, from: number): number {
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
    if (this.#type === typeData) {
      const data = Math.min(take, this.#left - this.#padding);
      if (data > 0) this.#listener.data(this.#stream, bytes.subarray(at, at + data));
    } else if (this.#type === typeReset) {
      for (let i = 0; i < take; i++) this.#code = ((this.#code << 8) | bytes[at + i]) >>> 0;
    }
    this.#left -= take;
    at += take;
    if (this.#left === 0) this.#finish();
    return at;
  }

  #finish(): void {
    if (this.#type === typeReset) this.#listener.reset(this.#stream, this.#code);
    else if ((this.#type === typeData || this.#type === typeHeaders) && (this.#flags & flagEndStream) !== 0)
      this.#listener.finished(this.#stream);
  }
}
