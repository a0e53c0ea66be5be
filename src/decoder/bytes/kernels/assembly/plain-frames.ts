// The frames that most streams are made of, read without ceremony: a message each, no reserved bit, masked as the sender must,
// the shortest form of the length, and text in UTF-8.

import { unmask } from './mask';
import { utf8 } from './utf8';

/** Bytes that are unmasked at once. */
const piece: u32 = 32768;

const incompleteBit: u32 = 2;
// Of a message: complete, and one frame as it lies.
const completeBits: u32 = 24;

/**
 * The rows that frames go into, as columns of `most` rows each behind `place`: its time (a double), the low 32 bits of its
 * offset in the stream, its payload length, its masking key as a big-endian number (32 bits each), its first two bytes as a
 * big-endian number (16 bits), its state (8 bits: that of the direction, and 16 times the length of its header), and the
 * state of its message (8 bits: that of the direction, and 2 for a binary one).
 */
@unmanaged
export class Rows {
  place: u32;
  most: u32;
  /** Rows that are filled. */
  count: u32;
  /** Room for 65,535 bytes of payload, and 16 more. */
  scratch: u32;
  /** The states of UTF-8. */
  table: u32;
}

/** Adds a row. `state` and `messageState` are those of the row. */
@inline
function addRow(
  rows: Rows,
  time: f64,
  low: u32,
  length: u32,
  key: u32,
  head: u32,
  state: u32,
  messageState: u32,
): void {
  const most: usize = rows.most;
  const row: usize = rows.count;
  const place: usize = rows.place;
  store<f64>(place + row * 8, time);
  store<u32>(place + most * 8 + row * 4, low);
  store<u32>(place + most * 12 + row * 4, length);
  store<u32>(place + most * 16 + row * 4, bswap<u32>(key));
  store<u16>(place + most * 20 + row * 2, <u16>head);
  store<u8>(place + most * 22 + row, <u8>state);
  store<u8>(place + most * 23 + row, <u8>messageState);
  rows.count = <u32>row + 1;
}

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

/** The state of UTF-8 behind `[from, end)`, negative when it is none. The lowest byte of `key` belongs to the byte at `from`. */
function checkText(from: usize, end: usize, key: u32, state: u32, rows: Rows): i32 {
  if (key == 0) return utf8(from, end, state, rows.table);
  while (from < end) {
    // A multiple of four, so that the key stays in step.
    const until = min(end, from + piece);
    unmask(from, until, key, <usize>rows.scratch);
    const copy = <usize>rows.scratch;
    const next = utf8(copy, copy + (until - from), state, rows.table);
    if (next < 0) return next;
    state = next;
    from = until;
  }
  return state;
}

/**
 * Takes such frames from `[at, end)` as long as each is there whole and there are rows left, and returns where it stopped.
 * `low`: the low 32 bits of the offset of `at` in the stream. `state` and `messageState`: those of whole frames of the sender;
 * an odd `state` says that the server sends.
 */
export function wholeFrames(
  at: usize,
  end: usize,
  low: u32,
  time: f64,
  state: u32,
  messageState: u32,
  cell: usize,
): usize {
  const rows = changetype<Rows>(cell);
  const server = (state & 1) != 0;
  const maskBit: u32 = server ? 0 : 0x80;
  const keyLength: u32 = server ? 0 : 4;
  // Offsets in the stream less places in memory.
  const shift = low - <u32>at;
  const most = rows.most;
  while (rows.count < most && at + 2 + keyLength <= end) {
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
    if (first == 0x81 && (length > 125 || !isAscii(payload, after, key))) {
      if (checkText(payload, after, key, 0, rows) != 0) break;
    }
    addRow(
      rows,
      time,
      shift + <u32>at,
      length,
      key,
      (first << 8) | second,
      state | (header << 4),
      messageState | (first & 2),
    );
    at = after;
  }
  return at;
}

/** Where the reading of one direction stands, between any two bytes of such frames. */
@unmanaged
export class Direction {
  /** Sequence number of the next byte, and the highest that the other side has acknowledged, if any. */
  next: i32;
  acknowledged: i32;
  isAcknowledged: u32;
  /** How its packets are headed, as far as that does not change: see `plain-packets.ts`. 0: not known. */
  linkLength: u32;
  version: u32;
  link: u32;
  addresses: u32;
  ports: u32;
  /** Whether its bytes are to be read here, not only its packets. */
  readable: u32;
  /** Bytes taken. */
  taken: u32;
  /** Low 32 bits of the offset of the next byte among the frames. */
  low: u32;
  /** Those of a row of this sender, its frame being whole. */
  state: u32;
  messageState: u32;
  /** Frames that were begun. */
  frames: u32;
  /** Payload that is still to come of the frame under way, and how much has come. */
  left: u32;
  done: u32;
  /** Its masking key as its bytes lie, 0 without one; whether it is text, and the state of UTF-8. */
  key: u32;
  isText: u32;
  utf8: u32;
  /** Its row, or -1 when it was begun before. */
  row: i32;
  /** The frame that was begun before has been completed. */
  completed: u32;
  /** Bytes of a header that is not whole yet, and when its first came. */
  have: u32;
  header0: u64;
  header1: u64;
  headerTime: f64;
}

