// tshark -T fields with tcp.payload and other columns: `51400<tab>9911<tab>8105...`. The port or address that
// speaks first is the client. tcp.payload alone is plain hex.

import { parseHex } from '../../bytes/hex.ts';
import type { Sender } from '../../model/basics.ts';
import { clientOfEnds } from '../../network/roles.ts';
import type { TextBlock } from '../text/blocks.ts';
import { beginsStream } from '../text/evidence.ts';
import { isSurrounding, linesOfBlock } from '../text/lines.ts';
import { plainHex } from '../text/plain-hex.ts';
import { nothingToRead, type TextReader, textImporter } from '../text/text-importer.ts';
import type { TextConnection, Transcript } from '../text/transcript.ts';
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

/** A cell with a word of a log, which tshark has in no column of numbers, addresses and times. */
function hasWords(cells: readonly string[]): boolean {
  return cells.some((cell) => /[g-z]{2}/i.test(cell) && !/^[A-Z][a-z]{2} /.test(cell));
}

function bytesOf(cell: string): Uint8Array {
  const digits = cell.replaceAll(':', '');
  return parseHex(digits.slice(0, digits.length & ~1)) ?? new Uint8Array(0);
}

const fieldName = /^[a-z][\w-]*(?:\.[\w-]+)+$/;

/** Whether a line names the columns, as `-E header=y` writes it. */
function isNames(line: string): boolean {
  const cells = columnsOf(line);
  return cells.length > 1 && cells.every((cell) => fieldName.test(cell));
}

/** Which column holds the bytes: the same in all lines, -1 when the lines are something else. */
function payloadColumn(lines: readonly string[]): number {
  const rows = lines
    .filter((line) => !isSurrounding(line) && !isNames(line))
    .map((line) => columnsOf(line.replace(/\r$/, '')));
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
    if (rest && (!used.some(hasWords) || beginsStream(bytesOf(full[0][column])))) return column;
  }
  return -1;
}

function timeOf(cells: readonly string[]): number {
  const epoch = cells.find((each) => each.length < 32 && /^1\d{9}\.\d+$/.test(each));
  return epoch ? Number(epoch) : Number.NaN;
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
  const used = lines
    .filter((line) => !isNames(line))
    .map((line) => columnsOf(line.replace(/\r$/, '')))
    .filter((cells) => cells[column]);
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

/** The columns of both ends, where the table names its columns. */
interface EndColumns {
  readonly source: readonly [address: number, port: number];
  readonly destination: readonly [address: number, port: number];
}

function endColumns(lines: readonly string[]): EndColumns | null {
  const header = lines.find((line) => line.trim() !== '')?.replace(/\r$/, '');
  if (header === undefined || !isNames(header)) return null;
  const cells = columnsOf(header);
  const column = (...names: string[]) => cells.findIndex((cell) => names.includes(cell));
  const source = [column('ip.src', 'ipv6.src', 'ip.addr'), column('tcp.srcport')] as const;
  const destination = [column('ip.dst', 'ipv6.dst'), column('tcp.dstport')] as const;
  return source[1] < 0 || destination[1] < 0 ? null : { source, destination };
}

function endpoint(cells: readonly string[], [address, port]: readonly [number, number]): string {
  const host = cells[address] ?? '';
  return `${host.includes(':') ? `[${host}]` : host}:${cells[port] ?? ''}`;
}

/** A connection of a table that names both ends. */
interface NamedConnection {
  readonly client: string;
  readonly connection: TextConnection;
}

class FieldsReader implements TextReader {
  readonly #out: Transcript;
  readonly #column: number;
  readonly #speaker: number;
  readonly #first: string;
  /** Runs of the head, until it is known whether they are turns of two sides. */
  #held: Run[] | null;
  #turns: Turns | null = null;
  readonly #ends: EndColumns | null;
  readonly #connections = new Map<string, NamedConnection>();

  constructor(head: string, column: number, out: Transcript) {
    const lines = head.split('\n');
    const { speaker, first } = speakerColumn(lines, column);
    this.#ends = endColumns(lines);
    this.#out = out;
    this.#column = column;
    this.#speaker = speaker;
    this.#first = first;
    this.#held = speaker < 0 && this.#ends === null ? [] : null;
  }

  read(block: TextBlock): void {
    if (block.beyond) this.end();
    for (const { start, end } of linesOfBlock(block)) {
      const run = this.#line(block.text.slice(start, end), start, end);
      if (run === 'given') continue;
      if (!run) this.#out.mark(start, end, 'ignored');
      else if (this.#held) this.#held.push(run);
      else this.#give(run);
    }
  }

  #line(line: string, start: number, end: number): Run | 'given' | null {
    if (isNames(line)) return null;
    const cells = columnsOf(line);
    const cell = cells[this.#column] ?? '';
    const digits = cell.includes(':') ? cell.replaceAll(':', '') : cell;
    const even = digits.length & ~1;
    const bytes = plainHex(digits, 0, even)?.bytes.slice() ?? parseHex(digits.slice(0, even));
    if (!bytes || bytes.length === 0) return null;
    const from = start + line.lastIndexOf(cell);
    this.#out.mark(start, from, 'direction');
    this.#out.mark(from, Math.min(end, from + cell.length), 'bytes');
    if (this.#ends !== null) {
      const { source, destination } = this.#ends;
      this.#giveNamed(endpoint(cells, source), endpoint(cells, destination), bytes, timeOf(cells));
      return 'given';
    }
    const sender = this.#speaker < 0 ? null : cells[this.#speaker] === this.#first ? 'client' : 'server';
    return { bytes, sender, time: timeOf(cells) };
  }

  /** The ports tell the client; where they do not, the first to write is it. */
  #giveNamed(source: string, destination: string, bytes: Uint8Array, time: number): void {
    const key = [source, destination].sort().join(' ');
    let known = this.#connections.get(key);
    if (known === undefined) {
      const isSource = clientOfEnds(source, destination)?.isA !== false;
      const [client, server] = isSource ? [source, destination] : [destination, source];
      known = { client, connection: this.#out.connection({ client, server, transport: 'tcp' }) };
      this.#connections.set(key, known);
    }
    known.connection.bytes(known.client === source ? 'client' : 'server', bytes, time);
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
  // A table has columns in place of a prefix.
  grade: ({ lines, isStripped }) =>
    !isStripped && payloadColumn(lines.slice(0, 400)) >= 0 ? 'certain' : 'no',
  open,
});
