// What the conditions of an implementation are asked about: the frame, and the values that it accepts.

import type { Sender } from '../model/basics.ts';

export type Role = 'client' | 'server';

/** The first faulty frame of a stream, as the strict reader saw it. */
export interface FaultFacts {
  /** Who wrote the frame. The other end is the one that reports. */
  readonly sender: Sender;
  /** Bits of `model/violation.ts`. Checks of the header look at the header itself; the others need these bits.
   * `headerComplete`, `payloadComplete` and `messageComplete` say how much of the frame there is.
   */
  readonly violations: number;
  readonly opcode: number;
  readonly fin: boolean;
  /** 0-7; RSV1 is 4. */
  readonly rsv: number;
  readonly masked: boolean;
  readonly lengthForm: 7 | 16 | 64;
  readonly payloadLength: number;
  readonly headerComplete: boolean;
  readonly payloadComplete: boolean;
  /** The frame that ends the message is there too, payload and all. */
  readonly messageComplete: boolean;
  readonly deflateAgreed: boolean;
  /** Of a Close frame, whether it may be sent or not. */
  readonly closeCode: number | null;
  /** A fragmented message was unfinished before this frame. */
  readonly messageOpen: boolean;
  /** The kind of that message. */
  readonly messageKind: 'text' | 'binary' | null;
  /** The sender closed the stream (FIN or RST); false when only the capture ends. */
  readonly streamEnded: boolean;
  /** The bytes from this frame's first byte to the end of the socket read, where known. */
  readonly restOfRead?: Uint8Array;
}

/** The values that an implementation accepts in a frame. */
export interface AcceptedValues {
  /** Close codes that are accepted: `1000-1003,1007-1014,3000-4999`. */
  readonly closeCodes?: string;
  /** Largest payload taken by default, in bytes; no limit when absent. */
  readonly limit?: number | { readonly client: number; readonly server: number };
}
