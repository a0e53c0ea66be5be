// The bytes around the first break, as hypotheses read them.

import type { Sender } from '../../model/basics.ts';
import { frameOffset } from '../../model/coordinates.ts';
import type { Place } from '../../model/finding.ts';
import { type Header, readHeader } from '../../websocket/header.ts';
import { unmaskCopy } from '../../websocket/mask.ts';
import type { Break, ContextStream, DiagnosisContext } from '../context.ts';
import { oncePer } from '../once-per.ts';

/** The stream around the break. Offsets in it count in `bytes` unless named otherwise. */
export interface BreakWindow {
  readonly context: DiagnosisContext;
  readonly stream: ContextStream;
  readonly sender: Sender;
  readonly firstBreak: Break;
  readonly bytes: Uint8Array;
  /** Frame offset of `bytes[0]`. */
  readonly start: number;
  /** Offset in `bytes` of the frame at which a strict reader fails. */
  readonly breakAt: number;
  /** Offsets in `bytes` of the frames that parsed before the break, in order. */
  readonly framesBefore: readonly number[];
  /** permessage-deflate was agreed, or may have been. */
  readonly deflate: boolean;
  /** More bytes may follow the last one. */
  readonly mayContinue: boolean;
}

/** The window of a context's first break, or `null` when there is none. */
export const breakWindowOf = oncePer((context: DiagnosisContext): BreakWindow | null => {
  const { first: firstBreak, broken: stream, connection } = context;
  if (firstBreak === null || stream === null || stream.bytes.length === 0) return null;
  return {
    context,
    stream,
    sender: firstBreak.sender,
    firstBreak,
    bytes: stream.bytes,
    start: stream.start,
    breakAt: firstBreak.offset - stream.start,
    framesBefore: stream.rows
      .map((row) => connection.frames.offset(row))
      .filter((offset) => offset < firstBreak.offset)
      .map((offset) => offset - stream.start),
    // Without a handshake it is not known what was agreed, so RSV1 is no objection to a boundary.
    deflate:
      connection.deflate !== null || connection.deflateFrom === 'inferred' || connection.handshake === null,
    mayContinue: !stream.toEnd || stream.direction.end === 'cut' || stream.direction.end === null,
  };
});

export function headerAt(window: BreakWindow, offset: number): Header | null {
  return readHeader(window.bytes, offset);
}

/** The payload of a frame as declared (or of `length` bytes), unmasked. */
export function payloadAt(
  window: BreakWindow,
  offset: number,
  header: Header,
  length = header.payloadLength,
): Uint8Array {
  const from = offset + header.headerLength;
  return unmaskCopy(window.bytes.subarray(from, from + length), header.maskingKey);
}

/** A place in the broken stream, from an offset in the window. */
export function placeIn(window: BreakWindow, offset: number, length: number): Place {
  return { sender: window.sender, offset: frameOffset(window.start + offset), length: Math.max(1, length) };
}
