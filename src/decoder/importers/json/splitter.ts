// Extracts values from a JSON document of any size without a string of the whole document (V8 allows about
// 512 MB). A truncated document gives everything before its end.

import { ByteBuilder } from '../../bytes/byte-builder.ts';

/** Path in a document, keys from the root; `*` matches each element of an array. */
export type JsonPath = readonly string[];

/** Receives the bytes (UTF-8, borrowed) of one value and their offset in the file. */
export type JsonPart = (path: JsonPath, bytes: Uint8Array, at: number) => void;

/** Receives the start and the end of an object or array at one path. */
export interface JsonWatch {
  readonly path: JsonPath;
  enter?(): void;
  leave?(): void;
}

interface Level {
  readonly array: boolean;
  /** The key whose value comes next, `*` in an array. */
  key: string;
}

const quote = 34;
const backslash = 92;

function isBlank(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}

/**
 * Members and elements that a recorded value may have: each takes far more memory than its bytes. The names of
 * the events in a NetLog are a few thousand.
 */
const maxParts = 200_000;

/** Splits a document that arrives in chunks. */
export class JsonSplitter {
  readonly #paths: readonly JsonPath[];
  readonly #part: JsonPart;
  readonly #watches: readonly JsonWatch[];
  readonly #levels: Level[] = [];
  readonly #token = new ByteBuilder(1 << 20);
  readonly #value = new ByteBuilder();
  #recording: JsonPath | null = null;
  #recordedAt = 0;
  /** Nesting depth inside the value that is being recorded, and brackets and commas in it. */
  #depth = 0;
  #parts = 0;
  #inString = false;
  #escape = false;
  #expectKey = false;
  #at = 0;
  /** Count of values that are longer than the limit, or have too many parts. */
  dropped = 0;
  /** All brackets of the document are closed. */
  done = false;

  constructor(paths: readonly JsonPath[], part: JsonPart, watches: readonly JsonWatch[] = []) {
    this.#paths = paths;
    this.#part = part;
    this.#watches = watches;
  }

  push(chunk: Uint8Array): void {
    let i = 0;
    while (i < chunk.length) i = this.#recording ? this.#record(chunk, i) : this.#walk(chunk, i);
    this.#at += chunk.length;
  }

