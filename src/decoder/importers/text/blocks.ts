// Text as it arrives: runs of whole lines, each of which can lead back to its place in what was pasted or opened.

import type { Dedented } from './dedent.ts';
import { Places } from './lines.ts';

/** Sizes in bytes. Tests make them tiny. */
export const blockSizes = {
  /** How much text is looked at before the first line is read. */
  head: 1 << 20,
  /** How much is read at a time: as much as fits near the processor. */
  block: 1 << 16,
  /** A text that is one value and longer than this is not read to its end. */
  value: 256 * 1024 * 1024,
  /** A line longer than this is not read to its end. */
  line: 256 * 1024 * 1024,
};

/** A run of whole lines; places in it count from its own start. */
export class TextBlock {
  /** Its lines with their ends; the last line of the last block has none. */
  readonly text: string;
  /** Number of its first line, from 1. */
  readonly line: number;
  /** No text follows. */
  readonly last: boolean;
  /** It begins after the head, so that all that the head shows is known. */
  readonly beyond: boolean;
  readonly #base: number;
  readonly #indented: (at: number) => number;
  #places: Places | null = null;

  /** `base`: characters of the input before it. */
  constructor(dedented: Dedented, base: number, line: number, last: boolean, beyond: boolean) {
    this.text = dedented.text;
    this.#indented = dedented.original;
    this.#base = base;
    this.line = line;
    this.last = last;
    this.beyond = beyond;
  }

  /** The place in the input of a place in this block. */
  original(at: number): number {
    return this.#base + this.#indented(at);
  }

  /** Line and column (from 1) of the character at `at`, in words. */
  placeOf(at: number): string {
    this.#places ??= new Places(this.text, this.line);
    return this.#places.placeOf(at);
  }
}

/** Reads a text block by block; never throws on bad input, says what is wrong in notes. */
export interface TextReader {
  read(block: TextBlock): void;
  /** No more text. */
  end(): void;
}

/** Cuts a text that is in memory into runs of whole lines, as `LineCutter` does with bytes. Sizes count characters. */
export class TextCutter {
  readonly #take: (text: string, last: boolean) => void;
  #text = '';
  #size = blockSizes.head;

  /** `take` is given the head first, then runs of about a block. Its last call has `last` set. */
  constructor(take: (text: string, last: boolean) => void) {
    this.#take = take;
  }

  push(text: string): void {
    this.#text += text;
    while (this.#text.length >= this.#size) {
      const whole = this.#text.lastIndexOf('\n', this.#size - 1) + 1;
      if (whole === 0) {
        // A line longer than that: it is read when its end is there.
        this.#size *= 2;
        continue;
      }
      this.#take(this.#text.slice(0, whole), false);
      this.#text = this.#text.slice(whole);
      this.#size = blockSizes.block;
    }
  }

  end(): void {
    this.#take(this.#text, true);
    this.#text = '';
  }
}

/** Cuts UTF-8 into runs of whole lines and decodes them. */
export class LineCutter {
  readonly #take: (text: string, last: boolean) => void;
  #held = new Uint8Array(65536);
  #length = 0;
  /** The bytes held up to here have no line end. */
  #searched = 0;
  // Only the first bytes of a text may be a byte order mark.
  #decoder = new TextDecoder('utf-8');
  readonly #later = new TextDecoder('utf-8', { ignoreBOM: true });
  #size = blockSizes.head;
  /** A line was too long: neither its rest nor what follows was read. */
  overflow = false;

  /** `take` is given the head first, then runs of about a block. Its last call has `last` set. */
  constructor(take: (text: string, last: boolean) => void) {
    this.#take = take;
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.overflow; ) {
      const part = bytes.subarray(at, at + Math.max(1, this.#size - this.#length));
      this.#hold(part);
      at += part.length;
      if (this.#length >= this.#size) this.#cut();
    }
  }

  #hold(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#held.length) {
      const grown = new Uint8Array(Math.max(length, this.#held.length * 2));
      grown.set(this.#held.subarray(0, this.#length));
      this.#held = grown;
    }
    this.#held.set(bytes, this.#length);
    this.#length = length;
  }

  /** Gives all whole lines. */
  #cut(): void {
    const end = this.#held.subarray(this.#searched, this.#length).lastIndexOf(10);
    if (end < 0) {
      this.#searched = this.#length;
      if (this.#length >= blockSizes.line) this.overflow = true;
      this.#size = Math.min(blockSizes.line, this.#length * 2);
      return;
    }
    const whole = this.#searched + end + 1;
    this.#give(whole, false);
    this.#held.copyWithin(0, whole, this.#length);
    this.#length -= whole;
    this.#searched = this.#length;
    this.#size = this.#length + blockSizes.block;
  }

  #give(length: number, last: boolean): void {
    const text = this.#decoder.decode(this.#held.subarray(0, length));
    this.#decoder = this.#later;
    this.#take(text, last);
  }

  end(): void {
    this.#give(this.#length, true);
    this.#held = new Uint8Array(0);
    this.#length = 0;
  }
}
