// The header of the PROXY protocol, with which a balancer announces the client before the bytes of a connection (its
// specification, sections 2.1 and 2.2).

import { startsWith } from '../bytes/starts-with.ts';

const signature1 = 'PROXY ';
const signature2 = '\r\n\r\n\0\r\nQUIT\n';
/** Bytes of version 2 before the addresses, whose length the last two of them give. */
const fixedLength2 = 16;

/** Version of the header with whose signature bytes begin, or 0. */
export function proxyHeaderVersion(bytes: Uint8Array): 0 | 1 | 2 {
  return startsWith(bytes, signature1) ? 1 : startsWith(bytes, signature2) ? 2 : 0;
}

/** Offset of the byte after the header, or -1 when the header is not whole. */
export function proxyHeaderEnd(bytes: Uint8Array): number {
  const version = proxyHeaderVersion(bytes);
  if (version === 1) return bytes.indexOf(10) + 1 || -1;
  if (version === 0 || bytes.length < fixedLength2) return -1;
  const end = fixedLength2 + ((bytes[14] << 8) | bytes[15]);
  return end <= bytes.length ? end : -1;
}
