import type { DeflateParameters } from './assumptions.ts';
import type { Place } from './finding.ts';
import type { HttpHead } from './http.ts';

/** One check of the handshake audit. */
export interface HandshakeCheck {
  /** Stable id, part of the JSON contract: `status`, `upgrade`, `connection`, `accept`, `key`, `version`, ... */
  readonly id: string;
  readonly ok: boolean;
  /** A failed check that a strict client does not refuse is a warning. */
  readonly severity: 'error' | 'warning' | 'note';
  /** Short, e.g. `Sec-WebSocket-Accept`. */
  readonly title: string;
  /** Expected, found. */
  readonly text: string;
  readonly section: string;
  /** The header line, in that sender's bytes counted from the frames (so negative), or `null` when there is none. */
  readonly place: Place | null;
}

/** Both heads and what is to be said of them. */
export interface HandshakeAudit {
  readonly request: HttpHead | null;
  readonly response: HttpHead | null;
  readonly checks: readonly HandshakeCheck[];
  /** What both sides agreed, or `null`. */
  readonly deflate: DeflateParameters | null;
  readonly subprotocol: string | null;
  /** Headers by which servers and proxies name themselves: `Server: nginx/1.22.1`. */
  readonly fingerprints: readonly string[];
  /** The answer was 101. */
  readonly accepted: boolean;
}
