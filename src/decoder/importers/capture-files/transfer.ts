// Detects binary captures that a transfer or an editor converted as text.

import { u32 } from '../../bytes/integers.ts';

/** The damage, as a note. */
export const asciiTransfer = 'The file was damaged by a transfer in text (ASCII) mode';

/** What each magic number of pcap becomes when its bytes are read as Latin-1, or as UTF-8, and written as UTF-8. */
const reencoded: readonly (readonly number[])[] = [
  // A1 B2 C3 D4 in either order
  [0xc3, 0x94, 0xc3, 0x83, 0xc2, 0xb2, 0xc2, 0xa1],
  [0xc2, 0xa1, 0xc2, 0xb2, 0xc3, 0x83, 0xc3, 0x94],
  [0xef, 0xbf, 0xbd, 0xc3, 0xb2, 0xef, 0xbf, 0xbd],
  [0xef, 0xbf, 0xbd, 0xef, 0xbf, 0xbd, 0xef, 0xbf, 0xbd, 0xef, 0xbf, 0xbd, 0, 2, 0, 4],
  // A1 B2 3C 4D in either order
  [0x4d, 0x3c, 0xc2, 0xb2, 0xc2, 0xa1],
  [0xc2, 0xa1, 0xc2, 0xb2, 0x3c, 0x4d],
  [0x4d, 0x3c, 0xef, 0xbf, 0xbd, 0xef, 0xbf, 0xbd],
  [0xef, 0xbf, 0xbd, 0xef, 0xbf, 0xbd, 0x3c, 0x4d],
];

/** True when a pcap file was re-encoded as text. */
export function isReencodedPcap(head: Uint8Array): boolean {
  return reencoded.some((magic) => magic.every((byte, i) => head[i] === byte));
}

/** The same for pcapng: its magic number is ASCII and survives, the section length of -1 (16 bytes in) does not. */
export function isReencodedPcapng(head: Uint8Array): boolean {
  if (head.length < 40 || u32(head, 0) !== 0x0a0d0d0a) return false;
  for (let at = 12; at < 20; at++) {
    if ([0xc3, 0xbf, 0xc3, 0xbf, 0xc3, 0xbf, 0xc3, 0xbf].every((byte, i) => head[at + i] === byte))
      return true;
    if ([0xef, 0xbf, 0xbd, 0xef, 0xbf, 0xbd, 0xef, 0xbf, 0xbd].every((byte, i) => head[at + i] === byte))
      return true;
  }
  return false;
}

/** The sentence for both formats. */
export const reencodedText =
  'The file was re-encoded as text (UTF-8): bytes above 7F became two or three others, so that lengths and packets no longer fit. Copy the original again as binary; what a replacement character stands for cannot be had back.';

/** Checks the line ends of the first bytes of a file. */
export class LineEnds {
  #left = 65536;
  #last = 0;
  #before = 0;
  #feeds = 0;
  #bare = 0;
  #doubled = 0;

  push(bytes: Uint8Array): void {
    const length = Math.min(bytes.length, this.#left);
    this.#left -= length;
    for (let i = 0; i < length; i++) {
      const byte = bytes[i];
      if (byte === 10) {
        this.#feeds++;
        if (this.#last !== 13) this.#bare++;
        else if (this.#before === 13) this.#doubled++;
      }
      this.#before = this.#last;
      this.#last = byte;
    }
  }

  /** True when each LF has a CR before it and some have two: LF became CR LF. */
  get becameCrLf(): boolean {
    return this.#feeds >= 4 && this.#bare === 0 && this.#doubled > 0;
  }
}
