// The part of the protocol that is about bytes: payloads, what rides inside them, and streams. Types only.

import type { FrameOffset, PayloadOffset } from '../decoder/model/coordinates.ts';
import type { ByteRun } from '../decoder/websocket/message-reader.ts';

export type {
  ContentsRequest,
  GradedFormat,
  PayloadContents,
  PayloadNode,
} from '../decoder/payloads/contents.ts';

/** A frame's payload as captured, its payload unmasked, or the whole message that it is part of. */
export type PayloadKind = 'wire' | 'unmasked' | 'message';

export interface PayloadRequest {
  readonly connection: number;
  readonly frame: number;
  readonly of: PayloadKind;
  readonly start: PayloadOffset;
  /** `Infinity` for the largest range of one answer. */
  readonly end: PayloadOffset;
}

/** A range of a payload's bytes. */
export interface PayloadPage {
  readonly start: number;
  readonly bytes: Uint8Array;
  /** Runs that the capture lacks, in offsets of the payload. The bytes there mean nothing. */
  readonly holes: readonly ByteRun[];
  /** Number of bytes of the payload that can be read. */
  readonly total: number;
  /** Why it is less than the whole payload. */
  readonly note: string | null;
}

/** Bytes of a sender's stream. */
export interface StreamPiece {
  readonly start: FrameOffset;
  readonly bytes: Uint8Array;
  /** Runs that the capture lacks. The bytes there mean nothing. */
  readonly holes: readonly ByteRun[];
  /** Offset of the stream's first byte: negative where there is a handshake. */
  readonly first: number;
  /** Offset after its last byte. */
  readonly last: number;
}

/** A file of a schema: a `.proto` text, or a descriptor set. */
export interface SchemaFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a schema has. */
export interface SchemaRead {
  /** Why it cannot be read. The schema of before stays then. */
  readonly problem: string | null;
  /** Full names of its messages. */
  readonly messages: readonly string[];
  /** Fields whose message no file defines. */
  readonly missing: readonly string[];
}

/** The fields of a frame to build. */
export interface FrameFields {
  readonly fin: boolean;
  /** RSV1-3 as a number from 0 to 7; RSV1 is 4. */
  readonly rsv: number;
  readonly opcode: number;
  /** The masking key as hex; `null` for a frame that is not masked. */
  readonly key: string | null;
  /** `null`: the shortest form. */
  readonly lengthForm: 7 | 16 | 64 | null;
  readonly payload: string;
  readonly payloadIs: 'text' | 'hex';
}

/** Its bytes as hex, or what is wrong with a field. */
export type BuiltFrame =
  | { readonly hex: string; readonly problem: null }
  | { readonly hex: null; readonly problem: string };
