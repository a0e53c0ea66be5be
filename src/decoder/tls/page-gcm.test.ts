// What a page decrypts with, held against Node's AES-GCM.

import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../testing/random.ts';
import { NodeGcm, nodeGcmName } from './node-gcm.ts';
import { PageGcm } from './page-gcm.ts';

const random = seededRandom(5);
const bytes = (length: number) => Uint8Array.from({ length }, () => Math.floor(random() * 256));

interface Sealed {
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly data: Uint8Array<ArrayBuffer>;
  readonly text: Uint8Array;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

function seal(key: Uint8Array, textLength: number, dataLength: number): Sealed {
  const [nonce, data, text] = [bytes(12), bytes(dataLength), bytes(textLength)];
  const cipher = createCipheriv(key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, nonce);
  cipher.setAAD(data);
  const parts = [cipher.update(text), cipher.final(), cipher.getAuthTag()];
  return { nonce, data, text, sealed: Uint8Array.from(Buffer.concat(parts)) };
}

/** Records of all short lengths and some long ones: the table of the tag is in use from the 65th on. */
const lengths = [...Array.from({ length: 200 }, (_, i) => i), 1000, 16_384, 16_385, 3];

describe.each([16, 32])('a key of %i bytes', (keyLength) => {
  it('opens records of any length, as Node does', () => {
    const key = bytes(keyLength);
    const [page, node] = [new PageGcm(key), new NodeGcm(nodeGcmName('aes', key), key)];
    for (const length of lengths) {
      const { nonce, data, text, sealed } = seal(key, length, length % 2 === 0 ? 5 : 13);
      expect(Buffer.from(page.open(nonce, data, sealed) ?? [1]).equals(text)).toBe(true);
      expect(Buffer.from(node.open(nonce, data, sealed) ?? [1]).equals(text)).toBe(true);
    }
  });

  it('opens no record of which a bit, the nonce or the header was changed', () => {
    const key = bytes(keyLength);
    const [page, node] = [new PageGcm(key), new NodeGcm(nodeGcmName('aes', key), key)];
    for (let i = 0; i < 150; i++) {
      const { nonce, data, sealed } = seal(key, i, 5);
      for (const changed of [nonce, data, sealed]) {
        const at = Math.floor(random() * changed.length);
        changed[at] ^= 1 << (i % 8);
        expect([page.open(nonce, data, sealed), node.open(nonce, data, sealed)]).toEqual([null, null]);
        changed[at] ^= 1 << (i % 8);
      }
    }
  });
});

it('opens long records later, once the platform has the key', async () => {
  const key = bytes(16);
  const page = new PageGcm(key);
  const { nonce, data, text, sealed } = seal(key, 5000, 5);
  expect(page.openLater(nonce, data, sealed)).toBeNull();
  await expect.poll(() => page.openLater(nonce, data, sealed) !== null).toBe(true);
  expect(Buffer.from((await page.openLater(nonce, data, sealed)) ?? []).equals(text)).toBe(true);
  sealed[0] ^= 1;
  expect(await page.openLater(nonce, data, sealed)).toBeNull();
});
