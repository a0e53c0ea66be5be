// A dump in rows: an offset, the bytes, perhaps an ASCII column. The offsets say how long each row must be,
// which settles where the bytes end and the ASCII begins, what `*` stands for, and which rows a paste lost.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import type { TextBlock } from './blocks.ts';
import { type CellReader, compareAscii, rowScan } from './cells.ts';
import { readLead, stampLength } from './directions.ts';
import type { Piece } from './emit.ts';
import { isSurrounding, type Line, linesOf } from './lines.ts';
import type { TextReader } from './text-importer.ts';
import type { Transcript } from './transcript.ts';

const repeatLimit = 256 * 1024 * 1024;
const repeatBlock = 65536;
/** An offset may take back fewer bytes than this: the padding of a last word. */
const padding = 8;

/** What may stand between two parts of a row: blanks, a bar, a dash. */
const gapInRow = /[ \t]*(?:[|:-][ \t]*|(?<=[ \t]))(?=[\da-f]{2}(?:[ \t|:-]|\r?\n|$))/iy;

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
  /**
   * A dump of several runs: the next row may begin at any offset without rows being missing, and rows are of
   * any size.
   */
  readonly loose?: boolean;
}

/**
 * What a format does with a table. Rows whose offsets follow each other and whose keys are the same are a
 * run; `Key` is what a format wants to know of a run when its bytes come.
 */
export interface TableHooks<Key> {
  /** A row begins in the line at `start`, its offset at `offsetAt`: to which run does it belong? */
  key(text: string, start: number, offsetAt: number): Key;
  /** A line that is no row. `break` ends the run. */
  other?(text: string, line: Line): 'break' | undefined;
  /** Bytes of a run or a hole in it, as soon as they are known. */
  piece(piece: Piece, key: Key): void;
  /** A run ends; it had at least one piece. */
  end?(key: Key): void;
}

/** Where the words of a log end and the lead of a row begins; -1: nowhere. */
function leadAfterWords(text: string, start: number, end: number, lead: RegExp): number {
  const until = Math.min(end, start + 160);
  for (let i = start; i < until; i++) {
    const code = text.charCodeAt(i);
    if (code !== 32 && code !== 9) continue;
    lead.lastIndex = i + 1;
    // Words or the time of a log, not the bytes of a dump of another kind.
    const words = text.slice(start, i + 1);
    if (lead.test(text) && (/[g-z>\]|]/i.test(words) || stampLength(words) === words.length)) return i + 1;
  }
  return -1;
}

/** Matches the lead of a row in a line: at its start, or after the words of a log. */
function matchLead(text: string, start: number, end: number, lead: RegExp): RegExpExecArray | null {
  lead.lastIndex = start;
  let match = lead.exec(text);
  if (!match) {
    const at = leadAfterWords(text, start, end, lead);
    if (at < 0) return null;
    lead.lastIndex = at;
    match = lead.exec(text);
  }
  return match && lead.lastIndex <= end ? match : null;
}

/** Reads all rows of a text; lines that are no rows go to the hooks. */
export class TableReader<Key> implements TextReader {
  readonly #layout: RowLayout;
  readonly #out: Transcript;
  readonly #hooks: TableHooks<Key>;
  readonly #scan = rowScan();
  readonly #more = rowScan();
  /** What stood between the parts of rows so far. */
  readonly #gaps = new Set<string>();
  readonly #bytes = new ByteBuilder();
  // The row that waits for the offset after it: the block that it stands in, where its bytes begin, where it ends.
  #waiting: TextBlock | null = null;
  #from = 0;
  #to = 0;
  #offset = 0;
  #line = 0;
  // The run: the key and the line of its first row, and the offset at which its next byte lies.
  #run: { readonly key: Key; readonly line: number } | null = null;
  #given = false;
  #position = 0;
  #star = false;
  #lastSize = 0;
  #rowSize: number;
  #asciiOther = 0;
  #asciiLine = 0;
  #repeated = 0;
  #missing = 0;
  #missingLine = 0;

  constructor(layout: RowLayout, out: Transcript, hooks: TableHooks<Key>) {
    this.#layout = layout;
    this.#out = out;
    this.#hooks = hooks;
    this.#rowSize = layout.rowSize;
  }

  read(block: TextBlock): void {
    const { text, last } = block;
    const { lead } = this.#layout;
    // As `linesOfBlock`, without an object for each line.
    for (let start = 0, number = block.line; last ? start <= text.length : start < text.length; number++) {
      let next = text.indexOf('\n', start);
      if (next < 0) next = text.length;
      const end = next > start && text.charCodeAt(next - 1) === 13 ? next - 1 : next;
      const match = matchLead(text, start, end, lead);
      if (match) this.#row(block, match, lead.lastIndex, start, end, number);
      else this.#notRow(text, { number, start, end });
      start = next + 1;
    }
    // What the next block may still change stays: a last row that is repeated, padding that is taken back.
    const settled = this.#bytes.length - Math.max(padding, this.#lastSize);
    if (settled > 0) this.#give(this.#bytes.takeFirst(settled));
  }

