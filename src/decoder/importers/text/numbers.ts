// Lists of byte values as programs print them: `129, 5, 72`, `0x81, 0x05`, `-127, 5`, `'H'`.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { digitAt } from './cells.ts';

/** What a list of numbers gave. */
export interface NumberList {
  readonly bytes: Uint8Array;
  /** How many items the writer left out at the end, `null` when the list does not say that it was cut. */
  readonly more: number | null;
  /** Just after the last character that was read. */
  readonly stop: number;
  /** Index of something that is no byte value, or -1. */
  readonly bad: number;
  readonly badText: string;
}

const item =
  /[\s,;]*(?:\(byte\)\s*|byte\()?(?:(0[xX][0-9a-fA-F]{1,2})|(0[bB][01]{1,8})|(-?\d{1,3})|'(\\?.[0-7xa-fA-F]{0,3})')(?:\)|\.toU?Byte\(\)|_?[uU]8?|\.0)?(?=[\s,;)\]}>.]|$)/y;
const cut = /[\s,]*(?:\.{3}|…)\s*(?:(?:and )?(\d+) more (?:items?|bytes?|elements?))?/y;

const simpleEscapes: Record<string, number> = {
  n: 10,
  r: 13,
  t: 9,
  0: 0,
  '\\': 92,
  "'": 39,
  '"': 34,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
};

function characterValue(text: string): number {
  if (text[0] !== '\\') return text.length === 1 ? text.charCodeAt(0) : Number.NaN;
  if (text[1] === 'x') return Number.parseInt(text.slice(2), 16);
  if (/^[0-7]{1,3}$/.test(text.slice(1))) return Number.parseInt(text.slice(1), 8);
  return text.length === 2 ? (simpleEscapes[text[1]] ?? Number.NaN) : Number.NaN;
}

/** What stands around most numbers, by character code. */
const separates = new Uint8Array(128);
for (const char of ' \t\n\r,;') separates[char.charCodeAt(0)] = 1;
const closes = new Uint8Array(128);
for (const char of ']})>') closes[char.charCodeAt(0)] = 1;

/** Whether no number and no dots can follow: at a bracket that closes the list, and at the end. */
function isClosed(text: string, at: number, end: number): boolean {
  return at >= end || closes[text.charCodeAt(at)] === 1;
}

/**
 * Reads the plain numbers (`129`, `-127`, `0x81`) that `item` would read from `from` on, and gives what
 * follows them.
 */
function readPlain(text: string, from: number, end: number, bytes: ByteBuilder): number {
  let stop = from;
  for (;;) {
    let i = stop;
    while (i < end && separates[text.charCodeAt(i)] === 1) i++;
    const isNegative = text.charCodeAt(i) === 45;
    if (isNegative) i++;
    const isHex = !isNegative && text.charCodeAt(i) === 48 && (text.charCodeAt(i + 1) | 32) === 120;
    if (isHex) i += 2;
    const first = i;
    const most = Math.min(end, first + (isHex ? 2 : 3));
    let value = 0;
    for (; i < most; i++) {
      const digit = digitAt(text, i);
      if (digit < 0 || (digit > 9 && !isHex)) break;
      value = value * (isHex ? 16 : 10) + digit;
    }
    if (i === first || value > (isNegative ? 128 : 255)) return stop;
    if (!isClosed(text, i, end) && separates[text.charCodeAt(i)] !== 1) return stop;
    bytes.push(isNegative ? -value & 255 : value);
    stop = i;
  }
}

/** GDB writes a value that stands many times in a row once: `0x0 <repeats 23 times>`. */
const repeats = /\s*<repeats (\d{1,7}) times>/y;
const maxRepeats = 1 << 20;

/** Adds the rest of such a value, and gives where the list goes on. */
function repeated(source: string, stop: number, bytes: ByteBuilder): number {
  repeats.lastIndex = stop;
  const times = Number(repeats.exec(source)?.[1] ?? 0);
  if (times < 2 || times > maxRepeats || bytes.length === 0) return stop;
  bytes.repeatLast(1, times - 1);
  return repeats.lastIndex;
}

/** Of the list being read. */
const bytes = new ByteBuilder();

/** Reads numbers from `from` until something else comes. */
export function parseNumbers(text: string, from: number, end = text.length): NumberList {
  let more: number | null = null;
  let stop = readPlain(text, from, end, bytes);
  if (isClosed(text, stop, end)) return { bytes: bytes.take(), more: null, stop, bad: -1, badText: '' };
  const source = end === text.length ? text : text.slice(0, end);
  for (;;) {
    stop = repeated(source, stop, bytes);
    item.lastIndex = stop;
    const match = item.exec(source);
    if (!match) break;
    const value =
      match[1] !== undefined
        ? Number.parseInt(match[1], 16)
        : match[2] !== undefined
          ? Number.parseInt(match[2].slice(2), 2)
          : match[3] !== undefined
            ? Number(match[3])
            : characterValue(match[4]);
    if (!(value >= -128 && value <= 255)) {
      const at = stop + match[0].search(/[^\s,;]/);
      return { bytes: bytes.take(), more, stop, bad: at, badText: match[0].replace(/^[\s,;]+/, '') };
    }
    bytes.push(value & 255);
    stop = item.lastIndex;
    // The bracket that closes `byte(129)` belongs to the number, another one closes the list.
    if (match[0].endsWith(')') && !/byte\(/i.test(match[0])) {
      stop--;
      break;
    }
  }
  cut.lastIndex = stop;
  const tail = cut.exec(source);
  if (tail) {
    more = Number(tail[1] ?? 0);
    stop = cut.lastIndex;
  }
  return { bytes: bytes.take(), more, stop, bad: -1, badText: '' };
}

/** The note for a list that its writer cut. */
export function cutText(more: number, unit: string): string {
  return more > 0
    ? `The dump says that it was cut: ${more} more ${more === 1 ? unit.replace(/s$/, '') : unit} are missing at its end. Print the whole buffer, for instance with .toString('hex').`
    : 'The dump says that it was cut ("..."): the bytes at its end are missing. Print the whole buffer, for instance as hex.';
}
