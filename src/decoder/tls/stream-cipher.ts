// RC4, and suites that encrypt nothing: the text, then its MAC (RFC 5246 6.2.3.1).

import { RC4Algo, WordArray } from 'crypto-es';
import { bytesOfWords } from './crypto-words.ts';
import { type DirectionKeys, digestLength } from './key-schedule.ts';
import { isEqual, type RecordCipher, recordMac } from './record-cipher.ts';
import type { TlsRecord } from './record-reader.ts';
import type { Suite } from './suites.ts';

/** Bytes of keystream that are made at once. */
const chunk = 4096;

/** The keystream of one direction, which goes on from record to record. */
class Keystream {
  readonly #cipher: RC4Algo;
  #made = new Uint8Array(0);

  constructor(key: Uint8Array) {
    this.#cipher = RC4Algo.createDecryptor(new WordArray(key)) as RC4Algo;
  }

  /** The next bytes, which stay the next ones. */
  peek(length: number): Uint8Array {
    while (this.#made.length < length) {
      const more = bytesOfWords(this.#cipher.process(new WordArray(new Uint8Array(chunk))));
      const made = new Uint8Array(this.#made.length + more.length);
      made.set(this.#made);
      made.set(more, this.#made.length);
      this.#made = made;
    }
    return this.#made.subarray(0, length);
  }

  skip(length: number): void {
    this.peek(length);
    this.#made = this.#made.subarray(length);
  }
}

export class StreamRecordCipher implements RecordCipher {
  readonly overhead: number;
  readonly isRepeatable: boolean;
  readonly #suite: Suite;
  readonly #keys: DirectionKeys;
  /** `null` when nothing is encrypted. */
  readonly #keystream: Keystream | null;

  constructor(suite: Suite, keys: DirectionKeys) {
    this.#suite = suite;
    this.#keys = keys;
    this.#keystream = suite.cipher === 'null' ? null : new Keystream(keys.key);
    this.isRepeatable = this.#keystream === null;
    this.overhead = digestLength(suite.mac);
  }

  open(record: TlsRecord, sequence: number): Uint8Array | null {
    const { body } = record;
    const end = body.length - this.overhead;
    if (end < 0) return null;
    const keys = this.#keystream?.peek(body.length);
    const text = keys === undefined ? body : body.map((byte, i) => byte ^ keys[i]);
    const content = text.subarray(0, end);
    const mac = recordMac(this.#suite, this.#keys.mac, record, sequence, content);
    return isEqual(mac, text.subarray(end)) ? content : null;
  }

  openLater(): null {
    return null;
  }

  advance({ body }: TlsRecord): void {
    this.#keystream?.skip(body.length);
  }

  statedNonce(): number {
    return Number.NaN;
  }
}
