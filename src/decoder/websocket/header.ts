// Reads one frame header (RFC 6455 5.2) on its own, for chains and for display. The frame reader has the same
// rules inlined for speed.

import { u16, u32, u64 } from '../bytes/integers.ts';
import type { Sender } from '../model/basics.ts';
import { isControl, isReservedOpcode, opcode } from '../model/opcode.ts';
import { violation } from '../model/violation.ts';

/** How many bits give the length: 7, 7+16 or 7+64. */
export type LengthForm = 7 | 16 | 64;

/** A header as read, without a judgement. */
export interface Header {
  readonly byte0: number;
  readonly byte1: number;
  readonly fin: boolean;
  readonly rsv: number;
  readonly opcode: number;
  readonly masked: boolean;
  /** The number of bits of the length: 7, 16 or 64. */
  readonly lengthForm: LengthForm;
  readonly payloadLength: number;
  readonly maskingKey: number;
  readonly headerLength: number;
}

/** The length form that the second byte of a header declares. */
export function lengthFormOf(byte1: number): LengthForm {
  const short = byte1 & 127;
  return short === 126 ? 16 : short === 127 ? 64 : 7;
}

/** Length of the header that begins with these two bytes: 2 to 14. */
export function headerLengthOf(byte1: number): number {
  const length = byte1 & 127;
  return 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + (byte1 & 128 ? 4 : 0);
}

/** Reads a header at `offset`, or `null` when it is not all there. Lengths above 2^53 are rounded. */
export function readHeader(bytes: Uint8Array, offset: number, end = bytes.length): Header | null {
  if (offset + 2 > end) return null;
  const byte0 = bytes[offset];
  const byte1 = bytes[offset + 1];
  const headerLength = headerLengthOf(byte1);
  if (offset + headerLength > end) return null;
  const short = byte1 & 127;
  const masked = (byte1 & 128) !== 0;
  return {
    byte0,
    byte1,
    fin: (byte0 & 128) !== 0,
    rsv: (byte0 >> 4) & 7,
    opcode: byte0 & 15,
    masked,
    lengthForm: lengthFormOf(byte1),
    payloadLength: short === 126 ? u16(bytes, offset + 2) : short === 127 ? u64(bytes, offset + 2) : short,
    maskingKey: masked ? u32(bytes, offset + headerLength - 4) : 0,
    headerLength,
  };
}

/** The context in which a header is judged. */
export interface HeaderContext {
  /** `null`: the mask is not judged. */
  readonly sender: Sender | null;
  /** permessage-deflate was agreed, or may have been. */
  readonly deflate: boolean;
  /** Whether a fragmented message is open; `null`: not known, and continuity is not judged. */
  readonly messageOpen: boolean | null;
  /** Whether a Close frame came before. */
  readonly closed: boolean;
}

/** The violation bits of a header in its context, without violations of its payload. */
export function headerViolations(header: Header, context: HeaderContext): number {
  let bits = 0;
  if (context.sender === 'server' && header.masked) bits |= violation.maskedServerFrame;
  if (context.sender === 'client' && !header.masked) bits |= violation.unmaskedClientFrame;
  const control = isControl(header.opcode);
  if (header.rsv !== 0) {
    if (header.rsv & 2) bits |= violation.rsv2;
    if (header.rsv & 1) bits |= violation.rsv3;
    if (header.rsv & 4) {
      if (control) bits |= violation.rsv1OnControl;
      else if (header.opcode === opcode.continuation) bits |= violation.rsv1OnContinuation;
      else if (!context.deflate) bits |= violation.rsv1NotAgreed;
    }
  }
  if (isReservedOpcode(header.opcode)) {
    bits |= control ? violation.reservedControlOpcode : violation.reservedDataOpcode;
  }
  if (control) {
    if (!header.fin) bits |= violation.fragmentedControl;
    if (header.payloadLength > 125) bits |= violation.controlTooLong;
  }
  if (header.lengthForm === 16 && header.payloadLength < 126) bits |= violation.lengthNotMinimal;
  if (header.lengthForm === 64) {
    if (header.payloadLength < 65536) bits |= violation.lengthNotMinimal;
    if (header.payloadLength >= 2 ** 63) bits |= violation.lengthMsbSet;
  }
  if (!control && context.messageOpen !== null) {
    if (header.opcode === opcode.continuation && !context.messageOpen) bits |= violation.orphanContinuation;
    if (header.opcode !== opcode.continuation && context.messageOpen) bits |= violation.interleavedMessage;
  }
  // A Ping or Pong that crosses a Close is legal; data and another Close are not (RFC 6455 5.5.1).
  if (context.closed && (!control || header.opcode === opcode.close)) bits |= violation.dataAfterClose;
  return bits;
}

/** A header from its first two bytes and its payload length, without key and size: sufficient to judge it. */
export function partsOf(byte0: number, byte1: number, payloadLength: number): Header {
  return {
    byte0,
    byte1,
    fin: (byte0 & 128) !== 0,
    rsv: (byte0 >> 4) & 7,
    opcode: byte0 & 15,
    masked: (byte1 & 128) !== 0,
    lengthForm: lengthFormOf(byte1),
    payloadLength,
    maskingKey: 0,
    headerLength: 0,
  };
}

/** The payload length that a whole header at `from` declares; a 64-bit length above 2^53 is rounded. */
export function payloadLengthAt(bytes: Uint8Array, from: number): number {
  const short = bytes[from + 1] & 127;
  if (short < 126) return short;
  if (short === 126) return (bytes[from + 2] << 8) | bytes[from + 3];
  return u32(bytes, from + 2) * 2 ** 32 + u32(bytes, from + 6);
}
