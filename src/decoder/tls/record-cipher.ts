// Decrypts single records: the AEADs of TLS 1.2 and 1.3, and CBC with a MAC. The ciphers themselves come from
// a library; here are the nonces, the additional data and the checks that TLS prescribes.

import { cbc, ctr } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { concat } from '../bytes/concat.ts';
import type { GcmKey } from './gcm-key.ts';
import { tls11, tls13 } from './hello.ts';
import { type DirectionKeys, digestLength, macOf } from './key-schedule.ts';
import { hasNodeGcm, NodeGcm } from './node-gcm.ts';
import { PageGcm } from './page-gcm.ts';
import type { TlsRecord } from './record-reader.ts';
import type { Suite } from './suites.ts';

const blockLength = 16;
const explicitNonceLength = 8;
const ccmNonceLength = 12;
/** Shorter records are opened at once: a call of the platform takes longer than they do (measured in a worker). */
const minLaterBytes = 1024;

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
  /** Call after each record, opened or not: TLS 1.0 takes its next IV from it. */
  advance(record: TlsRecord): void;
  /** The nonce that the record states, as a number that grows by 1 with most senders; NaN without one. */
  statedNonce(record: TlsRecord): number;
}

/** Sequence number as 8 bytes, type, version, length (RFC 5246 6.2.3.3). */
function additionalData(record: TlsRecord, sequence: number, length: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(13);
  const view = new DataView(data.buffer);
  view.setUint32(0, Math.floor(sequence / 4294967296));
  view.setUint32(4, sequence >>> 0);
  data[8] = record.type;
  data[9] = 3;
  data[10] = record.minor;
  view.setUint16(11, length);
  return data;
}

