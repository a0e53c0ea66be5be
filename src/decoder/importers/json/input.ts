// The bytes of a JSON file as UTF-8: from UTF-16 with a byte order mark, as PowerShell redirects, and from
// zlib (RFC 1950), as mitmproxy packs a HAR (.zhar).

import { encodeText } from '../../bytes/utf8.ts';
import { Inflater } from '../../websocket/inflate.ts';
import { inflateRaw } from '../../websocket/inflate-raw.ts';

/** True when bytes begin like zlib data without a preset dictionary. */
function isZlib(head: Uint8Array): boolean {
  return (
    head.length >= 2 && (head[0] & 15) === 8 && ((head[0] << 8) | head[1]) % 31 === 0 && (head[1] & 32) === 0
  );
}

/** The first bytes of the inflated content, or `null` when it is not zlib data. */
export function unpackedHead(head: Uint8Array): Uint8Array | null {
  return isZlib(head) ? inflateRaw(head.subarray(2), 4096).bytes : null;
}

/** Converts a file, in chunks, to UTF-8. */
export class JsonInput {
  readonly #next: (bytes: Uint8Array) => void;
  #first: Uint8Array | null = new Uint8Array(0);
  #decoder: TextDecoder | null = null;
  #inflater: Inflater | null = null;

  constructor(next: (bytes: Uint8Array) => void) {
    this.#next = next;
  }

  push(chunk: Uint8Array): void {
    let bytes = chunk;
    if (this.#first) {
      bytes = new Uint8Array(this.#first.length + chunk.length);
      bytes.set(this.#first);
      bytes.set(chunk, this.#first.length);
      this.#first = bytes;
      if (bytes.length < 2) return;
      this.#first = null;
      bytes = this.#begin(bytes);
    }
    this.#hand(bytes);
  }

  #begin(bytes: Uint8Array): Uint8Array {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) this.#decoder = new TextDecoder('utf-16le');
    else if (bytes[0] === 0xfe && bytes[1] === 0xff) this.#decoder = new TextDecoder('utf-16be');
    else if (isZlib(bytes)) {
      this.#inflater = new Inflater((run, start, end) => this.#next(run.subarray(start, end)), 15);
      return bytes.subarray(2);
    }
    return bytes;
  }

  #hand(bytes: Uint8Array): void {
    if (this.#decoder) this.#next(encodeText(this.#decoder.decode(bytes, { stream: true })));
    else if (this.#inflater) {
      if (bytes.length > 0) this.#inflater.push(bytes, 0, bytes.length);
    } else this.#next(bytes);
  }

  /** Ends the input. */
  end(): void {
    if (this.#first && this.#first.length > 0) this.#next(this.#first);
    this.#first = null;
  }
}
