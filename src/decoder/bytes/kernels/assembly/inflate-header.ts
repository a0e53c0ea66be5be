// The header of a block with codes of its own (RFC 1951 3.2.7), and the tables that are built from it.

import { done, doubtful, entriesCell, inputEnded, putBack, scratchCell } from './inflate-cell';

/** Bits of the first lookup, as in `inflate-tables.ts`. */
export const litRoot: u32 = 10;
export const distRoot: u32 = 9;
const codeRoot: u32 = 7;

const kindSub: u32 = 128;
const invalid: u32 = 0xffffffff;

// Places in the table of entries that `entriesCell` leads to, in bytes: entries of literals and lengths, of
// distances, of code lengths, and the order in which code lengths come.
const distEntries = 288 * 4;
const plainEntries = (288 + 32) * 4;
const lengthOrder = (288 + 32 + 19) * 4;

// Places in the scratch memory that `scratchCell` leads to, in bytes: the number of codes of each length, and
// where the next of them goes among `sorted`: symbols in the order of their codes, 16 bits each.
const counts = 0;
const places = 64;
const sorted = 128;
const codeTable = sorted + 320 * 2;
/** Code lengths, and space after them for a run of the longest kind. */
const lengthsPlace = codeTable + (4 << codeRoot);

/**
 * Reads the header after its first three bits and fills the tables. The state changes only when the result is
 * `done`.
 */
export function dynamicHeader(
  hold: u64,
  bits: u32,
  at: usize,
  end: usize,
  lit: usize,
  dist: usize,
  cell: usize,
): u32 {
  while (bits < 56 && at < end) {
    hold |= <u64>load<u8>(at++) << bits;
    bits += 8;
  }
  if (bits < 14) return inputEnded;
  const literals = (<u32>hold & 31) + 257;
  const distances = ((<u32>hold >> 5) & 31) + 1;
  const codes = ((<u32>hold >> 10) & 15) + 4;
  hold >>= 14;
  bits -= 14;
  if (literals > 286 || distances > 30) return doubtful;
  const entries: usize = load<u32>(cell, entriesCell);
  const scratch: usize = load<u32>(cell, scratchCell);
  const lengths = scratch + lengthsPlace;
  v128.store(lengths, i32x4.splat(0));
  v128.store(lengths, i32x4.splat(0), 16);
  for (let i: u32 = 0; i < codes; i++) {
    while (bits < 3) {
      if (at == end) return inputEnded;
      hold |= <u64>load<u8>(at++) << bits;
      bits += 8;
    }
    store<u8>(lengths + load<u8>(entries + i, lengthOrder), <u8>hold & 7);
    hold >>= 3;
    bits -= 3;
  }
  if (!buildTable(lengths, 19, entries + plainEntries, codeRoot, scratch + codeTable, scratch)) return doubtful;
  const total = literals + distances;
  let have: u32 = 0;
  while (have < total) {
    // A code of up to 7 bits, and up to 7 extra bits after it.
    while (bits < 14 && at < end) {
      hold |= <u64>load<u8>(at++) << bits;
      bits += 8;
    }
    const entry = load<u32>(scratch + ((<usize>hold & ((1 << codeRoot) - 1)) << 2), codeTable);
    if (entry == invalid) return doubtful;
    let used = entry & 255;
    const symbol = entry >>> 16;
    if (symbol < 16) {
      if (used > bits) return inputEnded;
      store<u8>(lengths + have, <u8>symbol);
      have++;
    } else {
      const extra: u32 = symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
      if (used + extra > bits) return inputEnded;
      const times: u32 = <u32>(symbol == 18 ? 11 : 3) + (<u32>(hold >> used) & ((1 << extra) - 1));
      used += extra;
      if (have + times > total || (symbol == 16 && have == 0)) return doubtful;
      const value = i8x16.splat(symbol == 16 ? load<u8>(lengths + have - 1) : 0);
      for (let i: u32 = 0; i < times; i += 16) v128.store(lengths + have + i, value);
      have += times;
    }
    hold >>= used;
    bits -= used;
  }
  if (
    load<u8>(lengths, 256) == 0 ||
    !buildTable(lengths, literals, entries, litRoot, lit, scratch) ||
    !buildTable(lengths + literals, distances, entries + distEntries, distRoot, dist, scratch)
  ) {
    return doubtful;
  }
  putBack(hold, bits, at, cell);
  return done;
}

