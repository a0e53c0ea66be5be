// Bytes for tests, written as a reader reads them.

import { parseHex } from '../decoder/bytes/hex.ts';

export { concat } from '../decoder/bytes/concat.ts';
export { encodeText as utf8 } from '../decoder/bytes/utf8.ts';

/** Bytes from hex; every other character counts as white space. */
export function hex(text: string): Uint8Array<ArrayBuffer> {
  return parseHex(text.replace(/[^0-9a-fA-F]/g, '')) ?? new Uint8Array(0);
}

/** One byte for each character, by its code: ASCII and Latin-1. */
export function ascii(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
