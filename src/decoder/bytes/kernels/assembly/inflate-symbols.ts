// The symbols of a block (RFC 1951 3.2.3).

import {
  atCell,
  bitsCell,
  done,
  doubtful,
  farthestCell,
  holdCell,
  inputEnded,
  outCell,
  outputFull,
  putBack,
} from './inflate-cell';
import { distRoot, litRoot } from './inflate-header';

const kindBase: u32 = 16;
const kindEnd: u32 = 64;
const kindSub: u32 = 128;
const invalid: u32 = 0xffffffff;

/** The entry that the next bits select in the first lookup of a table. */
@inline
function entryOf(table: usize, root: u32, hold: u64): u64 {
  return load<u32>(table + ((<usize>hold & ((1 << root) - 1)) << 2));
}

/** A literal whose code is no longer than the first lookup. */
@inline
function isLiteral(entry: u64): bool {
  return (entry & 0xff00) == 0;
}

/** The entry that `entry` leads to, with the length of the whole code. */
@inline
function longEntry(table: usize, root: u32, entry: u32, hold: u64): u32 {
  const index = (entry >>> 16) + (<u32>(hold >> root) & ((1 << (entry & 255)) - 1));
  const found = load<u32>(table + (<usize>index << 2));
  return found == invalid ? found : found + root;
}

/**
 * Decodes symbols until the block ends (`done`), the input ends, the output is full, or a symbol may be a
 * fault. The first loop does not check for the end of the input; the second loop does, for the last few
 * bytes.
 */
