// Ordinary frames: each is a whole message without reserved bits, masked as its sender must mask, its length
// in the shortest form, and its text is UTF-8.

import { unmask } from '../../bytes/kernels/assembly/mask';
import { utf8 } from '../../bytes/kernels/assembly/utf8';
import {
  Direction,
  directionSize,
  FrameRows,
  frameRowHeads,
  frameRowLengths,
  frameRowMaskingKeys,
  frameRowMessageStates,
  frameRowOffsets,
  frameRowStates,
  frameRowTimes,
} from './layout';

/** Bytes that one step unmasks: a multiple of four, so that the key stays aligned. */
const unmaskStep: u32 = 32768;

/** Bit of a frame state: the payload is not complete. */
const incompleteBit: u32 = 2;
/** Bits of a message state: complete, and one frame that is not compressed. */
const completeBits: u32 = 24;

const textFrame: u32 = 0x81;
const binaryFrame: u32 = 0x82;

/** Writes the row of a frame. `state` and `messageState` are the columns of that name. */
@inline
function addRow(
  rows: FrameRows,
  time: f64,
  offset: u32,
  length: u32,
  key: u32,
  head: u32,
  state: u32,
  messageState: u32,
): void {
  const capacity: usize = rows.capacity;
  const row: usize = rows.count;
  const columns: usize = rows.columns;
  store<f64>(frameRowTimes(columns, capacity, row), time);
  store<u32>(frameRowOffsets(columns, capacity, row), offset);
  store<u32>(frameRowLengths(columns, capacity, row), length);
  store<u32>(frameRowMaskingKeys(columns, capacity, row), bswap<u32>(key));
  store<u16>(frameRowHeads(columns, capacity, row), <u16>head);
  store<u8>(frameRowStates(columns, capacity, row), <u8>state);
  store<u8>(frameRowMessageStates(columns, capacity, row), <u8>messageState);
  rows.count = <u32>row + 1;
}

/** Whether `[from, end)`, at most 125 bytes, is ASCII once unmasked. Reads up to 15 bytes beyond the end. */
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
 * The state of UTF-8 after `[from, end)`; negative when the bytes are not UTF-8. The lowest byte of `key`
 * belongs to the byte at `from`.
 */
function checkText(from: usize, end: usize, key: u32, state: u32, rows: FrameRows): i32 {
  if (key == 0) return utf8(from, end, state, rows.utf8Table);
  while (from < end) {
    const until = min(end, from + unmaskStep);
    const copy = <usize>rows.scratch;
    unmask(from, until, key, copy);
    const next = utf8(copy, copy + (until - from), state, rows.utf8Table);
    if (next < 0) return next;
    state = next;
    from = until;
  }
  return state;
}

/**
 * Reads whole ordinary frames from `[at, end)` while rows are left; returns the address where it stopped.
 * `offset`: the low 32 bits of the frame offset of `at`. `frameState` and `messageState` are as in
 * `Direction`; an odd `frameState` means that the server sends.
 */
export function readWholeFrames(
  at: usize,
  end: usize,
  offset: u32,
  time: f64,
  frameState: u32,
  messageState: u32,
  frameRows: usize,
): usize {
  const rows = changetype<FrameRows>(frameRows);
  const isServer = (frameState & 1) != 0;
  const maskBit: u32 = isServer ? 0 : 0x80;
  const keyLength: u32 = isServer ? 0 : 4;
  const addressToOffset = offset - <u32>at;
  const capacity = rows.capacity;
  while (rows.count < capacity && at + 2 + keyLength <= end) {
    const first: u32 = load<u8>(at);
    if (first != textFrame && first != binaryFrame) break;
    const second: u32 = load<u8>(at, 1);
    let length = second ^ maskBit;
    let header: u32 = 2;
    if (length > 125) {
      if (length != 126 || at + 4 + keyLength > end) break;
      length = bswap<u16>(load<u16>(at, 2));
      if (length < 126) break;
      header = 4;
    }
    const key = isServer ? 0 : load<u32>(at + header);
    header += keyLength;
    const payload = at + header;
    const after = payload + length;
    if (after > end) break;
    if (first == textFrame && (length > 125 || !isAscii(payload, after, key))) {
      if (checkText(payload, after, key, 0, rows) != 0) break;
    }
    addRow(
      rows,
      time,
      addressToOffset + <u32>at,
      length,
      key,
      (first << 8) | second,
      frameState | (header << 4),
      messageState | (first & 2),
    );
    at = after;
  }
  return at;
}

/** The payload of the open frame is complete. False: its text ends inside a character. */
@inline
function completeFrame(d: Direction, rows: FrameRows): bool {
  if (d.isText != 0 && d.utf8State != 0) return false;
  if (d.openRow < 0) {
    d.completedOpenFrame = 1;
    return true;
  }
  const capacity: usize = rows.capacity;
  const state = frameRowStates(rows.columns, capacity, d.openRow);
  store<u8>(state, <u8>(load<u8>(state) & ~incompleteBit));
  const messageState = frameRowMessageStates(rows.columns, capacity, d.openRow);
  store<u8>(messageState, <u8>(load<u8>(messageState) | completeBits));
  d.openRow = -1;
  return true;
}

