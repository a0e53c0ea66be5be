// Bytes cut into lines, for the notations of several languages.

import { hexByte } from '../bytes/hex.ts';

/** One text for each run of `width` bytes; none for no bytes. */
export function linesOf(bytes: Uint8Array, width: number, form: (part: Uint8Array) => string): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += width) lines.push(form(bytes.subarray(at, at + width)));
  return lines;
}

/** `    0x81, 0x05,` for each line of 16 bytes: an array of C, Go and Rust alike. */
export function arrayLines(bytes: Uint8Array): string[] {
  return linesOf(bytes, 16, (part) => `    ${Array.from(part, (byte) => `0x${hexByte(byte)},`).join(' ')}`);
}

/** `\x81\x05`: each byte by its number, so that no character next to it changes its meaning. */
export function escapedBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `\\x${hexByte(byte)}`).join('');
}

/** A title as one line of a comment: nothing in it ends the comment. */
export function commentText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').replaceAll('*/', '* /');
}