export function symbols(
  end: usize,
  limit: usize,
  history: usize,
  maxDistance: u32,
  lit: usize,
  dist: usize,
  cell: usize,
): u32 {
  let at: usize = load<u32>(cell, atCell);
  let out: usize = load<u32>(cell, outCell);
  let hold: u64 = load<u32>(cell, holdCell);
  let bits = load<u32>(cell, bitsCell);
  let farthest = load<u32>(cell, farthestCell);
  let reason: u32 = inputEnded;
  if (end >= at + 8 && limit >= out + 5) {
    const last = end - 8;
    const lastOut = limit - 5;
    // Eight bytes are read, and those that fit whole into `hold` count. The bits above them are read again
    // with the same value.
    hold |= load<u64>(at) << bits;
    at += (63 - bits) >> 3;
    bits |= 56;
    // The next entry is always loaded first, because every step depends on it.
    let next = entryOf(lit, litRoot, hold);
    for (;;) {
      if (at > last) break;
      if (out > lastOut) break;
      hold |= load<u64>(at) << bits;
      at += (63 - bits) >> 3;
      bits |= 56;
      // Five literals of up to ten bits leave enough for the entry that is loaded next.
      while (isLiteral(next)) {
        hold >>= next;
        bits -= <u32>next & 255;
        store<u8>(out, <u8>(next >>> 16));
        next = entryOf(lit, litRoot, hold);
        out++;
        if (!isLiteral(next)) break;
        hold >>= next;
        bits -= <u32>next & 255;
        store<u8>(out, <u8>(next >>> 16));
        next = entryOf(lit, litRoot, hold);
        out++;
        if (!isLiteral(next)) break;
        hold >>= next;
        bits -= <u32>next & 255;
        store<u8>(out, <u8>(next >>> 16));
        next = entryOf(lit, litRoot, hold);
        out++;
        if (!isLiteral(next)) break;
        hold >>= next;
        bits -= <u32>next & 255;
        store<u8>(out, <u8>(next >>> 16));
        next = entryOf(lit, litRoot, hold);
        out++;
        if (!isLiteral(next)) break;
        hold >>= next;
        bits -= <u32>next & 255;
        store<u8>(out, <u8>(next >>> 16));
        next = entryOf(lit, litRoot, hold);
        out++;
        if (at > last) break;
        if (out > lastOut) break;
        hold |= load<u64>(at) << bits;
        at += (63 - bits) >> 3;
        bits |= 56;
      }
      if (at > last) break;
      if (out > lastOut) break;
      // Bits for a length with its distance, 48, and for the entry after them.
      hold |= load<u64>(at) << bits;
      at += (63 - bits) >> 3;
      bits |= 56;
      let entry = <u32>next;
      let kind = (entry >>> 8) & 255;
      if (kind == kindSub) {
        entry = longEntry(lit, litRoot, entry, hold);
        kind = (entry >>> 8) & 255;
        if (kind == 0) {
          hold >>= entry;
          bits -= entry & 255;
          store<u8>(out, <u8>(entry >>> 16));
          out++;
          next = entryOf(lit, litRoot, hold);
          continue;
        }
      }
      // The loop below handles the end of the block and possible faults.
      if (kind >= kindEnd) break;
      const safeHold = hold;
      const safeBits = bits;
      hold >>= entry;
      bits -= entry & 255;
      let extra = kind - kindBase;
      const length = (entry >>> 16) + (<u32>hold & ((1 << extra) - 1));
      hold >>= extra;
      bits -= extra;
      entry = <u32>entryOf(dist, distRoot, hold);
      if (((entry >>> 8) & 255) == kindSub) entry = longEntry(dist, distRoot, entry, hold);
      extra = ((entry >>> 8) & 255) - kindBase;
      const distance = (entry >>> 16) + (<u32>(hold >> entry) & ((1 << extra) - 1));
      if (entry == invalid || distance > <u32>(out - history) || distance > maxDistance) {
        hold = safeHold;
        bits = safeBits;
        break;
      }
      hold >>= (entry & 255) + extra;
      bits -= (entry & 255) + extra;
      next = entryOf(lit, litRoot, hold);
      if (distance > farthest) farthest = distance;
      repeat(out, distance, length);
      out += length;
    }
    hold &= (<u64>1 << bits) - 1;
  }

  for (;;) {
    if (out >= limit) {
      reason = outputFull;
      break;
    }
    // A symbol takes at most 48 bits. Bytes after the end are read, but do not count.
    if (bits < 48 && at < end) {
      const take = min((63 - bits) >> 3, <u32>(end - at));
      hold |= (load<u64>(at) & ((<u64>1 << (take << 3)) - 1)) << bits;
      at += take;
      bits += take << 3;
    }
    let entry = <u32>entryOf(lit, litRoot, hold);
    if (((entry >>> 8) & 255) == kindSub) entry = longEntry(lit, litRoot, entry, hold);
    if (entry == invalid) {
      reason = doubtful;
      break;
    }
    let used = entry & 255;
    if (used > bits) break;
    const kind = (entry >>> 8) & 255;
    if (kind == 0) {
      store<u8>(out, <u8>(entry >>> 16));
      out++;
    } else if (kind == kindEnd) {
      // Leave as many bits as the JavaScript inflater would hold. It takes a byte while it has fewer than 24
      // bits, and what where a message ends hangs on it.
      if (bits > 31) {
        const back = (bits - 24) >> 3;
        at -= back;
        bits -= back << 3;
      }
      hold >>= used;
      bits -= used;
      reason = done;
      break;
    } else {
      let extra = kind - kindBase;
      const length = (entry >>> 16) + (<u32>(hold >> used) & ((1 << extra) - 1));
      used += extra;
      const rest = hold >> used;
      entry = <u32>entryOf(dist, distRoot, rest);
      if (((entry >>> 8) & 255) == kindSub) entry = longEntry(dist, distRoot, entry, rest);
      if (entry == invalid) {
        reason = doubtful;
        break;
      }
      extra = ((entry >>> 8) & 255) - kindBase;
      const distance = (entry >>> 16) + (<u32>(rest >> (entry & 255)) & ((1 << extra) - 1));
      used += (entry & 255) + extra;
      if (used > bits) break;
      if (distance > <u32>(out - history) || distance > maxDistance) {
        reason = doubtful;
        break;
      }
      if (distance > farthest) farthest = distance;
      repeat(out, distance, length);
      out += length;
    }
    hold >>= used;
    bits -= used;
  }
  putBack(hold, bits, at, cell);
  store<u32>(cell, <u32>out, outCell);
  store<u32>(cell, farthest, farthestCell);
  return reason;
}

/** Repeats `length` bytes from `distance` before `to`; 15 bytes more may be overwritten. */
@inline
function repeat(to: usize, distance: u32, length: u32): void {
  let source = to - distance;
  const target = to + length;
  if (distance >= 16) {
    do {
      v128.store(to, v128.load(source));
      to += 16;
      source += 16;
    } while (to < target);
  } else if (distance == 1) {
    const byte = i8x16.splat(load<u8>(source));
    do {
      v128.store(to, byte);
      to += 16;
    } while (to < target);
  } else {
    do {
      store<u8>(to, load<u8>(source));
      to++;
      source++;
    } while (to < target);
  }
}
