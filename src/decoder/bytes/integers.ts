// Unsigned integers at an offset in bytes, in both byte orders.

/** 16 bits at `offset`, big-endian. */
export function u16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] << 8) | bytes[offset + 1];
}

/** 16 bits at `offset`, little-endian. */
export function u16le(bytes: Uint8Array, offset: number): number {
  return bytes[offset] | (bytes[offset + 1] << 8);
}

/** 24 bits at `offset`, big-endian. */
export function u24(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] << 16) | (bytes[offset + 1] << 8) | bytes[offset + 2];
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
