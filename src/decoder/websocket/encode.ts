// Frames as bytes (RFC 6455 5.2).

import { u32 } from '../bytes/integers.ts';
import type { Header, LengthForm } from './header.ts';
import { unmaskInto } from './mask.ts';

/** The 8 bytes of a 64-bit length, big-endian. Exact up to 2^53. */
function bytes64(length: number): number[] {
  return [Math.floor(length / 2 ** 32), length >>> 0].flatMap(bytes32);
}

function bytes32(value: number): number[] {
  return [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** The shortest form of a length, which RFC 6455 5.2 requires. */
export function shortestForm(payloadLength: number): LengthForm {
  return payloadLength < 126 ? 7 : payloadLength < 65536 ? 16 : 64;
}

type HeaderFields = Pick<Header, 'byte0' | 'masked' | 'maskingKey' | 'payloadLength'>;

/** A header as bytes, its length in the shortest form unless another is given. */
export function encodeHeader(
  { byte0, masked, maskingKey, payloadLength }: HeaderFields,
  form: LengthForm = shortestForm(payloadLength),
): Uint8Array<ArrayBuffer> {
  const maskBit = masked ? 128 : 0;
  const length: Readonly<Record<LengthForm, () => number[]>> = {
    7: () => [maskBit | payloadLength],
    16: () => [maskBit | 126, payloadLength >> 8, payloadLength & 255],
    64: () => [maskBit | 127, ...bytes64(payloadLength)],
  };
  return Uint8Array.from([byte0, ...length[form](), ...(masked ? bytes32(maskingKey) : [])]);
}

/** What a frame is made of. */
export interface FrameSpec {
  readonly opcode: number;
  readonly payload?: Uint8Array;
  readonly fin?: boolean;
  /** RSV1-3 as a number from 0 to 7; RSV1 is 4. */
  readonly rsv?: number;
  /** The four bytes of the masking key; the frame is not masked without it. */
  readonly key?: readonly number[] | Uint8Array;
  /** The shortest form unless given. */
  readonly lengthForm?: LengthForm;
}

/** A whole frame. */
export function encodeFrame(spec: FrameSpec): Uint8Array<ArrayBuffer> {
  const { opcode, payload = new Uint8Array(0), fin = true, rsv = 0, key, lengthForm } = spec;
  const byte0 = (fin ? 128 : 0) | (rsv << 4) | opcode;
  const masked = key !== undefined;
  const maskingKey = key === undefined ? 0 : u32(Uint8Array.from(key), 0);
  const header = encodeHeader({ byte0, masked, maskingKey, payloadLength: payload.length }, lengthForm);
  const frame = new Uint8Array(header.length + payload.length);
  frame.set(header);
  unmaskInto(payload, 0, payload.length, maskingKey, 0, frame, header.length);
  return frame;
}
