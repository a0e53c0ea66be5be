// tshark -T fields with tcp.payload and other columns: `51400<tab>9911<tab>8105...`. The port or address that
// speaks first is the client. tcp.payload alone is plain hex.

import { parseHex } from '../../bytes/hex.ts';
import type { Sender } from '../../model/basics.ts';
import type { TextBlock } from '../text/blocks.ts';
import { isSurrounding, linesOfBlock } from '../text/lines.ts';
import { plainHex } from '../text/plain-hex.ts';
import { nothingToRead, type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';
import { haveTurns, Turns } from '../text/turns.ts';

const payload = /^(?:[0-9a-fA-F]{2}){2,}$|^[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2})+$/;
const other =
  /^(?:\d{1,7}|\d{1,10}\.\d+|\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*::?[0-9a-f:]+|[A-Z][a-z]{2} .*|\S*[^0-9a-fA-F:]\S*|)$/;

/** Columns split at tabs, commas or semicolons. */
function columnsOf(line: string): string[] {
  return line.split(/[\t,;]/).map(unquoted);
}

function unquoted(written: string): string {
  const cell = written.trim();
  const from = cell.startsWith('"') ? 1 : 0;
  const to = cell.endsWith('"') ? cell.length - 1 : cell.length;
  return cell.slice(from, Math.max(from, to));
}

/** Which column holds the bytes: the same in all lines, -1 when the lines are something else. */
function payloadColumn(lines: readonly string[]): number {
  const rows = lines.filter((line) => !isSurrounding(line)).map((line) => columnsOf(line.replace(/\r$/, '')));
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  // A paste may have lost the tab before an empty payload.
  const used = rows.map((cells) => (cells.length === width - 1 ? [...cells, ''] : cells));
  if (width < 2 || used.some((cells) => cells.length !== width)) return -1;
  for (let column = width - 1; column >= 0; column--) {
    const full = used.filter((cells) => payload.test(cells[column]) && cells[column].length >= 4);
    const empty = used.filter((cells) => cells[column] === '');
    const long = full.some(
      (cells) => /\d/.test(cells[column]) && (cells[column].length > 8 || /[a-f]/i.test(cells[column])),
    );
    if (full.length === 0 || full.length + empty.length < used.length || !long) continue;
    const rest = used.every((cells) => cells.every((cell, i) => i === column || other.test(cell)));
    if (rest) return column;
  }
  return -1;
}

/** One line of a side. */
interface Run {
  readonly bytes: Uint8Array;
  readonly sender: Sender | null;
  readonly time: number;
}

/**
 * The column that says who speaks: the first with two values among the lines with bytes, a source port or
 * address; or -1.
 */
function speakerColumn(lines: readonly string[], column: number): { speaker: number; first: string } {
  const used = lines.map((line) => columnsOf(line.replace(/\r$/, ''))).filter((cells) => cells[column]);
  const width = used[0]?.length ?? 0;
  for (let i = 0; i < width; i++) {
    if (
      i === column ||
      used.some((cells) => /\d\.\d{3,}$/.test(cells[i]) && !/^\d+(\.\d+){3}$/.test(cells[i]))
    )
      continue;
    if (new Set(used.map((cells) => cells[i])).size === 2) return { speaker: i, first: used[0][i] };
  }
  return { speaker: -1, first: '' };
}

class FieldsReader implements TextReader {
  readonly #out: Transcript;
  readonly #column: number;
  readonly #speaker: number;
  readonly #first: string;
  /** Runs of the head, until it is known whether they are turns of two sides. */
  #held: Run[] | null;
  #turns: Turns | null = null;

  constructor(head: string, column: number, out: Transcript) {
    const { speaker, first } = speakerColumn(head.split('\n'), column);
    this.#out = out;
    this.#column = column;
    this.#speaker = speaker;
    this.#first = first;
    this.#held = speaker < 0 ? [] : null;
  }

  read(block: TextBlock): void {
    if (block.beyond) this.end();
    for (const { start, end } of linesOfBlock(block)) {
      const run = this.#line(block.text.slice(start, end), start, end);
      if (!run) this.#out.mark(start, end, 'ignored');
      else if (this.#held) this.#held.push(run);
      else this.#give(run);
    }
  }

  #line(line: string, start: number, end: number): Run | null {
    const cells = columnsOf(line);
    const cell = cells[this.#column] ?? '';
    const digits = cell.includes(':') ? cell.replaceAll(':', '') : cell;
    const even = digits.length & ~1;
    const bytes = plainHex(digits, 0, even)?.bytes.slice() ?? parseHex(digits.slice(0, even));
    if (!bytes || bytes.length === 0) return null;
    const from = start + line.lastIndexOf(cell);
    this.#out.mark(start, from, 'direction');
    this.#out.mark(from, Math.min(end, from + cell.length), 'bytes');
    const epoch = cells.find((each) => each.length < 32 && /^1\d{9}\.\d+$/.test(each));
    const sender = this.#speaker < 0 ? null : cells[this.#speaker] === this.#first ? 'client' : 'server';
    return { bytes, sender, time: epoch ? Number(epoch) : Number.NaN };
  }

  #give({ bytes, sender, time }: Run): void {
    this.#out.only().bytes(this.#turns ? this.#turns.senderOf(bytes) : sender, bytes, time);
  }

  /** All that is needed to tell the sides apart was seen. */
  end(): void {
    const held = this.#held;
    if (!held) return;
    this.#held = null;
    if (haveTurns(held.map((run) => run.bytes))) this.#turns = new Turns();
    for (const run of held) this.#give(run);
  }
}

function open(head: string, out: Transcript): TextReader {
  out.describe('tshark fields');
  const column = payloadColumn(head.split('\n', 2000));
  return column < 0 ? nothingToRead : new FieldsReader(head, column, out);
}

/** Columns by tshark -T fields. */
export const tsharkFields = textImporter({
  id: 'tshark-fields',
  name: 'tshark -T fields',
  grade: ({ lines }) => (payloadColumn(lines.slice(0, 400)) >= 0 ? 'certain' : 'no'),
  open,
});
