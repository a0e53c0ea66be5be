// Inflates gzip files of several members (RFC 1952 2.2), as `cat a.gz b.gz` and parallel compressors write them.
// The DecompressionStream of browsers reads one member, and reports an error for what follows it.

import { concat } from '../decoder/bytes/concat.ts';
import { Inflater } from '../decoder/websocket/inflate.ts';

const flagHeaderCheck = 2;
const flagExtra = 4;
const flagName = 8;
const flagComment = 16;
const fixedHeaderLength = 10;
const trailerLength = 8;
/** Name and comment of a member are short; a longer header is damage. */
const maxHeaderLength = 1 << 17;

/** The length of the header of a member; `null` when more bytes are needed, -1 when this is no member. */
function headerLength(bytes: Uint8Array): number | null {
  const isStart = [0x1f, 0x8b, 8].every((byte, i) => i >= bytes.length || bytes[i] === byte);
  if (!isStart || bytes.length > maxHeaderLength) return -1;
  if (bytes.length < fixedHeaderLength) return null;
  const flags = bytes[3];
  let at = fixedHeaderLength;
  if (flags & flagExtra) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
  for (const flag of [flagName, flagComment]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return null;
    at = end + 1;
  }
  if (flags & flagHeaderCheck) at += 2;
  return at <= bytes.length ? at : null;
}

/** Inflates the members of a gzip file that arrives in chunks. */
export class Gunzip {
  readonly #inflater: Inflater;
  #phase: 'header' | 'data' | 'trailer' | 'end' = 'header';
  #waiting: Uint8Array = new Uint8Array(0);
  #memberCount = 0;

  /** `take` is given the inflated bytes, valid during the call. */
  constructor(take: (bytes: Uint8Array) => void) {
    this.#inflater = new Inflater((bytes, start, end) => take(bytes.subarray(start, end)));
    this.#inflater.stopsAtLastBlock = true;
  }

  /** Throws at damage. */
  push(chunk: Uint8Array): void {
    let bytes = this.#waiting.length === 0 ? chunk : concat([this.#waiting, chunk]);
    this.#waiting = new Uint8Array(0);
    while (bytes.length > 0 && this.#phase !== 'end') {
      if (this.#phase === 'data') {
        bytes = this.#inflate(bytes);
        continue;
      }
      const length = this.#phase === 'trailer' ? trailerLength : headerLength(bytes);
      if (length === -1 && this.#memberCount > 0 && bytes.every((byte) => byte === 0)) {
        // Zeros fill the last block of a tape.
        this.#phase = 'end';
        return;
      }
      if (length === -1) throw new Error('Expected a gzip member, found other bytes.');
      if (length === null || length > bytes.length) {
        this.#waiting = bytes.slice();
        return;
      }
      bytes = bytes.subarray(length);
      this.#phase = this.#phase === 'header' ? 'data' : 'header';
    }
  }

  /** Throws when the last member is not whole. */
  end(): void {
    if (this.#phase === 'data' || this.#waiting.length > 0) throw new Error('A gzip member is cut.');
  }

  /** Inflates, and returns the bytes after the last block. */
  #inflate(bytes: Uint8Array): Uint8Array {
    const inflater = this.#inflater;
    const isFine = inflater.push(bytes, 0, bytes.length);
    inflater.flush();
    if (!isFine) throw new Error('The gzip data does not inflate.');
    if (!inflater.isAtEnd) return new Uint8Array(0);
    this.#memberCount++;
    this.#phase = 'trailer';
    const unused = inflater.takeUnused();
    inflater.reset();
    return unused;
  }
}
