// What is kept of an HTTP/2 connection that was read.

import type { Http2Stream, Http2Summary } from '../decoder/model/http2.ts';
import type { ConnectionDecoder } from '../decoder/websocket/connection-decoder.ts';

export interface Http2Content {
  /** Its WebSockets. */
  readonly streams: readonly ConnectionDecoder[];
  readonly summary: Http2Summary;
  readonly began: Http2Stream['began'];
}
