// Bytes that a program quotes in its error text: what it found where it expected something else. They are
// described, not judged.

import { formatHex } from '../bytes/hex.ts';
import { readEscapes } from '../importers/text/escapes.ts';
import { isPlausibleHeader } from '../importers/text/whole-frames.ts';
import { opcodeName } from '../model/opcode.ts';
import { readHeader } from '../websocket/header.ts';

/** A quoted literal, and what it says about its place on the connection. */
interface Quote {
  readonly pattern: RegExp;
  readonly place: string;
}

const inPlaceOfResponse =
  'It stands where the response to the upgrade request was due: the 101 was lost on the way, or was never sent.';

/** The text in front of a quoted literal. The literal begins at the last character of the match. */
const quotes: readonly Quote[] = [
  // Go, also inside a quoted field of a log
  { pattern: /malformed HTTP (?:response|version|status code) \\?["']/g, place: inPlaceOfResponse },
  {
    pattern: /cannot decode:? b?["']/g,
    place:
      'It stands inside the payload of a message: one frame was written inside another, as when two threads write at the same time.',
  },
];
/** What Node.js adds to an error of its HTTP parser. */
const rawPacket = /rawPacket:\s*<Buffer((?: [0-9a-f]{2}){2,})/;

/** Bytes of a quoted literal that are read: more than the longest header. */
const maxQuotedBytes = 64;
const maxLiteralLength = 4 * maxQuotedBytes;

/** The bytes of the first quoted literal in `text`, and what is said of their place; `null` without one. */
function firstQuote(text: string): { bytes: Uint8Array; place: string } | null {
  for (const { pattern, place } of quotes) {
    // The last: a stack trace shows the source line that makes the text before the text itself.
    const match = [...text.matchAll(pattern)].at(-1);
    if (match === undefined) continue;
    const start = match.index + match[0].length;
    const isNested = match[0].endsWith('\\"');
    const rest = text.slice(start, start + maxLiteralLength);
    // In a field that is quoted itself, each backslash is doubled.
    const literal = isNested ? rest.replaceAll('\\\\', '\\').replaceAll('\\"', '"') : rest;
    const { bytes } = readEscapes(literal, 0, literal.length, match[0].slice(-1));
    return { bytes: bytes.subarray(0, maxQuotedBytes), place };
  }
  const raw = rawPacket.exec(text.slice(0, 65536))?.[1];
  if (raw === undefined) return null;
  const cells = raw.trim().split(' ').slice(0, maxQuotedBytes);
  return { bytes: Uint8Array.from(cells, (cell) => Number.parseInt(cell, 16)), place: inPlaceOfResponse };
}

/** A sentence on the bytes that an error text quotes, or `null` when it quotes none. */
export function describeQuotedBytes(text: string): string | null {
  const quote = firstQuote(text);
  if (quote === null) return null;
  const { bytes, place } = quote;
  const header = (bytes[0] ?? 0) > 127 ? readHeader(bytes, 0) : null;
  if (header !== null && isPlausibleHeader(header)) {
    const { opcode, payloadLength, masked, headerLength } = header;
    const shown = formatHex(bytes.subarray(0, headerLength));
    const size = `${payloadLength} byte${payloadLength === 1 ? '' : 's'}`;
    return `The quoted bytes begin with a frame header (${shown}): ${opcodeName(opcode)}, ${size}, ${masked ? 'masked' : 'not masked'}. ${place}`;
  }
  if (bytes.length > 4 && bytes[0] > 19 && bytes[0] < 24 && bytes[1] === 3) {
    return 'The quoted bytes begin with a TLS record: this port speaks TLS, and the client spoke HTTP without it.';
  }
  return null;
}
