// For tests: frames to feed, and a connection read from them.

import { MemoryStore } from '../bytes/store.ts';
import type { Assumptions, DeflateParameters } from '../model/assumptions.ts';
import type { Sender } from '../model/basics.ts';
import type { Connection } from '../model/connection.ts';
import { FrameTable } from '../model/frame-table.ts';
import { MessageTable } from '../model/message-table.ts';
import { ConnectionDecoder } from './connection-decoder.ts';
import { FrameReader } from './frame-reader.ts';

/** Bytes from hex with white space. */
export function hex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.replace(/\s/g, '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

export interface FrameParts {
  readonly opcode: number;
  readonly payload?: Uint8Array;
  readonly fin?: boolean;
  readonly rsv?: number;
  /** A key masks the payload. */
  readonly key?: readonly [number, number, number, number];
}

/** A frame on the wire with its length in the shortest form. */
export function frame({ opcode, payload = new Uint8Array(0), fin = true, rsv = 0, key }: FrameParts) {
  const mask = key ? 128 : 0;
  const { length } = payload;
  const head = [(fin ? 128 : 0) | (rsv << 4) | opcode];
  if (length < 126) head.push(mask | length);
  else if (length < 65536) head.push(mask | 126, length >> 8, length & 255);
  else {
    head.push(mask | 127, 0, 0, 0, 0);
    head.push(length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255);
  }
  return join([
    Uint8Array.from([...head, ...(key ?? [])]),
    payload.map((byte, i) => byte ^ (key?.[i & 3] ?? 0)),
  ]);
}

/** Reads a direction's bytes, given in `pieces`. */
export function readFrames(
  pieces: readonly Uint8Array[],
  sender: Sender = 'server',
  deflate: DeflateParameters | 'none' | 'unknown' = 'none',
) {
  const frames = new FrameTable();
  const messages = new MessageTable(frames);
  const reader = new FrameReader({
    sender,
    frames,
    messages,
    deflate,
    midStream: false,
    onDeflateInferred: () => {},
  });
  for (const piece of pieces) reader.push(piece, 0, piece.length, 0);
  reader.end();
  return { frames, messages, reader };
}

/** Every column of a table that says what was read, a row a line. */
export function rowsOf(frames: FrameTable): string[] {
  return Array.from({ length: frames.length }, (_, i) =>
    [
      frames.sender(i),
      frames.offset(i),
      frames.byte0(i).toString(16),
      frames.byte1(i).toString(16),
      frames.headerLength(i),
      frames.payloadLength(i),
      frames.maskingKey(i),
      frames.violations(i),
      frames.complete(i),
    ].join(' '),
  );
}

/** What is written into a connection, in order; a number is a hole of so many bytes. */
export type Turn = readonly [sender: Sender, what: Uint8Array | string | number];

/** Decodes a conversation. Texts are given as they are, so write line ends out. */
export function converse(
  turns: readonly Turn[],
  roles: 'known' | 'guess' = 'known',
  assumptions: Assumptions = { sender: null, deflate: null },
): { connection: Connection; decoder: ConnectionDecoder; store: MemoryStore } {
  const store = new MemoryStore('test');
  const decoder = new ConnectionDecoder(
    0,
    { transport: 'tcp', fidelity: 'bytes', client: 'a:1', server: 'b:2', roles },
    store,
    assumptions,
  );
  for (const [i, [sender, what]] of turns.entries()) {
    if (typeof what === 'number') decoder.gap(sender, what, i);
    else {
      const bytes = typeof what === 'string' ? utf8(what) : what;
      decoder.data(sender, bytes, store.append(bytes), i);
    }
  }
  decoder.finish();
  return { connection: decoder.view(), decoder, store };
}

const sampleKey = 'dGhlIHNhbXBsZSBub25jZQ==';

/** The request and the answer of RFC 6455 1.3. */
export const request = `GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${sampleKey}\r\nOrigin: http://example.com\r\nSec-WebSocket-Version: 13\r\n\r\n`;
export const answer =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n';
