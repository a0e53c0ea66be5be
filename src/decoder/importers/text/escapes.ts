// String literals with escapes, as C, Python, JavaScript, PHP, Go and strace write bytes.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { hexDigit } from '../../bytes/hex.ts';
import { encodeText } from '../../bytes/utf8.ts';

const letters: Readonly<Record<string, number>> = {
  n: 10,
  r: 13,
  t: 9,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
  e: 27,
  '\\': 92,
  '"': 34,
  "'": 39,
  '`': 96,
  '/': 47,
  '?': 63,
  $: 36,
};

const backslash = 92;

/** The value of the digit at `i`, or -1. */
function digitIn(text: string, i: number, radix: 8 | 10): number {
  const digit = text.charCodeAt(i) - 48;
  return digit >= 0 && digit < radix ? digit : -1;
}

/** Control characters as Haskell names them, by their number. */
const controlNames =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  );
const controlName = new RegExp(`(?:${[...controlNames].sort((a, b) => b.length - a.length).join('|')})`, 'y');

/** The name of a control character at `at`, or `null`. */
function nameAt(text: string, at: number): string | null {
  controlName.lastIndex = at;
  return controlName.exec(text)?.[0] ?? null;
}

/**
 * Whether the characters above ASCII stand for one byte each: nobody writes the control characters from U+0080 to
 * U+009F, which a program prints that took bytes for Latin-1.
 */
const areBytes = (literal: string): boolean => /[\x80-\x9f]/.test(literal) && !/[^\x00-\xff]/.test(literal);

/** The digits of `\U00000005`, of one byte. */
const longEscape = /^0{6}[\da-f]{2}$/i;

/** Characters of a literal that are looked at. */
const maxLookedAt = 4096;

/** Of the literal being read. */
const out = new ByteBuilder();

/** A literal that was read. */
export interface EscapedString {
  readonly bytes: Uint8Array;
  /** Just after the last character that was read, the closing quote not included. */
  readonly stop: number;
  /** The closing quote was there. */
  readonly closed: boolean;
  /** Characters above U+00FF: they stand for no single byte and were taken as UTF-8. */
  readonly wide: number;
  /** Index of a backslash with too few digits after it, or -1. */
  readonly half: number;
}

/**
 * Reads from `from` (behind the opening quote) to `quote`, or to the end for an empty one. `\x` takes at most
 * two digits, an octal escape at most three, `\u` four, as bytes up to U+00FF. `radix` 10: Lua's escapes,
 * which are decimal.
 */
export function readEscapes(
  text: string,
  from: number,
  end: number,
  quote: string,
  radix: 8 | 10 = 8,
): EscapedString {
  const quoteCode = quote === '' ? -1 : quote.charCodeAt(0);
  // Looked at where a character above ASCII is met: a text may have a million short literals.
  let isLatin1: boolean | null = null;
  let i = from;
  let wide = 0;
  while (i < end) {
    const code = text.charCodeAt(i);
    if (code === quoteCode) return { bytes: out.take(), stop: i, closed: true, wide, half: -1 };
    if (code !== backslash) {
      if (code < 128) {
        out.push(code);
        i++;
        continue;
      }
      isLatin1 ??= areBytes(text.slice(from, Math.min(end, from + maxLookedAt)));
      if (isLatin1) {
        out.push(code);
        i++;
        continue;
      }
      const point = text.codePointAt(i) ?? 0;
      out.append(encodeText(String.fromCodePoint(point)));
      wide++;
      i += point > 0xffff ? 2 : 1;
      continue;
    }
    const next = text[i + 1];
    if (next === undefined || i + 1 >= end)
      return { bytes: out.take(), stop: i, closed: false, wide, half: i };
    // Perl's \x{81} is JavaScript's \u{81}.
    const isBraced = (next === 'u' || next === 'x') && text[i + 2] === '{';
    if ((next === 'x' || next === 'X') && !isBraced) {
      const high = i + 2 < end ? hexDigit(text.charCodeAt(i + 2)) : -1;
      if (high < 0) return { bytes: out.take(), stop: i, closed: false, wide, half: i };
      const low = i + 3 < end ? hexDigit(text.charCodeAt(i + 3)) : -1;
      if (low < 0 && i + 3 >= end) return { bytes: out.take(), stop: i, closed: false, wide, half: i };
      out.push(low < 0 ? high : (high << 4) | low);
      i += low < 0 ? 3 : 4;
    } else if (digitIn(text, i + 1, radix) >= 0) {
      let value = 0;
      const last = Math.min(end, i + 4);
      for (i++; i < last; i++) {
        const digit = digitIn(text, i, radix);
        if (digit < 0) break;
        value = value * radix + digit;
      }
      out.push(value & 255);
    } else if (next === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(i + 2, i + 6))) {
      const value = Number.parseInt(text.slice(i + 2, i + 6), 16);
      if (value < 256) out.push(value);
      else {
        out.append(encodeText(String.fromCharCode(value)));
        wide++;
      }
      i += 6;
    } else if (next === 'U' && longEscape.test(text.slice(i + 2, i + 10))) {
      // LLDB, for control characters.
      out.push(Number.parseInt(text.slice(i + 2, i + 10), 16));
      i += 10;
    } else if (isBraced) {
      const close = text.indexOf('}', i);
      const value = Number.parseInt(text.slice(i + 3, close), 16);
      if (close < 0 || !(value >= 0 && value < 0x110000))
        return { bytes: out.take(), stop: i, closed: false, wide, half: i };
      if (value < 256) out.push(value);
      else {
        out.append(encodeText(String.fromCodePoint(value)));
        wide++;
      }
      i = close + 1;
    } else if (radix === 10 && next === '&') {
      // Haskell: the digits after it belong to no escape.
      i += 2;
    } else if (radix === 10 && nameAt(text, i + 1) !== null) {
      const name = nameAt(text, i + 1) ?? '';
      out.push(controlNames.indexOf(name));
      i += 1 + name.length;
    } else if (next === '\n') {
      i += 2;
    } else {
      const value = letters[next];
      // Python and PHP leave an escape that they do not know as it is.
      if (value === undefined) out.append(encodeText(`\\${next}`));
      else out.push(value);
      i += 2;
    }
  }
  return { bytes: out.take(), stop: i, closed: quote === '', wide, half: -1 };
}