/** Undoes `completeFrame` for the frame of `row`. */
function reopenFrame(row: u32, rows: FrameRows): void {
  const capacity: usize = rows.capacity;
  const state = frameRowStates(rows.columns, capacity, row);
  store<u8>(state, <u8>(load<u8>(state) | incompleteBit));
  const messageState = frameRowMessageStates(rows.columns, capacity, row);
  store<u8>(messageState, <u8>(load<u8>(messageState) & ~completeBits));
}

/** The length of a header by its second byte. */
@inline
function headerLength(second: u32): u32 {
  const form = second & 127;
  return 2 + (form == 126 ? 2 : form == 127 ? 8 : 0) + ((second & 128) >> 5);
}

function readPayload(d: Direction, at: usize, end: usize, time: f64, rows: FrameRows): bool {
  const start = at;
  const isServer = (d.frameState & 1) != 0;
  const maskBit: u32 = isServer ? 0 : 0x80;
  const addressToOffset = d.frameOffset - <u32>start;
  while (at < end) {
    if (d.payloadRemaining > 0) {
      const take = min(d.payloadRemaining, <u32>(end - at));
      if (d.isText != 0) {
        const key = rotr<u32>(d.key, (d.payloadConsumed & 3) << 3);
        const state = checkText(at, at + take, key, d.utf8State, rows);
        if (state < 0) return false;
        d.utf8State = state;
      }
      at += take;
      d.payloadRemaining -= take;
      d.payloadConsumed += take;
      if (d.payloadRemaining == 0 && !completeFrame(d, rows)) return false;
      continue;
    }
    if (d.headerBytesRead == 0) {
      const count = rows.count;
      const offset = addressToOffset + <u32>at;
      at = readWholeFrames(at, end, offset, time, d.frameState, d.messageState, changetype<usize>(rows));
      d.framesBegun += rows.count - count;
      if (at >= end) break;
    }
    // The header or its payload is not whole in this segment.
    const header = changetype<usize>(d) + offsetof<Direction>('header0');
    if (d.headerBytesRead == 0) d.headerTime = time;
    while (at < end && (d.headerBytesRead < 2 || d.headerBytesRead < headerLength(load<u8>(header, 1)))) {
      store<u8>(header + d.headerBytesRead, load<u8>(at));
      d.headerBytesRead++;
      at++;
    }
    const headerBytes = d.headerBytesRead;
    if (headerBytes < 2 || headerBytes < headerLength(load<u8>(header, 1))) break;
    d.headerBytesRead = 0;
    const first: u32 = load<u8>(header);
    const second: u32 = load<u8>(header, 1);
    if ((first != textFrame && first != binaryFrame) || (second & 0x80) != maskBit) return false;
    let length = second & 127;
    if (length == 126) {
      length = bswap<u16>(load<u16>(header, 2));
      if (length < 126) return false;
    } else if (length == 127) {
      length = bswap<u32>(load<u32>(header, 6));
      if (load<u32>(header, 2) != 0 || length < 65536 || length > 0x7fffffff) return false;
    }
    if (rows.count == rows.capacity) return false;
    d.key = isServer ? 0 : load<u32>(header + headerBytes - 4);
    d.isText = first & 1;
    d.utf8State = 0;
    d.payloadRemaining = length;
    d.payloadConsumed = 0;
    d.openRow = rows.count;
    d.framesBegun++;
    addRow(
      rows,
      d.headerTime,
      addressToOffset + <u32>at - headerBytes,
      length,
      d.key,
      (first << 8) | second,
      d.frameState | incompleteBit | (headerBytes << 4),
      (d.messageState & ~completeBits) | (first & 2),
    );
    if (length == 0) completeFrame(d, rows);
  }
  d.frameOffset += <u32>(end - start);
  d.bytesRead += <u32>(end - start);
  return true;
}

/**
 * Reads all of `[at, end)`, which continues the direction. When anything in it needs the general path it
 * reads nothing and returns false. `backup`: address of memory for a `Direction`.
 */
export function readFrames(
  d: Direction,
  at: usize,
  end: usize,
  time: f64,
  rows: FrameRows,
  backup: usize,
): bool {
  const direction = changetype<usize>(d);
  const count = rows.count;
  memory.copy(backup, direction, directionSize);
  if (readPayload(d, at, end, time, rows)) return true;
  const openRow = d.openRow;
  memory.copy(direction, backup, directionSize);
  // The frame that was open before may have been completed in its row.
  if (d.openRow >= 0 && openRow != d.openRow) reopenFrame(d.openRow, rows);
  rows.count = count;
  return false;
}
