// TLS records for examples: hellos and alerts, each as small as it can be.

import { concat as join } from '../decoder/bytes/concat.ts';
import { utf8 } from './bytes.ts';

const concat = (...parts: readonly Uint8Array[]) => join(parts);

function record(type: number, body: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(type, 3, 3, body.length >> 8, body.length & 255), body);
}

function handshake(type: number, body: Uint8Array): Uint8Array {
  return record(22, concat(Uint8Array.of(type, 0, body.length >> 8, body.length & 255), body));
}

const random = new Uint8Array(32).fill(7);

/** A ClientHello of TLS 1.2 with one suite and this server name. */
export function clientHello(serverName: string): Uint8Array {
  const name = utf8(serverName);
  const { length } = name;
  // Extension 0: length, length of the list, type 0 (host name), length of the name.
  const extension = concat(Uint8Array.of(0, 0, 0, length + 5, 0, length + 3, 0, 0, length), name);
  const body = concat(
    Uint8Array.of(3, 3),
    random,
    // No session id, suite c02f, no compression.
    Uint8Array.of(0, 0, 2, 0xc0, 0x2f, 1, 0, 0, extension.length),
    extension,
  );
  return handshake(1, body);
}

/** A ServerHello of TLS 1.2 with suite c02f. */
export function serverHello(): Uint8Array {
  return handshake(2, concat(Uint8Array.of(3, 3), random, Uint8Array.of(0, 0xc0, 0x2f, 0)));
}

/** A CertificateRequest of TLS 1.2 for RSA certificates of any authority. */
export function certificateRequest(): Uint8Array {
  return handshake(13, Uint8Array.of(1, 1, 0, 2, 4, 1, 0, 0));
}

/** A Certificate message of TLS 1.2 without a certificate. */
export function noCertificate(): Uint8Array {
  return handshake(11, Uint8Array.of(0, 0, 0));
}

/** A CertificateRequest whose list of authorities is longer than a record. */
export function longCertificateRequest(): Uint8Array {
  const authority = new Uint8Array(1 << 12).fill(0x30);
  const authorities = concat(
    ...Array.from({ length: 6 }, () =>
      concat(Uint8Array.of(authority.length >> 8, authority.length & 255), authority),
    ),
  );
  const { length } = authorities;
  const body = concat(Uint8Array.of(1, 1, 0, 2, 4, 1, length >> 8, length & 255), authorities);
  const message = concat(Uint8Array.of(13, 0, body.length >> 8, body.length & 255), body);
  return concat(record(22, message.subarray(0, 1 << 14)), record(22, message.subarray(1 << 14)));
}

/** A fatal alert. */
export function alert(description: number): Uint8Array {
  return record(21, Uint8Array.of(2, description));
}
