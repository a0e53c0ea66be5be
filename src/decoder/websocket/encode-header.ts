// A frame header as bytes (RFC 6455 5.2).

import type { Header } from './header.ts';

/** The 8 bytes of a 64-bit length, big-endian. Exact up to 2^53. */
function length64(length: number): number[] {
  return [Math.floor(length / 2 ** 32), length >>> 0].flatMap(bytes32);
}

function bytes32(value: number): number[] {
  return [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** A header as bytes, its length in the shortest form. The length form of the header that was read is ignored. */
export function encodeHeader({
  byte0,
  masked,
  maskingKey,
  payloadLength,
}: Pick<Header, 'byte0' | 'masked' | 'maskingKey' | 'payloadLength'>): Uint8Array {
  const maskBit = masked ? 128 : 0;
  const length =
    payloadLength < 126
      ? [maskBit | payloadLength]
      : payloadLength < 65536
        ? [maskBit | 126, payloadLength >> 8, payloadLength & 255]
        : [maskBit | 127, ...length64(payloadLength)];
  return Uint8Array.from([byte0, ...length, ...(masked ? bytes32(maskingKey) : [])]);
}
