// Tells at small cost that a short connection is sound: a captured handshake that passes every check, whole frames
// without compression or fragments, and one Close 1000 or 1001 from each side. A capture may have hundreds of thousands
// of these. `null` says nothing: such a connection is decoded and diagnosed. A test holds this against `diagnose`.

import { firstNotUtf8 } from '../bytes/utf8.ts';
import type { Sender } from '../model/basics.ts';
import { headerValue, headerValues } from '../model/http.ts';
import { opcode } from '../model/opcode.ts';
import { isFlawless } from '../websocket/handshake.ts';
import { type Header, headerViolations, readHeader } from '../websocket/header.ts';
import { headEnd, readHead } from '../websocket/http-head.ts';
import { unmaskCopy } from '../websocket/mask.ts';
import { healthy } from './causes/healthy/cause.ts';
import { minSilence } from './causes/idle-timeout/cause.ts';

/** The bytes of a connection in the order in which they came. */
export interface RecordedBytes {
  /** One piece after the other. */
  readonly bytes: Uint8Array;
  /** Who sent each piece, where it ends in `bytes`, and its time in seconds. */
  readonly senders: readonly Sender[];
  readonly ends: readonly number[];
  readonly times: readonly number[];
  /** When the first direction ended. */
  readonly endTime: number;
}

/** What is counted of a sound connection. */
export interface PlainConnection {
  readonly title: string;
  readonly path: string;
  readonly frames: number;
}

/** Lengths of a Close frame with a code and no reason. */
const closeLength = { client: 8, server: 4 } as const;

/** A head, in one or more pieces. */
interface HeadPieces {
  readonly start: number;
  readonly end: number;
  /** Index of the piece after the one in which the head ends. */
  readonly next: number;
}

/** What a connection whose two directions ended with FIN comes to; `null` when it is not plain. */
export function plainlySound(recorded: RecordedBytes): PlainConnection | null {
  const { bytes } = recorded;
  const asked = headPieces(recorded, 0, 'client', 0);
  // Nothing follows the request before its answer.
  if (asked === null || recorded.ends[asked.next - 1] !== asked.end) return null;
  const answered = headPieces(recorded, asked.next, 'server', asked.end);
  if (answered === null || !closesInTime(recorded)) return null;
  const path = openedPath(bytes, asked, answered);
  if (path === null) return null;
  const client = frameCount(streamOf(recorded, 'client', answered), 'client');
  const frames = client + frameCount(streamOf(recorded, 'server', answered), 'server');
  return Number.isNaN(frames) ? null : { title: healthy.title, path, frames };
}

/** The pieces from `first` on that make a head, all of one side; `null` without a whole head. */
function headPieces(
  recorded: RecordedBytes,
  first: number,
  sender: Sender,
  start: number,
): HeadPieces | null {
  const { bytes, senders, ends } = recorded;
  for (let piece = first; piece < ends.length && senders[piece] === sender; piece++) {
    const length = headEnd(bytes.subarray(start, ends[piece]));
    if (length >= 0) return { start, end: start + length, next: piece + 1 };
  }
  return null;
}

/** The path of a handshake that passes every check and agrees to no extension; else `null`. */
function openedPath(bytes: Uint8Array, asked: HeadPieces, answered: HeadPieces): string | null {
  const request = readHead(bytes.subarray(asked.start, asked.end));
  const response = readHead(bytes.subarray(answered.start, answered.end));
  const isPlain = request.method === 'GET' && response.status === 101 && response.kind === 'response';
  if (!isPlain || request.bareLineFeeds || response.bareLineFeeds || request.oddLines.length > 0) return null;
  if (headerValue(request, 'sec-websocket-key1') !== null) return null;
  if (headerValue(response, 'sec-websocket-location') !== null) return null;
  if (headerValues(response, 'sec-websocket-extensions').length > 0) return null;
  return isFlawless(request, response) ? request.target : null;
}

/**
 * Whether each side sends a Close with the same code and no reason as its last frame, in one piece, before its
 * connection ends, and no silence before the first is long enough for a timer.
 */
function closesInTime({ bytes, senders, ends, times, endTime }: RecordedBytes): boolean {
  const last = { client: senders.lastIndexOf('client'), server: senders.lastIndexOf('server') };
  const codes = (['client', 'server'] as const).map((sender) => {
    const piece = last[sender];
    const start = piece === 0 ? 0 : ends[piece - 1];
    const at = ends[piece] - closeLength[sender];
    if (piece < 0 || at < start) return 0;
    const header = readHeader(bytes, at);
    if (header === null || header.byte0 !== (0x80 | opcode.close) || header.payloadLength !== 2) return 0;
    const key = header.maskingKey;
    const code = at + header.headerLength;
    return ((bytes[code] ^ (key >>> 24)) << 8) | (bytes[code + 1] ^ ((key >>> 16) & 255));
  });
  if (codes[0] !== codes[1] || (codes[0] !== 1000 && codes[0] !== 1001)) return false;
  const first = Math.min(last.client, last.server);
  if (!(endTime >= times[first])) return false;
  const isClientsChoice = codes[0] === 1000 && senders[first] === 'client';
  for (let piece = 1; piece < times.length; piece++) {
    const silence = times[piece] - times[piece - 1];
    if (!(silence >= 0)) return false;
    if (piece <= first && !isClientsChoice && silence >= minSilence) return false;
  }
  return true;
}

/** Holds the stream that is being looked at: memory of its own for each one would cost more than the look. */
let workspace = new Uint8Array(1 << 14);

/** What one side sends after the handshake, in one piece, valid until the next call. */
function streamOf({ bytes, senders, ends }: RecordedBytes, sender: Sender, answered: HeadPieces): Uint8Array {
  if (workspace.length < bytes.length) workspace = new Uint8Array(bytes.length);
  let length = 0;
  for (let piece = answered.next - 1; piece < ends.length; piece++) {
    if (senders[piece] !== sender) continue;
    const part = bytes.subarray(Math.max(answered.end, ends[piece - 1]), ends[piece]);
    workspace.set(part, length);
    length += part.length;
  }
  return workspace.subarray(0, length);
}

/** The number of frames of one side, the last one a Close; NaN when one of them is not plain. */
function frameCount(stream: Uint8Array, sender: Sender): number {
  let count = 0;
  for (let at = 0; at < stream.length; count++) {
    const header = readHeader(stream, at);
    if (header === null || !isPlainHeader(header, sender)) return Number.NaN;
    const start = at + header.headerLength;
    at = start + header.payloadLength;
    if (at > stream.length || (header.opcode === opcode.close) !== (at === stream.length)) return Number.NaN;
    if (header.opcode === opcode.text && !isPlainText(stream.subarray(start, at), header.maskingKey))
      return Number.NaN;
  }
  return count;
}

/** A header of a whole message that breaks no rule; compression was not agreed. */
function isPlainHeader(header: Header, sender: Sender): boolean {
  const context = { sender, deflate: false, messageOpen: false, closed: false };
  return header.fin && headerViolations(header, context) === 0;
}

/** UTF-8 without a NUL, which is what text in UTF-16 shows. */
function isPlainText(payload: Uint8Array, key: number): boolean {
  const text = key === 0 ? payload : unmaskCopy(payload, key);
  return !text.includes(0) && firstNotUtf8(text) < 0;
}
