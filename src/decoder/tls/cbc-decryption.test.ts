import { createCipheriv, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cbcDecryption, pageCbcDecryption } from './cbc-decryption.ts';
import { type Suite, suiteOf } from './suites.ts';

const suites = { aes: 0x002f, '3des': 0x000a, des: 0x0009 } as const;
const nodeNames = { aes: 'aes-128-cbc', '3des': 'des-ede3-cbc', des: 'des-ede3-cbc' } as const;

describe('Node and pages decrypt the same', () => {
  it.each(['aes', '3des', 'des'] as const)('%s', (cipher) => {
    const suite = suiteOf(suites[cipher]) as Suite;
    expect(suite.cipher).toBe(cipher);
    for (const blocks of [1, 2, 63]) {
      const key = randomBytes(suite.keyLength);
      const iv = randomBytes(suite.blockLength);
      const text = randomBytes(blocks * suite.blockLength);
      const nodeKey = cipher === 'des' ? Buffer.concat([key, key, key]) : key;
      const sealed = createCipheriv(nodeNames[cipher], nodeKey, iv).setAutoPadding(false).update(text);
      // a record lies within a larger buffer
      const within = new Uint8Array([7, ...sealed, 9]).subarray(1, 1 + sealed.length);
      expect(Buffer.from(cbcDecryption(suite, key)(iv, within))).toEqual(text);
      expect(Buffer.from(pageCbcDecryption(suite, key)(iv, within))).toEqual(text);
    }
  });
});