  end(): void {
    this.#endRun();
    this.#summary();
  }

  #notRow(text: string, line: Line): void {
    const { start, end } = line;
    const { bare, radix } = this.#layout;
    if (this.#waiting && text.slice(start, Math.min(end, start + 200)).trim() === '*') {
      this.#flush(null);
      this.#star = true;
      this.#out.mark(start, end, 'bytes');
      return;
    }
    if (bare) {
      bare.lastIndex = start;
      const match = bare.exec(text);
      if (match && bare.lastIndex <= end) {
        this.#bareOffset(Number.parseInt(match[1], radix));
        this.#out.mark(start, end, 'offset');
        return;
      }
    }
    this.#out.mark(start, end, 'ignored');
    if (this.#hooks.other?.(text, line) === 'break') this.#endRun();
  }

  #row(
    block: TextBlock,
    match: RegExpExecArray,
    from: number,
    start: number,
    end: number,
    line: number,
  ): void {
    const digits = match[1];
    const offset = Number.parseInt(digits, this.#layout.radix);
    const offsetAt = match.index + match[0].indexOf(digits);
    const key = this.#hooks.key(block.text, start, offsetAt);
    this.#out.mark(offsetAt, offsetAt + digits.length, 'offset');
    const isAfterRow = this.#waiting !== null;
    const follows = isAfterRow ? this.#offset : this.#position;
    if (this.#run && (key !== this.#run.key || offset < follows || (offset === follows && isAfterRow))) {
      this.#endRun();
    }
    if (this.#run) {
      this.#flush(offset);
      this.#fill(offset, line);
    } else {
      this.#run = { key, line };
      this.#position = offset;
    }
    this.#waiting = block;
    this.#from = from;
    this.#to = end;
    this.#offset = offset;
    this.#line = line;
  }

  /** Reads the row that was waiting for the offset after it. */
  #flush(next: number | null): void {
    const block = this.#waiting;
    if (!block) return;
    this.#waiting = null;
    const layout = this.#layout;
    const scan = this.#scan;
    const room = next === null ? Number.POSITIVE_INFINITY : next - this.#offset;
    const limit = room > 0 && room <= Math.max(this.#rowSize, 256) ? room : this.#rowSize;
    layout.cells(block.text, this.#from, this.#to, limit, scan);
    if (scan.count > 0 && scan.count < limit) this.#readOn(block.text, limit, limit === room);
    this.#bytes.appendValues(scan.bytes, scan.count);
    this.#position = this.#offset + scan.count;
    if (scan.count > 0) {
      this.#lastSize = scan.count;
      this.#out.mark(this.#from, scan.stop, 'bytes', block);
    }
    // In a dump of several runs a row is short wherever one of them ends, which says nothing of the rows after it.
    if (next !== null && scan.count > 0 && limit === room && !layout.loose) this.#rowSize = scan.count;
    if (scan.half >= 0) this.#half(block, scan.half);
    else if (scan.bad >= 0 && (layout.noAscii || scan.count === 0 || scan.count < Math.min(room, limit))) {
      if (room !== Number.POSITIVE_INFINITY || layout.noAscii || scan.count === 0) this.#bad(block, scan.bad);
    }
    if (!layout.noAscii && scan.count > 0) this.#ascii(block, scan.stop);
  }

  /**
   * Reads on where the bytes of a row stand in parts with a wider gap or a sign between. The next offset says how many
   * bytes the row has; the last row has the gaps of those before it.
   */
  #readOn(text: string, limit: number, isKnown: boolean): void {
    const scan = this.#scan;
    const bytes = scan.bytes.slice(0, scan.count);
    const gaps: string[] = [];
    let { stop } = scan;
    while (bytes.length < limit) {
      gapInRow.lastIndex = stop;
      const gap = gapInRow.exec(text)?.[0] ?? '';
      if (gap === '' || gapInRow.lastIndex > this.#to || (!isKnown && !this.#gaps.has(gap))) break;
      this.#layout.cells(text, stop + gap.length, this.#to, limit - bytes.length, this.#more);
      if (this.#more.count === 0) break;
      gaps.push(gap);
      bytes.push(...this.#more.bytes.slice(0, this.#more.count));
      stop = this.#more.stop;
    }
    if (gaps.length === 0 || (isKnown && bytes.length < limit)) return;
    for (const gap of gaps) this.#gaps.add(gap);
    for (const [at, byte] of bytes.entries()) scan.bytes[at] = byte;
    Object.assign(scan, { count: bytes.length, stop, half: -1, bad: -1 });
  }

  #ascii(block: TextBlock, stop: number): void {
    const { text } = block;
    let from = stop;
    while (from < this.#to && text.charCodeAt(from) === 32) from++;
    let to = this.#to;
    const { gutter, asciiGap } = this.#layout;
    const { count } = this.#scan;
    if (gutter) {
      if (text[from] !== gutter) return;
      from++;
      to = text.lastIndexOf(gutter === '|' ? '|' : '<', to);
    }
    if (to <= from) return;
    this.#out.mark(from, to, 'ascii', block);
    const wide = asciiGap !== undefined && count > asciiGap;
    const width = count + (wide ? 1 : 0);
    if (to - from > width) return;
    // The column may begin or end with blanks that stand for bytes, and those at its end may be lost.
    let other = this.#differences(text, from, to, wide);
    for (let at = from - 1; other > 0 && !gutter && at >= stop && to - at <= width; at--) {
      other = Math.min(other, this.#differences(text, at, to, wide));
    }
    if (other > 0) {
      this.#asciiOther += other;
      this.#asciiLine ||= this.#line;
    }
  }

  #differences(text: string, from: number, to: number, wide: boolean): number {
    const { bytes, count } = this.#scan;
    const { asciiGap = 0 } = this.#layout;
    if (!wide || text[from + asciiGap] !== ' ' || from + asciiGap >= to) {
      return compareAscii(bytes, count, text, from, to).other;
    }
    const ascii = text.slice(from, from + asciiGap) + text.slice(from + asciiGap + 1, to);
    return compareAscii(bytes, count, ascii).other;
  }

  /** Makes up for rows between the last one and `offset`: repeated ones, or lost ones. */
  #fill(offset: number, line: number): void {
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
        this.#missingLine ||= line;
      }
    }
    this.#star = false;
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
    this.#give(this.#bytes.take());
    let left = length;
    for (; left > block; left -= block) this.#give(rows);
    // The next `*` repeats the row that the last piece ends in.
    this.#bytes.append(rows.subarray(0, left));
  }

  #hole(length: number): void {
    if (this.#bytes.length > 0) this.#give(this.#bytes.take());
    this.#give(length);
  }

  #give(piece: Piece): void {
    if (!this.#run) return;
    this.#given = true;
    this.#hooks.piece(piece, this.#run.key);
  }

  #bareOffset(offset: number): void {
    if (!this.#run) return;
    this.#flush(offset);
    const over = this.#position - offset;
    // A last word of 16 bits or more may be padded: the offset after it says how much of it counts.
    if (over > 0 && over < padding && over <= this.#bytes.length)
      this.#bytes.truncate(this.#bytes.length - over);
    else this.#fill(offset, this.#run.line);
    this.#position = offset;
    this.#star = false;
    this.#endRun();
  }

  #endRun(): void {
    this.#flush(null);
    if (this.#star) {
      this.#star = false;
      this.#out.note(
        'warning',
        'paste-truncated',
        'Expected an offset after the repeated rows (*), found the end of the dump. How many rows they stand for is not known.',
      );
    }
    if (this.#bytes.length > 0) this.#give(this.#bytes.take());
    if (this.#run && this.#given) this.#hooks.end?.(this.#run.key);
    this.#given = false;
    this.#run = null;
    this.#position = 0;
    this.#rowSize = this.#layout.rowSize;
  }

  #half(block: TextBlock, at: number): void {
    const digit = block.text[at];
    this.#out.note(
      'error',
      'half-byte',
      `Expected two hex digits for a byte, found only "${digit}" at ${block.placeOf(at)}. Add the missing digit or remove this one.`,
      at,
      block,
    );
  }

  #bad(block: TextBlock, at: number): void {
    if (at >= this.#to) return;
    this.#out.note(
      'error',
      'not-hex',
      `Expected a digit of the dump, found "${block.text[at]}" at ${block.placeOf(at)}. Correct it or paste the dump again.`,
      at,
      block,
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

/** The first `count` rows of a text: where their bytes begin and end. */
export function firstRows(text: string, lead: RegExp, count: number): { offset: string; data: string }[] {
  const rows: { offset: string; data: string }[] = [];
  for (const { start, end } of linesOf(text)) {
    const match = matchLead(text, start, end, lead);
    if (match) rows.push({ offset: match[1], data: text.slice(lead.lastIndex, end) });
    if (rows.length >= count) break;
  }
  return rows;
}

/** Longest line that only says who sent the rows below it. */
const maxSenderLine = 48;
const hexPairs = /\b[0-9a-f]{2}[ :][0-9a-f]{2}\b/i;

/** Whether a line only says who sent the rows below it: `client:`. */
function isSenderLine(line: string): boolean {
  return line.length <= maxSenderLine && !hexPairs.test(line) && readLead(line).sender !== null;
}

/** Grade of a text by how many of its lines fit `row`; prompts, senders and blank lines do not count. */
export function gradeRows(lines: readonly string[], row: RegExp): 'certain' | 'likely' | 'possible' | 'no' {
  let rows = 0;
  let others = 0;
  for (const line of lines) {
    if (row.test(line)) rows++;
    else if (!isSurrounding(line) && line.trim() !== '*' && !isSenderLine(line)) others++;
  }
  if (rows === 0) return 'no';
  // A few words before and after a dump are usual.
  if (others <= Math.max(rows * 0.5, 3)) return 'certain';
  return others <= rows * 5 ? 'likely' : 'possible';
}
