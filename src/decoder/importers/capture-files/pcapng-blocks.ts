// Types of blocks of pcapng, and what an Interface Description Block says of times (draft-ietf-opsawg-pcapng 4.2).

import { u16, u16le, u32, u32le } from '../../bytes/integers.ts';

export const blockSection = 0x0a0d0d0a;
export const blockInterface = 1;
export const blockPacket = 6;
/** In a Section Header Block, at offset 8. */
export const byteOrderMagic = 0x1a2b3c4d;

const noMoreOptions = 0;
const timeResolution = 9;
const timeOffset = 14;
/** Offset of the options in the block. */
const optionsAt = 16;

/** The units in a second of the timestamps of an interface, and seconds that are added to them. */
export interface InterfaceTimes {
  readonly divisor: number;
  readonly offset: number;
}

/** Reads the options of the Interface Description Block at `start`, which is `length` bytes long. */
export function interfaceTimes(
  bytes: Uint8Array,
  start: number,
  length: number,
  isLittleEndian: boolean,
): InterfaceTimes {
  const get16 = isLittleEndian ? u16le : u16;
  const get32 = isLittleEndian ? u32le : u32;
  let divisor = 1e6;
  let offset = 0;
  const end = start + length - 4;
  for (let option = start + optionsAt; option + 4 <= end; ) {
    const code = get16(bytes, option);
    const size = get16(bytes, option + 2);
    const value = option + 4;
    if (code === noMoreOptions || value + size > end) break;
    // A power of 10, or of 2 when the top bit is set.
    if (code === timeResolution && size >= 1) {
      const exponent = bytes[value] & 0x7f;
      divisor = bytes[value] & 0x80 ? 2 ** exponent : 10 ** exponent;
    }
    // Signed, in seconds.
    if (code === timeOffset && size >= 8) {
      const low = get32(bytes, isLittleEndian ? value : value + 4);
      const high = get32(bytes, isLittleEndian ? value + 4 : value) | 0;
      offset = high * 4294967296 + low;
    }
    option = value + ((size + 3) & ~3);
  }
  return { divisor, offset };
}