/** The frame under way is whole. False: its text ends inside a character. */
@inline
function complete(d: Direction, rows: Rows): bool {
  if (d.isText != 0 && d.utf8 != 0) return false;
  if (d.row < 0) {
    d.completed = 1;
    return true;
  }
  const most: usize = rows.most;
  const state = <usize>rows.place + most * 22 + d.row;
  store<u8>(state, <u8>(load<u8>(state) & ~incompleteBit));
  const messageState = <usize>rows.place + most * 23 + d.row;
  store<u8>(messageState, <u8>(load<u8>(messageState) | completeBits));
  d.row = -1;
  return true;
}

/** Takes back what `complete` did to the frame of `row`. */
function reopen(row: u32, rows: Rows): void {
  const most: usize = rows.most;
  const state = <usize>rows.place + most * 22 + row;
  store<u8>(state, <u8>(load<u8>(state) | incompleteBit));
  const messageState = <usize>rows.place + most * 23 + row;
  store<u8>(messageState, <u8>(load<u8>(messageState) & ~completeBits));
}

/** The length of a header by its second byte. */
@inline
function headerLength(second: u32): u32 {
  const form = second & 127;
  return 2 + (form == 126 ? 2 : form == 127 ? 8 : 0) + ((second & 128) >> 5);
}

function read(d: Direction, at: usize, end: usize, time: f64, rows: Rows, cell: usize): bool {
  const start = at;
  const server = (d.state & 1) != 0;
  const maskBit: u32 = server ? 0 : 0x80;
  const shift = d.low - <u32>start;
  while (at < end) {
    if (d.left > 0) {
      const take = min(d.left, <u32>(end - at));
      if (d.isText != 0) {
        const state = checkText(at, at + take, rotr<u32>(d.key, (d.done & 3) << 3), d.utf8, rows);
        if (state < 0) return false;
        d.utf8 = state;
      }
      at += take;
      d.left -= take;
      d.done += take;
      if (d.left == 0 && !complete(d, rows)) return false;
      continue;
    }
    if (d.have == 0) {
      const count = rows.count;
      at = wholeFrames(at, end, shift + <u32>at, time, d.state, d.messageState, cell);
      d.frames += rows.count - count;
      if (at >= end) break;
    }
    // A header that is not whole here, or whose frame is not.
    const header = changetype<usize>(d) + offsetof<Direction>('header0');
    if (d.have == 0) d.headerTime = time;
    while (at < end && (d.have < 2 || d.have < headerLength(load<u8>(header, 1)))) {
      store<u8>(header + d.have, load<u8>(at));
      d.have++;
      at++;
    }
    const have = d.have;
    if (have < 2 || have < headerLength(load<u8>(header, 1))) break;
    d.have = 0;
    const first: u32 = load<u8>(header);
    const second: u32 = load<u8>(header, 1);
    if ((first != 0x81 && first != 0x82) || (second & 0x80) != maskBit) return false;
    let length = second & 127;
    if (length == 126) {
      length = bswap<u16>(load<u16>(header, 2));
      if (length < 126) return false;
    } else if (length == 127) {
      length = bswap<u32>(load<u32>(header, 6));
      if (load<u32>(header, 2) != 0 || length < 65536 || length > 0x7fffffff) return false;
    }
    if (rows.count == rows.most) return false;
    d.key = server ? 0 : load<u32>(header + have - 4);
    d.isText = first & 1;
    d.utf8 = 0;
    d.left = length;
    d.done = 0;
    d.row = rows.count;
    d.frames++;
    addRow(
      rows,
      d.headerTime,
      shift + <u32>at - have,
      length,
      d.key,
      (first << 8) | second,
      d.state | incompleteBit | (have << 4),
      (d.messageState & ~completeBits) | (first & 2),
    );
    if (length == 0) complete(d, rows);
  }
  d.low += <u32>(end - start);
  d.taken += <u32>(end - start);
  return true;
}

/**
 * Reads all of `[at, end)`, which goes on where the direction stands; or, when anything in it is not as above, none of it,
 * and answers no. `backup` has room for a `Direction`.
 */
export function readFrames(
  d: Direction,
  at: usize,
  end: usize,
  time: f64,
  rows: Rows,
  backup: usize,
): bool {
  const place = changetype<usize>(d);
  const count = rows.count;
  memory.copy(backup, place, offsetof<Direction>());
  if (read(d, at, end, time, rows, changetype<usize>(rows))) return true;
  const row = d.row;
  memory.copy(place, backup, offsetof<Direction>());
  // Whatever became of it: it was incomplete.
  if (d.row >= 0 && row != d.row) reopen(d.row, rows);
  rows.count = count;
  return false;
}
