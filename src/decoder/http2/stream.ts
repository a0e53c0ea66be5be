// One stream of an HTTP/2 connection: whether it is a WebSocket, and its bytes until that is known.

import { concat } from '../bytes/concat.ts';
import { type Sender, senders } from '../model/basics.ts';
import type { ConnectionSink } from '../model/capture-sink.ts';
import { type HttpHead, headerTokens, headerValue } from '../model/http.ts';
import type { Http2Ending, Http2Stream } from '../model/http2.ts';

/** Bytes of a stream that are kept until it is known what it is. */
export const maxUndecided = 1 << 14;
/** Fewer frames that fit are chance. Those of a client say more, since their MASK bit is set. */
const minFramesWithClient = 2;
const minFramesOfServer = 4;

/** DATA of a stream, or a gap in it, in the order in which it arrived. */
export interface StreamPart {
  readonly sender: Sender;
  /** `null` for a gap. */
  readonly bytes: Uint8Array | null;
  readonly length: number;
  readonly at: number;
  readonly time: number;
}

export interface StreamState {
  readonly id: number;
  request: HttpHead | null;
  requestTime: number;
  response: HttpHead | null;
  /** `tunnel`: to a server (RFC 9113 8.5). `undecided`: its request is unknown, or lacks the fields that decide. */
  role: 'websocket' | 'tunnel' | 'ordinary' | 'undecided';
  kind: Http2Stream['kind'];
  sink: ConnectionSink | null;
  /** What came before it was decided. */
  waiting: StreamPart[];
  waitingBytes: number;
  readonly ended: Set<Sender>;
  reset: Http2Ending | null;
  /** What each sender's window differs from the initial window (RFC 9113 5.2, 6.9.2). */
  readonly windowChange: Record<Sender, number>;
  /** The capture ended before the stream did. */
  wasOpen: boolean;
}

/** What a request asks for; `null` when a field that decides is unknown. */
export function kindOfRequest(request: HttpHead): 'connect' | 'upgrade' | 'ordinary' | null {
  if (headerValue(request, ':protocol')?.toLowerCase() === 'websocket') return 'connect';
  const isUpgrade =
    headerTokens(request, 'upgrade').includes('websocket') ||
    headerValue(request, 'sec-websocket-key') !== null;
  if (isUpgrade) return 'upgrade';
  if (request.lacksFields === true && (request.method === '' || request.method === 'CONNECT')) return null;
  return 'ordinary';
}

/** Whether a request opens a tunnel to a server (RFC 9113 8.5). */
export const opensTunnel = (request: HttpHead) =>
  request.method === 'CONNECT' && headerValue(request, ':protocol') === null && request.lacksFields !== true;

/** Whether a frame header can begin with this byte: a defined opcode, and no reserved bit but RSV1. */
function canBegin(byte0: number): boolean {
  const opcode = byte0 & 0x0f;
  if ((byte0 & 0x30) !== 0) return false;
  // control frames have FIN and no RSV1 (RFC 6455 5.5)
  return opcode <= 2 || (opcode >= 8 && opcode <= 10 && (byte0 & 0xc0) === 0x80);
}

/** How many frames with the mask bit of their sender follow each other in `bytes`; 0 when something else does. */
function fittingFrames(bytes: Uint8Array, sender: Sender): number {
  let count = 0;
  let at = 0;
  let isMessageOpen = false;
  while (at + 2 <= bytes.length) {
    const lengthField = bytes[at + 1] & 0x7f;
    const isMasked = bytes[at + 1] >= 0x80;
    if (!canBegin(bytes[at]) || isMasked !== (sender === 'client')) return 0;
    // Zeros are empty continuations, and common in other data.
    const opcode = bytes[at] & 0x0f;
    if (opcode === 0 && !isMessageOpen) return 0;
    if (opcode <= 2) isMessageOpen = bytes[at] < 0x80;
    const extended = lengthField === 126 ? 2 : lengthField === 127 ? 8 : 0;
    if (at + 2 + extended > bytes.length) return count;
    let length = lengthField;
    if (extended > 0) {
      length = 0;
      for (let i = 0; i < extended; i++) length = length * 256 + bytes[at + 2 + i];
    }
    at += 2 + extended + (isMasked ? 4 : 0) + length;
    // A frame that runs over the end of what is kept is evidence of nothing.
    if (at <= bytes.length) count++;
  }
  return count;
}

/** How many WebSocket frames the kept bytes of both senders consist of; 0 when that is chance, or not the case. */
export function framesIn(parts: readonly StreamPart[]): number {
  const counts = { client: 0, server: 0 };
  for (const sender of senders) {
    const own = parts.filter((part) => part.sender === sender);
    const gap = own.findIndex(({ bytes }) => bytes === null);
    const whole = (gap < 0 ? own : own.slice(0, gap)).flatMap(({ bytes }) => (bytes === null ? [] : [bytes]));
    const joined = concat(whole);
    if (joined.length < 2) continue;
    const count = fittingFrames(joined, sender);
    if (count === 0) return 0;
    counts[sender] = count;
  }
  const sum = counts.client + counts.server;
  return sum >= (counts.client > 0 ? minFramesWithClient : minFramesOfServer) ? sum : 0;
}
