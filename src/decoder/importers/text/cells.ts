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

/** Reads a row from `from`, at most `limit` bytes. */
export type CellReader = (text: string, from: number, end: number, limit: number, row: RowScan) => void;

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 160;
}

/**
 * Groups of hex digits. `gap` blanks in a row (or a tab) end the bytes; a dump that leaves a wider space in the middle of a
 * row has a larger `gap`. With `littleEndian` the bytes of each group are reversed.
 */
export function hexCells(gap: number, littleEndian = false): CellReader {
  return (text, from, end, limit, row) => {
    row.count = 0;
    row.half = -1;
    row.bad = -1;
    row.stop = from;
    let i = from;
    while (row.count < limit) {
      let blanks = 0;
      while (i < end && (isBlank(text.charCodeAt(i)) || (row.count > 0 && text[i] === '-'))) {
        blanks++;
        i++;
      }
      if (i >= end) return;
      if (row.count > 0 && blanks >= gap) return;
      if (text[i] === '0' && (text[i + 1] === 'x' || text[i + 1] === 'X')) i += 2;
      const start = i;
      while (
        i < end &&
        hexDigit(text.charCodeAt(i)) >= 0 &&
        (littleEndian || i - start < (limit - row.count) * 2)
      )
        i++;
      const digits = i - start;
      if (digits === 0) {
        row.bad = i;
        return;
      }
      const first = row.count;
      for (let k = start; k + 1 < i; k += 2) {
        row.bytes[row.count++] = (hexDigit(text.charCodeAt(k)) << 4) | hexDigit(text.charCodeAt(k + 1));
      }
      row.stop = start + digits - (digits & 1);
      if (littleEndian) {
        for (let a = first, b = row.count - 1; a < b; a++, b--) {
          const held = row.bytes[a];
          row.bytes[a] = row.bytes[b];
          row.bytes[b] = held;
        }
        // A last word may be padded beyond what the next offset allows.
        if (row.count > limit) row.count = limit;
      }
      if (digits & 1) {
        row.half = i - 1;
        return;
      }
      if (i < end && !isBlank(text.charCodeAt(i)) && row.count < limit && text[i] !== '-') {
        if (text[i] !== '|' && text[i] !== '>') row.bad = i;
        return;
      }
    }
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

/** How many printable bytes of a row agree with its ASCII column, and how many do not. A dot agrees with everything. */
export function compareAscii(
  bytes: ArrayLike<number>,
  count: number,
  ascii: string,
): { same: number; other: number } {
  let same = 0;
  let other = 0;
  const last = Math.min(count, ascii.length);
  for (let i = 0; i < last; i++) {
    const byte = bytes[i];
    const code = ascii.charCodeAt(i);
    const printable = byte > 32 && byte < 127;
    if (printable && code === byte) same++;
    else if (printable ? code !== 46 : code > 32 && code < 127 && code !== 46) other++;
  }
  return { same, other };
}
