/** A place in a run of bytes: the two fields are the whole state. All reads are big-endian unless named otherwise. */
export interface Cursor {
  readonly bytes: Uint8Array;
  offset: number;
}

/** A cursor at the start of `bytes`. */
export function cursorOf(bytes: Uint8Array, offset = 0): Cursor {
  return { bytes, offset };
}

/** Bytes left to read. Check it before every read: reading past the end gives `NaN`-free but meaningless zeros. */
export function remaining(cursor: Cursor): number {
  return cursor.bytes.length - cursor.offset;
}

/** Reads one byte and advances. */
export function readU8(cursor: Cursor): number {
  return cursor.bytes[cursor.offset++] ?? 0;
}

/** Reads 16 bits, big-endian, and advances. */
export function readU16(cursor: Cursor): number {
  const value = u16(cursor.bytes, cursor.offset);
  cursor.offset += 2;
  return value;
}

/** Reads 32 bits, big-endian, and advances. */
export function readU32(cursor: Cursor): number {
  const value = u32(cursor.bytes, cursor.offset);
  cursor.offset += 4;
  return value;
}

/** Up to `length` bytes as a view on the same memory; advances. */
export function borrow(cursor: Cursor, length: number): Uint8Array {
  const view = cursor.bytes.subarray(cursor.offset, cursor.offset + length);
  cursor.offset += view.length;
  return view;
}

/** 16 bits at `offset`, big-endian. */
export function u16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] << 8) | bytes[offset + 1];
}

/** 16 bits at `offset`, little-endian. */
export function u16le(bytes: Uint8Array, offset: number): number {
  return bytes[offset] | (bytes[offset + 1] << 8);
}

/** 32 bits at `offset`, big-endian, unsigned. */
export function u32(bytes: Uint8Array, offset: number): number {
  return (
    ((bytes[offset] << 24) | (bytes[offset + 1] << 16) | (bytes[offset + 2] << 8) | bytes[offset + 3]) >>> 0
  );
}

/** 32 bits at `offset`, little-endian, unsigned. */
export function u32le(bytes: Uint8Array, offset: number): number {
  return (
    (bytes[offset] | (bytes[offset + 1] << 8) | (bytes[offset + 2] << 16) | (bytes[offset + 3] << 24)) >>> 0
  );
}

/** 64 bits at `offset`, big-endian, as a double: exact up to 2^53, rounded above. */
export function u64(bytes: Uint8Array, offset: number): number {
  return u32(bytes, offset) * 4294967296 + u32(bytes, offset + 4);
}

/** 64 bits at `offset`, little-endian, as a double: exact up to 2^53, rounded above. */
export function u64le(bytes: Uint8Array, offset: number): number {
  return u32le(bytes, offset + 4) * 4294967296 + u32le(bytes, offset);
}
