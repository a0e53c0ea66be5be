// Which field of the first 16 bits of a frame breaks a rule by itself.

import type { PatternBit } from '../decoder/error-texts/patterns.ts';
import type { HeaderBitField } from '../decoder/model/header-bits.ts';

/** Opcodes from here on are those of control frames. */
const firstControl = 8;
/** Values of the 7-bit length field that announce a longer field. */
const length16 = 126;
const length64 = 127;
/** Length of a masking key, in bytes. */
const keyLength = 4;
/** Longest header of a frame without its masking key, in bytes. */
const maxHeader = 10;

/** The value of a field, `null` when one of its bits is not fixed. */
export function fieldValue(bits: readonly PatternBit[], { start, end }: HeaderBitField): number | null {
  const own = bits.slice(start, end);
  return own.includes(null) ? null : Number.parseInt(own.join(''), 2);
}

/** The first two bytes as bits. */
export function bitsOf(bytes: Uint8Array): PatternBit[] {
  return Array.from({ length: 16 }, (_, at) => (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) as 0 | 1);
}

/** Fields that break a rule whoever sends the frame and whatever came before it. */
export function wrongFields(first: number, second: number): HeaderBitField['id'][] {
  const opcode = first & 0x0f;
  const isControl = opcode >= firstControl;
  const wrong: HeaderBitField['id'][] = [];
  if (isControl && (first & 0x80) === 0) wrong.push('fin');
  if ((first & 0x70) !== 0) wrong.push('rsv');
  if ((opcode > 2 && opcode < firstControl) || opcode > 10) wrong.push('opcode');
  if (isControl && (second & 0x7f) >= length16) wrong.push('length');
  return wrong;
}

/** Bytes of a frame from its first to its last; `null` when they cannot be counted. */
function frameSize(bytes: Uint8Array, at: number): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  if (view.byteLength < 2) return null;
  const second = view.getUint8(1);
  const key = (second & 0x80) === 0 ? 0 : keyLength;
  const length = second & 0x7f;
  if (length < length16) return 2 + key + length;
  if (length === length16) return view.byteLength < 4 ? null : 4 + key + view.getUint16(2);
  if (length === length64 && view.byteLength >= maxHeader)
    return maxHeader + key + Number(view.getBigUint64(2));
  return null;
}

/** The header that an example is about: the first that breaks a rule by itself, else the first of all. */
export function headerOfExample(bytes: Uint8Array): { bytes: Uint8Array; wrong: HeaderBitField['id'][] } {
  let at = 0;
  while (at + 2 <= bytes.length) {
    const wrong = wrongFields(bytes[at], bytes[at + 1]);
    if (wrong.length > 0) return { bytes: bytes.subarray(at, at + 2), wrong };
    const size = frameSize(bytes, at);
    if (size === null) break;
    at += size;
  }
  return { bytes: bytes.subarray(0, 2), wrong: [] };
}
