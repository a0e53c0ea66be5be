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

/** Reads a head from the first byte of its start line. Offsets in the result count from there. */
export function readHead(bytes: Uint8Array): HttpHead {
  const end = headEnd(bytes);
  const complete = end >= 0;
  const length = complete ? end : bytes.length;
  const text = decodeLatin1(bytes.subarray(0, length));
  let bareLineFeeds = false;
  const lines: { text: string; start: number; end: number }[] = [];
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const stop = feed < 0 ? text.length : feed;
    const carriage = stop > start && text[stop - 1] === '\r';
    if (feed >= 0 && !carriage) bareLineFeeds = true;
    const lineEnd = carriage ? stop - 1 : stop;
    lines.push({ text: text.slice(start, lineEnd), start, end: lineEnd });
    start = stop + 1;
  }
  const startLine = lines[0]?.text ?? '';
  const headers: HttpHeader[] = [];
  const oddLines: { text: string; start: number; end: number }[] = [];
  // A request of HTTP/2 as text has the pseudo-header `:protocol`.
  const nameStart = startLine.endsWith(' HTTP/2') ? 1 : 0;
  for (const line of lines.slice(1)) {
    if (line.text === '') continue;
    const colon = line.text.indexOf(':', nameStart);
    const last = headers.at(-1);
    if (/^[ \t]/.test(line.text) && last) {
      // Obsolete folding: the line continues the one before.
      headers[headers.length - 1] = {
        ...last,
        value: `${last.value} ${line.text.trim()}`.trim(),
        end: line.end,
      };
    } else if (colon <= 0) oddLines.push(line);
    else {
      headers.push({
        name: line.text.slice(0, colon).trim(),
        value: line.text.slice(colon + 1).trim(),
        start: line.start,
        end: line.end,
      });
    }
  }
  const isResponse = startLine.startsWith('HTTP/');
  const [first = '', second = '', ...rest] = startLine.split(' ');
  const status = isResponse ? Number.parseInt(second, 10) : 0;
  return {
    kind: isResponse ? 'response' : 'request',
    startLine,
    method: isResponse ? '' : first,
    target: isResponse ? '' : second,
    version: isResponse ? first : (rest[0] ?? ''),
    status: Number.isNaN(status) ? 0 : status,
    reason: isResponse ? rest.join(' ') : '',
    headers,
    oddLines,
    byteLength: length,
    complete,
    bareLineFeeds,
  };
}
