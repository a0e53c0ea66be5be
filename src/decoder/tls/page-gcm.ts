// AES-GCM in a page. The library's own function expands the key and builds the table of the tag for each call, which
// takes ten times as long as a short record; here both are made once for many records. The block cipher, its counter
// mode and the hash are the library's. WebCrypto is faster for long records, and answers later.

import { GHASH } from '@noble/ciphers/_polyval.js';
import { gcm, unsafe } from '@noble/ciphers/aes.js';
import { type GcmKey, gcmTagLength } from './gcm-key.ts';

const blockLength = 16;
const wordsOfBlock = 4;
/** Records after which the table of the tag pays: it takes as long as some fifty short records. */
const recordsBeforeTable = 64;
/** Bytes for which the library makes its largest table. */
const largestTable = 1 << 20;

/** The library's hash, used again for each record. */
class RecordHash extends GHASH {
  /** `words`: whole blocks. */
  digestOf(words: Uint32Array, out: Uint8Array): void {
    this.s0 = 0;
    this.s1 = 0;
    this.s2 = 0;
    this.s3 = 0;
    this.finished = false;
    for (let i = 0; i < words.length; i += wordsOfBlock)
      this._updateBlock(words[i], words[i + 1], words[i + 2], words[i + 3]);
    this.digestInto(out);
  }
}

function padded(length: number): number {
  return Math.ceil(length / blockLength) * blockLength;
}

/** A key in a page. */
export class PageGcm implements GcmKey {
  readonly #key: Uint8Array;
  /** `undefined` until it is asked for, `null` until it is there. */
  #platformKey: CryptoKey | null | undefined;
  #count = 0;
  #expanded: Uint32Array | null = null;
  #hash: RecordHash | null = null;
  readonly #digest = new Uint8Array(blockLength);
  readonly #counter = new Uint8Array(blockLength);
  #hashed = new Uint8Array(0);
  #output = new Uint8Array(0);

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  openLater(
    nonce: Uint8Array<ArrayBuffer>,
    data: Uint8Array<ArrayBuffer>,
    sealed: Uint8Array,
  ): Promise<Uint8Array | null> | null {
    const { subtle } = crypto;
    if (subtle === undefined) return null;
    if (this.#platformKey === undefined) {
      this.#platformKey = null;
      subtle.importKey('raw', this.#key.slice(), 'AES-GCM', false, ['decrypt']).then(
        (key) => {
          this.#platformKey = key;
        },
        () => {},
      );
    }
    if (this.#platformKey === null) return null;
    return subtle
      .decrypt(
        { name: 'AES-GCM', iv: nonce, additionalData: data },
        this.#platformKey,
        // No capture lies in shared memory.
        sealed as Uint8Array<ArrayBuffer>,
      )
      .then(
        (text) => new Uint8Array(text),
        // The tag does not fit.
        () => null,
      );
  }

  open(nonce: Uint8Array, data: Uint8Array, sealed: Uint8Array): Uint8Array | null {
    if (this.#count++ < recordsBeforeTable) {
      try {
        return gcm(this.#key, nonce, data).decrypt(sealed);
      } catch {
        return null;
      }
    }
    return this.#openWithTable(nonce, data, sealed);
  }

  #openWithTable(nonce: Uint8Array, data: Uint8Array, sealed: Uint8Array): Uint8Array | null {
    const textLength = sealed.length - gcmTagLength;
    this.#expanded ??= unsafe.expandKeyLE(this.#key);
    this.#hash ??= this.#makeHash(this.#expanded);
    // The first counter block is combined with the tag, the next ones with the text.
    const length = blockLength + textLength;
    if (this.#output.length < length) this.#output = new Uint8Array(2 * length);
    const output = this.#output.subarray(0, length);
    output.set(sealed.subarray(textLength), 0);
    output.set(sealed.subarray(0, textLength), blockLength);
    const counter = this.#counter;
    counter.set(nonce);
    counter[12] = 0;
    counter[13] = 0;
    counter[14] = 0;
    counter[15] = 1;
    // The tag covers the additional data, the ciphertext and the lengths of both in bits.
    const hashed = this.#hashInput(data, output.subarray(blockLength));
    unsafe.ctr32(this.#expanded, false, counter, output, output);
    this.#hash.digestOf(hashed, this.#digest);
    for (let i = 0; i < blockLength; i++) if (output[i] !== this.#digest[i]) return null;
    return output.subarray(blockLength);
  }

  #makeHash(expanded: Uint32Array): RecordHash {
    const zero = new Uint8Array(blockLength);
    const key = unsafe.ctr32(expanded, false, new Uint8Array(blockLength), zero, new Uint8Array(blockLength));
    return new RecordHash(key, largestTable);
  }

  #hashInput(data: Uint8Array, sealedText: Uint8Array): Uint32Array {
    const dataEnd = padded(data.length);
    const length = dataEnd + padded(sealedText.length) + blockLength;
    if (this.#hashed.length < length) this.#hashed = new Uint8Array(2 * length);
    const input = this.#hashed.subarray(0, length);
    input.fill(0, data.length, dataEnd);
    input.fill(0, dataEnd + sealedText.length);
    input.set(data);
    input.set(sealedText, dataEnd);
    const view = new DataView(input.buffer, length - blockLength, blockLength);
    view.setUint32(4, data.length * 8);
    view.setUint32(12, sealedText.length * 8);
    return new Uint32Array(input.buffer, 0, length / 4);
  }
}
