// CBC with a MAC: SSL 3.0 (RFC 6101 5.2.3.2), TLS 1.0 to 1.2 (RFC 5246 6.2.3.2), a MAC of the ciphertext (RFC 7366).

import { type CbcDecryption, cbcDecryption } from './cbc-decryption.ts';
import { tls11 } from './hello.ts';
import { type DirectionKeys, digestLength } from './key-schedule.ts';
import { isEqual, isSsl3, type RecordCipher, recordMac } from './record-cipher.ts';
import type { TlsRecord } from './record-reader.ts';
import type { Suite } from './suites.ts';

/** Whether the last bytes are padding: each states how many there are before the last one. */
function isPadding(text: Uint8Array, padding: number): boolean {
  return text.subarray(text.length - 1 - padding).every((byte) => byte === padding);
}

export class CbcCipher implements RecordCipher {
  readonly overhead: number;
  readonly isRepeatable: boolean;
  readonly #suite: Suite;
  readonly #keys: DirectionKeys;
  readonly #decrypt: CbcDecryption;
  readonly #encryptThenMac: boolean;
  /** SSL 3.0 and TLS 1.0: the IV is the last block of the record before. Later versions state it in each record. */
  #iv: Uint8Array | null;

  constructor(suite: Suite, version: number, keys: DirectionKeys, encryptThenMac: boolean) {
    this.#suite = suite;
    this.#keys = keys;
    this.#decrypt = cbcDecryption(suite, keys.key);
    this.#encryptThenMac = encryptThenMac;
    this.#iv = version < tls11 ? keys.iv : null;
    this.isRepeatable = this.#iv === null;
    this.overhead = digestLength(suite.mac) + 1 + (this.#iv === null ? suite.blockLength : 0);
  }

  openLater(): null {
    return null;
  }

  open(record: TlsRecord, sequence: number): Uint8Array | null {
    const { blockLength } = this.#suite;
    const macLength = digestLength(this.#suite.mac);
    let { body } = record;
    if (this.#encryptThenMac) {
      const end = body.length - macLength;
      if (end < 0) return null;
      const covered = body.subarray(0, end);
      if (!isEqual(this.#mac(record, sequence, covered), body.subarray(end))) return null;
      body = covered;
    }
    const iv = this.#iv ?? body.subarray(0, blockLength);
    const sealed = this.#iv === null ? body.subarray(blockLength) : body;
    if (iv.length < blockLength || sealed.length === 0 || sealed.length % blockLength !== 0) return null;
    const text = this.#decrypt(iv, sealed);
    const padding = text[text.length - 1];
    const end = text.length - 1 - padding - (this.#encryptThenMac ? 0 : macLength);
    if (end < 0) return null;
    // SSL 3.0 pads with any bytes.
    if (isSsl3(record) ? padding >= blockLength : !isPadding(text, padding)) return null;
    const content = text.subarray(0, end);
    if (this.#encryptThenMac) return content;
    return isEqual(this.#mac(record, sequence, content), text.subarray(end, end + macLength))
      ? content
      : null;
  }

  #mac(record: TlsRecord, sequence: number, content: Uint8Array): Uint8Array {
    return recordMac(this.#suite, this.#keys.mac, record, sequence, content);
  }

  advance({ body }: TlsRecord): void {
    if (this.#iv === null) return;
    const { blockLength } = this.#suite;
    const end = this.#encryptThenMac ? body.length - digestLength(this.#suite.mac) : body.length;
    if (end >= blockLength) this.#iv = body.slice(end - blockLength, end);
  }

  statedNonce(): number {
    return Number.NaN;
  }
}
