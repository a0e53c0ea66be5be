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
