// The Huffman code of HPACK (RFC 7541 Appendix B). It is canonical: codes of one length ascend with their
// symbols, and a longer code continues where the shorter ones end. So the lengths define it.

/** Length of the code of each byte, and of EOS last: `a` is 5 bits, `z` is 30. */
const lengthLetters =
  'isxxxxxxxtzxxzxxxxxxxxzxxxxxxxxxbffhibdgffdgdbbbaaabbbbbbbcdkbhfibccccccccccccccccccccccdcdioijbkabababbbaccbbbabcbaabccccckgjixprpp' +
  'rrrsrssssststtrstssssqrsrsstrqprrssqsrrtqrssqqrqsrssprrrsrrsvvporsruvvvwwvtuoqvwwvwtqqvvxwwwptpqrqqsrruuttvsvwvvwwwwwxwwwwwvz';
const minLength = 5;
const maxLength = 30;
const endOfString = 256;
/** Padding is shorter than this; it is the beginning of EOS, which is all ones (RFC 7541 5.2). */
const maxPaddingBits = 7;

/** By length: the first code, the count of codes, and the index of the first symbol in `symbols`. */
const firstCodes = new Int32Array(maxLength + 1);
const counts = new Int32Array(maxLength + 1);
const firstSymbols = new Int32Array(maxLength + 1);
const symbols = new Uint16Array(endOfString + 1);

function build(): void {
  const lengths = Array.from(lengthLetters, (letter) => letter.charCodeAt(0) - 97 + minLength);
  let code = 0;
  let next = 0;
  for (let length = minLength; length <= maxLength; length++) {
    code <<= 1;
    firstCodes[length] = code;
    firstSymbols[length] = next;
    for (const [symbol, own] of lengths.entries()) if (own === length) symbols[next++] = symbol;
    counts[length] = next - firstSymbols[length];
    code += counts[length];
  }
}
build();

/** The bytes that a Huffman code stands for, or `null` when the bits are not such a code. */
export function decodeHuffman(coded: Uint8Array): Uint8Array | null {
  const result = new Uint8Array(Math.floor((coded.length * 8) / minLength));
  let filled = 0;
  let code = 0;
  let length = 0;
  for (const byte of coded) {
    for (let bit = 7; bit >= 0; bit--) {
      code = (code << 1) | ((byte >> bit) & 1);
      length++;
      const index = code - firstCodes[length];
      if (length < minLength || index >= counts[length]) {
        if (length === maxLength) return null;
        continue;
      }
      const symbol = symbols[firstSymbols[length] + index];
      if (symbol === endOfString) return null;
      result[filled++] = symbol;
      code = 0;
      length = 0;
    }
  }
  const isPadding = length <= maxPaddingBits && code === (1 << length) - 1;
  return isPadding ? result.subarray(0, filled) : null;
}
