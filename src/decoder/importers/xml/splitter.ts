// Extracts the elements of one name from an XML document of any size, as bytes. CDATA and comments are skipped, so
// they may contain markup. Nested elements of the same name are not supported.

import { ByteBuilder } from '../../bytes/byte-builder.ts';

const lessThan = 60;
const cdataStart = '<![CDATA[';
const commentStart = '<!--';

/** Splits a document that arrives in chunks. */
export class XmlSplitter {
  readonly #open: string;
  readonly #close: string;
  readonly #part: (bytes: Uint8Array) => void;
  readonly #held: ByteBuilder;
  /** Count of bytes of `#held` that were scanned. */
  #seen = 0;
  /** Start of the element in `#held`, -1 outside an element. */
  #start = -1;
  /** End marker of the CDATA or comment that is being skipped, or ''. */
  #until = '';
  #ending = false;
  /** Count of elements longer than `cap`. */
  dropped = 0;
  /** The last element is truncated. */
  get cut(): Uint8Array | null {
    return this.#start < 0 ? null : this.#held.view().subarray(this.#start);
  }

  /** `part` borrows the bytes from `<name` to `</name>`. */
  constructor(name: string, part: (bytes: Uint8Array) => void, cap = 64 * 1024 * 1024) {
    this.#open = `<${name}`;
    this.#close = `</${name}>`;
    this.#part = part;
    this.#held = new ByteBuilder(cap);
  }

  push(chunk: Uint8Array): void {
    this.#held.append(chunk);
    if (this.#held.full) {
      // Too long: drop it and search the next element.
      if (this.#start >= 0) this.dropped++;
      this.#held.truncate(0);
      this.#held.full = false;
      this.#seen = 0;
      this.#start = -1;
      this.#held.append(chunk);
      this.#held.full = false;
    }
    this.#scan();
    this.#forget();
  }

  #scan(): void {
    const bytes = this.#held.view();
    for (;;) {
      const at = this.#until ? find(bytes, this.#until, this.#seen) : bytes.indexOf(lessThan, this.#seen);
      if (at < 0) {
        this.#seen = Math.max(this.#seen, bytes.length - this.#until.length);
        return;
      }
      if (this.#until) {
        this.#seen = at + this.#until.length;
        this.#until = '';
        continue;
      }
      // Wait until the longest possible marker fits into the buffer.
      if (
        !this.#ending &&
        bytes.length - at < Math.max(cdataStart.length, this.#close.length, this.#open.length + 1)
      ) {
        this.#seen = at;
        return;
      }
      this.#seen = at + 1;
      if (isAt(bytes, at, cdataStart)) this.#until = ']]>';
      else if (isAt(bytes, at, commentStart)) this.#until = '-->';
      else if (this.#start < 0) {
        if (isAt(bytes, at, this.#open) && endsName(bytes[at + this.#open.length])) this.#start = at;
      } else if (isAt(bytes, at, this.#close)) {
        const { length } = this.#close;
        this.#part(bytes.subarray(this.#start, at + length));
        this.#start = -1;
        this.#seen = at + length;
      }
    }
  }

  /** Drops the buffered bytes before the element, or the scanned bytes. */
  #forget(): void {
    const from = this.#start < 0 ? this.#seen : this.#start;
    if (from === 0) return;
    const rest = this.#held.view().slice(from);
    this.#held.truncate(0);
    this.#held.append(rest);
    this.#seen -= from;
    if (this.#start >= 0) this.#start = 0;
  }

  /** Ends the input: a possible marker that is too short is treated as text. */
  end(): void {
    this.#ending = true;
    this.#scan();
  }
}

function isAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

function find(bytes: Uint8Array, text: string, from: number): number {
  const first = text.charCodeAt(0);
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (isAt(bytes, at, text)) return at;
  }
  return -1;
}

/** White space, `/` or `>` ends the name; otherwise the element has a longer name. */
function endsName(byte: number): boolean {
  return byte === 62 || byte === 47 || byte === 32 || (byte >= 9 && byte <= 13);
}
