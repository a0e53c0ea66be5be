// The frames that most streams are made of, read without ceremony: a message each, whole in the bytes at hand, no reserved
// bit, masked as the sender must, the shortest form of the length, and text in UTF-8.

import { unmask } from './mask';
import { utf8 } from './utf8';

/** Whether `[from, end)`, fewer than 126 bytes, is ASCII once unmasked. Reads up to 15 bytes beyond. */
@inline
function isAscii(from: usize, end: usize, key: u32): bool {
  const keys = i32x4.splat(key);
  while (from + 16 <= end) {
    if (i8x16.bitmask(v128.xor(v128.load(from), keys)) != 0) return false;
    from += 16;
  }
  const rest = <u32>(end - from);
  return rest == 0 || (i8x16.bitmask(v128.xor(v128.load(from), keys)) & ((1 << rest) - 1)) == 0;
}

/**
 * Reads such frames from `[at, end)`, `most` at the most, and returns how many. Frame i goes into row i of the columns that
 * begin at `rows`, `most` rows each, in this order: its offset counted from `at`, its payload length, its masking key as a
 * big-endian number (32 bits each), its first two bytes as a big-endian number (16 bits), its state, which is `state` and 16
 * times the length of its header, and the state of its message, which is `messageState` and 2 for a binary one (8 bits
 * each). An odd `state` says that the server sends. `scratch` has room for what lies between `at` and `end`; `table`: the states of UTF-8.
 */
export function wholeFrames(
  at: usize,
  end: usize,
  state: u32,
  messageState: u32,
  most: u32,
  rows: usize,
  scratch: usize,
  table: usize,
): u32 {
  const start = at;
  const server = (state & 1) != 0;
  const maskBit: u32 = server ? 0 : 0x80;
  const keyLength: u32 = server ? 0 : 4;
  let offsets = rows;
  let lengths = rows + most * 4;
  let keys = rows + most * 8;
  let heads = rows + most * 12;
  let states = rows + most * 14;
  let messageStates = rows + most * 15;
  let count: u32 = 0;
  while (count < most && at + 2 + keyLength <= end) {
    const first: u32 = load<u8>(at);
    if (first != 0x81 && first != 0x82) break;
    const second: u32 = load<u8>(at, 1);
    let length = second ^ maskBit;
    let header: u32 = 2;
    if (length > 125) {
      if (length != 126 || at + 4 + keyLength > end) break;
      length = bswap<u16>(load<u16>(at, 2));
      if (length < 126) break;
      header = 4;
    }
    const key = server ? 0 : load<u32>(at + header);
    header += keyLength;
    const payload = at + header;
    const after = payload + length;
    if (after > end) break;
    if (first == 0x81) {
      if (length > 125 || !isAscii(payload, after, key)) {
        let from = payload;
        if (key != 0) {
          unmask(payload, after, key, scratch);
          from = scratch;
        }
        if (utf8(from, from + length, 0, table) != 0) break;
      }
    }
    store<u32>(offsets, <u32>(at - start));
    store<u32>(lengths, length);
    store<u32>(keys, bswap<u32>(key));
    store<u16>(heads, <u16>((first << 8) | second));
    store<u8>(states, <u8>(state | (header << 4)));
    store<u8>(messageStates, <u8>(messageState | (first & 2)));
    offsets += 4;
    lengths += 4;
    keys += 4;
    heads += 2;
    states += 1;
    messageStates += 1;
    count++;
    at = after;
  }
  return count;
}
