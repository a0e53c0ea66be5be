// Inflating (RFC 1951), where compressed captures spend their time: from block to block as long as there is input and room
// for output. Nothing is judged here: it stops before a header or a symbol that is not plainly right, and the inflater
// (`../../../websocket/inflate.ts`) does that step. Tables and entries are those of `inflate-tables.ts` there: value << 16 |
// kind << 8 | code length.

import { dynamicHeader } from './inflate-header';
import { symbols } from './inflate-symbols';

// Why it stopped: the input ends inside a header or a symbol, the output is outputFull, or the next step is not plainly right.
export const inputEnded = 0;
export const outputFull = 1;
export const doubtful = 2;
/** Of one step: it is done. */
export const done = 3;

const inHeader = 0;
const inStored = 1;
const inCodes = 2;

// Where the words of `cell` lie. The first eight are the state, in and out: what the inflater keeps between calls, and the
// places in the input and in the output. The others say where tables lie.
const stateCell = 0;
export const holdCell = 4;
/** How many bits are held: at most 31. */
export const bitsCell = 8;
export const atCell = 12;
export const outCell = 16;
export const farthestCell = 20;
/** Bytes of a stored block that are still to come. */
const storedCell = 24;
const flagsCell = 28;
const fixedLitCell = 32;
const fixedDistCell = 36;
export const entriesCell = 40;
export const scratchCell = 44;

// The block is the last one; its codes are the fixed ones.
const finalFlag: u32 = 1;
const fixedFlag: u32 = 2;

/**
 * Inflates up to `end` in the input and `limit` in the output; a symbol that begins before `limit` is written whole, and
 * behind its end 15 bytes more may be overwritten. A stored block may go on for 258 bytes behind `limit`. `history`: where
 * the first byte lies that a distance may reach. `lit`, `dist`: tables of a block with codes of its own.
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
  while (load<u32>(cell, outCell) < <u32>limit) {
    const state = load<u32>(cell, stateCell);
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
      if (take == left) store<u32>(cell, inHeader, stateCell);
      else if (at + take == <u32>end) return inputEnded;
    } else {
      const reason = header(end, lit, dist, cell);
      if (reason != done) return reason;
    }
  }
  return outputFull;
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

/** Puts bits back: whole bytes that were read ahead go back to the input until no more than 31 bits are held. */
@inline
export function putBack(hold: u64, bits: u32, at: usize, cell: usize): void {
  const back: u32 = bits > 31 ? (bits - 24) >> 3 : 0;
  bits -= back << 3;
  store<u32>(cell, <u32>(hold & ((<u64>1 << bits) - 1)), holdCell);
  store<u32>(cell, bits, bitsCell);
  store<u32>(cell, <u32>(at - back), atCell);
}
