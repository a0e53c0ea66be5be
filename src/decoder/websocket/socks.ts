// The exchange with a SOCKS 5 proxy that comes before the bytes of a connection on the leg to the proxy (RFC 1928; with
// a name and password RFC 1929).

import type { Sender } from '../model/basics.ts';

const version = 5;
const withPassword = 2;
const connect = 1;
/** Bytes of an address by its type: IPv4, IPv6; a name has its length before it. */
const addressLengths: Readonly<Record<number, number>> = { 1: 4, 4: 16 };
const nameType = 3;

/** Offset after the address and port that begin with their type at `at`; `wait` for more, -1 when it is none. */
function addressEnd(bytes: Uint8Array, at: number): number | 'wait' {
  if (bytes.length < at + 2) return 'wait';
  const length = bytes[at] === nameType ? 1 + bytes[at + 1] : addressLengths[bytes[at]];
  if (length === undefined) return -1;
  const end = at + 1 + length + 2;
  return end <= bytes.length ? end : 'wait';
}

/** Offset of the client's request: after its methods, and after name and password if it gives them. */
function requestStart(bytes: Uint8Array): number | 'wait' {
  let at = 2 + bytes[1];
  if (bytes.length <= at) return 'wait';
  if (bytes[at] === 1) {
    const name = bytes[at + 1];
    const password = bytes[at + 2 + name];
    if (password === undefined) return 'wait';
    at += 3 + name + password;
  }
  return at;
}

/**
 * Length of the SOCKS 5 exchange with which a sender's bytes begin; `wait` when it is not whole, -1 when they begin
 * with none.
 */
export function socksLength(bytes: Uint8Array, sender: Sender): number | 'wait' {
  if (bytes[0] !== version) return -1;
  if (bytes.length < 2) return 'wait';
  const isClient = sender === 'client';
  if (isClient && (bytes[1] === 0 || bytes[1] > 8)) return -1;
  if (!isClient && bytes[1] !== 0 && bytes[1] !== withPassword) return -1;
  const at = isClient ? requestStart(bytes) : bytes[1] === withPassword ? 4 : 2;
  if (at === 'wait' || bytes.length < at + 4) return 'wait';
  const isRequest =
    bytes[at] === version && bytes[at + 1] === (isClient ? connect : 0) && bytes[at + 2] === 0;
  return isRequest ? addressEnd(bytes, at + 3) : -1;
}
