import { type GcmKey, gcmTagLength } from './gcm-key.ts';
import { nodeCrypto } from './node-crypto.ts';
import type { SuiteCipher } from './suites.ts';

/** The name of a cipher in Node. */
export function nodeGcmName(cipher: SuiteCipher, key: Uint8Array): string {
  return `${cipher}-${key.length * 8}-gcm`;
}

/** A key of AES or ARIA in Node. */
export class NodeGcm implements GcmKey {
  readonly #key: Uint8Array;
  readonly #name: string;

  constructor(name: string, key: Uint8Array) {
    this.#key = key;
    this.#name = name;
  }

  open(nonce: Uint8Array, data: Uint8Array, sealed: Uint8Array): Uint8Array | null {
    if (nodeCrypto === null) return null;
    const end = sealed.length - gcmTagLength;
    const decipher = nodeCrypto.createDecipheriv(this.#name, this.#key, nonce);
    decipher.setAuthTag(sealed.subarray(end));
    decipher.setAAD(data);
    const text = decipher.update(sealed.subarray(0, end));
    try {
      decipher.final();
    } catch {
      return null;
    }
    return text;
  }

  openLater(): null {
    return null;
  }
}
