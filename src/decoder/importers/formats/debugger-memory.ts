// Memory as GDB and LLDB print it in units other than bytes in hex: `x/8xh` and `x/4xw` (words of 16 and 32 bits, in
// the order of the machine), `x/8ob` (octal), `x/8ub` (decimal), `x/8c` (`-127 '\201'`). Each address is that of the
// row before plus its bytes.

import { isStream } from '../text/evidence.ts';
import { emitLiterals, type Literal } from '../text/literals.ts';
import { textImporter } from '../text/text-importer.ts';

const row = /^(0x[\da-f]{4,16})(?: <[^>\n]{1,80}>)?:[ \t]+(\S.*?)[ \t]*\r?$/gim;

/** A unit: a cell, its bytes as one number, and how many they are. */
interface Unit {
  readonly cells: RegExp;
  readonly cell: RegExp;
  readonly size: number;
  readonly numberIn: (cell: string) => number;
}

const hexWord = (size: number): Unit => ({
  cells: new RegExp(`^(?:0x[\\da-f]{${size * 2}}[ \\t]*)+$`, 'i'),
  cell: /0x[\da-f]+/gi,
  size,
  numberIn: Number,
});

const units: readonly Unit[] = [
  hexWord(2),
  hexWord(4),
  {
    cells: /^0[0-7]{0,3}(?:[ \t]+0[0-7]{0,3})*$/,
    cell: /[0-7]+/g,
    size: 1,
    numberIn: (cell) => Number.parseInt(cell, 8),
  },
  {
    cells: /^-?\d{1,3}(?:[ \t]+-?\d{1,3})*$/,
    cell: /-?\d+/g,
    size: 1,
    numberIn: (cell) => Number(cell) & 255,
  },
  {
    cells: /^(?:-?\d{1,3} '(?:\\[0-7]{3}|\\.|[^'\\])'[ \t]*)+$/,
    cell: /-?\d{1,3}(?= ')(?! ' '\d)/g,
    size: 1,
    numberIn: (cell) => Number(cell) & 255,
  },
];

interface Row {
  readonly address: number;
  readonly start: number;
  readonly end: number;
  readonly cells: string;
}

function rowsIn(text: string): Row[] {
  return [...text.matchAll(row)].map(({ 0: line, 1: address, 2: cells, index }) => {
    const start = index + line.indexOf(cells, address.length);
    return { address: Number(address), start, end: start + cells.length, cells };
  });
}

/** The bytes of a row; `isLittle`: the first byte of a word is its last pair of digits. */
function bytesOf({ cells }: Row, { cell, size, numberIn }: Unit, isLittle: boolean): Uint8Array {
  const values = (cells.match(cell) ?? []).map(numberIn);
  return Uint8Array.from(
    values.flatMap((value) => {
      const bytes = Array.from({ length: size }, (_, at) => Math.floor(value / 256 ** at) & 255);
      return isLittle ? bytes : bytes.reverse();
    }),
  );
}

/** The rows of a text as bytes, when they follow each other in memory and begin as a connection does. */
function found(text: string): Literal[] {
  const rows = rowsIn(text);
  const unit = units.find(({ cells }) => rows.length > 0 && rows.every((one) => cells.test(one.cells)));
  if (unit === undefined) return [];
  for (const isLittle of unit.size > 1 ? [true, false] : [true]) {
    const bytes = rows.map((one) => bytesOf(one, unit, isLittle));
    const follow = rows.every(
      ({ address }, at) => at === 0 || address === rows[at - 1].address + bytes[at - 1].length,
    );
    if (follow && isStream(Uint8Array.from(bytes.flatMap((one) => [...one])))) {
      return rows.map(({ start, end }, at) => ({
        start,
        end,
        bytesStart: start,
        bytesEnd: end,
        bytes: bytes[at],
      }));
    }
  }
  return [];
}

/** Memory in a debugger. */
export const debuggerMemory = textImporter({
  id: 'debugger-memory',
  name: 'memory in a debugger (GDB, LLDB)',
  isDump: true,
  grade: ({ text }) => (found(text).length > 0 ? 'certain' : 'no'),
  read: (text, out) => {
    out.describe('memory in a debugger');
    emitLiterals(text, found(text), out);
  },
});
