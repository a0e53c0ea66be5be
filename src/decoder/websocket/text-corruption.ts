// Undoes text corruption of a stream: bytes re-encoded as UTF-8, and lost top bits. The restored stream shows
// who sent it and what happened to it.

/** A byte above 7f as UTF-8 of Latin-1 has it: c2 or c3, and a continuation byte. */
function isLatin1Pair(bytes: Uint8Array, at: number): boolean {
  return (bytes[at] === 0xc2 || bytes[at] === 0xc3) && (bytes[at + 1] & 0xc0) === 0x80;
}

/** Bytes that were taken for Latin-1 and encoded as UTF-8, as they were before. */
export interface Unencoded {
  readonly bytes: Uint8Array;
  /** Bytes of the input up to the first that is no UTF-8 of Latin-1. */
  readonly inputLength: number;
  /** Bytes of the input above 7f up to there. */
  readonly highCount: number;
}

/** Undoes the encoding as far as the input is UTF-8 of Latin-1. */
export function unencodeLatin1Start(input: Uint8Array): Unencoded {
  const result = new Uint8Array(input.length);
  let length = 0;
  let at = 0;
  let highCount = 0;
  while (at < input.length) {
    if (input[at] < 0x80) result[length++] = input[at++];
    else if (isLatin1Pair(input, at)) {
      result[length++] = ((input[at] & 3) << 6) | (input[at + 1] & 0x3f);
      at += 2;
      highCount += 2;
    } else break;
  }
  return { bytes: result.subarray(0, length), inputLength: at, highCount };
}

/** The bytes that were taken for Latin-1 and encoded as UTF-8. `null` when the input is not UTF-8. */
export function unencodeLatin1(input: Uint8Array): Uint8Array | null {
  const { bytes, inputLength } = unencodeLatin1Start(input);
  return inputLength < input.length - 2 ? null : bytes;
}

function plausible(bytes: Uint8Array, at: number): boolean {
  return at === bytes.length || (at < bytes.length && (bytes[at] & 0x70) === 0 && (bytes[at] & 7) <= 2);
}

/** A stream with FIN (and MASK) restored along its frames; payload bytes stay unchanged. */
export interface Restored {
  readonly bytes: Uint8Array;
  readonly frames: number;
  /** Offset up to which frames could be followed. */
  readonly at: number;
}

/** Follows frames whose every byte lost its top bit. Only the low byte of a 16-bit length is guessed at. */
export function restoreTopBits(bytes: Uint8Array, masked: boolean): Restored {
  const copy = bytes.slice();
  const keyLength = masked ? 4 : 0;
  let at = 0;
  let frames = 0;
  while (at + 2 <= copy.length) {
    if ((copy[at] & 0x30) !== 0 || (copy[at] & 7) > 2) break;
    copy[at] |= 128;
    if (masked) copy[at + 1] |= 128;
    const short = copy[at + 1] & 127;
    let header = 2;
    let length = short;
    if (short === 126) {
      length = (copy[at + 2] << 8) | copy[at + 3];
      // The low byte may have lost its top bit too: choose the reading after which another frame follows.
      const fuller = length | 128;
      const next = at + 4 + keyLength + fuller;
      if (
        length < 126 ||
        (next <= copy.length && !plausible(copy, at + 4 + keyLength + length) && plausible(copy, next))
      ) {
        copy[at + 3] |= 128;
        length = fuller;
      }
      header = 4;
    } else if (short === 127) break;
    at += header + keyLength + length;
    frames++;
  }
  return { bytes: copy, frames, at };
}
