// Builds heads, as on the wire, from the fields that a browser log, a proxy or a header block gives.

import type { HttpHead, HttpHeader } from './http.ts';

/** A head from its start line and its `Name: value` pairs. */
export function headOf(startLine: string, pairs: readonly (readonly [string, string])[]): HttpHead {
  const line = startLine.trim();
  const isResponse = /^HTTP\//i.test(line);
  const parts = line.split(' ');
  let at = line.length + 2;
  const headers: HttpHeader[] = [];
  for (const [name, value] of pairs) {
    const end = at + name.length + 2 + value.length;
    headers.push({ name, value, start: at, end });
    at = end + 2;
  }
  return {
    kind: isResponse ? 'response' : 'request',
    startLine: line,
    method: isResponse ? '' : (parts[0] ?? ''),
    target: isResponse ? '' : (parts[1] ?? ''),
    version: isResponse ? (parts[0] ?? '') : (parts[2] ?? ''),
    status: isResponse ? Number(parts[1]) || 0 : 0,
    reason: isResponse ? parts.slice(2).join(' ') : '',
    headers,
    oddLines: [],
    byteLength: at + 2,
    complete: true,
    bareLineFeeds: false,
  };
}

/**
 * An HTTP/2 head from its fields (RFC 9113 8.3), pseudo-header fields included. `lacksFields`: names or values
 * are unknown.
 */
export function http2Head(pairs: readonly (readonly [string, string])[], lacksFields = false): HttpHead {
  const field = (name: string) => pairs.find((pair) => pair[0] === name)?.[1] ?? '';
  const status = field(':status');
  const method = field(':method');
  // Fields without :method and :status are trailers.
  const line = method === '' ? `HTTP/2 ${status}` : `${method} ${field(':path')} HTTP/2`;
  return { ...headOf(line, pairs), ...(lacksFields ? { lacksFields } : {}) };
}
