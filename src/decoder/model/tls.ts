// What is known of the TLS of a connection.

import type { Sender } from './basics.ts';

/** An alert (RFC 8446 6). */
export interface TlsAlert {
  readonly sender: Sender;
  readonly fatal: boolean;
  /** As in the RFC: `unknown_ca`, `close_notify`. */
  readonly name: string;
  /** In seconds or NaN. */
  readonly time: number;
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
}
