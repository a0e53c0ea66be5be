// A connection whose bytes are kept as they came: one that is plainly sound is counted without being decoded. Any other
// is decoded from these bytes.

import type { ByteStore } from '../decoder/bytes/store.ts';
import type { PlainConnection } from '../decoder/diagnosis/plainly-sound.ts';
import { plainlySound } from '../decoder/diagnosis/plainly-sound.ts';
import type { Sender } from '../decoder/model/basics.ts';
import type {
  CarrierEvent,
  ConnectionSink,
  ElidedRun,
  EndKind,
  Opening,
} from '../decoder/model/capture-sink.ts';
import type { HttpHead } from '../decoder/model/http.ts';

/** Longer connections, and those in more pieces, are decoded as they come. In bytes. */
const maxBytes = 1 << 14;
const maxPieces = 64;
const firstBytes = 1 << 10;
/** Buffers of connections that were counted, for those to come. */
const spareBuffers: Uint8Array[] = [];
const maxSpareBuffers = 1000;
const noBytes = new Uint8Array(0);
/** The first bytes of a request, in ASCII: `GET `. */
const requestStart = [0x47, 0x45, 0x54, 0x20];

/** What the capture does with a connection that is not decoded. */
export interface UndecodedOwner {
  /** Decodes it from now on; everything so far is given to the result first. */
  decode(connection: UndecodedConnection): ConnectionSink;
  /** Both directions ended. */
  ended(connection: UndecodedConnection): void;
}

/** Keeps the bytes of one TCP connection whose beginning was captured. */
export class UndecodedConnection implements ConnectionSink {
  readonly id: number;
  readonly opening: Opening;
  readonly store: ByteStore;
  /** Name of its file, where several are opened. */
  readonly file: string | null;
  target: ConnectionSink | null = null;
  readonly #owner: UndecodedOwner;
  #bytes = spareBuffers.pop() ?? new Uint8Array(firstBytes);
  #length = 0;
  readonly #senders: Sender[] = [];
  readonly #ends: number[] = [];
  readonly #times: number[] = [];
  /** Where each piece lies in the store. */
  readonly #places: number[] = [];
  /** The directions that ended, in order. */
  readonly #ended: { readonly sender: Sender; readonly kind: EndKind; readonly time: number }[] = [];

  constructor(id: number, opening: Opening, store: ByteStore, file: string | null, owner: UndecodedOwner) {
    this.id = id;
    this.opening = opening;
    this.store = store;
    this.file = file;
    this.#owner = owner;
  }

  data(sender: Sender, bytes: Uint8Array, at: number, time: number): void {
    const { length } = bytes;
    if (this.target !== null || !this.#mayKeep(sender, bytes)) {
      this.#decoded().data(sender, bytes, at, time);
      return;
    }
    const end = this.#length + length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = end;
    this.#senders.push(sender);
    this.#ends.push(end);
    this.#times.push(time);
    this.#places.push(at);
  }

  #mayKeep(sender: Sender, bytes: Uint8Array): boolean {
    const pieces = this.#ends.length;
    if (pieces === 0) return sender === 'client' && requestStart.every((byte, i) => bytes[i] === byte);
    return pieces < maxPieces && this.#length + bytes.length <= maxBytes;
  }

  end(sender: Sender, kind: EndKind, time: number): void {
    if (this.target !== null) {
      this.target.end(sender, kind, time);
      return;
    }
    if (kind === 'rst') {
      this.#decoded().end(sender, kind, time);
      return;
    }
    this.#ended.push({ sender, kind, time });
    if (this.#ended.length === 2) this.#owner.ended(this);
  }

  /** What it comes to when it is plainly sound, or `null`. */
  plain(): PlainConnection | null {
    if (this.#ended.some(({ kind }) => kind !== 'fin')) return null;
    return plainlySound({
      bytes: this.#bytes.subarray(0, this.#length),
      senders: this.#senders,
      ends: this.#ends,
      times: this.#times,
      endTime: Math.min(...this.#ended.map(({ time }) => time)),
    });
  }

  /** Gives everything so far to a sink, and whatever comes. */
  handTo(sink: ConnectionSink): void {
    this.target = sink;
    let start = 0;
    for (const [piece, end] of this.#ends.entries()) {
      sink.data(
        this.#senders[piece],
        this.#bytes.subarray(start, end),
        this.#places[piece],
        this.#times[piece],
      );
      start = end;
    }
    for (const { sender, kind, time } of this.#ended) sink.end(sender, kind, time);
    this.forget();
  }

  /** Gives back its memory: nothing is asked of it any more. */
  forget(): void {
    if (spareBuffers.length < maxSpareBuffers && this.#bytes.length === firstBytes)
      spareBuffers.push(this.#bytes);
    this.#bytes = noBytes;
  }

  #decoded(): ConnectionSink {
    return this.target ?? this.#owner.decode(this);
  }

  gap(sender: Sender, length: number, time: number): void {
    this.#decoded().gap(sender, length, time);
  }

  event(event: CarrierEvent): void {
    this.#decoded().event(event);
  }

  handshake(head: HttpHead, time: number): void {
    this.#decoded().handshake(head, time);
  }

  frameHeader(sender: Sender, byte0: number, masked: boolean, payloadLength: number, time: number): void {
    this.#decoded().frameHeader(sender, byte0, masked, payloadLength, time);
  }

  message(
    sender: Sender,
    opcode: number,
    bytes: Uint8Array,
    time: number,
    elided?: readonly ElidedRun[],
  ): void {
    this.#decoded().message(sender, opcode, bytes, time, elided);
  }

  symptom(text: string, time: number): void {
    this.#decoded().symptom(text, time);
  }
}
