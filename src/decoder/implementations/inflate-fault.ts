// Names the fault of compressed data as programs do. The decoder's inflater only tells that there is one; this plain
// reader runs on faulty data alone and finds the words of zlib, and how many bytes were taken until then.

export interface DeflateFault {
  /** zlib's words. */
  readonly words: string;
  /** Bytes that a reader took, bit by bit, until it met the fault. */
  readonly consumed: number;
  /** Bytes that it did not take. */
  readonly left: number;
  /** Of a set of code lengths: more codes than there can be. */
  readonly isOversubscribed: boolean;
}

/** Output bytes that are followed: a fault further on is not named. */
const maxOutput = 1 << 24;

const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const codeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

class Fault extends Error {
  readonly isOversubscribed: boolean;

  constructor(words: string, isOversubscribed = false) {
    super(words);
    this.isOversubscribed = isOversubscribed;
  }
}
/** The data ends before the next value. */
class Ended extends Error {}

class Bits {
  #at = 0;
  #hold = 0;
  #count = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  /** Bytes of which at least one bit was taken. */
  get consumed(): number {
    return this.#at;
  }
  take(count: number): number {
    while (this.#count < count) {
      if (this.#at >= this.#bytes.length) throw new Ended();
      this.#hold += this.#bytes[this.#at++] * 2 ** this.#count;
      this.#count += 8;
    }
    const value = this.#hold % 2 ** count;
    this.#hold = Math.floor(this.#hold / 2 ** count);
    this.#count -= count;
    return value;
  }
  align(): void {
    this.#hold = 0;
    this.#count = 0;
  }
}

interface Code {
  /** Number of codes by length, and the symbols in the order of their codes. */
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

function codeOf(lengths: readonly number[], isAllowedIncomplete: boolean, words: string): Code {
  const counts = Array.from({ length: 16 }, () => 0);
  for (const length of lengths) counts[length]++;
  counts[0] = 0;
  const longest = counts.findLastIndex((count) => count > 0);
  let left = 1;
  for (let bits = 1; bits < 16; bits++) {
    left = left * 2 - counts[bits];
    if (left < 0) throw new Fault(words, true);
  }
  if (left > 0 && longest > 0 && !(isAllowedIncomplete && longest === 1)) throw new Fault(words);
  const symbols = lengths
    .map((length, symbol) => ({ length, symbol }))
    .filter(({ length }) => length > 0)
    .sort((a, b) => a.length - b.length || a.symbol - b.symbol)
    .map(({ symbol }) => symbol);
  return { counts, symbols };
}

/** The next symbol; -1 for a code that is not in use. */
function symbolOf(bits: Bits, { counts, symbols }: Code): number {
  if (symbols.length === 0) {
    bits.take(1);
    return -1;
  }
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length < 16; length++) {
    code += bits.take(1);
    const count = counts[length];
    if (code - first < count) return symbols[index + code - first];
    index += count;
    first = (first + count) * 2;
    code *= 2;
    if (index === symbols.length) return -1;
  }
  return -1;
}

const fixedLengths = Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));
const fixed = {
  literals: codeOf(fixedLengths, false, ''),
  distances: codeOf(
    Array.from({ length: 32 }, () => 5),
    false,
    '',
  ),
};

function readCodes(bits: Bits): typeof fixed {
  const literalCount = bits.take(5) + 257;
  const distanceCount = bits.take(5) + 1;
  const codeCount = bits.take(4) + 4;
  if (literalCount > 286 || distanceCount > 30) throw new Fault('too many length or distance symbols');
  const codeLengths = Array.from({ length: 19 }, () => 0);
  for (let i = 0; i < codeCount; i++) codeLengths[codeOrder[i]] = bits.take(3);
  const code = codeOf(codeLengths, false, 'invalid code lengths set');
  const lengths: number[] = [];
  while (lengths.length < literalCount + distanceCount) {
    const symbol = Math.max(0, symbolOf(bits, code));
    if (symbol < 16) {
      lengths.push(symbol);
      continue;
    }
    const [extra, base] = symbol === 16 ? [2, 3] : symbol === 17 ? [3, 3] : [7, 11];
    const isFirst = symbol === 16 && lengths.length === 0;
    const count = base + bits.take(extra);
    if (isFirst || lengths.length + count > literalCount + distanceCount)
      throw new Fault('invalid bit length repeat');
    const value = symbol === 16 ? (lengths.at(-1) ?? 0) : 0;
    for (let i = 0; i < count; i++) lengths.push(value);
  }
  if (lengths[256] === 0) throw new Fault('invalid code -- missing end-of-block');
  return {
    literals: codeOf(lengths.slice(0, literalCount), true, 'invalid literal/lengths set'),
    distances: codeOf(lengths.slice(literalCount), true, 'invalid distances set'),
  };
}

/** Reads one block; returns the bytes that it produces. */
function readBlock(bits: Bits, before: number, windowSize: number): number {
  const type = bits.take(2);
  if (type === 3) throw new Fault('invalid block type');
  if (type === 0) {
    bits.align();
    const length = bits.take(16);
    if (length !== 65535 - bits.take(16)) throw new Fault('invalid stored block lengths');
    for (let i = 0; i < length; i++) bits.take(8);
    return length;
  }
  const { literals, distances } = type === 1 ? fixed : readCodes(bits);
  let made = 0;
  while (before + made < maxOutput) {
    const symbol = symbolOf(bits, literals);
    if (symbol === 256) return made;
    if (symbol >= 0 && symbol < 256) {
      made++;
      continue;
    }
    if (symbol < 0 || symbol > 285) throw new Fault('invalid literal/length code');
    const length = lengthBase[symbol - 257] + bits.take(lengthExtra[symbol - 257]);
    const distanceSymbol = symbolOf(bits, distances);
    if (distanceSymbol < 0 || distanceSymbol > 29) throw new Fault('invalid distance code');
    const extra = distanceSymbol < 4 ? 0 : (distanceSymbol >> 1) - 1;
    const base = distanceSymbol < 4 ? distanceSymbol + 1 : (2 + (distanceSymbol & 1)) * 2 ** extra + 1;
    if (base + bits.take(extra) > Math.min(windowSize, before + made)) {
      throw new Fault('invalid distance too far back');
    }
    made += length;
  }
  return made;
}

/** How the reading of compressed data ended. */
export interface DeflateReading {
  readonly fault: DeflateFault | null;
  /** A block with BFINAL ended. */
  readonly sawLast: boolean;
  /** Bytes of which at least one bit was taken. */
  readonly consumed: number;
}

/**
 * Reads raw DEFLATE data whose reader has `history` bytes of output in its window. `stopsAtLast`: what follows the
 * block with BFINAL is not read.
 */
export function readDeflate(
  bytes: Uint8Array,
  history: number,
  windowBits: number,
  stopsAtLast = false,
): DeflateReading {
  const bits = new Bits(bytes);
  let made = history;
  let sawLast = false;
  try {
    while (made < maxOutput) {
      const isLast = bits.take(1) === 1;
      made += readBlock(bits, made, 2 ** windowBits);
      if (!isLast) continue;
      sawLast = true;
      if (stopsAtLast) break;
      bits.align();
    }
  } catch (error) {
    if (error instanceof Fault) {
      const { message, isOversubscribed } = error;
      const { consumed } = bits;
      const left = bytes.length - consumed;
      return { fault: { words: message, consumed, left, isOversubscribed }, sawLast, consumed };
    }
    if (!(error instanceof Ended)) throw error;
  }
  return { fault: null, sawLast, consumed: bits.consumed };
}
