/**
 * A small strict DEFLATE reader (RFC 1951) for the truth of a capture: unlike zlib it refuses every distance beyond the
 * agreed window, even when the byte happens to be in memory still. Slow and simple on purpose.
 */

export class DeflateError extends Error {}

const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
];
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

interface Huffman {
  counts: number[];
  symbols: number[];
}

function huffman(lengths: number[]): Huffman {
  const counts = new Array<number>(16).fill(0);
  for (const length of lengths) counts[length]++;
  counts[0] = 0;
  let left = 1;
  for (let bits = 1; bits < 16; bits++) {
    left = left * 2 - counts[bits];
    if (left < 0) throw new DeflateError('over-subscribed code');
  }
  const offsets = new Array<number>(16).fill(0);
  for (let bits = 1; bits < 15; bits++) offsets[bits + 1] = offsets[bits] + counts[bits];
  const symbols: number[] = [];
  lengths.forEach((length, symbol) => {
    if (length > 0) symbols[offsets[length]++] = symbol;
  });
  return { counts, symbols };
}

const FIXED_LITERALS = huffman(
  Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
);
const FIXED_DISTANCES = huffman(new Array<number>(30).fill(5));

/** Thrown inside when the bits run out; the blocks so far stand. */
class OutOfBits extends Error {}

export interface Inflated {
  bytes: Uint8Array;
  /** The largest distance used, in bytes. */
  maxDistance: number;
  /** True when the input ended on a block boundary. */
  whole: boolean;
}

/**
 * Inflates raw DEFLATE blocks. `history`: the bytes before, `window`: the largest legal distance. Throws
 * DeflateError.
 */
export function strictInflate(data: Uint8Array, history: Uint8Array, window: number): Inflated {
  const out: number[] = Array.from(history.subarray(Math.max(0, history.length - window)));
  const before = out.length;
  let position = 0;
  let maxDistance = 0;
  const bit = (): number => {
    if (position >= data.length * 8) throw new OutOfBits();
    const value = (data[position >> 3] >> (position & 7)) & 1;
    position++;
    return value;
  };
  const bits = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++) value |= bit() << i;
    return value;
  };
  const symbol = (code: Huffman): number => {
    let value = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length < 16; length++) {
      value |= bit();
      const count = code.counts[length];
      if (value - count < first) return code.symbols[index + (value - first)];
      index += count;
      first = (first + count) << 1;
      value <<= 1;
    }
    throw new DeflateError('invalid code');
  };
  const block = (literals: Huffman, distances: Huffman): void => {
    for (;;) {
      const value = symbol(literals);
      if (value === 256) return;
      if (value < 256) {
        out.push(value);
        continue;
      }
      if (value > 285) throw new DeflateError('invalid length code');
      const length = LENGTH_BASE[value - 257] + bits(LENGTH_EXTRA[value - 257]);
      const code = symbol(distances);
      if (code > 29) throw new DeflateError('invalid distance code');
      const distance = DISTANCE_BASE[code] + bits(DISTANCE_EXTRA[code]);
      if (distance > out.length || distance > window) throw new DeflateError('distance too far back');
      maxDistance = Math.max(maxDistance, distance);
      for (let i = 0; i < length; i++) out.push(out[out.length - distance]);
    }
  };
  const dynamic = (): void => {
    const literalCount = bits(5) + 257;
    const distanceCount = bits(5) + 1;
    const codeCount = bits(4) + 4;
    if (literalCount > 286 || distanceCount > 30) throw new DeflateError('too many codes');
    const codeLengths = new Array<number>(19).fill(0);
    for (let i = 0; i < codeCount; i++) codeLengths[CODE_ORDER[i]] = bits(3);
    const code = huffman(codeLengths);
    const lengths: number[] = [];
    while (lengths.length < literalCount + distanceCount) {
      const value = symbol(code);
      if (value < 16) lengths.push(value);
      else {
        if (value === 16 && lengths.length === 0) throw new DeflateError('nothing to repeat');
        const repeated = value === 16 ? lengths[lengths.length - 1] : 0;
        const times = value === 16 ? 3 + bits(2) : value === 17 ? 3 + bits(3) : 11 + bits(7);
        for (let i = 0; i < times; i++) lengths.push(repeated);
      }
    }
    if (lengths.length > literalCount + distanceCount) throw new DeflateError('too many lengths');
    if (lengths[256] === 0) throw new DeflateError('no end code');
    block(huffman(lengths.slice(0, literalCount)), huffman(lengths.slice(literalCount)));
  };
  let whole = true;
  try {
    for (;;) {
      if (position + 3 > data.length * 8) break;
      whole = false;
      const final = bit();
      const type = bits(2);
      if (type === 3) throw new DeflateError('invalid block type');
      if (type === 0) {
        position = (position + 7) & ~7;
        const length = bits(16);
        if (bits(16) !== (length ^ 0xffff)) throw new DeflateError('stored block lengths disagree');
        for (let i = 0; i < length; i++) out.push(bits(8));
      } else if (type === 1) block(FIXED_LITERALS, FIXED_DISTANCES);
      else dynamic();
      whole = true;
      if (final) break;
    }
  } catch (error) {
    if (!(error instanceof OutOfBits)) throw error;
  }
  return { bytes: Uint8Array.from(out.slice(before)), maxDistance, whole };
}
