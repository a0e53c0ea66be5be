// Description length: how many bits it takes to write bytes down as text or as noise. Of two explanations
// of the same bytes
// the one with the shorter description is the likelier one; the difference in bits is the binary logarithm
// of the ratio.

/** Bits for one byte of noise: each of the 256 values is equally likely. */
export const noiseBitsPerByte = 8;

/** A class of bytes and the share of text that its members make up together. */
interface ByteClass {
  readonly share: number;
  readonly has: (byte: number) => boolean;
}

const jsonPunctuation = [...',:.-_{}[]'].map((character) => character.charCodeAt(0));

const between = (first: number, last: number) => (byte: number) => byte >= first && byte <= last;

/**
 * How often bytes occur in the text that WebSockets carry, mostly JSON. Shares are rounded estimates and
 * add up to about 1. A byte
 * belongs to the first class that has it; within a class all bytes are equally likely.
 */
const byteClasses: readonly ByteClass[] = [
  { share: 0.08, has: between(0x20, 0x20) },
  // Quotation mark: JSON has two around each key and each string.
  { share: 0.1, has: between(0x22, 0x22) },
  // e, the most frequent letter.
  { share: 0.06, has: between(0x65, 0x65) },
  { share: 0.38, has: between(0x61, 0x7a) },
  { share: 0.12, has: between(0x30, 0x39) },
  { share: 0.12, has: (byte) => jsonPunctuation.includes(byte) },
  { share: 0.06, has: between(0x41, 0x5a) },
  // Tab, LF, CR.
  { share: 0.01, has: (byte) => byte === 9 || byte === 10 || byte === 13 },
  // Control characters: legal, but next to never there.
  { share: 0.0005, has: (byte) => byte < 0x20 || byte === 0x7f },
  { share: 0.02, has: (byte) => byte < 0x80 },
  // Bytes of UTF-8 sequences.
  { share: 0.045, has: (byte) => byte >= 0x80 },
];

/** Bits for each byte value in ordinary text. */
const textBits = bitsOf(byteClasses);

function bitsOf(classes: readonly ByteClass[]): Float64Array {
  const classOf = Array.from({ length: 256 }, (_, byte) => classes.findIndex(({ has }) => has(byte)));
  return Float64Array.from(classOf, (index) => {
    const members = classOf.filter((other) => other === index).length;
    return -Math.log2(classes[index].share / members);
  });
}

/** Bits for each byte of a UTF-8 sequence of 2, 3 or 4 bytes, so that a character takes 16, 20 or 24 bits. */
const sequenceBitsPerByte = [0, 0, 16 / 2, 20 / 3, 24 / 4] as const;

/** Length of the UTF-8 sequence that a byte begins; 1 for a byte that begins none. */
function sequenceLength(byte: number): 1 | 2 | 3 | 4 {
  if (byte < 0xc2) return 1;
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

function isWholeSequence(bytes: Uint8Array, offset: number, length: number): boolean {
  if (length < 2 || offset + length > bytes.length) return false;
  for (let i = 1; i < length; i++) if ((bytes[offset + i] & 0xc0) !== 0x80) return false;
  return true;
}

/** `costs[i]`: bits for the first `i` bytes, written down as text. */
export function textCosts(bytes: Uint8Array): Float64Array {
  const costs = new Float64Array(bytes.length + 1);
  let cost = 0;
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes[i]);
    const whole = isWholeSequence(bytes, i, length);
    const step = whole ? length : 1;
    const each = whole ? sequenceBitsPerByte[length] : textBits[bytes[i]];
    for (let k = 0; k < step; k++) {
      cost += each;
      costs[++i] = cost;
    }
  }
  return costs;
}

/** `costs[i]`: bits for the first `i` bytes, written down as noise. */
export function noiseCosts(length: number): Float64Array {
  return Float64Array.from({ length: length + 1 }, (_, i) => i * noiseBitsPerByte);
}

/** Bits for a byte above 7f in text that consists mostly of such bytes (Cyrillic, Greek, Chinese). */
const highByteBits = 7.2;
/** Added to the bits of an ASCII byte in such text, where it is about a third as frequent. */
const rareAsciiBits = 1.6;

const highTextBits = textBits.map((bits, byte) => (byte >= 0x80 ? highByteBits : bits + rareAsciiBits));

/** Bits for an unknown masking key. */
const maskingKeyBits = 32;

/** Bytes before the end for which `tailCostsUnderAnyKey` is worked out: 256 keys a byte take time. */
const maxTail = 8192;

/**
 * `costs[i]`: bits for the bytes from `i` to the end, written down as text under the masking key that suits
 * them best, the key
 * included. Infinite for all but the last `maxTail` bytes.
 */
export function tailCostsUnderAnyKey(wire: Uint8Array): Float64Array {
  const costs = new Float64Array(wire.length + 1).fill(Number.POSITIVE_INFINITY);
  costs[wire.length] = 0;
  for (const bits of [textBits, highTextBits]) {
    // For each of the four key bytes: the cost so far under each of its 256 values.
    const costsByKey = [0, 1, 2, 3].map(() => new Float64Array(256));
    const lowest = [0, 0, 0, 0];
    for (let i = wire.length - 1; i >= Math.max(0, wire.length - maxTail); i--) {
      const byKey = costsByKey[i & 3];
      const byte = wire[i];
      let low = Number.POSITIVE_INFINITY;
      for (let key = 0; key < 256; key++) {
        byKey[key] += bits[byte ^ key];
        if (byKey[key] < low) low = byKey[key];
      }
      lowest[i & 3] = low;
      costs[i] = Math.min(costs[i], maskingKeyBits + lowest[0] + lowest[1] + lowest[2] + lowest[3]);
    }
  }
  return costs;
}
