// What is kept of an HTTP/2 connection that was read.

import type { Http2Stream, Http2Summary } from '../decoder/model/http2.ts';
import type { ConnectionDecoder } from '../decoder/websocket/connection-decoder.ts';
import type { DecryptedStore } from './decrypted-store.ts';

export interface Http2Content {
  /** Its WebSockets. */
  readonly streams: readonly ConnectionDecoder[];
  /** What its tunnels carry, as far as it may be a WebSocket. */
  readonly tunnels: readonly Tunnelled[];
  readonly summary: Http2Summary;
  readonly began: Http2Stream['began'];
}

/** A connection in a tunnel. */
export interface Tunnelled {
  readonly decoder: ConnectionDecoder;
  /** Where its bytes were decrypted; `null`: they are in the file. */
  readonly records: DecryptedStore | null;
}
