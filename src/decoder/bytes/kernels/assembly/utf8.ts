// Checks UTF-8 (RFC 3629) as it streams. The state between two runs is that of `../../utf8.ts`, whose table
// of states lies in the memory; runs of sixteen bytes are checked at once by looking up the two halves of
// each byte and of the one before it (Keiser and Lemire, "Validating UTF-8 in less than one instruction per
// byte", 2020).

const bad: u32 = 255;

// What can be wrong with a pair of neighbouring bytes, one bit each.
const tooShort: u8 = 1; // a lead byte or ASCII where a continuation byte is due
const tooLong: u8 = 2; // a continuation byte after ASCII
const overlong3: u8 = 4;
const tooLarge: u8 = 8; // above U+10FFFF, by the second byte
const surrogate: u8 = 16;
const overlong2: u8 = 32;
const overlong4: u8 = 64; // and F5 to FF before 80 to 8F
const twoContinuations: u8 = 128; // no fault when the third or fourth byte of a character
const carry: u8 = tooShort | tooLong | twoContinuations;

/** Fault bits of a block of 16 bytes, zero without a fault. `before` is the block before it. */
@inline
function faults(block: v128, before: v128): v128 {
  const previous = i8x16.shuffle(before, block, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
  const low = i8x16.splat(15);
  const byPreviousHigh = i8x16.swizzle(
    i8x16(
      tooLong, tooLong, tooLong, tooLong, tooLong, tooLong, tooLong, tooLong,
      <i8>twoContinuations, <i8>twoContinuations, <i8>twoContinuations, <i8>twoContinuations,
      tooShort | overlong2, tooShort, tooShort | overlong3 | surrogate, tooShort | tooLarge | overlong4,
    ),
    i8x16.shr_u(previous, 4),
  );
  const byPreviousLow = i8x16.swizzle(
    i8x16(
      <i8>(carry | overlong3 | overlong2 | overlong4), <i8>(carry | overlong2), <i8>carry, <i8>carry,
      <i8>(carry | tooLarge), <i8>(carry | tooLarge | overlong4), <i8>(carry | tooLarge | overlong4), <i8>(carry | tooLarge | overlong4),
      <i8>(carry | tooLarge | overlong4), <i8>(carry | tooLarge | overlong4), <i8>(carry | tooLarge | overlong4), <i8>(carry | tooLarge | overlong4),
      <i8>(carry | tooLarge | overlong4), <i8>(carry | tooLarge | overlong4 | surrogate), <i8>(carry | tooLarge | overlong4), <i8>(carry | tooLarge | overlong4),
    ),
    v128.and(previous, low),
  );
  const byHigh = i8x16.swizzle(
    i8x16(
      tooShort, tooShort, tooShort, tooShort, tooShort, tooShort, tooShort, tooShort,
      <i8>(tooLong | overlong2 | twoContinuations | overlong3 | overlong4),
      <i8>(tooLong | overlong2 | twoContinuations | overlong3 | tooLarge),
      <i8>(tooLong | overlong2 | twoContinuations | surrogate | tooLarge),
      <i8>(tooLong | overlong2 | twoContinuations | surrogate | tooLarge),
      tooShort, tooShort, tooShort, tooShort,
    ),
    i8x16.shr_u(block, 4),
  );
  const pairs = v128.and(v128.and(byPreviousHigh, byPreviousLow), byHigh);
  // The third and fourth bytes of a character: two continuation bytes in a row are due just there.
  const second = i8x16.shuffle(before, block, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
  const third = i8x16.shuffle(before, block, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
  const due = v128.or(
    i8x16.sub_sat_u(second, i8x16.splat(<i8>(0xe0 - 0x80))),
    i8x16.sub_sat_u(third, i8x16.splat(<i8>(0xf0 - 0x80))),
  );
  return v128.xor(v128.and(due, i8x16.splat(<i8>0x80)), pairs);
}

/**
 * Checks `[at, end)` going on from `state`. Returns the new state, or minus one minus the distance from `at`
 * to the first bad byte. `table` is where the table of states lies.
 */
export function utf8(at: usize, end: usize, state: u32, table: usize): i32 {
  const start = at;
  while (at < end) {
    if (state == 0) {
      while (at + 64 <= end) {
        const all = v128.or(
          v128.or(v128.load(at), v128.load(at, 16)),
          v128.or(v128.load(at, 32), v128.load(at, 48)),
        );
        if (i8x16.bitmask(all) != 0) break;
        at += 64;
      }
      while (at + 16 <= end && i8x16.bitmask(v128.load(at)) == 0) at += 16;
      // Between two characters: check whole blocks until one is ASCII again, and leave the last character to
      // the table.
      if (at + 16 <= end) {
        let ahead = at;
        let before = i8x16.splat(0);
        let fine = true;
        do {
          const block = v128.load(ahead);
          if (v128.any_true(faults(block, before))) {
            fine = false;
            break;
          }
          before = block;
          ahead += 16;
        } while (ahead + 16 <= end && i8x16.bitmask(before) != 0);
        if (ahead > at) {
          // Back to the first byte of a character that may go on after the blocks.
          let back: usize = ahead;
          for (let i = 0; i < 3; i++) {
            back--;
            const byte = load<u8>(back);
            if (byte < 0x80) break;
            if (byte >= 0xc0) {
              ahead = back;
              break;
            }
          }
          at = ahead;
        }
        if (fine && at + 16 > end) continue;
      }
      if (at >= end) break;
    }
    // Up to the next place between two characters.
    do {
      state = load<u8>(table + ((state << 8) | load<u8>(at)));
      if (state == bad) return -1 - <i32>(at - start);
      at++;
    } while (state != 0 && at < end);
  }
  return state;
}
