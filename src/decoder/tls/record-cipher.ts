// What decrypts single records, and what the protections of TLS have in common. The ciphers themselves come from
// libraries and the platform; here are the nonces, the additional data and the checks that TLS prescribes.

import { ssl3 } from './hello.ts';
import { macOf, ssl3MacOf } from './key-schedule.ts';
import type { TlsRecord } from './record-reader.ts';
import type { Suite } from './suites.ts';

/** Where the version stands in the additional data. */
const versionAt = 9;

/** Decrypts the records of one direction under one key. */
export interface RecordCipher {
  /** Bytes that protection adds to a record, at least. */
  readonly overhead: number;
  /** Whether a record can be opened again, out of its order. */
  readonly isRepeatable: boolean;
  /**
   * The content of a record with this sequence number, borrowed until the next one; `null` when key or number do
   * not fit.
   */
  open(record: TlsRecord, sequence: number): Uint8Array | null;
  /** The same by the platform, which answers later; `null` where it takes longer or does not know the cipher. */
  openLater(record: TlsRecord, sequence: number): Promise<Uint8Array | null> | null;
  /** Call after each record, opened or not: TLS 1.0 takes its next IV from it, RC4 goes on after it. */
  advance(record: TlsRecord): void;
  /** The nonce that the record states, as a number that grows by 1 with most senders; NaN without one. */
  statedNonce(record: TlsRecord): number;
}

/** Sequence number as 8 bytes, type, version, length (RFC 5246 6.2.3.3). */
export function additionalData(record: TlsRecord, sequence: number, length: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(13);
  const view = new DataView(data.buffer);
  view.setUint32(0, Math.floor(sequence / 4294967296));
  view.setUint32(4, sequence >>> 0);
  data[8] = record.type;
  data[versionAt] = 3;
  data[versionAt + 1] = record.minor;
  view.setUint16(11, length);
  return data;
}

export function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Whether a record is one of SSL 3.0. */
export function isSsl3({ minor }: TlsRecord): boolean {
  return minor === (ssl3 & 255);
}

/** The MAC of a record's content. SSL 3.0 leaves the version out. */
export function recordMac(
  { mac }: Suite,
  key: Uint8Array,
  record: TlsRecord,
  sequence: number,
  content: Uint8Array,
): Uint8Array {
  const data = additionalData(record, sequence, content.length);
  return isSsl3(record)
    ? ssl3MacOf(mac, key, data.subarray(0, versionAt), data.subarray(versionAt + 2), content)
    : macOf(mac, key, data, content);
}
