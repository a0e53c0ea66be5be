// Reads the columns of one row of a dump: groups of digits, up to where the ASCII column begins.

import { hexDigit } from '../../bytes/hex.ts';

/** Where the reading of a row stopped and what it found. */
export interface RowScan {
  /** The bytes of the row; its length is `count`. */
  readonly bytes: number[];
  count: number;
  /** Just after the last character that was taken. */
  stop: number;
  /** Index of a digit without its partner, or -1. */
  half: number;
  /** Index of a character that does not belong there, or -1. */
  bad: number;
}

/** A row to write into. */
export function rowScan(): RowScan {
  return { bytes: [], count: 0, stop: 0, half: -1, bad: -1 };
}

/** A copy of the bytes of a row. */
export function rowBytes({ bytes, count }: RowScan): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(count);
  for (let i = 0; i < count; i++) copy[i] = bytes[i];
  return copy;
}

/** Reads a row from `from`, at most `limit` bytes. */
export type CellReader = (text: string, from: number, end: number, limit: number, row: RowScan) => void;

/** Values of hex digits by character code, -1 for all others. */
const digitValues = Int8Array.from({ length: 256 }, (_, code) => hexDigit(code));
const dash = 45;

/** The value of the hex digit at `i`, or -1. */
export function digitAt(text: string, i: number): number {
  const code = text.charCodeAt(i);
  return code < 256 ? digitValues[code] : -1;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 160;
}

/**
 * Groups of hex digits. `gap` blanks in a row (or a tab) end the bytes; a dump that leaves a wider space in
 * the middle of a row has a larger `gap`. With `littleEndian` the bytes of each group are reversed.
 */
export function hexCells(gap: number, littleEndian = false): CellReader {
  return (text, from, end, limit, row) => {
    const { bytes } = row;
    let count = 0;
    row.half = -1;
    row.bad = -1;
    row.stop = from;
    let i = from;
    while (count < limit) {
      const before = i;
      while (i < end) {
        const code = text.charCodeAt(i);
        if (!isBlank(code) && !(code === dash && count > 0)) break;
        i++;
      }
      if (i >= end || (count > 0 && i - before >= gap)) break;
      if (text.charCodeAt(i) === 48 && (text.charCodeAt(i + 1) | 32) === 120) i += 2;
      const start = i;
      const first = count;
      const most = littleEndian ? Number.POSITIVE_INFINITY : limit;
      let high = -1;
      while (i < end) {
        high = digitAt(text, i);
        if (high < 0 || count >= most) {
          high = -1;
          break;
        }
        const low = i + 1 < end ? digitAt(text, i + 1) : -1;
        if (low < 0) break;
        bytes[count++] = (high << 4) | low;
        i += 2;
        high = -1;
      }
      if (high < 0 && i === start) {
        row.bad = i;
        break;
      }
      row.stop = i;
      if (littleEndian) {
        for (let a = first, b = count - 1; a < b; a++, b--) {
          const held = bytes[a];
          bytes[a] = bytes[b];
          bytes[b] = held;
        }
        // A last word may be padded beyond what the next offset allows.
        if (count > limit) count = limit;
      }
      if (high >= 0) {
        row.half = i;
        break;
      }
      if (i < end && count < limit) {
        const code = text.charCodeAt(i);
        if (!isBlank(code) && code !== dash) {
          if (code !== 124 && code !== 62) row.bad = i;
          break;
        }
      }
    }
    row.count = count;
  };
}

/** Groups of eight binary digits (`xxd -b`). */
export const bitCells: CellReader = (text, from, end, limit, row) => {
  row.count = 0;
  row.half = -1;
  row.bad = -1;
  row.stop = from;
  let i = from;
  while (row.count < limit) {
    while (i < end && text[i] === ' ') i++;
    let value = 0;
    let digits = 0;
    while (digits < 8 && (text[i] === '0' || text[i] === '1') && i < end) {
      value = value * 2 + (text.charCodeAt(i) - 48);
      digits++;
      i++;
    }
    if (digits < 8) {
      if (digits > 0 && i >= end) row.half = i - 1;
      return;
    }
    row.bytes[row.count++] = value;
    row.stop = i;
  }
};

/**
 * How many printable bytes of a row agree with its ASCII column, which is `text` from `from` to `to`, and how
 * many do not. A dot agrees with everything.
 */
export function compareAscii(
  bytes: ArrayLike<number>,
  count: number,
  text: string,
  from = 0,
  to = text.length,
): { same: number; other: number } {
  let same = 0;
  let other = 0;
  const last = Math.min(count, to - from);
  for (let i = 0; i < last; i++) {
    const byte = bytes[i];
    const code = text.charCodeAt(from + i);
    const printable = byte > 32 && byte < 127;
    if (printable && code === byte) same++;
    else if (printable ? code !== 46 : code > 32 && code < 127 && code !== 46) other++;
  }
  return { same, other };
}
