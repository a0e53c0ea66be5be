// Unpacks what rides packed inside a payload: deflate streams and base64. Bounded in its output.

import { parseBase64 } from '../bytes/base64.ts';
import { concat } from '../bytes/concat.ts';
import { decodeLatin1 } from '../bytes/utf8.ts';
import { inflateFaultText } from '../model/words.ts';
import { Inflater } from '../websocket/inflate.ts';
import type { Unpacked } from './tree.ts';

/** Largest result of unpacking, in bytes. */
export const maxUnpackedBytes = 4 * 1024 * 1024;
/** Input that is inflated at once: the limit is looked at between two such pieces. */
const inputStep = 1024;

/** What inflating gave. */
export interface InflateResult {
  readonly bytes: Uint8Array;
  /** The last block was read. */
  readonly isComplete: boolean;
  /** Why it stopped before, or `null`. */
  readonly problem: string | null;
  /** Number of bytes after the last block. */
  readonly unused: number;
}

/** Inflates a raw deflate stream (RFC 1951) that begins at `start`. */
export function inflateAt(bytes: Uint8Array, start: number, end: number): InflateResult {
  const parts: Uint8Array[] = [];
  let length = 0;
  const inflater = new Inflater((output, from, to) => {
    const take = Math.min(to - from, maxUnpackedBytes - length);
    if (take <= 0) return;
    parts.push(output.slice(from, from + take));
    length += take;
  });
  inflater.stopsAtLastBlock = true;
  let at = start;
  while (at < end && length < maxUnpackedBytes && !inflater.isAtEnd) {
    const stop = Math.min(end, at + inputStep);
    if (!inflater.push(bytes, at, stop)) break;
    inflater.flush();
    at = stop;
  }
  inflater.flush();
  const { error, isAtEnd } = inflater;
  const unused = end - at + (isAtEnd ? inflater.takeUnused().length : 0);
  return { bytes: concat(parts), isComplete: isAtEnd, problem: problemOf(error, isAtEnd, length), unused };
}

function problemOf(error: Inflater['error'], isAtEnd: boolean, length: number): string | null {
  if (error !== null) return `Inflating failed: ${inflateFaultText[error]}.`;
  if (length >= maxUnpackedBytes) return 'It inflates to more than 4 MiB. The rest is not shown.';
  return isAtEnd ? null : 'Expected a last block, found the end of the data.';
}

/** Bytes that were inflated from `[start, end)`: any of them comes from all of these. */
export function inflatedFrom(bytes: Uint8Array, start: number, end: number): Unpacked {
  return { bytes, by: 'inflating', isExact: false, locate: () => ({ start, end }) };
}

/** The bytes of base64 text without white space at `[start, end)` of a payload; `null` where it is not base64. */
export function unpackBase64(payload: Uint8Array, start: number, end: number): Unpacked | null {
  const bytes = parseBase64(decodeLatin1(payload.subarray(start, end)));
  if (bytes === null) return null;
  return {
    bytes,
    by: 'base64',
    isExact: true,
    // Four characters hold three bytes.
    locate: (from, to) => ({
      start: Math.min(end, start + Math.floor(from / 3) * 4),
      end: Math.min(end, start + Math.ceil(to / 3) * 4),
    }),
  };
}
