// What streams begin with that hold something else than a frame: the beginnings that the bits of an error text fit.

import { encodeText } from '../bytes/utf8.ts';
import type { ExplanationId } from './explanations.ts';
import type { HeaderHints } from './variables.ts';

/** Bytes where a frame header should be. */
export interface ForeignBytes {
  /** As a noun: `an HTTP response`. */
  readonly name: string;
  /** Enough of them for every reader to refuse. */
  readonly bytes: Uint8Array;
  /** Who sends them. */
  readonly sender: 'client' | 'server' | null;
  readonly explanation: ExplanationId;
}

const text = (value: string): Uint8Array => encodeText(value);
/** A frame that follows: the text "Hello". */
const hello = [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f];
const bytes = (...values: number[]): Uint8Array => Uint8Array.of(...values, ...hello);
const of = (
  name: string,
  value: Uint8Array,
  explanation: ExplanationId,
  sender: ForeignBytes['sender'] = null,
): ForeignBytes => ({ name, bytes: value, explanation, sender });

const filler = ' and more bytes of the same kind, so that every reader has seen enough of them\r\n'.repeat(2);

/** Beginnings of all kinds, the most frequent first. */
export const foreignBytes: readonly ForeignBytes[] = [
  of(
    'an HTTP response',
    text(`HTTP/1.1 400 Bad Request\r\nConnection: close\r\n${filler}`),
    'two-upgrade-handlers',
    'server',
  ),
  of(
    'an HTTP response',
    text(`HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n${filler}`),
    'late-http-response',
    'server',
  ),
  of('an HTTP request', text(`GET /health HTTP/1.1\r\nHost: app\r\n${filler}`), 'http-request', 'client'),
  ...['7', '1a', '2f', '35', '4c', '50', '6b', '81', '9', 'a', 'd0'].map((size) =>
    of('a chunk size', text(`${size}\r\n${filler}`), 'chunked-upgrade', 'server'),
  ),
  of('a chunk size', text(`7d\r\n${filler}`), 'middlebox', 'server'),
  of('a TLS alert', Uint8Array.of(0x15, 3, 3, 0, 2, 2, 0x46), 'tls-in-stream'),
  of('a TLS handshake', Uint8Array.of(0x16, 3, 1, 0, 0xb3, ...text(filler)), 'tls-in-stream'),
  of('TLS data', Uint8Array.of(0x17, 3, 3, 0, 0xb3, ...text(filler)), 'tls-in-stream'),
  of('a line end', bytes(0x0d, 0x0a), 'stream-start'),
  of('a line feed', bytes(0x0a), 'stream-start'),
  of('a NUL', bytes(0), 'stream-start'),
  of('a header line', text(`User-Agent: probe/1.0\r\n${filler}`), 'stream-start', 'client'),
  of('a header line', text(`Sec-WebSocket-Version: 13\r\n${filler}`), 'stream-start', 'client'),
  of('a PROXY header', text(`PROXY TCP4 10.0.0.1 10.0.0.2 4711 80\r\n${filler}`), 'stream-start', 'client'),
  of(
    'an HTML page',
    text(`<!DOCTYPE html><html><head><title>502 Bad Gateway</title>${filler}`),
    'late-http-response',
    'server',
  ),
  of('a JSON object', text(`{"type":"welcome","sid":"c1a2"}${filler}`), 'stream-start', 'server'),
  of('a JSON array', text(`["welcome",{"sid":"c1a2"}]${filler}`), 'stream-start', 'server'),
  of('Engine.IO without a frame', text(`0{"sid":"c1a2","upgrades":[]}${filler}`), 'stream-start', 'server'),
  of('Socket.IO without a frame', text(`42["msg",{"hello":"world"}]${filler}`), 'stream-start', 'server'),
  of('the end of a JSON text', bytes(0x22, 0x7d), 'character-count'),
  of('the end of a JSON text', bytes(0x7d), 'character-count'),
  of('padding of an HTTP body', text(`${' '.repeat(160)}`), 'late-http-response', 'server'),
  of('a frame as UTF-8 text', Uint8Array.of(0xc2, 0x81, 5, ...text(filler)), 'text-codec'),
  of('U+FFFD in place of a byte', Uint8Array.of(0xef, 0xbf, 0xbd, 5, ...text(filler)), 'text-codec'),
  of(
    'a compressed text frame',
    Uint8Array.of(0xc1, 7, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 7, 0),
    'compression-not-agreed',
  ),
  of(
    'a compressed binary frame',
    Uint8Array.of(0xc2, 7, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 7, 0),
    'compression-not-agreed',
  ),
  of('gzip data', Uint8Array.of(0x1f, 0x8b, 8, 0, ...text(filler)), 'middlebox'),
  of('a frame of hixie-76', text(`\u0000Hello${filler}`), 'old-draft'),
  of('a warning of PHP', text(`PHP Warning:  Undefined variable${filler}`), 'stream-start', 'server'),
];

/** Whether the first byte of `start` is as told. */
export function beginsAs(start: Uint8Array, { rsv, opcode, firstByte }: HeaderHints): boolean {
  if (firstByte !== null) return start[0] === firstByte;
  if (rsv !== null && ((start[0] >> 4) & 7) !== rsv) return false;
  return opcode === null || (start[0] & 15) === opcode;
}
