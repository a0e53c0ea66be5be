// The bytes of a text whose length counts characters.

/** A character takes at most so many bytes in UTF-8. */
export const maxBytesPerCharacter = 4;

/** Length of the UTF-8 sequence that a byte begins; 0 for a byte inside a sequence. */
function sequenceLength(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte < 0xc0) return 0;
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/** What a length of text may count in place of bytes. */
export type TextUnit = 'UTF-16 unit' | 'code point';

/** Length in bytes of the first `characters` characters from `offset` on; -1 when the bytes hold no such text. */
export function lengthOfCharacters(
  bytes: Uint8Array,
  offset: number,
  characters: number,
  unit: TextUnit,
): number {
  let at = offset;
  let left = characters;
  while (left > 0) {
    const length = at < bytes.length ? sequenceLength(bytes[at]) : 0;
    if (length === 0) return -1;
    at += length;
    // A character of 4 bytes is a surrogate pair in UTF-16.
    left -= unit === 'UTF-16 unit' && length === 4 ? 2 : 1;
  }
  // Half a surrogate pair cannot be the end of a text.
  return left < 0 ? -1 : at - offset;
}