/** Builds a decoding table from the lengths of `count` codes. False when they describe no prefix code. */
function buildTable(from: usize, count: u32, entries: usize, root: u32, table: usize, scratch: usize): bool {
  memory.fill(scratch + counts, 0, 64);
  for (let i: u32 = 0; i < count; i++) {
    const place = scratch + (<usize>load<u8>(from + i) << 2);
    store<u32>(place, load<u32>(place, counts) + 1, counts);
  }
  const used = count - load<u32>(scratch, counts);
  let left: i32 = 1;
  let longest: u32 = 0;
  let place: u32 = 0;
  for (let length: u32 = 1; length < 16; length++) {
    const codes = load<u32>(scratch + (length << 2), counts);
    left = (left << 1) - codes;
    if (left < 0) return false;
    if (codes > 0) longest = length;
    store<u32>(scratch + (length << 2), place, places);
    place += codes;
  }
  if (left > 0) {
    // An incomplete code is legal only with a single one-bit code, or none at all.
    if (used > 1 || (used == 1 && longest != 1)) return false;
    for (let i: usize = 0; i < <usize>4 << root; i += 4) store<u32>(table + i, invalid);
  }
  for (let i: u32 = 0; i < count; i++) {
    const length: usize = load<u8>(from + i);
    if (length == 0) continue;
    const next = load<u32>(scratch + (length << 2), places);
    store<u16>(scratch + (<usize>next << 1), <u16>i, sorted);
    store<u32>(scratch + (length << 2), next + 1, places);
  }
  if (left > 0) {
    if (used == 0) return true;
    const entry = load<u32>(entries + (<usize>load<u16>(scratch, sorted) << 2)) | 1;
    for (let i: usize = 0; i < <usize>4 << root; i += 8) store<u32>(table + i, entry);
    return true;
  }
  // Codes are entered bit-reversed, shortest first. Each further bit doubles the part that is filled.
  let code: u32 = 0;
  let at = scratch + sorted;
  let length: u32 = 1;
  while (load<u32>(scratch + (length << 2), counts) == 0) length++;
  for (; length <= root; length++) {
    for (let codes = load<u32>(scratch + (length << 2), counts); codes > 0; codes--) {
      store<u32>(table + (code << 2), load<u32>(entries + (<usize>load<u16>(at) << 2)) | length);
      code = following(code, length);
      at += 2;
    }
    if (length < root) double(table, 4 << length);
  }
  const mask: u32 = (1 << root) - 1;
  let prefix: u32 = invalid;
  let sub = table;
  let subEnd: usize = table + (4 << root);
  for (; length <= longest; length++) {
    const stride: usize = 4 << (length - root);
    for (let codes = load<u32>(scratch + (length << 2), counts); codes > 0; codes--) {
      if ((code & mask) != prefix) {
        // The number of bits that the longest code of this prefix needs.
        prefix = code & mask;
        let subBits = length - root;
        let room = (1 << subBits) - <i32>codes;
        for (let longer = length + 1; room > 0 && longer <= longest; longer++) {
          subBits++;
          room = (room << 1) - load<i32>(scratch + (longer << 2), counts);
        }
        sub = subEnd;
        subEnd += 4 << subBits;
        store<u32>(table + (prefix << 2), (<u32>((sub - table) >> 2) << 16) | (kindSub << 8) | subBits);
      }
      const entry = load<u32>(entries + (<usize>load<u16>(at) << 2)) | (length - root);
      for (let to = sub + ((code >> root) << 2); to < subEnd; to += stride) store<u32>(to, entry);
      code = following(code, length);
      at += 2;
    }
  }
  return true;
}

/** The next code of `length` bits, both bit-reversed. After the last code the result has no meaning. */
@inline
function following(code: u32, length: u32): u32 {
  const zeros = ~code & ((1 << length) - 1);
  const bit: u32 = 0x80000000 >>> clz(zeros);
  return (code & (bit - 1)) | bit;
}

/** Copies the first `size` bytes of a table to the place after them. */
@inline
function double(table: usize, size: usize): void {
  if (size == 8) {
    store<u64>(table, load<u64>(table), 8);
    return;
  }
  for (let i: usize = 0; i < size; i += 16) v128.store(table + size + i, v128.load(table + i));
}
