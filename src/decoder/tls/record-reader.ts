// Cuts one direction of a connection into TLS records (RFC 8446 5.1): type 1, version 2, length 2, body.

import { recordType } from '../model/tls.ts';
import { fromOldHello, oldHelloLength } from './old-hello.ts';

export interface TlsRecord {
  readonly type: number;
  /** The second byte of the version: 3 in all records since TLS 1.2. */
  readonly minor: number;
  /** Borrowed for the call. */
  readonly body: Uint8Array;
  /** Bytes of the direction before its header, those that the capture lacks included. */
  readonly offset: number;
  /** When its last byte came, in seconds or NaN. */
  readonly time: number;
}

/** Receives the records of a direction. */
export interface RecordSink {
  record(record: TlsRecord): void;
  /** The capture lacks a part of a record with a body of `length` bytes. */
  lostRecord(type: number, length: number, time: number): void;
  /** The capture lacks these bytes, and how many records they are. Comes before the next record. */
  lostBytes(length: number, time: number): void;
}

export const headerLength = 5;
/** 2^14 and what encryption may add (RFC 5246 6.2.3). */
const maxBody = 16384 + 2048;

/** Whether a record can begin with these bytes. */
function isHeader(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] >= recordType.changeCipherSpec &&
    bytes[at] <= recordType.applicationData &&
    bytes[at + 1] === 3 &&
    bytes[at + 2] <= 4 &&
    ((bytes[at + 3] << 8) | bytes[at + 4]) <= maxBody
  );
}

export class RecordReader {
  readonly #sink: RecordSink;
  /** Header and body of the record that has begun. */
  readonly #buffer = new Uint8Array(headerLength + maxBody);
  #filled = 0;
  #wanted = headerLength;
  /** Bytes of the direction that were taken. */
  #taken = 0;
  /** Bytes of the record that the capture lacks: its end is known, its body is not. */
  #hasHole = false;
  /** What is in the buffer is a ClientHello of SSL 2.0. */
  #isOldHello = false;
  /** No record begins where one is due: bytes are skipped up to the next header. */
  #isLost = false;
  #skipped = 0;

  constructor(sink: RecordSink) {
    this.#sink = sink;
  }

  /** Takes borrowed bytes. */
  data(bytes: Uint8Array, time: number): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#filled === 0 && !this.#isLost && bytes.length - at >= headerLength && isHeader(bytes, at)) {
        // A record within these bytes needs no copy.
        const end = at + headerLength + ((bytes[at + 3] << 8) | bytes[at + 4]);
        if (end <= bytes.length) {
          this.#taken += end - at;
          this.#hand(bytes, at, end, time);
          at = end;
          continue;
        }
      }
      const take = Math.min(this.#wanted - this.#filled, bytes.length - at);
      this.#buffer.set(bytes.subarray(at, at + take), this.#filled);
      this.#filled += take;
      this.#taken += take;
      at += take;
      if (this.#filled === this.#wanted) this.#complete(time);
    }
  }

  /** The capture lacks `length` bytes. */
  gap(length: number, time: number): void {
    let left = length;
    this.#taken += length;
    if (this.#wanted > headerLength) {
      const take = Math.min(left, this.#wanted - this.#filled);
      this.#filled += take;
      this.#hasHole = true;
      left -= take;
      if (this.#filled === this.#wanted) this.#complete(time);
      if (left === 0) return;
    }
    this.#skipped += this.#filled + left;
    this.#filled = 0;
    this.#wanted = headerLength;
    this.#isLost = true;
  }

  /** No more bytes. */
  end(time: number): void {
    if (this.#wanted > headerLength) {
      this.#sink.lostRecord(this.#buffer[0], this.#wanted - headerLength, time);
    } else if (this.#skipped > 0) {
      this.#sink.lostBytes(this.#skipped + this.#filled, time);
    }
    this.#filled = 0;
    this.#wanted = headerLength;
    this.#skipped = 0;
  }

  /** The header or the record in the buffer is whole. */
  #complete(time: number): void {
    const buffer = this.#buffer;
    if (this.#wanted === headerLength) {
      if (this.#beginsOldHello(buffer)) return;
      if (!isHeader(buffer, 0)) {
        // Each next byte may begin a record.
        this.#isLost = true;
        this.#skipped++;
        buffer.copyWithin(0, 1, headerLength);
        this.#filled = headerLength - 1;
        return;
      }
      this.#wanted = headerLength + ((buffer[3] << 8) | buffer[4]);
      if (this.#filled < this.#wanted) return;
    }
    const end = this.#wanted;
    const hasHole = this.#hasHole;
    const isOldHello = this.#isOldHello;
    this.#isOldHello = false;
    this.#filled = 0;
    this.#wanted = headerLength;
    this.#hasHole = false;
    if (hasHole) this.#sink.lostRecord(buffer[0], end - headerLength, time);
    else if (isOldHello) this.#handOldHello(buffer.subarray(0, end), time);
    else this.#hand(buffer, 0, end, time);
  }

  /** Whether the direction begins with a ClientHello of SSL 2.0 and more of it is to come. */
  #beginsOldHello(buffer: Uint8Array): boolean {
    const length = this.#taken === headerLength ? oldHelloLength(buffer.subarray(0, headerLength)) : 0;
    if (length <= headerLength || length > buffer.length) return false;
    this.#isOldHello = true;
    this.#wanted = length;
    return true;
  }

  #handOldHello(hello: Uint8Array, time: number): void {
    const body = fromOldHello(hello);
    if (body === null) this.#skipped += hello.length;
    else this.#sink.record({ type: recordType.handshake, minor: hello[4], body, offset: 0, time });
  }

  #hand(bytes: Uint8Array, start: number, end: number, time: number): void {
    if (this.#skipped > 0) this.#sink.lostBytes(this.#skipped, time);
    this.#skipped = 0;
    this.#isLost = false;
    const body = bytes.subarray(start + headerLength, end);
    const offset = this.#taken - (end - start);
    this.#sink.record({ type: bytes[start], minor: bytes[start + 2], body, offset, time });
  }
}
