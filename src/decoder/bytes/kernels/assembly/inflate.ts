// Inflating (RFC 1951), where compressed captures spend their time: from block to block while there is input
// and space for output. It stops before a header or a symbol that may be a fault, and the inflater in
// JavaScript (`../../../websocket/inflate.ts`) does that step and names the fault. Tables and entries are
// those of `inflate-tables.ts` there: value << 16 | kind << 8 | code length.

import {
  atCell,
  bitsCell,
  done,
  doubtful,
  fixedDistCell,
  fixedLitCell,
  flagsCell,
  holdCell,
  inputEnded,
  outCell,
  outputFull,
  stateCell,
  storedCell,
} from './inflate-cell';
import { dynamicHeader } from './inflate-header';
import { symbols } from './inflate-symbols';

const inHeader = 0;
const inStored = 1;
const inCodes = 2;

// The block is the last one; its codes are the fixed ones.
const finalFlag: u32 = 1;
const fixedFlag: u32 = 2;

/**
 * Inflates up to `end` in the input and `limit` in the output; a symbol that begins before `limit` is written
 * whole, and up to 15 bytes after it may be overwritten. A stored block may go on for 258 bytes after
 * `limit`. `history`: address of the first byte that a distance may reach. `lit`, `dist`: tables of a block
 * with codes of its own.
 */
export function inflate(
  end: usize,
  limit: usize,
  history: usize,
  maxDistance: u32,
  lit: usize,
  dist: usize,
  cell: usize,
): u32 {
  while (true) {
    const state = load<u32>(cell, stateCell);
    if (state != inStored && load<u32>(cell, outCell) >= <u32>limit) return outputFull;
    if (state == inCodes) {
      const fixed = (load<u32>(cell, flagsCell) & fixedFlag) != 0;
      const reason = symbols(
        end,
        limit,
        history,
        maxDistance,
        fixed ? <usize>load<u32>(cell, fixedLitCell) : lit,
        fixed ? <usize>load<u32>(cell, fixedDistCell) : dist,
        cell,
      );
      if (reason != done) return reason;
      store<u32>(cell, inHeader, stateCell);
      if ((load<u32>(cell, flagsCell) & finalFlag) != 0) {
        const bits = load<u32>(cell, bitsCell);
        store<u32>(cell, load<u32>(cell, holdCell) >>> (bits & 7), holdCell);
        store<u32>(cell, bits & ~7, bitsCell);
      }
    } else if (state == inStored) {
      const at = load<u32>(cell, atCell);
      const out = load<u32>(cell, outCell);
      const left = load<u32>(cell, storedCell);
      const take = min(left, min(<u32>end - at, <u32>limit + 258 - out));
      memory.copy(out, at, take);
      store<u32>(cell, at + take, atCell);
      store<u32>(cell, out + take, outCell);
      store<u32>(cell, left - take, storedCell);
      if (take < left) return at + take == <u32>end ? inputEnded : outputFull;
      store<u32>(cell, inHeader, stateCell);
    } else {
      const reason = header(end, lit, dist, cell);
      if (reason != done) return reason;
    }
  }
}

/** The header of a block. Leaves the state as it is unless all of the header is there and right. */
function header(end: usize, lit: usize, dist: usize, cell: usize): u32 {
  let at: usize = load<u32>(cell, atCell);
  let bits = load<u32>(cell, bitsCell);
  let hold: u64 = load<u32>(cell, holdCell);
  while (bits < 3) {
    if (at == end) return inputEnded;
    hold |= <u64>load<u8>(at++) << bits;
    bits += 8;
  }
  const final = <u32>hold & finalFlag;
  const type = (<u32>hold >> 1) & 3;
  hold >>= 3;
  bits -= 3;
  if (type == 0) {
    hold >>= bits & 7;
    bits &= ~7;
    while (bits < 32) {
      if (at == end) return inputEnded;
      hold |= <u64>load<u8>(at++) << bits;
      bits += 8;
    }
    const length = <u32>hold & 0xffff;
    if (length != (~(<u32>hold >>> 16) & 0xffff)) return doubtful;
    store<u32>(cell, length > 0 ? inStored : inHeader, stateCell);
    store<u32>(cell, 0, holdCell);
    store<u32>(cell, 0, bitsCell);
    store<u32>(cell, <u32>at, atCell);
    store<u32>(cell, length, storedCell);
    store<u32>(cell, final, flagsCell);
    return done;
  }
  if (type == 3) return doubtful;
  if (type == 1) {
    store<u32>(cell, <u32>hold, holdCell);
    store<u32>(cell, bits, bitsCell);
    store<u32>(cell, <u32>at, atCell);
    store<u32>(cell, final | fixedFlag, flagsCell);
  } else {
    const reason = dynamicHeader(hold, bits, at, end, lit, dist, cell);
    if (reason != done) return reason;
    store<u32>(cell, final, flagsCell);
  }
  store<u32>(cell, inCodes, stateCell);
  return done;
}
