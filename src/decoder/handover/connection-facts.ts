// What several outputs say of a connection beside its bytes.

import type { Transport } from '../model/basics.ts';
import type { HttpHead } from '../model/http.ts';

/** The ends, the address and the heads of a connection, without the secrets that are not handed over. */
export interface ConnectionFacts {
  /** Address and port, or `null`. */
  readonly client: string | null;
  readonly server: string | null;
  readonly url: string | null;
  readonly transport: Transport;
  readonly request: HttpHead | null;
  readonly response: HttpHead | null;
  /** Seconds since the epoch, or NaN. */
  readonly firstTime: number;
  readonly lastTime: number;
  /** The capture began after the connection did: it was not seen to open. */
  readonly isMidStream: boolean;
  /** Bytes that are missing were cut off packets by the capture. */
  readonly arePacketsCutShort: boolean;
  /** What was done to the bytes, in a sentence for the file; `null`: nothing. */
  readonly changed: string | null;
}

/** A time in seconds as ISO 8601 in UTC with microseconds, or `null` where it is not known. */
export function isoTime(seconds: number): string | null {
  if (!Number.isFinite(seconds) || Math.abs(seconds) > 8e12) return null;
  const whole = Math.floor(seconds);
  const micros = Math.min(999_999, Math.round((seconds - whole) * 1e6));
  return `${new Date(whole * 1000).toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}Z`;
}
