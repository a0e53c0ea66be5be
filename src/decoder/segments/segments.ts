// Our own container for a capture, used by links and by "save as file": the bytes of each direction in the
// order in which they arrived, nothing else of the carrier. All numbers are varints: seven bits a byte, least
// significant first.
//
//   'FSC1'  connections
// connection: flags client server url segments strings: length, UTF-8; flags: bit 0 roles known, bits 1-3
// transport
//   segment:    head  [time]  length  [bytes]               head: bit 0 server, bits 1-2 kind, bit 3 a time follows
//   time: microseconds since the segment before it in the connection that had one (the epoch at first), zigzag

import { ByteBuilder } from '../bytes/byte-builder.ts';
import { decodeText, encodeText } from '../bytes/utf8.ts';
import type { Sender, Transport } from '../model/basics.ts';

/** The first four bytes. */
export const segmentMagic = 'FSC1';

export type SegmentKind = 'data' | 'gap' | 'fin' | 'rst';
const kinds: readonly SegmentKind[] = ['data', 'gap', 'fin', 'rst'];
const transports: readonly Transport[] = ['bytes', 'tcp', 'tls', 'http2', 'browser'];

/** A run of bytes, a hole, or the end of one direction. */
export interface Segment {
  readonly sender: Sender;
  readonly kind: SegmentKind;
  /** Seconds, or NaN. Kept to the microsecond. */
  readonly time: number;
  /** Bytes there are, or are missing. */
  readonly length: number;
  /** Empty unless `data`. */
  readonly bytes: Uint8Array;
}

/** What is known of a connection beside its bytes. Empty strings: not known. */
export interface SegmentOpening {
  readonly client: string;
  readonly server: string;
  readonly url: string;
  readonly roles: 'known' | 'guess';
  readonly transport: Transport;
}

export interface SegmentConnection extends SegmentOpening {
  readonly segments: readonly Segment[];
}

export interface SegmentCapture {
  readonly connections: readonly SegmentConnection[];
}

const maxString = 65536;

