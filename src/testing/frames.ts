// Frames and connections, decoded for a test.

import { MemoryStore } from '../decoder/bytes/store.ts';
import { createFrameFastPath } from '../decoder/fast-path/frames.ts';
import type { Assumptions, DeflateParameters } from '../decoder/model/assumptions.ts';
import type { Sender } from '../decoder/model/basics.ts';
import type { Connection } from '../decoder/model/connection.ts';
import { FrameTable } from '../decoder/model/frame-table.ts';
import { MessageTable } from '../decoder/model/message-table.ts';
import { ConnectionDecoder } from '../decoder/websocket/connection-decoder.ts';
import { FrameReader } from '../decoder/websocket/frame-reader.ts';
import { utf8 } from './bytes.ts';

export { encodeFrame, type FrameSpec } from '../decoder/websocket/encode.ts';

/** Reads the bytes of a direction, given in `chunks`. */
export function readFrames(
  chunks: readonly Uint8Array[],
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
    fastPath: createFrameFastPath(),
  });
  for (const chunk of chunks) reader.push(chunk, 0, chunk.length, 0);
  reader.end();
  return { frames, messages, reader };
}

/** The rows of a table, one line for each frame. */
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

/** What one sender writes next; a number is a gap of so many bytes. */
export type Turn = readonly [sender: Sender, what: Uint8Array | string | number];

/**
 * Decodes what both senders write, one second a turn. Texts are sent as they are, without a line end added.
 */
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
    createFrameFastPath(),
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

/** The request of RFC 6455 1.3. */
export const request = `GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${sampleKey}\r\nOrigin: http://example.com\r\nSec-WebSocket-Version: 13\r\n\r\n`;
/** The response to it. */
export const response =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n';
