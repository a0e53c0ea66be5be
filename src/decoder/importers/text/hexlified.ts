// The bytes of a string in hex, which a program printed as a string: Python's `b'81-05-48'`, SQL's `X'810548'`.

import { parseHex } from '../../bytes/hex.ts';

/** Fewer pairs may be a word. */
const hexlified = /^(?:[\da-f]{2}[-: _]?){3,}[\da-f]{2}$/i;

/** Whether the content of a string is nothing but pairs of hex digits. */
export function isHexlified(content: string): boolean {
  return hexlified.test(content);
}

/** The bytes of such a content; `null` for any other. */
export function hexlifiedBytes(content: string): Uint8Array | null {
  return isHexlified(content) ? parseHex(content.replace(/[-: _]/g, '')) : null;
}