  /** The value that the end of the input truncated, if any: path, bytes so far, offset. */
  get cut(): { path: JsonPath; bytes: Uint8Array; at: number } | null {
    if (!this.#recording || this.#value.length === 0 || this.#parts > maxParts) return null;
    return { path: this.#recording, bytes: this.#value.view(), at: this.#recordedAt };
  }

  #match(): JsonPath | null {
    for (const path of this.#paths) if (this.#isAt(path)) return path;
    return null;
  }

  #isAt(path: JsonPath): boolean {
    const levels = this.#levels;
    if (path.length !== levels.length) return false;
    // The last key differs most often.
    for (let i = path.length - 1; i >= 0; i--) if (path[i] !== levels[i].key) return false;
    return true;
  }

  /** Reads bytes of a recorded value. Returns the offset where it stopped. */
  #record(chunk: Uint8Array, from: number): number {
    let i = from;
    for (; i < chunk.length; i++) {
      const byte = chunk[i];
      if (this.#inString) {
        if (this.#escape) this.#escape = false;
        else if (byte === backslash) this.#escape = true;
        else if (byte === quote) {
          this.#inString = false;
          if (this.#depth === 0) {
            i++;
            return this.#finish(chunk, from, i);
          }
        }
        continue;
      }
      if (byte === quote) this.#inString = true;
      else if (byte === 123 || byte === 91) {
        this.#depth++;
        this.#parts++;
      } else if (byte === 125 || byte === 93) {
        if (this.#depth === 0) return this.#finish(chunk, from, i);
        this.#depth--;
        if (this.#depth === 0) {
          i++;
          return this.#finish(chunk, from, i);
        }
      } else if (byte === 44 && this.#depth > 0) this.#parts++;
      else if (this.#depth === 0 && (byte === 44 || isBlank(byte))) return this.#finish(chunk, from, i);
    }
    this.#keep(chunk.subarray(from));
    return i;
  }

  #keep(bytes: Uint8Array): void {
    if (this.#parts <= maxParts) this.#value.append(bytes);
  }

  #finish(chunk: Uint8Array, from: number, to: number): number {
    this.#keep(chunk.subarray(from, to));
    const path = this.#recording!;
    this.#recording = null;
    if (this.#value.full || this.#parts > maxParts) {
      this.dropped++;
      this.#value.full = false;
    } else this.#part(path, this.#value.view(), this.#recordedAt);
    this.#value.truncate(0);
    return to;
  }

  /** Offset after the end of a string, or the end of the chunk. */
  #skipString(chunk: Uint8Array, from: number): number {
    let at = from;
    if (this.#escape && at < chunk.length) {
      this.#escape = false;
      at++;
    }
    for (;;) {
      const end = chunk.indexOf(quote, at);
      const stop = end < 0 ? chunk.length : end;
      let slashes = 0;
      while (stop - slashes > at && chunk[stop - slashes - 1] === backslash) slashes++;
      const escaped = (slashes & 1) === 1;
      if (end < 0) {
        this.#escape = escaped;
        return stop;
      }
      at = end + 1;
      if (escaped) continue;
      this.#inString = false;
      return at;
    }
  }

  /** Reads the structure outside recorded values. */
  #walk(chunk: Uint8Array, from: number): number {
    const { length } = chunk;
    for (let i = from; i < length; i++) {
      const byte = chunk[i];
      if (this.#inString) {
        if (!this.#expectKey) {
          // An unrecorded string, usually a long body.
          i = this.#skipString(chunk, i) - 1;
          continue;
        }
        if (this.#escape) this.#escape = false;
        else if (byte === backslash) this.#escape = true;
        else if (byte === quote) {
          this.#inString = false;
          const top = this.#levels[this.#levels.length - 1];
          if (top) top.key = latin(this.#token.view());
          this.#expectKey = false;
          continue;
        }
        this.#token.push(byte);
        continue;
      }
      if (isBlank(byte) || byte === 58) continue;
      if (byte === 44) {
        const top = this.#levels[this.#levels.length - 1];
        if (top && !top.array) this.#expectKey = true;
        continue;
      }
      if (byte === 125 || byte === 93) {
        this.#levels.pop();
        this.#expectKey = false;
        for (const watch of this.#watches) if (watch.leave && this.#isAt(watch.path)) watch.leave();
        if (this.#levels.length === 0) this.done = true;
        continue;
      }
      if (this.#expectKey) {
        if (byte === quote) {
          this.#inString = true;
          this.#token.truncate(0);
        }
        continue;
      }
      const path = this.#levels.length > 0 ? this.#match() : null;
      if (path) {
        this.#recording = path;
        this.#recordedAt = this.#at + i;
        this.#depth = 0;
        this.#parts = 0;
        return i;
      }
      if (byte === quote) this.#inString = true;
      else if (byte === 123 || byte === 91) {
        for (const watch of this.#watches) if (watch.enter && this.#isAt(watch.path)) watch.enter();
        // Below the deepest recorded path only the nesting depth matters, not the keys.
        this.#levels.push({ array: byte === 91, key: byte === 91 ? '*' : '' });
        this.#expectKey = byte === 123;
        if (this.#levels.length > 512) this.#levels.length = 512;
      } else {
        // A number or a literal.
        while (i + 1 < length && isLiteral(chunk[i + 1])) i++;
      }
    }
    return length;
  }
}

/** A digit, a letter, a sign or a point. */
function isLiteral(byte: number): boolean {
  return (
    (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 122) || byte === 46 || byte === 45 || byte === 43
  );
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 256));
}
