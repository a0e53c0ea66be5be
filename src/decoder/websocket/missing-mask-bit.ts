// Frames of a client that writes a masking key and masks the payload, but leaves the MASK bit clear.

import { u32 } from '../bytes/integers.ts';
import { decodeLatin1, firstNotUtf8 } from '../bytes/utf8.ts';
import { opcode } from '../model/opcode.ts';
import { type Header, readHeader } from './header.ts';
import { unmaskCopy } from './mask.ts';

const keyLength = 4;
/** Shorter text is made by chance too easily, in bytes. */
const minText = 3;
/** Payload that is looked at, in bytes. */
const maxText = 256;
const controlCharacter = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/** Reads the header at `offset` as if MASK were set: the four bytes after the length are the key. */
export function readHeaderWithKey(bytes: Uint8Array, offset: number, end = bytes.length): Header | null {
  const header = readHeader(bytes, offset, end);
  if (header === null || header.masked) return header;
  const keyAt = offset + header.headerLength;
  if (keyAt + keyLength > end) return null;
  const headerLength = header.headerLength + keyLength;
  return { ...header, masked: true, maskingKey: u32(bytes, keyAt), headerLength };
}

const isPlainText = (bytes: Uint8Array) =>
  firstNotUtf8(bytes) < 0 && !controlCharacter.test(decodeLatin1(bytes));

/**
 * The header of a whole text frame at `offset` with MASK clear, whose payload is text only when the first four bytes
 * after the length are taken for its masking key; otherwise `null`.
 */
export function headerMissingMaskBit(bytes: Uint8Array, offset: number): Header | null {
  const plain = readHeader(bytes, offset);
  if (plain === null || plain.masked || plain.opcode !== opcode.text || !plain.fin || plain.rsv !== 0)
    return null;
  const header = readHeaderWithKey(bytes, offset);
  if (header === null || header.payloadLength < minText) return null;
  const from = offset + header.headerLength;
  if (from + header.payloadLength > bytes.length) return null;
  const asWritten = from - keyLength;
  if (isPlainText(bytes.subarray(asWritten, asWritten + header.payloadLength))) return null;
  // A cut at the limit may split a character: only a payload that is looked at whole is text to its end.
  const looked = unmaskCopy(
    bytes.subarray(from, from + Math.min(header.payloadLength, maxText)),
    header.maskingKey,
  );
  const notUtf8 = firstNotUtf8(looked);
  const isText = notUtf8 < 0 || (header.payloadLength > maxText && notUtf8 > looked.length - 4);
  return isText && !controlCharacter.test(decodeLatin1(looked)) ? header : null;
}
