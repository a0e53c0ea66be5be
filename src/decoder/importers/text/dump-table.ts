// A dump in rows: an offset, the bytes, perhaps an ASCII column. The offsets say how long each row must be, which settles
// where the bytes end and the ASCII begins, what `*` stands for, and which rows a paste lost.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { type CellReader, compareAscii, rowScan } from './cells.ts';
import { isSurrounding, type Line, linesOf, placeOf } from './lines.ts';
import type { Transcript } from './transcript.ts';

const repeatLimit = 256 * 1024 * 1024;
const repeatBlock = 65536;

/** How one tool writes its rows. */
export interface RowLayout {
  /** Sticky; group 1 is the offset; ends where the bytes begin. */
  readonly lead: RegExp;
  readonly radix: 8 | 10 | 16;
  readonly cells: CellReader;
  /** Bytes of a row when no offset says it. */
  readonly rowSize: number;
  /** What encloses the ASCII column: `|`, `>` (closed by `<`), or nothing. */
  readonly gutter?: '|' | '>';
  /** Sticky; an offset without bytes, which ends the dump; group 1 is the offset. */
  readonly bare?: RegExp;
  /** The ASCII column has a blank in its middle, after this many characters. */
  readonly asciiGap?: number;
  /** The dump has no ASCII column, so what is not a digit is an error. */
  readonly noAscii?: boolean;
  /** The next row may begin at any offset without rows being missing (a dump of several runs). */
  readonly loose?: boolean;
}

/** A run of rows whose offsets follow each other. Numbers are holes. */
export interface Section {
  readonly pieces: (Uint8Array | number)[];
  /** Of its first row. */
  readonly line: number;
  readonly at: number;
  /** First offset as printed. */
  readonly base: number;
}

/** What a format does with a table. */
export interface TableHooks {
  /** A row begins: which section does it belong to? A different answer from the row before starts a new section. */
  key?(text: string, line: Line, dataStart: number): string;
  /** A line that is no row. `break` ends the section. */
  other?(text: string, line: Line): 'break' | undefined;
  section(section: Section, key: string): void;
}

interface Row {
  readonly line: Line;
  readonly offset: number;
  readonly offsetAt: number;
  readonly dataStart: number;
  readonly key: string;
}

/** Where in the line the lead fits: at its start, or after the words of a log. -1: nowhere. */
export function findLead(text: string, line: Line, lead: RegExp): number {
  lead.lastIndex = line.start;
  if (lead.test(text)) return line.start;
  const until = Math.min(line.end, line.start + 160);
  for (let i = line.start; i < until; i++) {
    const code = text.charCodeAt(i);
    if (code !== 32 && code !== 9) continue;
    lead.lastIndex = i + 1;
    // Words of a log, not the bytes of a dump of another kind.
    if (lead.test(text) && /[g-z>\]|]/i.test(text.slice(line.start, i))) return i + 1;
  }
  return -1;
}

class TableReader {
  readonly #text: string;
  readonly #layout: RowLayout;
  readonly #out: Transcript;
  readonly #hooks: TableHooks;
  readonly #scan = rowScan();
  readonly #bytes = new ByteBuilder();
  #pieces: (Uint8Array | number)[] = [];
  #pending: Row | null = null;
  #first: Row | null = null;
  #position = 0;
  #star: Line | null = null;
  #lastSize = 0;
  #rowSize: number;
  #asciiOther = 0;
  #asciiLine = 0;
  #repeated = 0;
  #missing = 0;
  #missingLine = 0;

  constructor(text: string, layout: RowLayout, out: Transcript, hooks: TableHooks) {
    this.#text = text;
    this.#layout = layout;
    this.#out = out;
    this.#hooks = hooks;
    this.#rowSize = layout.rowSize;
  }

