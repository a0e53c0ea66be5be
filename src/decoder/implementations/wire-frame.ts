// Splits received bytes into frames without a judgement. All programs find the end of a frame in the same way, so
// one list serves every one of them, before and after a fault.

import { u32 } from '../bytes/integers.ts';
import { headerLengthOf, type LengthForm, lengthFormOf } from '../websocket/header.ts';
import { unmaskCopy } from '../websocket/mask.ts';

/** One frame as it arrived, possibly truncated. */
export interface WireFrame {
  /** Counts from 0 in its direction. */
  readonly index: number;
  /** Frame offset of its first byte. */
  readonly start: number;
  readonly fin: boolean;
  readonly opcode: number;
  /** 0-7; RSV1 is 4. */
  readonly rsv: number;
  readonly masked: boolean;
  readonly lengthForm: LengthForm;
  /** As declared; rounded above 2^53. */
  readonly payloadLength: number;
  /** The declared length in decimal digits, exact. */
  readonly lengthText: string;
  /** The top bit of a 64-bit length is set. */
  readonly msb: boolean;
  readonly headerLength: number;
  /** Bytes of the header that arrived. */
  readonly headerReceived: number;
  readonly payloadComplete: boolean;
  /** The bytes of the payload that arrived, unmasked; `null` when they were not read. */
  readonly payload: Uint8Array | null;
  /** The same as they arrived, for a reader that does not unmask; `null` when they were not read. */
  readonly wirePayload: Uint8Array | null;
  /** Inflated length of the message that the frame ends, where the payload was not read and this is known. */
  readonly messageLength: number | null;
  /** What the strict reader found in it, where the payload was not read: bits of `model/violation.ts`. */
  readonly knownFaults: number;
}

/** More frames of one direction are not simulated. */
export const maxFrames = 20_000;

/** The frames in `bytes`, whose first byte has the frame offset `start`, numbered from `firstIndex` on. */
export function scanFrames(bytes: Uint8Array, start = 0, firstIndex = 0): WireFrame[] {
  const frames: WireFrame[] = [];
  let at = 0;
  while (at < bytes.length && firstIndex + frames.length < maxFrames) {
    const frame = frameAt(bytes, at, start, firstIndex + frames.length);
    frames.push(frame);
    if (!frame.payloadComplete) break;
    at += frame.headerLength + frame.payloadLength;
  }
  return frames;
}

/** `frame`, of which the end did not arrive, with another payload length, and the frames in what follows that. */
export function withLength(frame: WireFrame, payloadLength: number): WireFrame[] {
  const received = frame.wirePayload ?? empty;
  const wirePayload = received.subarray(0, payloadLength);
  const shortened = {
    ...frame,
    payloadLength,
    payloadComplete: wirePayload.length === payloadLength,
    payload: frame.payload?.subarray(0, payloadLength) ?? null,
    wirePayload,
  };
  const start = frame.start + frame.headerLength + payloadLength;
  return [shortened, ...scanFrames(received.subarray(payloadLength), start, frame.index + 1)];
}

function frameAt(bytes: Uint8Array, at: number, start: number, index: number): WireFrame {
  const byte0 = bytes[at];
  const byte1 = bytes[at + 1] ?? 0;
  const masked = byte1 >= 128;
  const lengthForm = lengthFormOf(byte1);
  const headerLength = headerLengthOf(byte1);
  const headerReceived = Math.min(headerLength, bytes.length - at);
  const isComplete = headerReceived === headerLength && at + 1 < bytes.length;
  const length = declaredLength(bytes, at, lengthForm);
  const payloadLength = Number(length);
  const payloadStart = at + headerLength;
  const wirePayload = isComplete ? bytes.subarray(payloadStart, payloadStart + payloadLength) : empty;
  const key = masked && isComplete ? u32(bytes, payloadStart - 4) : 0;
  return {
    index,
    start: start + at,
    fin: byte0 >= 128,
    opcode: byte0 & 15,
    rsv: (byte0 >> 4) & 7,
    masked,
    lengthForm,
    payloadLength,
    lengthText: length.toString(),
    msb: length >= 1n << 63n,
    headerLength,
    headerReceived: at + 1 < bytes.length ? headerReceived : 1,
    payloadComplete: isComplete && wirePayload.length === payloadLength,
    payload: masked ? unmaskCopy(wirePayload, key) : wirePayload,
    wirePayload,
    messageLength: null,
    knownFaults: 0,
  };
}

const empty = new Uint8Array(0);

/** The length field; missing bytes count as zeros. */
function declaredLength(bytes: Uint8Array, at: number, form: LengthForm): bigint {
  if (form === 7) return BigInt((bytes[at + 1] ?? 0) & 127);
  let length = 0n;
  for (let i = 0; i < form / 8; i++) length = length * 256n + BigInt(bytes[at + 2 + i] ?? 0);
  return length;
}
