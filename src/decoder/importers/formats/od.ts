// od in its many types: x1, x2, x4, x8, o1, o2, u1, d1, u2, -c, with octal, decimal or hex offsets, and
// `>ASCII<` (z). Words are little-endian unless the dump proves otherwise. Also hexdump -b, -c, -d and -o,
// which look the same but for the radix of the offsets. `od -a` drops the high bit of each byte and is
// refused.

import type { Grade } from '../../model/importer.ts';
import { type CellReader, compareAscii, digitAt, hexCells, type RowScan, rowScan } from '../text/cells.ts';
import { firstRows, TableReader } from '../text/dump-table.ts';
import { emitPiece } from '../text/emit.ts';
import { isSurrounding } from '../text/lines.ts';
import { refuseLossy } from '../text/lossy.ts';
import { streamScore } from '../text/plausible.ts';
import { pickRadix } from '../text/radix.ts';
import { nothingToRead, type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const lead = /([0-9a-fA-F]{6,8})(?= [ \S])/y;
const bare = /[ \t]*([0-9a-fA-F]{6,8})[ \t]*(?=\r?\n|$)/y;
const rowLine = /^([0-9a-fA-F]{6,8})( .*\S.*)$/;

type Kind = {
  readonly name: string;
  readonly base: 16 | 8 | 10;
  readonly width: number;
  readonly characters?: boolean;
};

const name =
  /^(?:nul|soh|stx|etx|eot|enq|ack|bel|bs|ht|nl|vt|ff|cr|so|si|dle|dc[1-4]|nak|syn|etb|can|em|sub|esc|fs|gs|rs|us|sp|del)$/;

/**
 * The cells of `od -a`: names, and characters that stand for themselves. Another dump may spell a name in its
 * text column.
 */
function areNamed(rows: readonly { data: string }[]): boolean {
  const tokens = rows.flatMap(({ data }) => data.trim().split(/\s+/));
  return (
    tokens.some((token) => name.test(token)) &&
    tokens.every((token) => token.length === 1 || name.test(token))
  );
}

/** The tokens of a row, its ASCII column left out. */
function tokensOf(data: string): string[] {
  const gutter = data.search(/ >.*<\s*$/);
  return (gutter >= 0 ? data.slice(0, gutter) : data).trim().split(/\s+/);
}

function isCharacters(rows: readonly { data: string }[]): boolean {
  return rows.every(({ data }) => {
    const text = data.trimEnd();
    if (text.length % 4 !== 0 || data.length < 4) return false;
    for (let i = 0; i < text.length; i += 4) {
      const cell = text.slice(i, i + 4);
      if (!/^ (?:[0-7]{3}| {2}.| \\[0abfnrtv]|\*\*.|.\*\*)$/.test(cell)) return false;
    }
    return true;
  });
}

/** What type the rows are of, or `null`. */
function kindOf(rows: readonly { data: string }[]): Kind | null {
  if (rows.length === 0) return null;
  const tokens = rows.flatMap(({ data }) => tokensOf(data));
  const all = (pattern: RegExp) => tokens.every((token) => pattern.test(token));
  if (all(/^[0-9a-fA-F]{2}$/)) return { name: 'x1', base: 16, width: 1 };
  if (all(/^[0-3][0-7]{2}$/)) return { name: 'o1', base: 8, width: 1 };
  if (all(/^[0-9a-fA-F]{4}$/)) return { name: 'x2', base: 16, width: 2 };
  if (all(/^[0-9a-fA-F]{8}$/)) return { name: 'x4', base: 16, width: 4 };
  if (all(/^[0-9a-fA-F]{16}$/)) return { name: 'x8', base: 16, width: 8 };
  if (all(/^[01][0-7]{5}$/)) return { name: 'o2', base: 8, width: 2 };
  if (all(/^[0-3][0-7]{10}$/)) return { name: 'o4', base: 8, width: 4 };
  if (all(/^-?\d{1,3}$/) && tokens.every((token) => Number(token) <= 255 && Number(token) >= -128)) {
    return { name: 'u1', base: 10, width: 1 };
  }
  if (isCharacters(rows)) return { name: 'c', base: 8, width: 1, characters: true };
  if (all(/^-?\d{1,5}$/)) return { name: 'u2', base: 10, width: 2 };
  if (all(/^-?\d{1,10}$/)) return { name: 'u4', base: 10, width: 4 };
  return null;
}

const minus = 45;

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** Numbers of `width` bytes. */
function numberCells(base: number, width: number, littleEndian: boolean): CellReader {
  const whole = 256 ** width;
  return (text, from, end, limit, row) => {
    const { bytes } = row;
    let count = 0;
    row.half = -1;
    row.bad = -1;
    row.stop = from;
    for (let i = from; count < limit; ) {
      while (i < end && isBlank(text.charCodeAt(i))) i++;
      const isNegative = i < end && text.charCodeAt(i) === minus;
      if (isNegative) i++;
      const first = i;
      let value = 0;
      let isNumber = true;
      for (; i < end; i++) {
        const digit = digitAt(text, i);
        if (digit < 0) break;
        // As `parseInt`: what is no digit of this base ends the number, but not the token.
        isNumber &&= digit < base;
        if (isNumber) value = value * base + digit;
      }
      const code = i < text.length ? text.charCodeAt(i) : 10;
      if (i === first || digitAt(text, first) >= base || !(isBlank(code) || code === 13 || code === 10))
        break;
      if (isNegative && value > 0) value = whole - value;
      for (let k = 0; k < width; k++) {
        bytes[count + (littleEndian ? k : width - 1 - k)] = value % 256;
        value = Math.floor(value / 256);
      }
      count += width;
      row.stop = i;
    }
    row.count = count;
  };
}

const characterEscapes: Readonly<Record<string, number>> = {
  0: 0,
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

/** Cells of four characters: a character, an escape, or three octal digits. */
const characterCells: CellReader = (text, from, end, limit, row) => {
  row.count = 0;
  row.half = -1;
  row.bad = -1;
  row.stop = from;
  for (let i = from; i + 4 <= end && row.count < limit; i += 4) {
    const first = text.charCodeAt(i + 1) - 48;
    const second = text.charCodeAt(i + 2) - 48;
    const third = text.charCodeAt(i + 3) - 48;
    let value = third + 48;
    // All three are octal digits.
    if (((first | second | third) & ~7) === 0) value = (first << 6) | (second << 3) | third;
    else if (text[i + 1] === ' ' && text[i + 2] === '\\') value = characterEscapes[text[i + 3]] ?? 92;
    row.bytes[row.count++] = value & 255;
    row.stop = i + 4;
  }
  // A space at the very end of a row is lost when the paste lost its trailing blanks; the offset says so.
};

/** Where the blanks before ` >ASCII<` begin in a row; `end` without that. */
function gutterAt(text: string, from: number, end: number): number {
  const last = from + text.slice(from, end).trimEnd().length - 1;
  const open = text[last] === '<' ? text.indexOf(' >', from) : -1;
  if (open < 0 || open + 1 >= last) return end;
  let at = open;
  while (at > from && text[at - 1] === ' ') at--;
  return at;
}

function asciiOf(data: string): string | null {
  return / >(.*)<\s*$/.exec(data)?.[1] ?? null;
}

function sample(
  rows: readonly { data: string }[],
  cells: CellReader,
  row: RowScan,
): { bytes: Uint8Array; agrees: number } {
  const bytes: number[] = [];
  let agrees = 0;
  for (const { data } of rows) {
    const ascii = asciiOf(data);
    const gutter = ascii === null ? data.length : data.search(/ >.*<\s*$/);
    cells(data.slice(0, gutter), 0, gutter, 256, row);
    bytes.push(...row.bytes.slice(0, row.count));
    if (ascii !== null) {
      const { same, other } = compareAscii(row.bytes, row.count, ascii);
      agrees += same - other;
    }
  }
  return { bytes: Uint8Array.from(bytes), agrees };
}

function cellsOf(kind: Kind, rows: readonly { data: string }[], out: Transcript): CellReader {
  if (kind.characters) return characterCells;
  if (kind.width === 1) return kind.base === 16 ? hexCells(3) : numberCells(kind.base, 1, true);
  const make = (little: boolean) =>
    kind.base === 16 ? hexCells(9, little) : numberCells(kind.base, kind.width, little);
  const row = rowScan();
  const little = sample(rows, make(true), row);
  const big = sample(rows, make(false), row);
  const bits = kind.width * 8;
  if (little.agrees !== big.agrees) {
    const isLittle = little.agrees > big.agrees;
    const order = isLittle ? 'little-endian and swapped their bytes' : 'big-endian';
    out.note(
      'info',
      'byte-order',
      `Took the ${bits}-bit words as ${order}: only so they fit the ASCII column.`,
    );
    return make(isLittle);
  }
  const littleScore = streamScore(little.bytes);
  const bigScore = streamScore(big.bytes);
  if (bigScore > littleScore) {
    const why = 'only so the bytes begin with a WebSocket frame or HTTP';
    out.note('info', 'byte-order', `Took the ${bits}-bit words as big-endian: ${why}.`);
    return make(false);
  }
  const why =
    littleScore > bigScore
      ? 'only so the bytes begin with a WebSocket frame or HTTP'
      : 'od writes them so on most machines';
  out.note(
    'info',
    'byte-order',
    `Took the ${bits}-bit words as little-endian and swapped their bytes: ${why}.`,
  );
  return make(true);
}

function open(text: string, out: Transcript): TextReader {
  out.describe('od dump');
  const rows = firstRows(text, lead, 64).map(({ offset, data }) => ({
    offset,
    data: data.replace(/\r$/, ''),
  }));
  if (kindOf(rows) === null && areNamed(rows)) {
    refuseLossy(out, 'od -a output (named characters without their high bit)', '`od -A x -t x1z`');
    return nothingToRead;
  }
  const kind = kindOf(rows);
  if (!kind) {
    out.note(
      'error',
      'not-hex',
      'Expected the columns of od (hex, octal, decimal or -c), found others. Use `od -A x -t x1z FILE`.',
    );
    return nothingToRead;
  }
  const cells = cellsOf(kind, rows, out);
  const row = rowScan();
  const sizes = rows.map(({ data }) => {
    const gutter = data.search(/ >.*<\s*$/);
    cells(data, 0, gutter < 0 ? data.trimEnd().length : gutter, 256, row);
    return row.count;
  });
  const offsets = rows.map(({ offset }) => offset);
  const last = [...text.matchAll(/^([0-9a-fA-F]{6,8})\s*$/gm)].pop()?.[1];
  if (last !== undefined) offsets.push(last);
  const preferred = offsets[0]?.length === 6 ? ([16, 8, 10] as const) : ([8, 16, 10] as const);
  const radix = pickRadix(offsets, sizes, preferred);
  const gutter = rows.some(({ data }) => asciiOf(data) !== null) ? '>' : undefined;
  const bounded: CellReader = (source, from, end, limit, scan) =>
    cells(source, from, gutterAt(source, from, end), limit, scan);
  return new TableReader(
    {
      lead,
      radix,
      cells: gutter ? bounded : cells,
      rowSize: Math.max(...sizes),
      bare,
      gutter,
      noAscii: !gutter,
    },
    out,
    { key: () => null, piece: (piece) => emitPiece(piece, out.only(), null) },
  );
}

function grade(lines: readonly string[]): Grade {
  const used = lines.filter((line) => !isSurrounding(line) && line.trim() !== '*');
  const bareLines = used.filter((line) => /^[0-9a-fA-F]{6,8}\s*$/.test(line)).map((line) => line.trim());
  const rows = used.map((line) => rowLine.exec(line)).filter((match) => match !== null);
  if (rows.length === 0 || rows.length + bareLines.length + 3 < used.length * 0.9) return 'no';
  const parsed = rows.map((match) => ({ offset: match[1], data: match[2] }));
  const kind = kindOf(parsed);
  if (!kind) return areNamed(parsed) ? 'certain' : 'no';
  // Where hexdump writes the same, the radix of the offsets decides.
  const row = rowScan();
  const cells = kind.characters ? characterCells : numberCells(kind.base, kind.width, true);
  const sizes = parsed.map(({ data }) => {
    const at = data.trimEnd().endsWith('<') ? data.indexOf(' >') : -1;
    // hexdump pads its last row with blanks, which -c would take for spaces.
    cells(data, 0, at < 0 ? data.trimEnd().length : at, 256, row);
    return row.count;
  });
  const offsets = [...parsed.map(({ offset }) => offset), ...bareLines.slice(-1)];
  const rising = (radix: number) =>
    offsets.length > 1 &&
    offsets
      .slice(1)
      .filter(
        (offset, i) =>
          Math.abs(Number.parseInt(offset, radix) - Number.parseInt(offsets[i], radix) - sizes[i]) < 8,
      ).length >=
      (offsets.length - 1) * 0.7;
  if (offsets.some((offset) => offset.length > 7)) return 'no';
  if (kind.name === 'x2' && offsets[0].length === 7) return rising(8) ? 'certain' : 'possible';
  if (offsets.some((offset) => offset.length === 6))
    return bareLines.length > 0 || parsed.some(({ data }) => asciiOf(data) !== null)
      ? 'certain'
      : rising(16)
        ? 'likely'
        : 'possible';
  return rising(8) || rising(10) || rising(16) ? 'certain' : 'likely';
}

/** Dumps by od. */
export const od = textImporter({ id: 'od', name: 'od dump', grade: ({ lines }) => grade(lines), open });
