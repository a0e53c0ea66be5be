// Decoding tables of DEFLATE (RFC 1951 3.2.2): one lookup for short codes, a second for the long ones.

import { reserveWords } from '../bytes/kernels/kernels.ts';

/** Bits of the first lookup of literals and lengths, and of distances. */
export const litRoot = 10;
export const distRoot = 9;

// One table entry: value << 16 | kind << 8 | code length. `kind` of a length or distance is `base` plus its
// extra bits.
export const kindLiteral = 0;
export const kindBase = 16;
export const kindEnd = 64;
export const kindSub = 128;
export const invalidEntry = -1;

const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
];
const distExtra = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];

/** The base entries of all symbols in one array, as the kernel needs them. */
const entries = reserveWords(288 + 32 + 19 + 5);
export const literalEntries = entries.subarray(0, 288);
export const distEntries = entries.subarray(288, 320);
export const plainEntries = entries.subarray(320, 339);
export const lengthOrder = new Uint8Array(entries.buffer, entries.byteOffset + 339 * 4, 19);
lengthOrder.set([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);
for (let symbol = 0; symbol < 288; symbol++) {
  if (symbol < 256) literalEntries[symbol] = (symbol << 16) | (kindLiteral << 8);
  else if (symbol === 256) literalEntries[symbol] = kindEnd << 8;
  else if (symbol < 286)
    literalEntries[symbol] = (lengthBase[symbol - 257] << 16) | ((kindBase + lengthExtra[symbol - 257]) << 8);
  else literalEntries[symbol] = invalidEntry;
}
distEntries.fill(invalidEntry);
for (let symbol = 0; symbol < 30; symbol++) {
  distEntries[symbol] = (distBase[symbol] << 16) | ((kindBase + distExtra[symbol]) << 8);
}
for (let symbol = 0; symbol < 19; symbol++) plainEntries[symbol] = symbol << 16;

const counts = new Uint16Array(16);
const firsts = new Uint16Array(16);
const sorted = new Uint16Array(320);

/** Builds a decoding table from code lengths. False when the lengths do not describe a prefix code. */
export function buildTable(
  lengths: Uint8Array,
  from: number,
  count: number,
  entries: Int32Array,
  root: number,
  table: Int32Array,
): boolean {
  counts.fill(0);
  for (let i = 0; i < count; i++) counts[lengths[from + i]]++;
  const used = count - counts[0];
  counts[0] = 0;
  let left = 1;
  let longest = 0;
  for (let length = 1; length < 16; length++) {
    left = (left << 1) - counts[length];
    if (left < 0) return false;
    if (counts[length] > 0) longest = length;
  }
  // An incomplete code is legal only with a single one-bit code, or none at all (RFC 1951 3.2.7).
  if (left > 0 && (used > 1 || (used === 1 && longest !== 1))) return false;
  firsts[0] = 0;
  for (let length = 1; length < 16; length++) firsts[length] = firsts[length - 1] + counts[length - 1];
  for (let i = 0; i < count; i++) {
    const length = lengths[from + i];
    if (length > 0) sorted[firsts[length]++] = i;
  }
  const rootSize = 1 << root;
  if (left > 0) table.fill(invalidEntry, 0, rootSize);
  let code = 0; // bit-reversed
  let length = 1;
  let remaining = counts[1];
  let subAt = rootSize;
  let subPrefix = -1;
  let subBits = 0;
  let subStart = 0;
  for (let i = 0; i < used; i++) {
    while (remaining === 0) remaining = counts[++length];
    remaining--;
    const entry = entries[sorted[i]];
    if (length <= root) {
      const value = entry === invalidEntry ? invalidEntry : entry | length;
      for (let at = code; at < rootSize; at += 1 << length) table[at] = value;
    } else {
      const prefix = code & (rootSize - 1);
      if (prefix !== subPrefix) {
        subPrefix = prefix;
        subBits = length - root;
        let room = 1 << subBits;
        // `remaining` was already reduced by the current code.
        room -= remaining + 1;
        let longer = length;
        while (room > 0 && longer < longest) {
          longer++;
          subBits++;
          room = (room << 1) - counts[longer];
        }
        subStart = subAt;
        subAt += 1 << subBits;
        if (subAt > table.length) return false;
        table[prefix] = (subStart << 16) | (kindSub << 8) | subBits;
      }
      const value = entry === invalidEntry ? invalidEntry : entry | (length - root);
      for (let at = code >> root; at < 1 << subBits; at += 1 << (length - root)) table[subStart + at] = value;
    }
    // Next code in bit-reversed order: add one at the top bit, carry downwards.
    let bit = 1 << (length - 1);
    while (code & bit) bit >>= 1;
    code = bit === 0 ? 0 : (code & (bit - 1)) | bit;
  }
  return true;
}

export const fixedLit = reserveWords(1 << litRoot);
export const fixedDist = reserveWords(1 << distRoot);
{
  const lengths = new Uint8Array(320);
  lengths.fill(8, 0, 144);
  lengths.fill(9, 144, 256);
  lengths.fill(7, 256, 280);
  lengths.fill(8, 280, 288);
  lengths.fill(5, 288, 320);
  buildTable(lengths, 0, 288, literalEntries, litRoot, fixedLit);
  buildTable(lengths, 288, 32, distEntries, distRoot, fixedDist);
}