/** Gives the IV combined with a sequence number (RFC 8446 5.3, RFC 7905 2), in the same bytes each time. */
function nonceMaker(iv: Uint8Array): (sequence: number) => Uint8Array<ArrayBuffer> {
  const nonce = new Uint8Array(iv);
  const view = new DataView(nonce.buffer);
  const at = nonce.length - 8;
  const [high, low] = [view.getUint32(at), view.getUint32(at + 4)];
  return (sequence) => {
    view.setUint32(at, high ^ Math.floor(sequence / 4294967296));
    view.setUint32(at + 4, low ^ sequence);
    return nonce;
  };
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/**
 * CCM (RFC 3610) by the CTR and CBC modes of the library. The first counter block is combined with the tag,
 * the next ones with the text.
 */
function openCcm(
  key: Uint8Array,
  nonce: Uint8Array,
  data: Uint8Array,
  sealed: Uint8Array,
  tagLength: number,
): Uint8Array | null {
  const textLength = sealed.length - tagLength;
  // Three bytes are left for the length of the text, which the flags state minus one.
  const lengthField = 15 - ccmNonceLength;
  const counter = new Uint8Array(blockLength);
  counter[0] = lengthField - 1;
  counter.set(nonce, 1);
  const input = new Uint8Array(blockLength + textLength);
  input.set(sealed.subarray(textLength), 0);
  input.set(sealed.subarray(0, textLength), blockLength);
  const output = ctr(key, counter).decrypt(input);
  const text = output.subarray(blockLength);

  const blocks = (length: number) => Math.ceil(length / blockLength) * blockLength;
  const dataBlocks = blocks(2 + data.length);
  const checked = new Uint8Array(blockLength + dataBlocks + blocks(textLength));
  checked[0] = 0x40 | (((tagLength - 2) / 2) << 3) | (lengthField - 1);
  checked.set(nonce, 1);
  checked[13] = textLength >> 16;
  checked[14] = textLength >> 8;
  checked[15] = textLength;
  checked[blockLength + 1] = data.length;
  checked.set(data, blockLength + 2);
  checked.set(text, blockLength + dataBlocks);
  const mac = cbc(key, new Uint8Array(blockLength), { disablePadding: true }).encrypt(checked);
  const tag = mac.subarray(mac.length - blockLength, mac.length - blockLength + tagLength);
  return isEqual(tag, output.subarray(0, tagLength)) ? text : null;
}

class AeadCipher implements RecordCipher {
  readonly overhead: number;
  readonly isRepeatable = true;
  readonly #suite: Suite;
  readonly #keys: DirectionKeys;
  readonly #isTls13: boolean;
  /** Bytes of the nonce in each record: TLS 1.2 with GCM and CCM. */
  readonly #explicit: number;
  readonly #gcm: GcmKey | null;
  readonly #nonceOf: (sequence: number) => Uint8Array<ArrayBuffer>;

  constructor(suite: Suite, version: number, keys: DirectionKeys) {
    this.#suite = suite;
    this.#keys = keys;
    this.#isTls13 = version >= tls13;
    this.#explicit = this.#isTls13 || suite.mode === 'chacha' ? 0 : explicitNonceLength;
    this.#gcm = suite.mode === 'gcm' ? (hasNodeGcm ? new NodeGcm(keys.key) : new PageGcm(keys.key)) : null;
    this.#nonceOf = nonceMaker(this.#explicit > 0 ? new Uint8Array(explicitNonceLength) : keys.iv);
    // TLS 1.3 hides the type of the content in its last byte.
    this.overhead = suite.tagLength + this.#explicit + (this.#isTls13 ? 1 : 0);
  }

  openLater(record: TlsRecord, sequence: number): Promise<Uint8Array | null> | null {
    const { body } = record;
    if (this.#gcm === null || body.length < minLaterBytes) return null;
    const sealed = body.subarray(this.#explicit);
    return this.#gcm.openLater(this.#nonce(body, sequence), this.#additionalData(record, sequence), sealed);
  }

  /** What the tag covers beside the text. */
  #additionalData(record: TlsRecord, sequence: number): Uint8Array<ArrayBuffer> {
    const { length } = record.body;
    return this.#isTls13
      ? Uint8Array.of(record.type, 3, record.minor, length >> 8, length & 255)
      : additionalData(record, sequence, length - this.#explicit - this.#suite.tagLength);
  }

  /** Borrowed until the next one. */
  #nonce(body: Uint8Array, sequence: number): Uint8Array<ArrayBuffer> {
    return this.#explicit > 0
      ? concat([this.#keys.iv, body.subarray(0, this.#explicit)])
      : this.#nonceOf(sequence);
  }

  open(record: TlsRecord, sequence: number): Uint8Array | null {
    const { body } = record;
    const { key } = this.#keys;
    const sealed = body.subarray(this.#explicit);
    if (sealed.length < this.#suite.tagLength) return null;
    const data = this.#additionalData(record, sequence);
    const nonce = this.#nonce(body, sequence);
    try {
      if (this.#gcm !== null) return this.#gcm.open(nonce, data, sealed);
      if (this.#suite.mode === 'ccm') return openCcm(key, nonce, data, sealed, this.#suite.tagLength);
      return chacha20poly1305(key, nonce, data).decrypt(sealed);
    } catch {
      // The library throws when the tag does not fit.
      return null;
    }
  }

  advance(): void {}

  statedNonce({ body }: TlsRecord): number {
    if (this.#explicit === 0 || body.length < explicitNonceLength) return Number.NaN;
    const view = new DataView(body.buffer, body.byteOffset, explicitNonceLength);
    // The low 48 bits suffice to compare neighbours, and a double holds them exactly.
    return view.getUint16(2) * 4294967296 + view.getUint32(4);
  }
}

class CbcCipher implements RecordCipher {
  readonly overhead: number;
  readonly isRepeatable: boolean;
  readonly #suite: Suite;
  readonly #keys: DirectionKeys;
  readonly #encryptThenMac: boolean;
  /** TLS 1.0: the IV is the last block of the record before. Later versions state it in each record. */
  #iv: Uint8Array | null;

  constructor(suite: Suite, version: number, keys: DirectionKeys, encryptThenMac: boolean) {
    this.#suite = suite;
    this.#keys = keys;
    this.#encryptThenMac = encryptThenMac;
    this.#iv = version < tls11 ? keys.iv : null;
    this.isRepeatable = this.#iv === null;
    this.overhead = digestLength(suite.mac) + 1 + (this.#iv === null ? blockLength : 0);
  }

  openLater(): null {
    return null;
  }

  open(record: TlsRecord, sequence: number): Uint8Array | null {
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
    const text = cbc(this.#keys.key, iv, { disablePadding: true }).decrypt(sealed);
    const padding = text[text.length - 1];
    const end = text.length - 1 - padding - (this.#encryptThenMac ? 0 : macLength);
    if (end < 0) return null;
    for (let i = text.length - 1 - padding; i < text.length; i++) if (text[i] !== padding) return null;
    const content = text.subarray(0, end);
    if (this.#encryptThenMac) return content;
    return isEqual(this.#mac(record, sequence, content), text.subarray(end, end + macLength))
      ? content
      : null;
  }

  #mac(record: TlsRecord, sequence: number, content: Uint8Array): Uint8Array {
    return macOf(this.#suite.mac, this.#keys.mac, additionalData(record, sequence, content.length), content);
  }

  advance({ body }: TlsRecord): void {
    if (this.#iv === null) return;
    const end = this.#encryptThenMac ? body.length - digestLength(this.#suite.mac) : body.length;
    if (end >= blockLength) this.#iv = body.slice(end - blockLength, end);
  }

  statedNonce(): number {
    return Number.NaN;
  }
}

/** The cipher of one direction. */
export function recordCipher(
  suite: Suite,
  version: number,
  keys: DirectionKeys,
  encryptThenMac: boolean,
): RecordCipher {
  return suite.mode === 'cbc'
    ? new CbcCipher(suite, version, keys, encryptThenMac)
    : new AeadCipher(suite, version, keys);
}
