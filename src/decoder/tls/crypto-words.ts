import type { WordArray } from 'crypto-es';

/** The bytes of big-endian words of the library. */
export function bytesOfWords({ words, sigBytes }: WordArray): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of words.entries()) view.setInt32(4 * i, word);
  return bytes.subarray(0, sigBytes);
}
