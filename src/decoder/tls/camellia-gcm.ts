// Camellia in GCM (RFC 6367), which Node has in counter mode alone; the hash is the library's.

import { ghash } from '@noble/ciphers/_polyval.js';
import { concat } from '../bytes/concat.ts';
import { type GcmKey, gcmTagLength } from './gcm-key.ts';
import { nodeCrypto } from './node-crypto.ts';
import { isEqual } from './record-cipher.ts';

const blockLength = 16;

/** A key in Node. */
export class CamelliaGcm implements GcmKey {
  readonly #key: Uint8Array;
  readonly #name: string;
  /** The key of the hash: the zero block, encrypted. */
  readonly #hashKey: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
    this.#name = `camellia-${key.length * 8}-ctr`;
    this.#hashKey = this.#apply(new Uint8Array(blockLength), new Uint8Array(blockLength));
  }

  /** Counter mode from this counter block. */
  #apply(counter: Uint8Array, bytes: Uint8Array): Uint8Array {
    if (nodeCrypto === null) throw new Error('Camellia needs Node.');
    return new Uint8Array(nodeCrypto.createDecipheriv(this.#name, this.#key, counter).update(bytes));
  }

  open(nonce: Uint8Array, data: Uint8Array, sealed: Uint8Array): Uint8Array | null {
    const end = sealed.length - gcmTagLength;
    const text = sealed.subarray(0, end);
    // The first counter block is combined with the tag, the next ones with the text.
    const opened = this.#apply(
      concat([nonce, Uint8Array.of(0, 0, 0, 1)]),
      concat([sealed.subarray(end), text]),
    );
    const lengths = new Uint8Array(blockLength);
    const view = new DataView(lengths.buffer);
    view.setUint32(4, data.length * 8);
    view.setUint32(12, text.length * 8);
    const tag = ghash.create(this.#hashKey).update(data).update(text).update(lengths).digest();
    return isEqual(tag, opened.subarray(0, gcmTagLength)) ? opened.subarray(gcmTagLength) : null;
  }

  openLater(): null {
    return null;
  }
}
