// Collects what the handshake messages show beside the keys: certificates, offers, and the requests for them.

import { u16, u24 } from '../bytes/integers.ts';
import type { Sender } from '../model/basics.ts';
import type { SealedRecord, TlsCertificate, TlsHandshake } from '../model/tls.ts';
import { faultsOfCertificate, readCertificate } from './certificate.ts';
import { handshakeType } from './handshake-assembler.ts';
import { type ClientHello, tls13, versionName } from './hello.ts';

const lengthBytes = 3;
/** Certificates that are read of one chain. */
const maxChain = 10;

/**
 * The certificates of a Certificate message. TLS 1.3 (RFC 8446 4.4.2) has a context before the list, and
 * extensions after each certificate.
 */
function certificatesOf(body: Uint8Array, version: number): TlsCertificate[] {
  const isTls13 = version >= tls13;
  let at = isTls13 ? 1 + (body[0] ?? 0) : 0;
  if (at + lengthBytes > body.length) return [];
  const end = Math.min(body.length, at + lengthBytes + u24(body, at));
  at += lengthBytes;
  const chain: TlsCertificate[] = [];
  while (at + lengthBytes <= end && chain.length < maxChain) {
    const next = at + lengthBytes + u24(body, at);
    if (next > end) break;
    const certificate = readCertificate(body.subarray(at + lengthBytes, next));
    if (certificate !== null) chain.push(certificate);
    at = next;
    if (isTls13) at += at + 2 <= end ? 2 + u16(body, at) : 2;
  }
  return chain;
}

export class HandshakeFacts {
  #server: readonly TlsCertificate[] = [];
  #client: readonly TlsCertificate[] | null = null;
  #asks = false;

  /** Takes each handshake message, in the order of its sender. */
  message(sender: Sender, type: number, body: Uint8Array, version: number): void {
    if (type === handshakeType.certificate) {
      const chain = certificatesOf(body, version);
      if (sender === 'client') this.#client = chain;
      else if (this.#server.length === 0) this.#server = chain;
    } else if (type === handshakeType.certificateRequest && sender === 'server') this.#asks = true;
  }

  /** What is known so far. `time`: of the handshake, seconds since 1970 or NaN. */
  result(
    hello: ClientHello | null,
    sealed: Readonly<Record<Sender, readonly SealedRecord[]>>,
    time: number,
  ): TlsHandshake {
    return {
      offeredVersion: hello === null ? null : versionName(hello.version),
      offeredProtocols: hello?.protocols ?? [],
      serverCertificates: this.#server,
      clientCertificates: this.#client,
      asksForCertificate: this.#asks,
      sealed,
      certificateFaults: faultsOfCertificate(this.#server, hello?.serverName ?? null, time),
    };
  }
}
