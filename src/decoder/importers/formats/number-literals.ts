// Byte values with their base beside them, as languages write numbers: Verilog's `8'h81`, VHDL's `x"81"`, Ada's
// `16#81#`, Lisp's `#x81`, Smalltalk's `16r81`, F#'s `129uy`, `81h` and `$81` of assemblers, octal `0201`. They
// stand in a list, also among numbers without a base and characters in quotes, or one a line behind the same words.

import { encodeText } from '../../bytes/utf8.ts';
import { isStream } from '../text/evidence.ts';
import { emitLiterals, type Literal } from '../text/literals.ts';
import { textImporter } from '../text/text-importer.ts';

const radixOf: Readonly<Record<string, number>> = { h: 16, x: 16, d: 10, o: 8, b: 2 };

/** How a language writes a number. Group 1 is the base where there are several, the last group the digits. */
interface Style {
  readonly number: RegExp;
  /** The base where no letter or number gives it. */
  readonly radix?: number;
  /** How numbers among them are written that have no mark, in the same base. */
  readonly other?: RegExp;
  /** What a line has before its list; the numbers mean bytes there alone. */
  readonly before?: RegExp;
  /** Whether there may be nothing else in the text. */
  readonly isAlone?: boolean;
}

/** Looked at before a number, in characters. */
const maxDirective = 40;
const directive = /(?:^|[\s:.])(?:db|defb|dc\.b|byte|fcb|dt)[ \t]+/i;

const styles: readonly Style[] = [
  { number: /(?:\b\d{1,3})?'s?([hdbo])[ ]?([\da-f_]{1,64})\b/iy },
  { number: /\b([xbo])"([\da-f_]{2,64})"/iy },
  { number: /\b(16|10|8|2)#([\da-f_]{1,10})(?:#|\b)/iy },
  { number: /#([xbo])([\da-f]{1,8})\b/iy },
  { number: /\b(16|8|2)r([\da-f]{1,8})\b/iy },
  { number: /\b(0[xbo])([\da-f_]{1,8})uy\b/iy },
  { number: /\b(\d{1,3})uy\b/iy, radix: 10 },
  { number: /\b(0[\da-f]{2}|\d[\da-f]|[a-f][\da-f]|\d)h\b/iy, radix: 16 },
  { number: /\b0o([0-7]{1,3})\b/y, radix: 8 },
  // Elixir; bare ones are bits.
  { number: /(?<=<<)0b([01]{1,8})\b/y, radix: 2, other: /0b([01]{1,8})\b/y },
  // GDB prints binary digits without zeros in front: `p/t buffer`.
  { number: /(?<==\s?\{)([01]{8})(?=,)/y, radix: 2, other: /([01]{1,8})\b/y },
  // C prints a signed char with its sign: `ffffff81 5 48`.
  { number: /\bffffff([89a-f][\da-f])\b/iy, radix: 16, other: /([\da-f]{1,2})\b/iy },
  { number: /\b0x([\da-f]{1,2})\b/iy, radix: 16, before: directive },
  { number: /[$&]h?([\da-f]{1,2})\b/iy, radix: 16, before: directive },
  { number: /\b0?([0-3][0-7]{2}|0[0-7]|[0-7])\b/y, radix: 8, isAlone: true },
];

/** Fewer numbers are no bytes of a connection. */
const minNumbers = 4;
/** Longer texts are looked at up to here to tell their style, in characters. */
const maxLooked = 65536;

/** The bytes of a number: one, or as many as its digits fill, as a vector of VHDL or Verilog has. */
function bytesOfNumber(match: RegExpExecArray, radix: number | undefined): number[] | null {
  const digits = (match.at(-1) ?? '').replaceAll('_', '');
  const named = match.length > 2 ? match[1].toLowerCase().replace(/^0/, '') : '';
  const base = radix ?? radixOf[named] ?? Number(named);
  const bits = base === 16 ? digits.length * 4 : base === 2 ? digits.length : 8;
  if (bits > 8) {
    if (bits % 8 !== 0) return bits === 12 && /^0/.test(digits) ? [Number.parseInt(digits, base)] : null;
    const step = (digits.length * 8) / bits;
    return Array.from({ length: bits / 8 }, (_, at) =>
      Number.parseInt(digits.slice(at * step, (at + 1) * step), base),
    );
  }
  const value = Number.parseInt(digits, base);
  return value >= 0 && value < 256 ? [value] : null;
}

/** A number, a plain decimal number or a string among them. */
interface Item {
  readonly bytes: readonly number[];
  readonly end: number;
}

const plainNumber = /(?:0x([\da-f]{1,2})|(\d{1,3}))(?=[\s,;)\]}]|$)/iy;
const quoted = /"((?:[^"\\\n]|"")*)"|'((?:[^'\\\n])+)'/y;

