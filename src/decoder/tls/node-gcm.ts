// AES-GCM of Node, which decrypts at once and with the processor's own instructions. A page has none: its WebCrypto
// answers later.

import { type GcmKey, gcmTagLength } from './gcm-key.ts';

/** What is used of `node:crypto`. */
interface Decipher {
  setAuthTag(tag: Uint8Array): void;
  setAAD(data: Uint8Array): void;
  update(sealed: Uint8Array): Uint8Array;
  /** Throws when the tag does not fit. */
  final(): Uint8Array;
}

interface NodeCrypto {
  createDecipheriv(name: string, key: Uint8Array, nonce: Uint8Array): Decipher;
}

interface Runtime {
  readonly process?: { getBuiltinModule?(name: string): NodeCrypto | undefined };
}

const nodeCrypto = (globalThis as Runtime).process?.getBuiltinModule?.('node:crypto') ?? null;

export const hasNodeGcm = nodeCrypto !== null;

/** A key in Node. */
export class NodeGcm implements GcmKey {
  readonly #key: Uint8Array;
  readonly #name: string;

  constructor(key: Uint8Array) {
    this.#key = key;
    this.#name = `aes-${key.length * 8}-gcm`;
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
