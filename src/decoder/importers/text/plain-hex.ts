// The lines that make up most of a text in hex: nothing but whole bytes, or a log that says the same before
// them in each line.

import { digitAt } from './cells.ts';
import { stampLength } from './directions.ts';
import { showsBytes } from './hex-evidence.ts';
import { brackets, type HexLine, remark } from './hex-line.ts';
import { isSurrounding, type Line, marksSurrounding } from './lines.ts';

/** Whole bytes and nothing else. */
export interface PlainHex {
  /** Good until the next call. */
  readonly bytes: Uint8Array;
  /** Where the bytes begin and just after the last one. */
  readonly start: number;
  readonly stop: number;
  /** A byte with a space before it is written with a leading 0: the writer pads. */
  readonly padded: boolean;
}

const blank = 32;
const comma = 44;
const colon = 58;
const backslash = 92;
const letterX = 120;

function isPair(text: string, at: number, end: number): boolean {
  return at + 1 < end && digitAt(text, at) >= 0 && digitAt(text, at + 1) >= 0;
}

let scratch = new Uint8Array(1 << 12);

/**
 * What `hexLine` finds in a line of pairs of digits, together or with blanks and commas between, also as
 * `0x81` or `\\x81`, and nothing else; otherwise `null`. `colons`: these may stand between, too, for the line
 * does not begin here.
 */
export function plainHex(text: string, start: number, end: number, colons = false): PlainHex | null {
  if (scratch.length < (end - start) >> 1) scratch = new Uint8Array(end - start);
  const bytes = scratch;
  let count = 0;
  let padded = false;
  let isFirst = true;
  let stop = start;
  for (let i = start; i < end; ) {
    const high = digitAt(text, i);
    if (high < 0) {
      const code = text.charCodeAt(i);
      if (code === blank || code === comma || (colons && code === colon)) i++;
      else if (code === backslash && text.charCodeAt(i + 1) === letterX && isPair(text, i + 2, end)) i += 2;
      else return null;
      isFirst = true;
      continue;
    }
    const low = i + 1 < end ? digitAt(text, i + 1) : -1;
    if (low < 0) {
      const isPrefix = isFirst && high === 0 && text.charCodeAt(i + 1) === letterX;
      if (!isPrefix || !isPair(text, i + 2, end)) return null;
      i += 2;
      continue;
    }
    if (isFirst && high === 0) padded = true;
    isFirst = false;
    bytes[count++] = (high << 4) | low;
    i += 2;
    stop = i;
  }
  return count > 0 ? { bytes: bytes.subarray(0, count), start, stop, padded } : null;
}

/**
 * The bytes of digits with nothing between, a last one without its partner left out; `null` when there is
 * anything else.
 */
export function hexRun(text: string, start: number, end: number): Uint8Array | null {
  if (end <= start) return null;
  const bytes = new Uint8Array((end - start) >> 1);
  let at = start;
  for (let i = 0; i < bytes.length; i++, at += 2) {
    const high = digitAt(text, at);
    const low = digitAt(text, at + 1);
    if (high < 0 || low < 0) return null;
    bytes[i] = (high << 4) | low;
  }
  return at === end || digitAt(text, at) >= 0 ? bytes : null;
}

/** Words before bytes. */
interface Words {
  readonly text: string;
  /** They have a sign that may make the line a prompt or a fence. */
  readonly isDoubtful: boolean;
}

/** The kinds of lines that a log takes turns with. */
const maxWords = 8;

/**
 * Finds the bytes of a line behind the same words as those of a line before, which a time may precede,
 * without looking for them anew. Gives what `hexLine` would.
 */
export class SameWords {
  /** The latest come first. */
  #words: Words[] = [];

  /** Remembers the words of a line that was read, when they alone say where its bytes begin. */
  learn(text: string, line: Line, found: HexLine): void {
    const { start } = found;
    if (!found.whole || found.seen >= start || brackets.has(text.charCodeAt(start - 1))) return;
    if (!beginsBytes(text, start) || plainHex(text, start, line.end, true) === null) return;
    const words = text.slice(line.start + stampOf(text, line), start);
    if (remark.test(text.slice(line.start, start)) || /^[|#;"'(<]/.test(words)) return;
    this.#words.unshift({ text: words, isDoubtful: marksSurrounding.test(words) });
    if (this.#words.length > maxWords) this.#words.pop();
  }

  /** The bytes of a line that begins with such words; otherwise `null`. */
  find(text: string, line: Line): PlainHex | null {
    if (this.#words.length === 0) return null;
    const from = line.start + stampOf(text, line);
    for (const words of this.#words) {
      if (!text.startsWith(words.text, from)) continue;
      const start = from + words.text.length;
      const plain = beginsBytes(text, start) ? plainHex(text, start, line.end, true) : null;
      if (plain === null) continue;
      if (words.isDoubtful && isSurrounding(text.slice(line.start, Math.min(line.end, line.start + 240))))
        return null;
      return showsBytes(text, line, { ...plain, isPart: false }) ? plain : null;
    }
    return null;
  }
}

function beginsBytes(text: string, at: number): boolean {
  return digitAt(text, at) >= 0 || text.charCodeAt(at) === backslash;
}

function stampOf(text: string, line: Line): number {
  return stampLength(text.slice(line.start, Math.min(line.end, line.start + 60)));
}
