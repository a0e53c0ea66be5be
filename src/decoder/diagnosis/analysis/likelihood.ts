// How many bits it takes to write bytes down as text and as noise: what a stretch of payload is more likely to be, and
// under which phase of the mask.

/** Bits for one byte of noise. */
export const noiseBits = 8;

const textBits = new Float64Array(256);
for (let byte = 0; byte < 256; byte++) {
  let share = 0.045 / 128;
  if (byte === 0x20) share = 0.08;
  else if (byte === 0x22) share = 0.1;
  else if (byte === 0x65) share = 0.06;
  else if (byte >= 0x61 && byte <= 0x7a) share = 0.38 / 25;
  else if (byte >= 0x30 && byte <= 0x39) share = 0.12 / 10;
  else if ([0x2c, 0x3a, 0x2e, 0x2d, 0x5f, 0x7b, 0x7d, 0x5b, 0x5d].includes(byte)) share = 0.12 / 9;
  else if (byte >= 0x41 && byte <= 0x5a) share = 0.06 / 26;
  else if (byte === 9 || byte === 10 || byte === 13) share = 0.01 / 3;
  else if (byte < 0x20 || byte === 0x7f) share = 0.0005 / 30;
  else if (byte < 0x80) share = 0.02 / 22;
  textBits[byte] = -Math.log2(share);
}

/** Running sums: `sums[i]` is what the first `i` bytes take as text. */
export function textSums(plain: Uint8Array): Float64Array {
  const sums = new Float64Array(plain.length + 1);
  let sum = 0;
  for (let i = 0; i < plain.length; ) {
    const byte = plain[i];
    const size = byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xf0 ? 4 : 1;
    let whole = size > 1 && i + size <= plain.length;
    for (let k = 1; whole && k < size; k++) whole = (plain[i + k] & 0xc0) === 0x80;
    if (!whole) {
      sum += textBits[byte];
      sums[++i] = sum;
      continue;
    }
    // A whole character of several bytes: 16 bits for two bytes, 20 for three, 24 for four.
    const each = size === 2 ? 8 : size === 3 ? 20 / 3 : 6;
    for (let k = 0; k < size; k++) {
      sum += each;
      sums[++i] = sum;
    }
  }
  return sums;
}

/** As `textBits`, for text most of whose bytes are above 7f: Cyrillic, Greek, Chinese. */
const highTextBits = textBits.map((bits, byte) => (byte >= 0x80 ? 7.2 : bits + 1.6));

/** Bits for an unknown masking key. */
const keyBits = 32;

/**
 * `costs[i]`: what the bytes from `i` on take as text under whatever key suits them best, the key included. Only the last
 * `most` positions are worked out; the rest are infinite.
 */
export function tailsUnderAnyKey(wire: Uint8Array, most = 8192): Float64Array {
  const costs = new Float64Array(wire.length + 1).fill(Number.POSITIVE_INFINITY);
  costs[wire.length] = 0;
  for (const model of [textBits, highTextBits]) {
    const tables = [0, 1, 2, 3].map(() => new Float64Array(256));
    const best = [0, 0, 0, 0];
    for (let i = wire.length - 1; i >= Math.max(0, wire.length - most); i--) {
      const table = tables[i & 3];
      const byte = wire[i];
      let least = Number.POSITIVE_INFINITY;
      for (let key = 0; key < 256; key++) {
        table[key] += model[byte ^ key];
        if (table[key] < least) least = table[key];
      }
      best[i & 3] = least;
      costs[i] = Math.min(costs[i], keyBits + best[0] + best[1] + best[2] + best[3]);
    }
  }
  return costs;
}
