// The body of a response as people read it: out of its chunks, inflated, decoded, capped.

import { concat } from '../../bytes/concat.ts';
import { type HttpHead, headerTokens } from '../../model/http.ts';
import { inflateRaw } from '../../websocket/inflate-raw.ts';
import type { DiagnosisContext } from '../context.ts';

/** Wire bytes of a body that are looked at, and bytes that are made of them at most. */
const maxWireBytes = 8192;
const maxBodyBytes = 16384;
/** Size of the fixed header of gzip (RFC 1952 2.3) and of zlib (RFC 1950 2.2). */
const gzipHeaderLength = 10;
const zlibHeaderLength = 2;
const gzipFlags = { extra: 4, name: 8, comment: 16, headerCheck: 2 } as const;

/** The bytes of the chunks, as far as they are whole or begun (RFC 9112 7.1). */
function dechunk(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const lineEnd = bytes.indexOf(10, at);
    if (lineEnd < 0) break;
    const line = new TextDecoder('latin1').decode(bytes.subarray(at, lineEnd));
    const size = Number.parseInt(line, 16);
    if (!/^[0-9a-f]{1,7}[;\s]*/i.test(line) || !(size > 0)) break;
    parts.push(bytes.subarray(lineEnd + 1, lineEnd + 1 + size));
    at = lineEnd + 1 + size + 2;
  }
  return concat(parts);
}

/** Offset of the deflate data in a gzip stream, or -1. */
function gzipDataOffset(bytes: Uint8Array): number {
  if (bytes.length < gzipHeaderLength || bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) return -1;
  const flags = bytes[3];
  let at = gzipHeaderLength;
  if (flags & gzipFlags.extra) at += 2 + bytes[at] + (bytes[at + 1] << 8);
  for (const flag of [gzipFlags.name, gzipFlags.comment]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return -1;
    at = end + 1;
  }
  return flags & gzipFlags.headerCheck ? at + 2 : at;
}

/** `null` for an encoding that is not read here: br, zstd. */
function decoded(bytes: Uint8Array, encodings: readonly string[]): Uint8Array | null {
  const encoding = encodings.find((one) => one !== 'identity');
  if (encoding === undefined) return bytes;
  if (encoding === 'gzip' || encoding === 'x-gzip') {
    const at = gzipDataOffset(bytes);
    return at < 0 ? null : inflateRaw(bytes.subarray(at), maxBodyBytes).bytes;
  }
  return encoding === 'deflate' ? inflateRaw(bytes.subarray(zlibHeaderLength), maxBodyBytes).bytes : null;
}

/** The body of an answer as text, as far as it lies in the first bytes; empty where it cannot be read. */
export function bodyOf(context: DiagnosisContext, head: HttpHead | null): string {
  if (head === null || head.kind !== 'response') return '';
  const { raw, direction } = context.server;
  const { heads } = direction;
  const index = heads.findIndex((one) => one.head === head);
  const from = (heads[index]?.start ?? 0) + head.byteLength;
  // A second response may follow the body.
  const end = Math.min(from + maxWireBytes, heads[index + 1]?.start ?? raw.length);
  const wire = raw.subarray(from, end);
  const whole = headerTokens(head, 'transfer-encoding').includes('chunked') ? dechunk(wire) : wire;
  const body = decoded(whole, headerTokens(head, 'content-encoding'));
  return body === null ? '' : new TextDecoder().decode(body.subarray(0, maxBodyBytes));
}

/** A body as people read it: of a page its text alone, with white space in one piece. */
export function readableBody(body: string): string {
  const isPage = /^\s*<(!doctype|html|head|body|\?xml)/i.test(body);
  const text = isPage
    ? body
        .replace(
          /<(script|style|head)\b[\s\S]*?(<\/\1>|$)/gi,
          (block) => /<title>([^<]*)/i.exec(block)?.[1] ?? ' ',
        )
        .replace(/<!--[\s\S]*?(-->|$)/g, ' ')
        .replace(/<[^>]*>?/g, ' ')
    : body;
  return text.replace(/\s+/g, ' ').trim();
}
