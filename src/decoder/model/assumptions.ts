import type { Sender } from './basics.ts';

/** Agreed parameters of permessage-deflate (RFC 7692 7.1). */
export interface DeflateParameters {
  readonly serverNoContextTakeover: boolean;
  readonly clientNoContextTakeover: boolean;
  /** 8-15. */
  readonly serverMaxWindowBits: number;
  /** 8-15. */
  readonly clientMaxWindowBits: number;
}

/** What both sides start from when a 101 says just `permessage-deflate`. */
export const plainDeflate: DeflateParameters = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
};

/**
 * What the user says about bytes that do not say it themselves. `null`: work it out. Where the capture holds
 * the handshake it wins over `deflate`.
 */
export interface Assumptions {
  /** Who wrote the first (or only) direction of the input. */
  readonly sender: Sender | null;
  /** Whether permessage-deflate was agreed, when no handshake was seen. */
  readonly deflate: DeflateParameters | 'none' | null;
}

export const noAssumptions: Assumptions = { sender: null, deflate: null };