function pushVarint(out: ByteBuilder, value: number): void {
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

function pushString(out: ByteBuilder, text: string): void {
  const bytes = encodeText(text);
  const kept = bytes.length > maxString ? bytes.subarray(0, maxString) : bytes;
  pushVarint(out, kept.length);
  out.append(kept);
}

/** The container's bytes. At most 256 MiB; what does not fit is left out. */
export function encodeSegments(capture: SegmentCapture): Uint8Array<ArrayBuffer> {
  const out = new ByteBuilder();
  out.append(encodeText(segmentMagic));
  pushVarint(out, capture.connections.length);
  for (const connection of capture.connections) {
    const transport = Math.max(0, transports.indexOf(connection.transport));
    pushVarint(out, (connection.roles === 'known' ? 1 : 0) | (transport << 1));
    pushString(out, connection.client);
    pushString(out, connection.server);
    pushString(out, connection.url);
    pushVarint(out, connection.segments.length);
    let last = 0;
    for (const segment of connection.segments) {
      const now = Math.round(segment.time * 1e6);
      const delta = now - last;
      // A time beyond what a number of the container can hold is left out.
      const timed = Math.abs(delta) * 2 <= Number.MAX_SAFE_INTEGER;
      const head =
        (segment.sender === 'server' ? 1 : 0) | (kinds.indexOf(segment.kind) << 1) | (timed ? 8 : 0);
      pushVarint(out, head);
      if (timed) {
        pushVarint(out, delta >= 0 ? delta * 2 : -delta * 2 - 1);
        last = now;
      }
      const length = segment.kind === 'data' ? segment.bytes.length : segment.length;
      pushVarint(out, Math.min(length, Number.MAX_SAFE_INTEGER));
      if (segment.kind === 'data') out.append(segment.bytes);
    }
  }
  return out.take();
}

/** Told what a container holds while it is read. Bytes are borrowed and may come in pieces. */
export interface SegmentVisitor {
  connection(opening: SegmentOpening): void;
  data(sender: Sender, bytes: Uint8Array, at: number, time: number): void;
  other(sender: Sender, kind: 'gap' | 'fin' | 'rst', length: number, time: number): void;
}

type State = 'magic' | 'count' | 'connection' | 'segments' | 'segment' | 'bytes' | 'done' | 'damaged';

/** Reads a container in chunks of any size. */
export class SegmentReader {
  readonly #visitor: SegmentVisitor;
  #held = new Uint8Array(0);
  /** Offset in the container of the first byte in `#held`. */
  #heldAt = 0;
  #state: State = 'magic';
  #connections = 0;
  #segments = 0;
  #lastTime = 0;
  #sender: Sender = 'client';
  #time = Number.NaN;
  #left = 0;
  #damage: string | null = null;
  // The cursor of the header that is being read.
  #i = 0;
  #short = false;

  constructor(visitor: SegmentVisitor) {
    this.#visitor = visitor;
  }

  /** Why reading stopped, or `null`. */
  get damage(): string | null {
    return this.#damage;
  }

  push(chunk: Uint8Array): void {
    if (this.#state === 'done' || this.#state === 'damaged') return;
    let bytes = chunk;
    if (this.#held.length > 0) {
      bytes = new Uint8Array(this.#held.length + chunk.length);
      bytes.set(this.#held);
      bytes.set(chunk, this.#held.length);
    }
    let from = 0;
    for (;;) {
      if (this.#state === 'bytes') {
        const length = Math.min(this.#left, bytes.length - from);
        if (length > 0) {
          this.#visitor.data(
            this.#sender,
            bytes.subarray(from, from + length),
            this.#heldAt + from,
            this.#time,
          );
        }
        from += length;
        this.#left -= length;
        if (this.#left > 0) break;
        this.#state = 'segments';
      }
      this.#i = from;
      this.#short = false;
      const done = this.#step(bytes);
      if (this.#short) break;
      from = this.#i;
      if (done) break;
    }
    this.#heldAt += from;
    this.#held = bytes.slice(from);
  }

  end(): void {
    if (this.#state === 'done' || this.#state === 'damaged') return;
    const wanted =
      this.#state === 'bytes'
        ? `${this.#left} more bytes of a segment`
        : `the rest of a ${this.#state} header`;
    this.#fail(`Expected ${wanted}, found the end of the container at ${this.#heldAt + this.#held.length}.`);
  }

  #fail(text: string): true {
    this.#damage = text;
    this.#state = 'damaged';
    return true;
  }

  /** One header. True: no more to read. Sets `#short` when the header is not all there. */
  #step(bytes: Uint8Array): boolean {
    switch (this.#state) {
      case 'magic':
        for (let k = 0; k < segmentMagic.length; k++) {
          if (k >= bytes.length) {
            this.#short = true;
            return false;
          }
          if (bytes[k] !== segmentMagic.charCodeAt(k))
            return this.#fail(`Expected "${segmentMagic}" at 0, found other bytes.`);
        }
        this.#i += segmentMagic.length;
        this.#state = 'count';
        return false;
      case 'count':
        this.#connections = this.#varint(bytes);
        if (this.#short) return false;
        this.#state = 'connection';
        return this.#damage !== null;
      case 'connection':
        if (this.#connections === 0) {
          this.#state = 'done';
          return true;
        }
        return this.#connection(bytes);
      default:
        if (this.#segments === 0) {
          this.#state = 'connection';
          return false;
        }
        return this.#segment(bytes);
    }
  }

  #connection(bytes: Uint8Array): boolean {
    const flags = this.#varint(bytes);
    const client = this.#string(bytes);
    const server = this.#string(bytes);
    const url = this.#string(bytes);
    const segments = this.#varint(bytes);
    if (this.#damage !== null) return true;
    if (this.#short) return false;
    this.#connections--;
    this.#segments = segments;
    this.#lastTime = 0;
    this.#visitor.connection({
      client,
      server,
      url,
      roles: flags & 1 ? 'known' : 'guess',
      transport: transports[(flags >> 1) & 7] ?? 'bytes',
    });
    this.#state = 'segments';
    return false;
  }

  #segment(bytes: Uint8Array): boolean {
    const head = this.#varint(bytes);
    const timed = (head & 8) !== 0;
    const zigzag = timed && !this.#short ? this.#varint(bytes) : 0;
    const length = this.#varint(bytes);
    if (this.#damage !== null) return true;
    if (this.#short) return false;
    if (head > 15)
      return this.#fail(`Expected a segment head below 16, found ${head} at ${this.#heldAt + this.#i}.`);
    this.#segments--;
    let time = Number.NaN;
    if (timed) {
      this.#lastTime += zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
      time = this.#lastTime / 1e6;
    }
    const sender: Sender = head & 1 ? 'server' : 'client';
    const kind = kinds[(head >> 1) & 3];
    if (kind === 'data') {
      this.#sender = sender;
      this.#time = time;
      this.#left = length;
      this.#state = 'bytes';
    } else this.#visitor.other(sender, kind, length, time);
    return false;
  }

  #varint(bytes: Uint8Array): number {
    let value = 0;
    let scale = 1;
    for (let k = 0; k < 8; k++) {
      if (this.#i >= bytes.length) {
        this.#short = true;
        return 0;
      }
      const byte = bytes[this.#i++];
      value += (byte & 127) * scale;
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      scale *= 128;
    }
    this.#fail(`Expected a number below 2^53, found a longer one at ${this.#heldAt + this.#i}.`);
    return 0;
  }

  #string(bytes: Uint8Array): string {
    if (this.#short || this.#damage !== null) return '';
    const length = this.#varint(bytes);
    if (length > maxString) {
      this.#fail(
        `Expected a string of at most ${maxString} bytes, found ${length} at ${this.#heldAt + this.#i}.`,
      );
      return '';
    }
    if (this.#i + length > bytes.length) {
      this.#short = true;
      return '';
    }
    this.#i += length;
    return decodeText(bytes.subarray(this.#i - length, this.#i));
  }
}
