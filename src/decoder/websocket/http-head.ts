// Reads an HTTP/1.x message head (RFC 9112) leniently: malformed lines are kept, so that a check can point at
// them.

import { decodeLatin1 } from '../bytes/utf8.ts';
import type { HttpHead, HttpHeader } from '../model/http.ts';

/** Longest head, in bytes. Longer ones are not taken for a head. */
export const headLimit = 65536;

const methods = /^(GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PROPFIND|PRI) /;

/** Whether bytes begin like an HTTP message. `maybe`: too few bytes to say. */
export function looksLikeHttp(bytes: Uint8Array): 'request' | 'response' | 'maybe' | 'no' {
  const start = decodeLatin1(bytes.subarray(0, 10));
  if (start.startsWith('HTTP/')) return 'response';
  if (methods.test(start)) return 'request';
  if (start.length < 8) {
    if ('HTTP/'.startsWith(start)) return 'maybe';
    for (const method of [
      'GET ',
      'HEAD ',
      'POST ',
      'PUT ',
      'DELETE ',
      'CONNECT ',
      'OPTIONS ',
      'PATCH ',
      'PRI ',
    ]) {
      if (method.startsWith(start)) return 'maybe';
    }
  }
  return 'no';
}

/** Offset just past the blank line that ends a head, or -1. CRLF or bare LF. */
export function headEnd(bytes: Uint8Array, from = 0): number {
  for (let i = from; i < bytes.length; i++) {
    if (bytes[i] !== 10) continue;
    if (bytes[i + 1] === 10) return i + 2;
    if (bytes[i + 1] === 13 && bytes[i + 2] === 10) return i + 3;
  }
  return -1;
}

/** The lines after the start line: header fields and odd lines. `nameStart`: colons before it belong to a name. */
function readFields(text: string, from: number, nameStart: number) {
  const headers: HttpHeader[] = [];
  const oddLines: { text: string; start: number; end: number }[] = [];
  let bareLineFeeds = false;
  for (let start = from; start < text.length; ) {
    const { end, next, isBare } = lineAt(text, start);
    if (isBare) bareLineFeeds = true;
    const line = text.slice(start, end);
    const colon = line.indexOf(':', nameStart);
    const last = headers.at(-1);
    if ((line[0] === ' ' || line[0] === '\t') && last) {
      // Obsolete folding: the line continues the one before.
      headers[headers.length - 1] = { ...last, value: `${last.value} ${line.trim()}`.trim(), end };
    } else if (colon > 0) {
      const [name, value] = [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
      headers.push({ name, value, start, end });
    } else if (line !== '') oddLines.push({ text: line, start, end });
    start = next;
  }
  return { headers, oddLines, bareLineFeeds };
}

/** The line that begins at `start`: where it ends, where the next begins, and whether LF alone ends it. */
function lineAt(text: string, start: number): { end: number; next: number; isBare: boolean } {
  const feed = text.indexOf('\n', start);
  const stop = feed < 0 ? text.length : feed;
  const isCarriage = stop > start && text[stop - 1] === '\r';
  return { end: isCarriage ? stop - 1 : stop, next: stop + 1, isBare: feed >= 0 && !isCarriage };
}

/** Reads a head from the first byte of its start line. Offsets in the result count from there. */
export function readHead(bytes: Uint8Array): HttpHead {
  const end = headEnd(bytes);
  const complete = end >= 0;
  const length = complete ? end : bytes.length;
  const text = decodeLatin1(bytes.subarray(0, length));
  const first = lineAt(text, 0);
  const startLine = text.slice(0, first.end);
  // A request of HTTP/2 as text has the pseudo-header `:protocol`.
  const fields = readFields(text, first.next, startLine.endsWith(' HTTP/2') ? 1 : 0);
  const isResponse = startLine.startsWith('HTTP/');
  const [start = '', second = '', ...rest] = startLine.split(' ');
  const status = isResponse ? Number.parseInt(second, 10) : 0;
  return {
    kind: isResponse ? 'response' : 'request',
    startLine,
    method: isResponse ? '' : start,
    target: isResponse ? '' : second,
    version: isResponse ? start : (rest[0] ?? ''),
    status: Number.isNaN(status) ? 0 : status,
    reason: isResponse ? rest.join(' ') : '',
    headers: fields.headers,
    oddLines: fields.oddLines,
    byteLength: length,
    complete,
    bareLineFeeds: first.isBare || fields.bareLineFeeds,
  };
}
