// Blocks in CBC mode: by the platform in Node, by libraries in a page.

import { cbc } from '@noble/ciphers/aes.js';
import { CBC, DES, NoPadding, TripleDES, WordArray } from 'crypto-es';
import { concat } from '../bytes/concat.ts';
import { bytesOfWords } from './crypto-words.ts';
import { hasNodeCipher, nodeCrypto } from './node-crypto.ts';
import type { Suite } from './suites.ts';

/** The text of whole blocks, its padding included. */
export type CbcDecryption = (iv: Uint8Array, sealed: Uint8Array) => Uint8Array;

/** The name in Node, and the key that it takes: DES is 3DES with one key three times. */
function nodeCipherOf({ cipher }: Suite, key: Uint8Array): readonly [string, Uint8Array] {
  if (cipher === 'des') return ['des-ede3-cbc', concat([key, key, key])];
  return [cipher === '3des' ? 'des-ede3-cbc' : `${cipher}-${key.length * 8}-cbc`, key];
}

/** In a page, which has AES, 3DES and DES. */
export function pageCbcDecryption({ cipher }: Suite, key: Uint8Array): CbcDecryption {
  if (cipher === 'aes') return (iv, sealed) => cbc(key, iv, { disablePadding: true }).decrypt(sealed);
  const algorithm = cipher === 'des' ? DES : TripleDES;
  const keyWords = new WordArray(key);
  return (iv, sealed) =>
    bytesOfWords(
      algorithm.decrypt({ ciphertext: new WordArray(sealed) }, keyWords, {
        iv: new WordArray(iv),
        mode: CBC,
        padding: NoPadding,
      }),
    );
}

export function cbcDecryption(suite: Suite, key: Uint8Array): CbcDecryption {
  const [name, nodeKey] = nodeCipherOf(suite, key);
  if (nodeCrypto === null || !hasNodeCipher(name)) return pageCbcDecryption(suite, key);
  const { createDecipheriv } = nodeCrypto;
  return (iv, sealed) => createDecipheriv(name, nodeKey, iv).setAutoPadding(false).update(sealed);
}
