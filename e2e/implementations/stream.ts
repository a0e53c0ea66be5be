// The streams that real programs and simulated readers both read, and what they are made of.
// Each is a list of frames; the direction decides about the mask.

import { deflateRawSync } from 'node:zlib';
import type { Sender } from '../../src/decoder/model/basics.ts';
import { concat } from '../../src/testing/bytes.ts';
import { encodeFrame, type FrameSpec } from '../../src/testing/frames.ts';

/** A frame, or bytes as they are. `wrongMask`: masked by a server, or not masked by a client. */
export type Piece = (Omit<FrameSpec, 'key'> & { readonly wrongMask?: boolean }) | Uint8Array;

export interface Stream {
  readonly name: string;
  /** What kind of fault it has: failures are counted by it. */
  readonly group: string;
  readonly pieces: readonly Piece[];
  /** permessage-deflate is agreed. */
  readonly deflate: boolean;
  /** The bytes end before the last frame does; then the sender closes the connection. */
  readonly cutTo?: number;
  /** Only a sender of this role writes it. */
  readonly only?: Sender;
  /** The sender compresses each message on its own, where the receiver agrees to that. */
  readonly noContext?: boolean;
  /** Written in as many parts of about one length, with pauses between; 1 unless given. */
  readonly readCount?: number;
}

/** Where the parts end in which `length` bytes of a stream are written. */
export function readEndsOf({ readCount = 1 }: Stream, length: number): number[] {
  return Array.from({ length: readCount }, (_, i) => Math.floor((length * (i + 1)) / readCount));
}

const key = [0x37, 0xfa, 0x21, 0x3d];

/** The bytes of a stream as `sender` writes them. */
export function bytesOf({ pieces, cutTo }: Stream, sender: Sender): Uint8Array {
  const parts = pieces.map((piece) => {
    if (piece instanceof Uint8Array) return piece;
    const { wrongMask = false, ...spec } = piece;
    return encodeFrame((sender === 'client') !== wrongMask ? { ...spec, key } : spec);
  });
  const bytes = concat(parts);
  return cutTo === undefined ? bytes : bytes.subarray(0, bytes.length + cutTo);
}

export const hex = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));
export const ascii = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'latin1'));
export const utf8 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text));
export const zeros = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(0x61);
/** A compressed payload without the tail that RFC 7692 takes off. */
export const squeeze = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
  const out = deflateRawSync(bytes, { finishFlush: 2 });
  return Uint8Array.from(out.subarray(0, out.length - 4));
};

export const text = (value: string | Uint8Array, more: Partial<FrameSpec> = {}): Piece => ({
  opcode: 1,
  payload: typeof value === 'string' ? utf8(value) : value,
  ...more,
});
export const binary = (value: Uint8Array, more: Partial<FrameSpec> = {}): Piece => ({
  opcode: 2,
  payload: value,
  ...more,
});
export const more = (value: string | Uint8Array, fin = true, others: Partial<FrameSpec> = {}): Piece => ({
  opcode: 0,
  fin,
  payload: typeof value === 'string' ? utf8(value) : value,
  ...others,
});
export const ping = (payload = new Uint8Array(0), others: Partial<FrameSpec> = {}): Piece => ({
  opcode: 9,
  payload,
  ...others,
});
export const close = (
  code: number,
  reason: Uint8Array = new Uint8Array(0),
  others: Partial<FrameSpec> = {},
): Piece => ({
  opcode: 8,
  payload: Uint8Array.from([code >> 8, code & 255, ...reason]),
  ...others,
});
/** A header that declares `length` bytes, of which five follow. */
export const declares = (opcode: number, length: bigint, sender: Sender): Uint8Array =>
  hex(
    `${(0x80 | opcode).toString(16)}${sender === 'client' ? 'ff' : '7f'}${length.toString(16).padStart(16, '0')}${sender === 'client' ? '37fa213d' : ''}48656c6c6f`,
  );

export const badTexts: readonly (readonly [name: string, hex: string])[] = [
  ['bad continuation', 'c328'],
  ['lone continuation', '80'],
  ['overlong', 'c0af'],
  ['overlong of three', 'e080af'],
  ['surrogate', 'eda080'],
  ['above U+10FFFF', 'f4908080'],
  ['start byte fe', 'fe'],
  ['start byte ff', 'ff41'],
  ['cut after one of two', '41c3'],
  ['cut after two of three', '41e282'],
  ['cut after three of four', '41f09f98'],
];
