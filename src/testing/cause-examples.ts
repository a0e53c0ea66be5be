// The form of a cause's examples: small connections that have the cause, or only look like it.

import type { Assumptions } from '../decoder/model/assumptions.ts';
import type { Note, Sender } from '../decoder/model/basics.ts';
import { http2Head } from '../decoder/model/build-head.ts';
import type { CarrierEvent, EndKind } from '../decoder/model/capture-sink.ts';
import type { CauseId } from '../decoder/model/cause-id.ts';
import type { VerdictLevel } from '../decoder/model/finding.ts';
import type { HttpHead } from '../decoder/model/http.ts';
import type { Http2Stream } from '../decoder/model/http2.ts';
import { encodeFrame, type FrameSpec } from '../decoder/websocket/encode.ts';
import { ascii, concat, utf8 } from './bytes.ts';

/**
 * What happens in one direction: bytes (a string is hex, with the meaning after `#`), its end, lost bytes, an
 * event.
 */
export type ExampleStep = readonly [
  sender: Sender,
  what:
    | string
    | Uint8Array
    | { readonly end: EndKind }
    | { readonly lost: number }
    | { readonly event: CarrierEvent['kind'] }
    | { readonly reported: string }
    | { readonly head: HttpHead },
  /** Seconds since the step before. */
  after?: number,
];

export interface CauseExample {
  readonly title: string;
  /**
   * The handshake of RFC 6455 1.3 before the first step. `deflate` agrees on permessage-deflate as well.
   * Plain if left out.
   */
  readonly handshake?: 'plain' | 'deflate' | 'none';
  readonly steps: readonly ExampleStep[];
  /** The senders are guessed from the bytes, as for a paste. */
  readonly guessSenders?: boolean;
  readonly assumptions?: Assumptions;
  /** The connection is a stream of HTTP/2, and this is what its carrier shows. */
  readonly http2?: Http2Stream;
  readonly notes?: readonly Note[];
  /** Who sent the bytes that the first evidence shows. */
  readonly firstPlace?: Sender;
  /** The headline of the connection. */
  readonly level?: VerdictLevel;
}

/** A connection that looks like the cause but has another one. */
export interface LookAlike extends CauseExample {
  readonly cause: CauseId;
}

export interface CauseExamples {
  readonly isCause: readonly CauseExample[];
  readonly looksLike: readonly LookAlike[];
}

/** The masking key of all client frames here. */
const key = [0x37, 0xfa, 0x21, 0x3d];

/** A frame, masked when the client sends it unless `spec` says otherwise. */
export function frame(sender: Sender, spec: FrameSpec, after?: number): ExampleStep {
  return [sender, encodeFrame(sender === 'client' ? { key, ...spec } : spec), after];
}

/** A text frame, masked when the client sends it. */
export function text(sender: Sender, words: string, after?: number): ExampleStep {
  return frame(sender, { opcode: 1, payload: utf8(words) }, after);
}

/** A Close with a code and a reason. */
export function close(sender: Sender, code: number, reason = '', after?: number): ExampleStep {
  const payload = Uint8Array.from([code >> 8, code & 255, ...utf8(reason)]);
  return frame(sender, { opcode: 8, payload }, after);
}

export { http2Head };

/** The request of a WebSocket over HTTP/2 (RFC 8441 5). */
export const extendedConnect = http2Head([
  [':method', 'CONNECT'],
  [':protocol', 'websocket'],
  [':scheme', 'https'],
  [':path', '/chat'],
  [':authority', 'example.com'],
  ['sec-websocket-version', '13'],
]);

/** An HTTP head: its lines, each with CR LF, and a blank line. */
export function head(sender: Sender, ...lines: readonly string[]): ExampleStep {
  return [sender, ascii(`${lines.join('\r\n')}\r\n\r\n`)];
}

/** The bytes of a frame header as given, right or wrong, and the bytes of a text after them. */
export function rawFrame(sender: Sender, header: readonly number[], words: string): ExampleStep {
  return [sender, concat([Uint8Array.from(header), utf8(words)])];
}
