// The AEADs of TLS 1.2 and 1.3.

import { cbc, ctr } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { concat } from '../bytes/concat.ts';
import { CamelliaGcm } from './camellia-gcm.ts';
import type { GcmKey } from './gcm-key.ts';
import { tls13 } from './hello.ts';
import type { DirectionKeys } from './key-schedule.ts';
import { hasNodeCipher } from './node-crypto.ts';
import { NodeGcm, nodeGcmName } from './node-gcm.ts';
import { PageGcm } from './page-gcm.ts';
import { additionalData, isEqual, type RecordCipher } from './record-cipher.ts';
import type { TlsRecord } from './record-reader.ts';
import type { Suite } from './suites.ts';

const blockLength = 16;
const explicitNonceLength = 8;
const ccmNonceLength = 12;
/** Shorter records are opened at once: a call of the platform takes longer than they do (measured in a worker). */
const minLaterBytes = 1024;

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

function gcmKey({ mode, cipher }: Suite, key: Uint8Array): GcmKey | null {
  if (mode !== 'gcm') return null;
  if (cipher === 'camellia') return new CamelliaGcm(key);
  const name = nodeGcmName(cipher, key);
  return hasNodeCipher(name) ? new NodeGcm(name, key) : new PageGcm(key);
}

export class AeadCipher implements RecordCipher {
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
    this.#gcm = gcmKey(suite, keys.key);
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
