// Changes inputs at random: bits, numbers at their limits, pieces left out, repeated or taken from another input.

/** Bytes at which lengths and counts change their form. */
const edges = [
  0, 1, 0x0a, 0x0d, 0x20, 0x22, 0x28, 0x2f, 0x5b, 0x7b, 0x7d, 0x7e, 0x7f, 0x80, 0x81, 0xfe, 0xff,
];
/** Names that every object of JavaScript has, and characters that end a line or turn its direction. */
const words = [
  '__proto__',
  'constructor',
  'toString',
  '\u2028',
  '\u202e',
  '\u001b[2J',
  '\r\n\r\n',
  '99999999999',
].map((word) => new TextEncoder().encode(word));
const maxChanges = 6;

type Random = () => number;

const below = (random: Random, limit: number) => Math.floor(random() * limit);

/** A copy of `bytes` with `length` of them at `at` replaced by `piece`. */
function spliced(bytes: Uint8Array, at: number, length: number, piece: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length - length + piece.length);
  result.set(bytes.subarray(0, at));
  result.set(piece, at);
  result.set(bytes.subarray(at + length), at + piece.length);
  return result;
}

function changed(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const at = below(random, bytes.length + 1);
  const length = Math.min(bytes.length - at, 1 + below(random, random() < 0.8 ? 8 : bytes.length + 1));
  const from = below(random, other.length);
  const borrowed = other.subarray(from, from + 1 + below(random, 64));
  switch (below(random, 7)) {
    case 0: {
      const result = bytes.slice();
      if (at < result.length) result[at] ^= 1 << below(random, 8);
      return result;
    }
    case 1:
      return spliced(
        bytes,
        at,
        Math.min(1, bytes.length - at),
        Uint8Array.of(edges[below(random, edges.length)]),
      );
    case 2:
      return spliced(bytes, at, length, new Uint8Array(0));
    case 3: {
      const piece = bytes.slice(at, at + length);
      const times = random() < 0.9 ? 1 : 64;
      const repeated = new Uint8Array(piece.length * times);
      for (let i = 0; i < times; i++) repeated.set(piece, i * piece.length);
      return spliced(bytes, at, 0, repeated);
    }
    case 4:
      return spliced(bytes, at, random() < 0.5 ? length : 0, borrowed);
    case 5:
      return spliced(bytes, at, 0, words[below(random, words.length)]);
    default:
      return spliced(
        bytes,
        at,
        0,
        Uint8Array.from({ length: 1 + below(random, 4) }, () => below(random, 256)),
      );
  }
}

/** An input of at most `limit` bytes, made from `bytes` and pieces of `other`. */
export function mutated(bytes: Uint8Array, other: Uint8Array, limit: number, random: Random): Uint8Array {
  let result = bytes;
  const changes = 1 + below(random, maxChanges);
  for (let i = 0; i < changes; i++) result = changed(result, other, random);
  return result.subarray(0, limit);
}
