// What the carrier shows of a WebSocket that is an HTTP/2 stream (RFC 8441).

import type { Sender } from './basics.ts';

/** RST_STREAM of the stream, or GOAWAY of the connection. */
export interface Http2Ending {
  readonly sender: Sender;
  readonly code: number;
  /** As in RFC 9113 7: `CANCEL`. */
  readonly name: string;
  /** In seconds or NaN. */
  readonly time: number;
}

export interface Http2GoAway extends Http2Ending {
  /** The last stream that the sender has processed, or will. */
  readonly lastStream: number;
  /** Its debug data as text. */
  readonly text: string;
}

export interface Http2Stream {
  readonly stream: number;
  /**
   * How it was recognised: by an extended CONNECT, by the fields of an HTTP/1.1 upgrade that HTTP/2 does not
   * have, or by the frames in its DATA because the capture lacks its request.
   */
  readonly kind: 'connect' | 'upgrade' | 'frames';
  /** ALPN chose HTTP/2, the client began with its preface, or `Upgrade: h2c` switched to it. */
  readonly began: 'alpn' | 'preface' | 'upgrade' | 'before-capture';
  /**
   * Whether the server's SETTINGS allow an extended CONNECT (SETTINGS_ENABLE_CONNECT_PROTOCOL); `null` when
   * the capture lacks them.
   */
  readonly allowsConnect: boolean | null;
  readonly reset: Http2Ending | null;
  readonly goAway: Http2GoAway | null;
  /** Who could send no more when the capture ended, because a flow-control window was used up. */
  readonly stalled: { readonly sender: Sender; readonly window: 'stream' | 'connection' } | null;
}

/** An ordinary request. */
export interface OrdinaryRequest {
  readonly stream: number;
  readonly method: string;
  readonly path: string;
  /** 0 until it is known. */
  readonly status: number;
}

/** What the connection held besides its WebSockets. */
export interface Http2Summary {
  /** Streams that a client or PUSH_PROMISE opened, WebSockets included. */
  readonly streamCount: number;
  readonly webSocketCount: number;
  /** WebSockets beyond the limit of one connection, which are not read. */
  readonly skippedCount: number;
  readonly requests: readonly OrdinaryRequest[];
  /** Header blocks that the capture lacks in part, or whose fields depend on bytes that it lacks. */
  readonly unknownBlockCount: number;
  /** The first error of a header block. */
  readonly headerError: string | null;
  /** Count of offsets where the frames are inconsistent or lost. */
  readonly damage: number;
}
