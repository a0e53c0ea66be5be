// Masking (RFC 6455 5.3): byte i of the payload is XORed with byte i mod 4 of the key.

import { inKernelMemory, kernels } from '../bytes/kernels/kernels.ts';

// The platform's byte order decides the order of the key's bytes in a word.
const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/**
 * Unmasks `source[start..end)` into `target` at `at`. `key` is the masking key as a big-endian number;
 * `phase` is the offset of `source[start]` in the payload. Uses the kernel where both are in its memory, else
 * whole words where the alignment permits it.
 */
export function unmaskInto(
  source: Uint8Array,
  start: number,
  end: number,
  key: number,
  phase: number,
  target: Uint8Array,
  at: number,
): void {
  const k0 = (key >>> (24 - 8 * (phase & 3))) & 255;
  const k1 = (key >>> (24 - 8 * ((phase + 1) & 3))) & 255;
  const k2 = (key >>> (24 - 8 * ((phase + 2) & 3))) & 255;
  const k3 = (key >>> (24 - 8 * ((phase + 3) & 3))) & 255;
  const length = end - start;
  if (kernels !== null && length >= 16 && inKernelMemory(source) && inKernelMemory(target)) {
    const from = source.byteOffset + start;
    const word = k0 | (k1 << 8) | (k2 << 16) | (k3 << 24);
    kernels.unmask(from, from + length, word, target.byteOffset + at);
    return;
  }
  let i = 0;
  if (length >= 64 && littleEndian && ((source.byteOffset + start) & 3) === ((target.byteOffset + at) & 3)) {
    // Byte by byte up to a word boundary, then words, with the key rotated to the boundary.
    const lead = (4 - ((source.byteOffset + start) & 3)) & 3;
    for (; i < lead; i++) target[at + i] = source[start + i] ^ [k0, k1, k2, k3][i];
    const turned = [k0, k1, k2, k3];
    const word =
      turned[lead & 3] |
      (turned[(lead + 1) & 3] << 8) |
      (turned[(lead + 2) & 3] << 16) |
      (turned[(lead + 3) & 3] << 24);
    const words = (length - i) >> 2;
    const from = new Int32Array(source.buffer, source.byteOffset + start + i, words);
    const to = new Int32Array(target.buffer, target.byteOffset + at + i, words);
    for (let w = 0; w < words; w++) to[w] = from[w] ^ word;
    i += words << 2;
    for (; i < length; i++) target[at + i] = source[start + i] ^ turned[i & 3];
    return;
  }
  for (; i + 4 <= length; i += 4) {
    const s = start + i;
    const t = at + i;
    target[t] = source[s] ^ k0;
    target[t + 1] = source[s + 1] ^ k1;
    target[t + 2] = source[s + 2] ^ k2;
    target[t + 3] = source[s + 3] ^ k3;
  }
  for (; i < length; i++) target[at + i] = source[start + i] ^ [k0, k1, k2, k3][i & 3];
}

/** A copy of `payload` with the mask taken off; `phase` is its offset in the whole payload. */
export function unmaskCopy(payload: Uint8Array, key: number, phase = 0): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(payload.length);
  if (key === 0) result.set(payload);
  else unmaskInto(payload, 0, payload.length, key, phase, result, 0);
  return result;
}
