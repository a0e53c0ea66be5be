// The ClientHello of SSL 2.0, by which a client asks for SSL 3.0 or TLS (RFC 5246 E.2): length 2, type 1, version 2,
// the lengths of suites, session and challenge 2 each, then these.

import { concat } from '../bytes/concat.ts';
import { u16 } from '../bytes/integers.ts';
import { handshakeType } from './handshake-assembler.ts';

const lengthField = 2;
const versionAt = 3;
const suitesAt = 11;
const suiteLength = 3;
const randomLength = 32;

/** The bytes of the whole hello by its first five, or 0 where none begins. */
export function oldHelloLength(bytes: Uint8Array): number {
  const isHello =
    bytes.length >= versionAt + 2 &&
    (bytes[0] & 0x80) !== 0 &&
    bytes[2] === handshakeType.clientHello &&
    bytes[versionAt] === 3 &&
    bytes[versionAt + 1] <= 3;
  return isHello ? lengthField + (u16(bytes, 0) & 0x7fff) : 0;
}

/** The handshake message that says the same, or `null` when the lengths do not fit. */
export function fromOldHello(hello: Uint8Array): Uint8Array | null {
  if (hello.length < suitesAt) return null;
  const [suites, session, challenge] = [5, 7, 9].map((at) => u16(hello, at));
  if (suites % suiteLength !== 0 || suitesAt + suites + session + challenge !== hello.length) return null;
  const random = new Uint8Array(randomLength);
  if (challenge > randomLength) return null;
  random.set(hello.subarray(hello.length - challenge), randomLength - challenge);
  const offered: Uint8Array[] = [];
  for (let at = suitesAt; at < suitesAt + suites; at += suiteLength)
    if (hello[at] === 0) offered.push(hello.subarray(at + 1, at + suiteLength));
  const suiteBytes = 2 * offered.length;
  const body = concat([
    hello.subarray(versionAt, versionAt + 2),
    random,
    // no session
    Uint8Array.of(0, suiteBytes >> 8, suiteBytes & 255),
    ...offered,
    // one compression method: none
    Uint8Array.of(1, 0),
  ]);
  return concat([Uint8Array.of(handshakeType.clientHello, 0, body.length >> 8, body.length), body]);
}
