// Offsets say in their type what they count from, so that the compiler refuses one where another is wanted.
// They are numbers: reading and comparing them needs nothing. Loops over every byte use plain numbers inside.

declare const countsFrom: unique symbol;

/** Counts from the first byte of the file, or of the store that holds the bytes. */
export type FileOffset = number & { readonly [countsFrom]: 'file' };
/** Counts from the first byte that a sender wrote on the connection. */
export type StreamOffset = number & { readonly [countsFrom]: 'stream' };
/** Counts from the first byte after the sender's handshake head; negative inside the head. */
export type FrameOffset = number & { readonly [countsFrom]: 'frames' };
/** Counts from the first byte of a payload. */
export type PayloadOffset = number & { readonly [countsFrom]: 'payload' };

/** `[start, end)` */
export interface OffsetRange<Offset extends number> {
  readonly start: Offset;
  readonly end: Offset;
}

/** Each says of a number what it counts from. `Locator` converts from one to another. */
export const fileOffset = (value: number): FileOffset => value as FileOffset;
export const streamOffset = (value: number): StreamOffset => value as StreamOffset;
export const frameOffset = (value: number): FrameOffset => value as FrameOffset;
export const payloadOffset = (value: number): PayloadOffset => value as PayloadOffset;

/** The offset `byteCount` bytes after `offset`. */
export function advance<Offset extends number>(offset: Offset, byteCount: number): Offset {
  return (offset + byteCount) as Offset;
}

/** The smaller and the larger of two offsets of the same kind. */
export function earlier<Offset extends number>(a: Offset, b: Offset): Offset {
  return Math.min(a, b) as Offset;
}
export function later<Offset extends number>(a: Offset, b: Offset): Offset {
  return Math.max(a, b) as Offset;
}
