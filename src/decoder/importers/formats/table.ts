// Rows of a table with the bytes of a connection in one column: CSV (RFC 4180), with tabs or semicolons, or a table of
// Markdown, with or without the names of its columns.

import { count } from '../../model/words.ts';
import { areWholeFrames } from '../json/frame-run.ts';
import type { TextBlock } from '../text/blocks.ts';
import { readLead } from '../text/directions.ts';
import { isSurrounding, linesOfBlock } from '../text/lines.ts';
import {
  bytesOf,
  type Fields,
  RecordReader,
  type RecordShape,
  shapeOfRecords,
  timeOf,
} from '../text/records.ts';
import { nothingToRead, type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const separators = [',', '\t', ';', '|'] as const;
type Separator = (typeof separators)[number];

/** More columns are no table of a log, and more rows are not looked at to tell what a text is. */
const maxColumns = 32;
const maxSampled = 50;
/** Lines of words that may stand around the rows. */
const maxLinesAround = 4;
/** A longer cell names no column and no direction. */
const maxWordLength = 30;
/** The line under the names of a table of Markdown. */
const rule = /^[\s|:-]+$/;
const nameOfColumn = /^[a-z@_][\w .@#/()[\]%-]*$/i;

/** The cells of a row; a quoted cell may hold separators. */
function cellsOf(line: string, separator: Separator): string[] {
  const row = separator === '|' ? line.trim().replace(/^\||\|$/g, '') : line;
  if (!row.includes('"')) return row.split(separator).map((cell) => cell.trim().replace(/^`(.*)`$/, '$1'));
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < row.length; at++) {
    const character = row[at];
    if (character === '"' && isQuoted && row[at + 1] === '"') cell += row[++at];
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += character;
  }
  return [...cells, cell.trim()];
}

/** How a text is laid out as a table. */
interface Layout {
  readonly separator: Separator;
  /** Names of the columns; those of a table without names are made up from what the cells hold. */
  readonly names: readonly string[];
  /** The row that holds names, as it is written. Words of the same shape may stand above it. */
  readonly header: readonly string[] | null;
  readonly shape: RecordShape;
}

/** Whether a cell is a number in hex, as no name is. */
const isHex = (cell: string) => /^[\da-fx\s:]+$/i.test(cell) && /\d/.test(cell);
const isNames = (cells: readonly string[]) =>
  cells.every(
    (cell) => cell.length <= maxWordLength && (cell === '#' || nameOfColumn.test(cell)) && !isHex(cell),
  );

const isDirection = (cell: string) =>
  cell.length <= maxWordLength && !isHex(cell) && readLead(`${cell} `).sender !== null;

/** Names for the columns of a table without names. */
function namesFor(rows: readonly (readonly string[])[]): string[] {
  const taken = new Set<string>();
  return (rows[0] ?? []).map((_, column) => {
    const cells = rows.map((row) => row[column]);
    const fits = (is: (cell: string) => boolean) =>
      cells.some((cell) => cell !== '') && cells.every((cell) => cell === '' || is(cell));
    const name = fits(isDirection)
      ? 'direction'
      : fits((cell) => !Number.isNaN(timeOf(cell)))
        ? 'time'
        : fits((cell) => bytesOf(cell) !== null)
          ? 'bytes'
          : '';
    if (name === '' || taken.has(name)) return `column ${column + 1}`;
    taken.add(name);
    return name;
  });
}

function recordOf(names: readonly string[], cells: readonly string[]): Fields {
  return Object.fromEntries(
    names.map((name, column) => [name.toLowerCase().replaceAll(' ', '_'), cells[column] ?? '']),
  );
}

/** The rows among the lines: those with as many cells as most of them. Words may stand around the table. */
function rowsIn(lines: readonly string[], separator: Separator): string[][] {
  const rows = lines
    .filter((line) => !isSurrounding(line) && !rule.test(line))
    .slice(0, maxSampled)
    .map((line) => cellsOf(line, separator));
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [width = 0] = [...counts.keys()]
    .filter((length) => length > 1 && length <= maxColumns)
    .sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const fitting = rows.filter(({ length }) => length === width);
  return fitting.length < 2 || rows.length - fitting.length > maxLinesAround ? [] : fitting;
}

/** Whether the cells show a column of directions and one of whole frames. */
function areFramesOfEnds(names: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const column = names.indexOf('bytes');
  if (column < 0 || !names.includes('direction')) return false;
  return rows.every((row) => {
    const bytes = bytesOf(row[column]);
    return bytes === null || areWholeFrames(bytes, null);
  });
}

function layoutWith(lines: readonly string[], separator: Separator): Layout | null {
  const rows = rowsIn(lines, separator);
  const header = rows.slice(0, maxLinesAround + 1).findIndex(isNames);
  const values = rows.slice(header + 1);
  if (values.length === 0) return null;
  const given = rows[header] ?? null;
  const made = namesFor(values);
  const shapeWith = (names: readonly string[]) =>
    shapeOfRecords(values.map((cells) => recordOf(names, cells)));
  const ownShape = given === null ? null : shapeWith(given);
  // Names in another language say nothing: then the cells show what their columns are.
  const isFromCells = ownShape === null && (given === null || areFramesOfEnds(made, values));
  const names = isFromCells || given === null ? made : given;
  const shape = isFromCells ? shapeWith(made) : ownShape;
  // Without the names of columns, a column of directions shows what the table is.
  if (shape === null || !(given !== null || names.includes('direction'))) return null;
  return { separator, names, header: given, shape };
}

function layoutOf(lines: readonly string[]): Layout | null {
  for (const separator of separators) {
    const layout = layoutWith(lines, separator);
    if (layout !== null) return layout;
  }
  return null;
}

class TableReader implements TextReader {
  readonly #out: Transcript;
  readonly #layout: Layout;
  readonly #records: RecordReader;
  #isHeaderDue: boolean;
  #ignoredCount = 0;

  constructor(out: Transcript, layout: Layout) {
    this.#out = out;
    this.#layout = layout;
    this.#records = new RecordReader(out, layout.shape);
    this.#isHeaderDue = layout.header !== null;
  }

  read(block: TextBlock): void {
    for (const { start, end } of linesOfBlock(block)) {
      const line = block.text.slice(start, end);
      const cells = cellsOf(line, this.#layout.separator);
      const isRow = !isSurrounding(line) && cells.length === this.#layout.names.length && !rule.test(line);
      const isHeader = isRow && this.#isHeaderDue;
      if (isHeader && cells.join() === this.#layout.header?.join()) this.#isHeaderDue = false;
      const hasBytes = isRow && !isHeader && this.#records.take(recordOf(this.#layout.names, cells));
      this.#out.mark(start, end, hasBytes ? 'bytes' : 'ignored');
      if (isRow && !isHeader && !hasBytes) this.#ignoredCount++;
    }
  }

  end(): void {
    this.#records.end('rows');
    if (this.#ignoredCount === 0) return;
    this.#out.note('info', 'lines-ignored', `Left out ${count(this.#ignoredCount, 'row')} without bytes.`);
  }
}

/** Tables with bytes. */
export const table = textImporter({
  id: 'table',
  name: 'table with bytes',
  grade: ({ lines, isStripped }) => (!isStripped && layoutOf(lines) !== null ? 'certain' : 'no'),
  open: (head, out) => {
    out.describe('table');
    const layout = layoutOf(head.split(/\r?\n/));
    return layout === null ? nothingToRead : new TableReader(out, layout);
  },
});