  read(): void {
    const { lead, bare, radix } = this.#layout;
    for (const line of linesOf(this.#text)) {
      const at = findLead(this.#text, line, lead);
      if (at >= 0) {
        lead.lastIndex = at;
        const match = lead.exec(this.#text)!;
        const dataStart = lead.lastIndex;
        if (dataStart <= line.end) {
          const offset = Number.parseInt(match[1], radix);
          const offsetAt = at + match[0].indexOf(match[1]);
          const key = this.#hooks.key?.(this.#text, line, dataStart) ?? '';
          this.#row({ line, offset, offsetAt, dataStart, key }, match[1].length);
          continue;
        }
      }
      const raw = this.#text.slice(line.start, Math.min(line.end, line.start + 200));
      if (raw.trim() === '*' && this.#pending) {
        this.#flush(null);
        this.#star = line;
        this.#out.mark(line.start, line.end, 'bytes');
        continue;
      }
      if (bare) {
        bare.lastIndex = line.start;
        const match = bare.exec(this.#text);
        if (match && bare.lastIndex <= line.end) {
          this.#bareOffset(Number.parseInt(match[1], radix));
          this.#out.mark(line.start, line.end, 'offset');
          continue;
        }
      }
      this.#out.mark(line.start, line.end, 'ignored');
      if (this.#hooks.other?.(this.#text, line) === 'break') this.#endSection();
      else if (isSurrounding(raw)) continue;
    }
    this.#endSection();
    this.#summary();
  }

  #row(row: Row, digits: number): void {
    this.#out.mark(row.offsetAt, row.offsetAt + digits, 'offset');
    const before = this.#pending;
    const starts = before ? before.offset : this.#position;
    if (
      this.#first &&
      (row.key !== this.#first.key || row.offset < starts || (row.offset === starts && before))
    ) {
      this.#endSection();
    }
    if (!this.#first) {
      this.#first = row;
      this.#position = row.offset;
    } else {
      this.#flush(row.offset);
      this.#fill(row.offset, row.line);
    }
    this.#pending = row;
  }

  /** Reads the row that was waiting for the offset after it. */
  #flush(next: number | null): void {
    const row = this.#pending;
    if (!row) return;
    this.#pending = null;
    const room = next === null ? Number.POSITIVE_INFINITY : next - row.offset;
    const limit = room > 0 && room <= Math.max(this.#rowSize, 256) ? room : this.#rowSize;
    const scan = this.#scan;
    this.#layout.cells(this.#text, row.dataStart, row.line.end, limit, scan);
    for (let i = 0; i < scan.count; i++) this.#bytes.push(scan.bytes[i]);
    this.#position = row.offset + scan.count;
    if (scan.count > 0) {
      this.#lastSize = scan.count;
      this.#out.mark(row.dataStart, scan.stop, 'bytes');
    }
    if (next !== null && scan.count > 0 && limit === room) this.#rowSize = Math.max(scan.count, 1);
    if (scan.half >= 0) this.#half(scan.half);
    else if (
      scan.bad >= 0 &&
      (this.#layout.noAscii || scan.count === 0 || scan.count < Math.min(room, limit))
    ) {
      if (room !== Number.POSITIVE_INFINITY || this.#layout.noAscii || scan.count === 0)
        this.#bad(scan.bad, row);
    }
    this.#ascii(row, scan.stop);
  }

  #ascii(row: Row, stop: number): void {
    if (this.#layout.noAscii || this.#scan.count === 0) return;
    let from = stop;
    while (from < row.line.end && this.#text[from] === ' ') from++;
    let to = row.line.end;
    const { gutter, asciiGap } = this.#layout;
    const { bytes, count } = this.#scan;
    if (gutter) {
      if (this.#text[from] !== gutter) return;
      from++;
      to = this.#text.lastIndexOf(gutter === '|' ? '|' : '<', to);
    }
    if (to <= from) return;
    this.#out.mark(from, to, 'ascii');
    const wide = asciiGap !== undefined && count > asciiGap;
    const width = count + (wide ? 1 : 0);
    if (to - from > width) return;
    // The column may begin or end with blanks that stand for bytes.
    let other = Number.POSITIVE_INFINITY;
    for (const start of gutter ? [from] : [from, Math.max(stop, to - width)]) {
      let ascii = this.#text.slice(start, to);
      if (wide && ascii[asciiGap] === ' ') ascii = ascii.slice(0, asciiGap) + ascii.slice(asciiGap + 1);
      other = Math.min(other, compareAscii(bytes, count, ascii).other);
    }
    if (other > 0) {
      this.#asciiOther += other;
      this.#asciiLine ||= row.line.number;
    }
  }

  /** Makes up for rows between the last one and `offset`: repeated ones, or lost ones. */
  #fill(offset: number, line: Line): void {
    const lost = offset - this.#position;
    if (lost <= 0) {
      this.#position = offset;
      return;
    }
    if (this.#star) {
      this.#repeat(lost);
    } else {
      this.#hole(lost);
      if (!this.#layout.loose) {
        this.#missing += lost;
        this.#missingLine ||= line.number;
      }
    }
    this.#star = null;
    this.#position = offset;
  }

  /** The last row again, for `length` bytes: long runs are one block given many times, so that they cost no memory. */
  #repeat(length: number): void {
    const size = this.#lastSize;
    if (size <= 0 || this.#repeated + length > repeatLimit) {
      const text = `Expected at most 256 MiB of repeated rows (*), found ${length} bytes more. They are shown as missing.`;
      this.#out.note('error', 'too-large', text);
      this.#hole(length);
      return;
    }
    this.#repeated += length;
    const block = repeatBlock - (repeatBlock % size);
    if (length < block * 2) {
      this.#bytes.repeatLast(size, length);
      return;
    }
    const row = this.#bytes.view().slice(this.#bytes.length - size);
    const rows = new Uint8Array(block);
    for (let i = 0; i < block; i++) rows[i] = row[i % size];
    this.#pieces.push(this.#bytes.take());
    let left = length;
    for (; left >= block; left -= block) this.#pieces.push(rows);
    if (left > 0) this.#pieces.push(rows.slice(0, left));
    // The next `*` repeats the row that the last piece ends in.
    this.#bytes.append(this.#pieces.pop() as Uint8Array);
  }

  #hole(length: number): void {
    if (this.#bytes.length > 0) this.#pieces.push(this.#bytes.take());
    this.#pieces.push(length);
  }

  #bareOffset(offset: number): void {
    if (!this.#first) return;
    this.#flush(offset);
    const over = this.#position - offset;
    // A last word of 16 bits or more may be padded: the offset after it says how much of it counts.
    if (over > 0 && over < 8 && over <= this.#bytes.length) this.#bytes.truncate(this.#bytes.length - over);
    else this.#fill(offset, this.#first.line);
    this.#position = offset;
    this.#star = null;
    this.#endSection();
  }

  #endSection(): void {
    this.#flush(null);
    if (this.#star) {
      this.#star = null;
      this.#out.note(
        'warning',
        'paste-truncated',
        'Expected an offset after the repeated rows (*), found the end of the dump. How many rows they stand for is not known.',
      );
    }
    if (this.#bytes.length > 0) this.#pieces.push(this.#bytes.take());
    const first = this.#first;
    if (first && this.#pieces.length > 0) {
      const { line, offset } = first;
      const section = { pieces: this.#pieces, line: line.number, at: line.start, base: offset };
      this.#hooks.section(section, first.key);
    }
    this.#pieces = [];
    this.#first = null;
    this.#position = 0;
    this.#rowSize = this.#layout.rowSize;
  }

  #half(at: number): void {
    const digit = this.#text[at];
    this.#out.note(
      'error',
      'half-byte',
      `Expected two hex digits for a byte, found only "${digit}" at ${placeOf(this.#text, at)}. Add the missing digit or remove this one.`,
      at,
    );
  }

  #bad(at: number, row: Row): void {
    if (at >= row.line.end) return;
    this.#out.note(
      'error',
      'not-hex',
      `Expected a digit of the dump, found "${this.#text[at]}" at ${placeOf(this.#text, at)}. Correct it or paste the dump again.`,
      at,
    );
  }

  #summary(): void {
    if (this.#missing > 0) {
      this.#out.note(
        'warning',
        'paste-truncated',
        `Expected offsets that follow each other, found ${this.#missing} bytes missing before line ${this.#missingLine}. They are shown as missing.`,
      );
    }
    if (this.#asciiOther > 0) {
      this.#out.note(
        'warning',
        'ascii-mismatch',
        `Expected the bytes and their ASCII column to agree, found ${this.#asciiOther} characters that differ, the first in line ${this.#asciiLine}. The bytes were used.`,
      );
    }
  }
}

/** Reads all rows of `text`; lines that are no rows go to the hooks. */
export function readTable(text: string, layout: RowLayout, out: Transcript, hooks: TableHooks): void {
  new TableReader(text, layout, out, hooks).read();
}

/** The first `count` rows of a text: where their bytes begin and end. */
export function firstRows(text: string, lead: RegExp, count: number): { offset: string; data: string }[] {
  const rows: { offset: string; data: string }[] = [];
  for (const line of linesOf(text)) {
    const at = findLead(text, line, lead);
    if (at < 0) continue;
    lead.lastIndex = at;
    const match = lead.exec(text)!;
    if (lead.lastIndex <= line.end)
      rows.push({ offset: match[1], data: text.slice(lead.lastIndex, line.end) });
    if (rows.length >= count) break;
  }
  return rows;
}

/** Grade of a text by how many of its lines fit `row`; shell prompts and blank lines do not count. */
export function gradeRows(lines: readonly string[], row: RegExp): 'certain' | 'likely' | 'possible' | 'no' {
  let rows = 0;
  let others = 0;
  for (const line of lines) {
    if (row.test(line)) rows++;
    else if (!isSurrounding(line) && line.trim() !== '*') others++;
  }
  if (rows === 0) return 'no';
  // A few words before and after a dump are usual.
  if (others <= Math.max(rows * 0.5, 3)) return 'certain';
  return others <= rows * 5 ? 'likely' : 'possible';
}
