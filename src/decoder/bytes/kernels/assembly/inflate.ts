// The inner loop of inflating (RFC 1951 3.2.3), where compressed captures spend their time. Tables and their entries are
// those of `../../websocket/inflate-tables.ts`: value << 16 | kind << 8 | code length.

const litRoot: u32 = 10;
const distRoot: u32 = 9;
const kindBase: u32 = 16;
const kindEnd: u32 = 64;
const kindSub: u32 = 128;
const invalid: i32 = -1;

/** What stopped the loop. */
const ranOut = 0;
const blockEnded = 1;
const doubtful = 2;

/** Entry `index` of a table. */
@inline
function entryOf(table: usize, index: u64): i32 {
  return load<i32>(table + (<usize>index << 2));
}

/**
 * Decodes symbols of one block from `[at, end)` to `out`, up to `limit`, behind which 258 + 16 bytes may be overwritten.
 * Stops 16 bytes before `end`, at the end of the block, and before any symbol that is not plainly right, which the careful
 * loop judges. `history`: where the first byte lies that a distance may reach.
 * `cell`, 32-bit words, in and out: bits held, how many (below 32), place in the input, place in the output, the farthest
 * distance.
 */
export function inflate(
  at: usize,
  end: usize,
  out: usize,
  limit: usize,
  history: usize,
  maxDistance: u32,
  lit: usize,
  dist: usize,
  cell: usize,
): u32 {
  let hold: u64 = load<u32>(cell);
  let bits: u32 = load<u32>(cell, 4);
  let farthest: u32 = load<u32>(cell, 16);
  let reason = ranOut;
  const start = at;
  if (end >= at + 16) {
    const last = end - 16;
    while (at <= last && out < limit) {
      // Eight bytes are read; as many count as fit whole. What lies above them in `hold` is read again, and is the same.
      hold |= load<u64>(at) << bits;
      at += (63 - bits) >> 3;
      bits |= 56;
      let entry = entryOf(lit, hold & ((1 << litRoot) - 1));
      if ((entry & 0xff00) == 0) {
        // Four literals of up to ten bits leave enough for the refill above.
        hold >>= entry;
        bits -= entry & 255;
        store<u8>(out, <u8>(entry >>> 16));
        out++;
        entry = entryOf(lit, hold & ((1 << litRoot) - 1));
        if ((entry & 0xff00) == 0) {
          hold >>= entry;
          bits -= entry & 255;
          store<u8>(out, <u8>(entry >>> 16));
          out++;
          entry = entryOf(lit, hold & ((1 << litRoot) - 1));
          if ((entry & 0xff00) == 0) {
            hold >>= entry;
            bits -= entry & 255;
            store<u8>(out, <u8>(entry >>> 16));
            out++;
            entry = entryOf(lit, hold & ((1 << litRoot) - 1));
            if ((entry & 0xff00) == 0) {
              hold >>= entry;
              bits -= entry & 255;
              store<u8>(out, <u8>(entry >>> 16));
              out++;
              continue;
            }
          }
        }
      }
      // At least 26 bits are left: enough for a code of 15 and 5 bits of length, not for the distance after it.
      const safeHold = hold;
      const safeBits = bits;
      const safeAt = at;
      let kind = (entry >>> 8) & 255;
      if (kind == kindSub) {
        const sub = entryOf(lit, (entry >>> 16) + ((hold >> litRoot) & ((1 << (entry & 255)) - 1)));
        if (sub == invalid) {
          reason = doubtful;
          break;
        }
        entry = sub + litRoot;
        kind = (entry >>> 8) & 255;
        if (kind == 0) {
          hold >>= entry;
          bits -= entry & 255;
          store<u8>(out, <u8>(entry >>> 16));
          out++;
          continue;
        }
      }
      if (entry == invalid) {
        reason = doubtful;
        break;
      }
      hold >>= entry;
      bits -= entry & 255;
      if (kind == kindEnd) {
        reason = blockEnded;
        break;
      }
      let extra = kind - kindBase;
      const length: u32 = (entry >>> 16) + (<u32>hold & ((1 << extra) - 1));
      hold >>= extra;
      bits -= extra;
      hold |= load<u64>(at) << bits;
      at += (63 - bits) >> 3;
      bits |= 56;
      entry = entryOf(dist, hold & ((1 << distRoot) - 1));
      if (entry != invalid && ((entry >>> 8) & 255) == kindSub) {
        const sub = entryOf(dist, (entry >>> 16) + ((hold >> distRoot) & ((1 << (entry & 255)) - 1)));
        entry = sub == invalid ? sub : sub + distRoot;
      }
      let distance: u32 = 0;
      if (entry != invalid) {
        hold >>= entry;
        bits -= entry & 255;
        extra = ((entry >>> 8) & 255) - kindBase;
        distance = (entry >>> 16) + (<u32>hold & ((1 << extra) - 1));
        hold >>= extra;
        bits -= extra;
      }
      if (entry == invalid || distance > <u32>(out - history) || distance > maxDistance) {
        hold = safeHold;
        bits = safeBits;
        at = safeAt;
        reason = doubtful;
        break;
      }
      if (distance > farthest) farthest = distance;
      let source = out - distance;
      const target = out + length;
      if (distance >= 16) {
        do {
          v128.store(out, v128.load(source));
          out += 16;
          source += 16;
        } while (out < target);
      } else if (distance == 1) {
        const byte = i8x16.splat(load<u8>(source));
        do {
          v128.store(out, byte);
          out += 16;
        } while (out < target);
      } else {
        do {
          store<u8>(out, load<u8>(source));
          out++;
          source++;
        } while (out < target);
      }
      out = target;
    }
  }
  // Whole bytes that were taken ahead go back, as far as they were taken here.
  const back = min(bits >> 3, <u32>(at - start));
  at -= back;
  bits -= back << 3;
  store<u32>(cell, <u32>(hold & ((<u64>1 << bits) - 1)));
  store<u32>(cell, bits, 4);
  store<u32>(cell, <u32>at, 8);
  store<u32>(cell, <u32>out, 12);
  store<u32>(cell, farthest, 16);
  return reason;
}
