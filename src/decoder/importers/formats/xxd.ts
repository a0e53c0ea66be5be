// xxd: `00000000: 8105 4865 6c6c 6f81  ..Hello.`, any -c, -g, -u, -b, -a, -d, -o and -e.
// -e writes little-endian words, which the ASCII column gives away. `xxd -p` is plain hex, `xxd -i` a C array.

import type { Sender } from '../../model/basics.ts';
import { bitCells, type CellReader, compareAscii, hexCells, type RowScan, rowScan } from '../text/cells.ts';
import { type Lead, readLead } from '../text/directions.ts';
import { firstRows, gradeRows, type RowLayout, TableReader } from '../text/dump-table.ts';
import { emitPiece } from '../text/emit.ts';
import { streamScore } from '../text/plausible.ts';
import { pickRadix } from '../text/radix.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const lead = /[ \t]*([0-9a-fA-F]{7,16}): (?=[ \t]*[0-9a-fA-F]{2})/y;
const rowLine = /^(?:.*[\s\]>|])?[0-9a-fA-F]{7,16}: [ \t]*(?:[0-9a-fA-F]{2})+(?:\s|$)/;
const bits = /^\s*[01]{8}(?: [01]{8})*(?: {2}|\s*$)/;

/** Little-endian words: a short last word stands at the right of its column, so the ASCII column must be known. */
function wordCells(asciiColumn: number): CellReader {
  const plain = hexCells(Number.POSITIVE_INFINITY, true);
  return (text, from, end, limit, row) => plain(text, from, Math.min(end, from + asciiColumn), limit, row);
}

interface Reading {
  readonly cells: CellReader;
  readonly rowSize: number;
  readonly words: boolean;
  readonly note: string | null;
}

const bigEndian = hexCells(2);
/** Eight bytes, a wider gap, eight bytes: Python's hexdump and others write offsets as xxd does. */
const halvedRow = /^(?:[0-9a-fA-F]{2} ){8} (?:[0-9a-fA-F]{2} ){7}/;

function agreement(data: string, row: RowScan, cells: CellReader): number {
  cells(data, 0, data.length, 256, row);
  const ascii = data.slice(row.stop).trim();
  if (ascii.length > row.count || ascii.length < row.count - 1) return 0;
  const { same, other } = compareAscii(row.bytes, row.count, ascii);
  return same - other;
}

/** How the rows are to be read: bits, bytes, or words turned round. */
function readingOf(rows: readonly { data: string }[]): Reading {
  if (rows.length > 0 && rows.every(({ data }) => bits.test(data))) {
    return { cells: bitCells, rowSize: 6, words: false, note: null };
  }
  const isHalved = rows.some(({ data }) => halvedRow.test(data));
  const plain: Reading = { cells: isHalved ? hexCells(3) : bigEndian, rowSize: 16, words: false, note: null };
  const group = /^[0-9a-fA-F]+/.exec(rows[0]?.data ?? '')?.[0].length ?? 0;
  if (group !== 4 && group !== 8 && group !== 16) return plain;
  const wide = Math.max(...rows.map(({ data }) => data.search(/ {2}(?! *[0-9a-fA-F]+ {8,})/)));
  const groups = Math.max(1, Math.round((wide + 1) / (group + 1)));
  const full = rows.length > 1 ? groups * (group + 1) : 32 + 32 / group;
  const cells = wordCells(full);
  const row = rowScan();
  let big = 0;
  let little = 0;
  const bigBytes: number[] = [];
  const littleBytes: number[] = [];
  for (const { data } of rows) {
    big += agreement(data, row, bigEndian);
    bigBytes.push(...row.bytes.slice(0, row.count));
    little += agreement(data, row, cells);
    littleBytes.push(...row.bytes.slice(0, row.count));
  }
  const swapped: Reading = { cells, rowSize: (groups * group) / 2, words: true, note: null };
  if (little > big) {
    return {
      ...swapped,
      note: 'Found little-endian words (xxd -e): the ASCII column fits only when each word is turned round.',
    };
  }
  if (big > little || big > 0) return plain;
  const gain = streamScore(Uint8Array.from(littleBytes)) - streamScore(Uint8Array.from(bigBytes));
  // Groups of two bytes are those of xxd without -e: a few frames by chance do not turn them round.
  if (gain > (group === 4 ? 9 : 0)) {
    return {
      ...swapped,
      note: 'Took the words as little-endian (xxd -e): only so the bytes begin with a WebSocket frame or HTTP.',
    };
  }
  return plain;
}

function open(head: string, out: Transcript): TextReader {
  out.describe('xxd dump');
  const rows = firstRows(head, lead, 64);
  const reading = readingOf(rows);
  if (reading.note) out.note('info', 'byte-order', reading.note);
  const row = rowScan();
  const sizes = rows.map(({ data }) => {
    reading.cells(data, 0, data.length, 256, row);
    return row.count;
  });
  const radix = pickRadix(
    rows.map(({ offset }) => offset),
    sizes,
    [16, 10] as const,
  );
  const layout: RowLayout = {
    lead,
    radix,
    cells: reading.cells,
    rowSize: Math.max(reading.rowSize, ...sizes),
  };
  // What the line above the rows says, and what a row says itself (in a log).
  let above = readLead('');
  let run: { above: Lead; sender: Sender | null } = { above, sender: null };
  return new TableReader<typeof run>(layout, out, {
    key: (text, start, offsetAt) => {
      const sender = offsetAt === start ? null : readLead(text.slice(start, offsetAt)).sender;
      if (run.above !== above || run.sender !== sender) run = { above, sender };
      return run;
    },
    other: (text, line) => {
      const words = readLead(text.slice(line.start, Math.min(line.end, line.start + 200)));
      if (words.sender === null) return undefined;
      above = words;
      return 'break';
    },
    piece: (piece, { above: { known, sender, time }, sender: own }) =>
      emitPiece(piece, out.only({ roles: known ? 'known' : 'guess' }), own ?? sender, time),
  });
}

/** Dumps by xxd. */
export const xxd = textImporter({
  id: 'xxd',
  name: 'xxd dump',
  grade: ({ lines }) => gradeRows(lines, rowLine),
  open,
});
