// Binary formats that a payload may be in: by their first bytes, or by walking through to their exact end.

import { readHeader } from '../../websocket/header.ts';

const magics: readonly (readonly [name: string, magic: readonly number[]])[] = [
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG image', [0xff, 0xd8, 0xff]],
  ['a GIF image', [0x47, 0x49, 0x46, 0x38]],
  ['a ZIP archive', [0x50, 0x4b, 0x03, 0x04]],
  ['gzip data', [0x1f, 0x8b]],
  ['a PDF file', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['a WebAssembly module', [0x00, 0x61, 0x73, 0x6d]],
  ['an Ogg stream', [0x4f, 0x67, 0x67, 0x53]],
  ['a WebM or Matroska file', [0x1a, 0x45, 0xdf, 0xa3]],
  ['a RIFF file (WAV, WebP, AVI)', [0x52, 0x49, 0x46, 0x46]],
  ['Zstandard data', [0x28, 0xb5, 0x2f, 0xfd]],
  ['zlib data', [0x78, 0x9c]],
  ['zlib data', [0x78, 0x01]],
  ['zlib data', [0x78, 0xda]],
  ['UTF-16 text (little-endian)', [0xff, 0xfe]],
  ['UTF-16 text (big-endian)', [0xfe, 0xff]],
  ['a BMP image', [0x42, 0x4d]],
  ['an MP3 file', [0x49, 0x44, 0x33]],
  ['a FLAC file', [0x66, 0x4c, 0x61, 0x43]],
];

/** The kind of file that bytes begin as, or `null`. */
export function fileKind(bytes: Uint8Array): string | null {
  for (const [name, magic] of magics) {
    if (magic.every((byte, i) => bytes[i] === byte)) return name;
  }
  if (bytes.length > 11 && bytes[4] === 0x66 && bytes[5] === 0x74 && bytes[6] === 0x79 && bytes[7] === 0x70) {
    return 'an MP4 file';
  }
  return null;
}

/** Whether bytes are text in UTF-16 without a mark: every other byte zero. */
export function looksLikeUtf16(bytes: Uint8Array): 'little' | 'big' | null {
  if (bytes.length < 6) return null;
  const length = Math.min(bytes.length, 200) & ~1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  if (odd > length * 0.4 && even < length * 0.05) return 'little';
  if (even > length * 0.4 && odd < length * 0.05) return 'big';
  return null;
}

/** Whether bytes walk through as a protobuf message: field by field to the exact end. */
export function looksLikeProtobuf(bytes: Uint8Array): boolean {
  let at = 0;
  let fields = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 63 && at < bytes.length; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    return -1;
  };
  while (at < bytes.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    if (tag < 0 || field < 1 || field > 4096) return false;
    switch (tag & 7) {
      case 0:
        if (varint() < 0) return false;
        break;
      case 1:
        at += 8;
        break;
      case 2: {
        const length = varint();
        if (length < 0) return false;
        at += length;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        return false;
    }
    if (at > bytes.length) return false;
    fields++;
  }
  return fields >= 2;
}

/** Whether bytes are one MessagePack map or array, walked to the exact end. */
export function looksLikeMessagePack(bytes: Uint8Array): boolean {
  const first = bytes[0];
  const container =
    (first >= 0x80 && first <= 0x9f) || first === 0xdc || first === 0xdd || first === 0xde || first === 0xdf;
  if (!container) return false;
  let at = 0;
  const size = (n: number): number => {
    let value = 0;
    for (let i = 0; i < n; i++) value = value * 256 + (bytes[at++] ?? 0);
    return value;
  };
  let budget = 10_000;
  const value = (depth: number): boolean => {
    if (at >= bytes.length || depth > 32 || budget-- < 0) return false;
    const b = bytes[at++];
    const list = (n: number): boolean => {
      for (let i = 0; i < n; i++) if (!value(depth + 1)) return false;
      return true;
    };
    if (b <= 0x7f || b >= 0xe0 || b === 0xc0 || b === 0xc2 || b === 0xc3) return true;
    if (b <= 0x8f) return list((b & 15) * 2);
    if (b <= 0x9f) return list(b & 15);
    if (b <= 0xbf) at += b & 31;
    else if (b === 0xc4 || b === 0xd9) at += size(1);
    else if (b === 0xc5 || b === 0xda) at += size(2);
    else if (b === 0xc6 || b === 0xdb) at += size(4);
    else if (b === 0xca || b === 0xce || b === 0xd2) at += 4;
    else if (b === 0xcb || b === 0xcf || b === 0xd3) at += 8;
    else if (b === 0xcc || b === 0xd0) at += 1;
    else if (b === 0xcd || b === 0xd1) at += 2;
    else if (b === 0xdc) return list(size(2));
    else if (b === 0xde) return list(size(2) * 2);
    else if (b >= 0xd4 && b <= 0xd8) at += 1 + 2 ** (b - 0xd4);
    else return false;
    return at <= bytes.length;
  };
  return value(0) && at === bytes.length && bytes.length > 3;
}

/** Whether bytes are one CBOR map or array that ends exactly with them. */
export function looksLikeCbor(bytes: Uint8Array): boolean {
  const major = bytes[0] >> 5;
  if (major !== 4 && major !== 5) return false;
  let at = 0;
  let budget = 10_000;
  const item = (depth: number): boolean => {
    if (at >= bytes.length || depth > 32 || budget-- < 0) return false;
    const first = bytes[at++];
    const info = first & 31;
    let value = info;
    if (info >= 24 && info <= 27) {
      value = 0;
      for (let i = 0; i < 2 ** (info - 24); i++) value = value * 256 + (bytes[at++] ?? 0);
    } else if (info > 27) return false;
    switch (first >> 5) {
      case 2:
      case 3:
        at += value;
        return at <= bytes.length;
      case 4:
      case 5: {
        const count = first >> 5 === 5 ? value * 2 : value;
        for (let i = 0; i < count; i++) if (!item(depth + 1)) return false;
        return true;
      }
      case 6:
        return item(depth + 1);
      default:
        return at <= bytes.length;
    }
  };
  return item(0) && at === bytes.length && bytes.length > 4;
}

/** Length of the shortest frame with a payload. */
const minFrameLength = 3;

/** Whether bytes are one unmasked WebSocket frame with a text or binary message, to the exact end: framed twice. */
export function looksLikeFrame(bytes: Uint8Array): boolean {
  if (bytes.length < minFrameLength || (bytes[0] !== 0x81 && bytes[0] !== 0x82)) return false;
  const header = readHeader(bytes, 0);
  return header !== null && !header.masked && header.headerLength + header.payloadLength === bytes.length;
}

/** The binary format that bytes are in, or `null`. */
export function binaryKind(bytes: Uint8Array): string | null {
  if (looksLikeFrame(bytes)) return 'a WebSocket frame';
  const kind = fileKind(bytes);
  if (kind !== null) return kind;
  const utf16 = looksLikeUtf16(bytes);
  if (utf16 !== null) return `UTF-16 text (${utf16}-endian)`;
  if (looksLikeMessagePack(bytes)) return 'MessagePack';
  if (looksLikeCbor(bytes)) return 'CBOR';
  if (looksLikeProtobuf(bytes)) return 'a protobuf message';
  return null;
}
