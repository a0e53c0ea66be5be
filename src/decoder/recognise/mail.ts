// Attachments of a mail as its source has them: headers, a blank line, base64 (RFC 2045). Only the attachments are
// read; the boundaries and identifiers of a mail are hex digits that mean nothing.

import type { Range } from './pieces.ts';

const encoding = /^Content-Transfer-Encoding:[ \t]*base64[ \t]*\r?$/gim;
const base64Line = /^[A-Za-z0-9+/]+={0,2}[ \t]*\r?$/;
/** More attachments are not looked at. */
const maxAttachments = 20;

/** Where the line after the one at `at` begins. */
function nextLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

/** The bodies in base64 of a mail, in order. */
export function attachmentsIn(text: string): Range[] {
  const bodies: Range[] = [];
  for (const { index } of text.matchAll(encoding)) {
    if (bodies.length >= maxAttachments) break;
    let at = index;
    while (at < text.length && text.slice(at, nextLine(text, at)).trim() !== '') at = nextLine(text, at);
    const start = nextLine(text, at);
    let end = start;
    while (end < text.length && base64Line.test(text.slice(end, nextLine(text, end)).replace(/\n$/, ''))) {
      end = nextLine(text, end);
    }
    if (end > start) bodies.push({ start, end });
  }
  return bodies;
}
