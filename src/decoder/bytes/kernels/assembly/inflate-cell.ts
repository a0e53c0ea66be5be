// What `inflate` and its parts share: the state in `cell`, and why a part stopped.

// Why inflating stopped: the input ends inside a header or a symbol, the output is full, or the next step may
// be a fault.
export const inputEnded = 0;
export const outputFull = 1;
export const doubtful = 2;
/** The result of a step that is complete. */
export const done = 3;

// Byte offsets of the words of `cell`. The first eight are the state, in and out: what the inflater keeps
// between calls, and the places in the input and in the output. The others say where tables lie.
export const stateCell = 0;
export const holdCell = 4;
/** Number of bits in `hold`: at most 31. */
export const bitsCell = 8;
export const atCell = 12;
export const outCell = 16;
export const farthestCell = 20;
/** Bytes of a stored block that are still to come. */
export const storedCell = 24;
export const flagsCell = 28;
export const fixedLitCell = 32;
export const fixedDistCell = 36;
export const entriesCell = 40;
export const scratchCell = 44;

/** Returns whole bytes that were read ahead to the input until `hold` has at most 31 bits. */
@inline
export function putBack(hold: u64, bits: u32, at: usize, cell: usize): void {
  const back: u32 = bits > 31 ? (bits - 24) >> 3 : 0;
  bits -= back << 3;
  store<u32>(cell, <u32>(hold & ((<u64>1 << bits) - 1)), holdCell);
  store<u32>(cell, bits, bitsCell);
  store<u32>(cell, <u32>(at - back), atCell);
}
