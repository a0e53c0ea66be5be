// hexdump and hd (BSD, util-linux): -C with bytes and `|ASCII|`; the default and -x with 16-bit little-endian words and
// no ASCII column. -b, -c, -d and -o look as od's output does and are read there.

import { hexCells, rowScan } from '../text/cells.ts';
import { type Lead, readLead } from '../text/directions.ts';
import { firstRows, gradeRows, type RowLayout, TableReader } from '../text/dump-table.ts';
import { emitPiece } from '../text/emit.ts';
import { streamScore } from '../text/plausible.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const canonical = /[ \t]*([0-9a-fA-F]{7,16}):? {1,2}(?=[0-9a-fA-F]{2}(?: |$))/y;
const canonicalLine =
  /^(?:.*[\s\]>|])?[0-9a-fA-F]{7,16}:? {1,2}[0-9a-fA-F]{2}(?: {1,2}[0-9a-fA-F]{2})*\s*\|.*\|\s*$/;
const words = /[ \t]*([0-9a-fA-F]{7,8})(?= {1,4}[0-9a-fA-F]{4}(?: |$))/y;
const wordLine = /^\s*[0-9a-fA-F]{7}(?: {1,4}[0-9a-fA-F]{4}){1,8}\s*$/;
const bareLine = /^\s*[0-9a-fA-F]{7,16}\s*$/;
const bare = /[ \t]*([0-9a-fA-F]{7,16})[ \t]*(?=\r?\n|$)/y;

function isCanonical(text: string): boolean {
  return text.split('\n', 400).some((line) => canonicalLine.test(line.replace(/\r$/, '')));
}

function openTable(layout: RowLayout, out: Transcript): TextReader {
  let above = readLead('');
  return new TableReader<Lead>(layout, out, {
    key: () => above,
    other: (text, line) => {
      const found = readLead(text.slice(line.start, Math.min(line.end, line.start + 200)));
      if (found.sender === null) return undefined;
      above = found;
      return 'break';
    },
    piece: (piece, { known, sender, time }) =>
      emitPiece(piece, out.only({ roles: known ? 'known' : 'guess' }), sender, time),
  });
}

/** Decides the byte order of a dump without an ASCII column and says how. */
function littleEndian(text: string, out: Transcript): boolean {
  const row = rowScan();
  const big: number[] = [];
  const little: number[] = [];
  for (const { data } of firstRows(text, words, 64)) {
    hexCells(9)(data, 0, data.length, 16, row);
    big.push(...row.bytes.slice(0, row.count));
    hexCells(9, true)(data, 0, data.length, 16, row);
    little.push(...row.bytes.slice(0, row.count));
  }
  const bigScore = streamScore(Uint8Array.from(big));
  const littleScore = streamScore(Uint8Array.from(little));
  if (bigScore > littleScore) {
    out.note(
      'info',
      'byte-order',
      'Took the 16-bit words as big-endian: only so the bytes begin with a WebSocket frame or HTTP.',
    );
    return false;
  }
  const proof =
    littleScore > bigScore
      ? 'only so the bytes begin with a WebSocket frame or HTTP'
      : 'hexdump writes them so on most machines';
  out.note(
    'info',
    'byte-order',
    `Took the 16-bit words as little-endian and swapped each pair of bytes: ${proof}.`,
  );
  return true;
}

function open(head: string, out: Transcript): TextReader {
  if (isCanonical(head)) {
    out.describe('hexdump -C dump');
    return openTable({ lead: canonical, radix: 16, cells: hexCells(3), rowSize: 16, gutter: '|', bare }, out);
  }
  out.describe('hexdump dump, 16-bit words');
  const cells = hexCells(9, littleEndian(head, out));
  return openTable({ lead: words, radix: 16, cells, rowSize: 16, bare, noAscii: true }, out);
}

/** Hex offsets of a word dump rise by ten in hex, not by twenty as od's octal ones do. */
function octalSteps(lines: readonly string[]): boolean {
  const offsets = lines
    .map((line) => /^\s*([0-9a-fA-F]{7})\b/.exec(line)?.[1])
    .filter((offset) => offset !== undefined);
  const rows = lines.filter((line) => wordLine.test(line));
  if (offsets.length < 2 || !offsets.every((offset) => /^[0-7]+$/.test(offset))) return false;
  const size = (rows[0]?.trim().split(/\s+/).length ?? 1) - 1;
  const stepIn = (radix: number) => Number.parseInt(offsets[1], radix) - Number.parseInt(offsets[0], radix);
  // The last word may stand for one byte.
  return stepIn(8) === size * 2 || (stepIn(8) === size * 2 - 1 && stepIn(16) !== stepIn(8));
}

/** Dumps by hexdump and hd. */
export const hexdump = textImporter({
  id: 'hexdump',
  name: 'hexdump dump',
  grade: ({ lines }) => {
    const grade = gradeRows(
      lines.filter((line) => !bareLine.test(line)),
      canonicalLine,
    );
    if (grade !== 'no') return grade;
    const asWords = gradeRows(
      lines.filter((line) => !bareLine.test(line)),
      wordLine,
    );
    return asWords === 'certain' && octalSteps(lines) ? 'possible' : asWords;
  },
  open,
});
