// What is known of the TLS of a connection.

import type { Sender } from './basics.ts';
import type { FrameOffset } from './coordinates.ts';

/** Content types of TLS records (RFC 8446 5.1). */
export const recordType = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

/** An alert (RFC 8446 6). */
export interface TlsAlert {
  readonly sender: Sender;
  readonly fatal: boolean;
  /** As in the RFC: `unknown_ca`, `close_notify`. */
  readonly name: string;
  /** Its record among the encrypted bytes of the sender, with the header. */
  readonly record: { readonly offset: FrameOffset; readonly length: number };
  /** In seconds or NaN. */
  readonly time: number;
}

/** A certificate (RFC 5280), as far as it decides whether a peer accepts it. */
export interface TlsCertificate {
  /** `CN=localhost, O=Example`. */
  readonly subject: string;
  readonly issuer: string;
  /** DNS names and IP addresses of subjectAltName. */
  readonly names: readonly string[];
  /** Seconds since 1970, or NaN. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** An encrypted record, as far as it can be seen without keys. */
export interface SealedRecord {
  readonly type: number;
  /** Bytes of its body. */
  readonly length: number;
  /** In seconds or NaN. */
  readonly time: number;
}

/** What the handshake shows, in the clear or decrypted. */
export interface TlsHandshake {
  /** The highest version that the client offers: `TLS 1.3`. */
  readonly offeredVersion: string | null;
  /** The application protocols that the client offers (ALPN). */
  readonly offeredProtocols: readonly string[];
  /** The chain of the server, its own certificate first; empty when it cannot be read. */
  readonly serverCertificates: readonly TlsCertificate[];
  /** The chain of the client; `null` when it sent no Certificate message, or none that can be read. */
  readonly clientCertificates: readonly TlsCertificate[] | null;
  /** The server sent a CertificateRequest. */
  readonly asksForCertificate: boolean;
  /** The first encrypted records of each sender. */
  readonly sealed: Readonly<Record<Sender, readonly SealedRecord[]>>;
  /** What a client objects to in the certificate of the server, by name, validity and issuer. */
  readonly certificateFaults: readonly string[];
}

export interface TlsSummary {
  /** `wrong`: a key log has secrets of the connection, and no record can be opened with them. */
  readonly keys: 'decrypted' | 'missing' | 'wrong';
  /** `TLS 1.3`; `null` until a ServerHello was read. */
  readonly version: string | null;
  /** Name of the cipher suite. */
  readonly suite: string | null;
  /** The name that the client asks for (SNI). */
  readonly serverName: string | null;
  /** The application protocol that both agreed on (ALPN), as far as it can be read. */
  readonly protocol: string | null;
  /** One sentence about what was not decrypted, and why. */
  readonly reason: string | null;
  readonly alerts: readonly TlsAlert[];
  readonly handshake: TlsHandshake;
  /** The decrypted connection whose plaintext is this one: TLS to a forward proxy, after its CONNECT. */
  readonly outer: TlsSummary | null;
}

/** Whether what is shown of a connection was encrypted in the capture. */
export function isPlaintextShown(tls: TlsSummary | null): boolean {
  return tls !== null && (tls.keys === 'decrypted' || tls.outer !== null);
}