function itemAt(text: string, at: number, style: Style, isFirst: boolean): Item | null {
  const { number, radix } = style;
  number.lastIndex = at;
  const match = number.exec(text);
  if (match !== null) {
    const bytes = bytesOfNumber(match, radix);
    return bytes === null ? null : { bytes, end: number.lastIndex };
  }
  if (isFirst) return null;
  if (style.other !== undefined) {
    style.other.lastIndex = at;
    const digits = style.other.exec(text)?.[1];
    return digits === undefined
      ? null
      : { bytes: [Number.parseInt(digits, radix)], end: style.other.lastIndex };
  }
  plainNumber.lastIndex = at;
  const plain = plainNumber.exec(text);
  if (plain !== null) {
    const value = plain[1] === undefined ? Number(plain[2]) : Number.parseInt(plain[1], 16);
    return value < 256 ? { bytes: [value], end: plainNumber.lastIndex } : null;
  }
  quoted.lastIndex = at;
  const characters = quoted.exec(text);
  if (characters === null) return null;
  const written = characters[1]?.replaceAll('""', '"') ?? characters[2];
  return { bytes: [...encodeText(written)], end: quoted.lastIndex };
}

const separators = /[\s,;&]*(?:\\\n\s*)?/y;

/** A list of items. */
interface List {
  readonly start: number;
  readonly end: number;
  readonly bytes: readonly number[];
}

/** The list whose first number begins at `start`; `isLine`: it ends with its line. */
function listAt(text: string, start: number, style: Style, isLine: boolean): List | null {
  const bytes: number[] = [];
  let end = start;
  for (let at = start; at < text.length; ) {
    const item = itemAt(text, at, style, bytes.length === 0);
    if (item === null) break;
    bytes.push(...item.bytes);
    end = item.end;
    separators.lastIndex = end;
    const gap = separators.exec(text)?.[0] ?? '';
    if (gap === '' || (isLine && gap.includes('\n') && !gap.includes('\\'))) break;
    at = end + gap.length;
  }
  return bytes.length === 0 ? null : { start, end, bytes };
}

/** The lists of a text in one style. */
function listsIn(text: string, style: Style): List[] {
  const lists: List[] = [];
  const { number, before } = style;
  const find = new RegExp(number.source, number.flags.replace('y', 'g'));
  for (let match = find.exec(text); match; match = find.exec(text)) {
    if (before !== undefined) {
      const words = text.slice(Math.max(0, match.index - maxDirective), match.index);
      if (!before.test(words.slice(words.lastIndexOf('\n') + 1))) continue;
    }
    const list = listAt(text, match.index, style, before !== undefined);
    if (list === null) continue;
    lists.push(list);
    find.lastIndex = Math.max(list.end, match.index + 1);
  }
  return lists;
}

/** What stands before a list in its line, without its numbers. */
function wordsBefore(text: string, { start }: List): string {
  return text
    .slice(text.lastIndexOf('\n', start - 1) + 1, start)
    .replace(/[\da-f]+/gi, '0')
    .trimStart();
}

/** Lists of a line each behind the same words, or the last number of each such line; `null` for other text. */
function columnIn(text: string, lists: readonly List[]): List[] | null {
  const lasts = lists.filter(
    ({ end }, at) => lists[at + 1] === undefined || text.slice(end, lists[at + 1].start).includes('\n'),
  );
  const [first] = lasts;
  if (first === undefined || lasts.length < minNumbers) return null;
  const words = wordsBefore(text, first);
  return lasts.every((list) => wordsBefore(text, list) === words) ? lasts : null;
}

/** The lists that may be bytes: those of several numbers, or a column of them. */
function chosenLists(text: string, style: Style): List[] {
  const lists = listsIn(text, style);
  if (style.isAlone === true && !isOnlyLists(text, lists)) return [];
  const long = lists.filter(({ bytes }) => bytes.length >= minNumbers);
  return long.length > 0 ? long : (columnIn(text, lists) ?? []);
}

const beginsConnection = (lists: readonly List[]) =>
  isStream(Uint8Array.from(lists.flatMap(({ bytes }) => bytes)));

/** The style of a text with bytes of a connection, or `null`. */
function styleOf(text: string): Style | null {
  const head = text.slice(0, maxLooked);
  return styles.find((style) => beginsConnection(chosenLists(head, style))) ?? null;
}

function isOnlyLists(text: string, lists: readonly List[]): boolean {
  const [list] = lists;
  if (list === undefined || lists.length > 1) return false;
  const rest = text.slice(0, list.start) + text.slice(list.end);
  return !/[\da-z]/i.test(rest) && areOctal(text.slice(list.start, list.end).split(/[\s,;]+/));
}

/** Whether numbers are written in octal: with a zero in front, or in three digits as `od -b` does. */
function areOctal(numbers: readonly string[]): boolean {
  const hasZero = numbers.some((written) => /^0[0-7]{2,3}$/.test(written));
  return (
    hasZero &&
    (numbers.every((written) => /^0[0-7]{1,3}$/.test(written)) ||
      numbers.every((written) => /^[0-3][0-7]{2}$/.test(written)))
  );
}

function* literalsOf(text: string): Generator<Literal> {
  const style = styleOf(text);
  for (const { start, end, bytes } of style === null ? [] : chosenLists(text, style)) {
    yield { start, end, bytesStart: start, bytesEnd: end, bytes: Uint8Array.from(bytes) };
  }
}

/** Numbers with their base. */
export const numberLiterals = textImporter({
  id: 'number-literals',
  name: 'numbers with their base (Verilog, VHDL, assembler)',
  // Binaries of Erlang have an importer of their own.
  grade: ({ text }) => (/<<\s*16#/.test(text) || styleOf(text) === null ? 'no' : 'certain'),
  read: (text, out) => {
    out.describe('numbers with their base');
    emitLiterals(text, literalsOf(text), out);
  },
});
