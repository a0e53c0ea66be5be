// What messages are as text, for the outputs that list them.

import { decodeText } from '../bytes/utf8.ts';

/** The body of a Close (RFC 6455 5.5.1). */
export interface CloseBody {
  readonly code: number | null;
  readonly reason: string;
}

/** Reads the body of a Close; one of a single byte has no code. */
export function closeBody(bytes: Uint8Array): CloseBody {
  if (bytes.length < 2) return { code: null, reason: '' };
  return { code: (bytes[0] << 8) | bytes[1], reason: decodeText(bytes.subarray(2)) };
}
