// Streams that something meant for text went over, put back: bytes re-encoded as UTF-8, and top bits lost. Who sent a stream
// and what happened to it are both read from the stream that was put back.

/** UTF-8 back to the bytes it was made from, when they were taken for Latin-1. `null` when it is not all UTF-8. */
export function unencodeLatin1(bytes: Uint8Array): Uint8Array | null {
  const result = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte < 0x80) result[length++] = byte;
    else if ((byte === 0xc2 || byte === 0xc3) && i + 1 < bytes.length && (bytes[i + 1] & 0xc0) === 0x80) {
      result[length++] = ((byte & 3) << 6) | (bytes[i + 1] & 0x3f);
      i++;
    } else if (i >= bytes.length - 2) break;
    else return null;
  }
  return result.subarray(0, length);
}

function plausible(bytes: Uint8Array, at: number): boolean {
  return at === bytes.length || (at < bytes.length && (bytes[at] & 0x70) === 0 && (bytes[at] & 7) <= 2);
}

/** A stream with FIN (and MASK) put back along its frames; payload bytes stay as they are. */
export interface Restored {
  readonly bytes: Uint8Array;
  readonly frames: number;
  /** How far frames could be followed. */
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
      // The low byte may have lost its bit too: take the reading that leads on.
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
