// Elements of DER (X.690), the encoding of certificates and private keys: tag 1, length 1 or more, body.

import { formatHex } from '../bytes/hex.ts';

export interface DerElement {
  readonly tag: number;
  readonly body: Uint8Array;
}

/** Bytes of a length that are read: no certificate has a body of 16 MiB. */
const maxLengthBytes = 3;

/** The elements of DER. Ends at an element that does not fit. */
export function derElements(bytes: Uint8Array): DerElement[] {
  const found: DerElement[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const tag = bytes[at];
    let length = bytes[at + 1];
    at += 2;
    if (length > 127) {
      const count = length & 127;
      if (count === 0 || count > maxLengthBytes || at + count > bytes.length) break;
      length = 0;
      for (let i = 0; i < count; i++) length = (length << 8) | bytes[at + i];
      at += count;
    }
    if (at + length > bytes.length) break;
    found.push({ tag, body: bytes.subarray(at, at + length) });
    at += length;
  }
  return found;
}

/** A number without a sign, its highest byte first. */
export function readUnsigned(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${formatHex(bytes)}`);
}
