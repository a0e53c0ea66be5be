// One connection as decoded: what the worker keeps, what the diagnosis looks at, what the views are made from.

import type { DeflateParameters } from './assumptions.ts';
import type { Fidelity, Sender, Transport } from './basics.ts';
import type { CarrierEvent, EndKind } from './capture-sink.ts';
import type { FrameOffset, StreamOffset } from './coordinates.ts';
import type { FaultDetail } from './fault-detail.ts';
import type { FrameTable } from './frame-table.ts';
import type { HandshakeAudit } from './handshake.ts';
import type { HttpHead } from './http.ts';
import type { Http2Stream, Http2Summary } from './http2.ts';
import type { Locator } from './locator.ts';
import type { MessageTable } from './message-table.ts';
import type { StreamMap } from './stream-map.ts';
import type { TlsSummary } from './tls.ts';

/** What the bytes of one direction turned out to be. */
export type StreamKind = 'empty' | 'frames' | 'http' | 'tls' | 'http2' | 'foreign';

/** A Close frame that was read. */
export interface CloseSeen {
  readonly frame: number;
  readonly code: number | null;
  readonly reason: string;
  readonly time: number;
}

/** One direction of a connection. Stream offsets count from its very first byte, frame offsets from `base`. */
export interface Direction {
  readonly sender: Sender;
  readonly map: StreamMap;
  readonly kind: StreamKind;
  /** Length of all that lies before the first frame: the handshake, and anything before it. */
  readonly base: StreamOffset;
  /** Bytes before the handshake's start line (a PROXY header, an extra line end, an early frame). */
  readonly preamble: number;
  /** HTTP heads in the order in which they came; the last is the one that upgraded, if one did. */
  readonly heads: readonly { readonly head: HttpHead; readonly start: StreamOffset; readonly time: number }[];
  readonly frameCount: number;
  /** Where a strict reader fails, in frame offsets. */
  readonly broken: { readonly offset: FrameOffset; readonly frame: number } | null;
  /** First frame offset at a boundary, when the stream starts inside a frame. */
  readonly startedAt: FrameOffset;
  /** From here on no frames were found. */
  readonly lostAt: FrameOffset | null;
  readonly closed: CloseSeen | null;
  /** By frame: what the reader saw in the payload of a faulty frame. */
  readonly details: ReadonlyMap<number, FaultDetail>;
  readonly faults: number;
  readonly faultCount: number;
  /** A fragmented message was never finished. */
  readonly messageOpen: boolean;
  readonly end: EndKind | null;
  readonly endTime: number;
  readonly firstTime: number;
  readonly lastTime: number;
  /** Bytes of this direction that the capture lacks. */
  readonly missing: number;
}

/**
 * What says which end is the client. `ports`: the ports of both ends; `report`: an error text beside the bytes;
 * `masks`: the masks of one direction alone, which a fault of masking would turn around; `bytes`: an HTTP head, or both
 * directions together; `input`: the format, the text or the user.
 */
export type SidesFrom = 'input' | 'ports' | 'report' | 'masks' | 'bytes';

/** A decoded connection. */
export interface Connection {
  readonly id: number;
  readonly client: string | null;
  readonly server: string | null;
  readonly url: string | null;
  readonly transport: Transport;
  readonly fidelity: Fidelity;
  readonly frames: FrameTable;
  readonly messages: MessageTable;
  readonly locator: Locator;
  readonly directions: { readonly client: Direction; readonly server: Direction };
  readonly handshake: HandshakeAudit | null;
  readonly deflate: DeflateParameters | null;
  readonly deflateFrom: 'handshake' | 'assumed' | 'inferred' | 'none';
  /** The roles of the ends were worked out from the bytes. */
  readonly senderInferred: boolean;
  readonly sidesFrom: SidesFrom;
  /** The capture began after the connection did. */
  readonly midStream: boolean;
  readonly events: readonly CarrierEvent[];
  readonly symptoms: readonly { readonly text: string; readonly time: number }[];
  /** Whether anything in it is evidence for WebSocket. */
  readonly isWebSocket: boolean;
  /** What its carrier shows, when it is a stream of an HTTP/2 connection that the capture holds. */
  readonly http2: Http2Stream | null;
  /** What its HTTP/2 streams are, when it is a carrier that was read. */
  readonly http2Streams: Http2Summary | null;
  /** What is known of its TLS; `null` for a connection in the clear. */
  readonly tls: TlsSummary | null;
}
