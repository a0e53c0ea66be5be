// Numbers from 0 to 255 in decimal, bare or in brackets: `129, 5, 72`, `[129, 5, 72]` (Python, JavaScript,
// Ruby, Rust), Go's `[129 5 72]`, Perl's `129.5.72`, arrays in an array (one a read or a message), and lists with
// indexes as PHP and the consoles of browsers print them.

import { isStream } from '../text/evidence.ts';
import { indexedLiterals, isIndexed } from '../text/indexed.ts';
import { isSurrounding } from '../text/lines.ts';
import { emitLiterals, type Literal } from '../text/literals.ts';
import { dottedLists, innerLists, numberLists } from '../text/number-runs.ts';
import { parseNumbers } from '../text/numbers.ts';
import { streamScore } from '../text/plausible.ts';
import { textImporter } from '../text/text-importer.ts';

const nested = /^\s*\[\s*(?:\[\s*\]\s*,\s*)*\[/;
const whole = /^[[(]?\s*\d{1,3}(?:[\s,;]+\d{1,3})+[\s,;]*(?:(?:\.\.\.|…).*)?[\])]?[;,]?$/;

const dottedBytes = (list: string) => Uint8Array.from(list.split('.'), Number);

/** Whether a list of numbers with dots between them begins as a connection does. */
function hasDottedStream(text: string): boolean {
  return dottedLists(text).some(({ start, end }) => {
    const list = text.slice(start, end);
    return list.split('.').every((number) => Number(number) < 256) && isStream(dottedBytes(list));
  });
}

/** The addresses before the rows that GDB prints: `0x555555558060 <rx>:`. */
const addresses = /^0x[\da-f]{6,16}(?: <[^>\n]{1,80}>)?:/gm;
/** The headings of MATLAB and Octave above the columns of a long vector. */
const columnHeading = /^[ \t]*Columns \d+ (?:through|and|to) \d+:?[ \t]*\r?$/gm;
/** The sign with which a statement of MATLAB and Octave goes on in the next line. */
const goesOn = /[ \t]\.{3}[ \t]*\r?\n(?=[ \t]*\d)/g;
/** What numpy prints behind the numbers. */
const numberType = /\], dtype=u?int8\)/g;
const blank = (written: string) => written.replace(/[^\r\n]/g, ' ');
const withoutAddresses = (text: string) =>
  text
    .replace(addresses, blank)
    .replace(columnHeading, blank)
    .replace(goesOn, blank)
    .replace(numberType, (written) => ']'.padEnd(written.length));

function* literalsOf(whole: string): Generator<Literal> {
  const text = withoutAddresses(whole);
  let any = false;
  for (const literal of indexedLiterals(text)) {
    any = true;
    yield literal;
  }
  if (any) return;
  for (const { start, end } of dottedLists(text)) {
    any = true;
    const bytes = dottedBytes(text.slice(start, end));
    yield { start, end, bytesStart: start, bytesEnd: end, bytes };
  }
  if (any) return;
  yield* withoutPlaces(text, [...plainLists(text)]);
}

/** Fewer numbers in round brackets are a place in a file, `main.nim(1, 8)`, where a longer list is a stream. */
const minNumbers = 4;

function withoutPlaces(text: string, lists: readonly Literal[]): readonly Literal[] {
  const isPlace = ({ start, bytes }: Literal) =>
    (text[start] === '(' || text[start - 1] === '(') && bytes.length < minNumbers;
  const others = lists.filter((list) => !isPlace(list));
  return others.some(({ bytes }) => isStream(bytes)) ? others : lists;
}

function* plainLists(text: string): Generator<Literal> {
  const isNested = nested.test(text);
  for (const { start, end } of isNested ? innerLists(text) : numberLists(text)) {
    const opened = text[start] === '[' || text[start] === '(';
    const from = opened ? start + 1 : start;
    const numbers = parseNumbers(text, from, end);
    if (numbers.bytes.length < (isNested ? 1 : 2)) continue;
    yield {
      start,
      end,
      bytesStart: from,
      bytesEnd: numbers.stop,
      bytes: numbers.bytes,
      more: numbers.more,
      bad: numbers.bad >= 0 ? { at: numbers.bad, text: numbers.badText } : undefined,
      open: opened && text[end - 1] !== ']' && text[end - 1] !== ')',
    };
  }
}

/** Decimal numbers that cannot be hex: one of them has one or three digits, none begins with 0 but 0 itself. */
function isDecimal(text: string): boolean {
  const tokens = text.match(/[0-9A-Za-z]+/g) ?? [];
  const numbers = tokens.filter((token) => /^(?:0|[1-9]\d{0,2})$/.test(token) && Number(token) < 256);
  if (numbers.length !== tokens.length || numbers.length < 2) return false;
  return (
    numbers.some((token) => token.length === 3) ||
    (/[[,]/.test(text) && numbers.some((token) => token.length === 1))
  );
}

/** What a program writes before a list that has an importer of its own. */
const typed =
  /(?<![\s{,]:)(?:Array|Buffer|Contents|[Bb]ytes?|bytearray|[Uu]?[Ii]nt8|u8|vec!|Data|Of|from)[^\w":]*$/;

/** A list in brackets among the words of a log or in a JSON document, which is nothing but decimal numbers. */
function isPlainList(line: string): boolean {
  const [found] = numberLists(line);
  if (!found) return false;
  const { start, end } = found;
  const source = line.slice(start, end);
  if (!/^[[(].*[\])]$/s.test(source) || !isDecimal(source)) return false;
  if (typed.test(line.slice(0, start))) return false;
  const { bytes, bad } = parseNumbers(line, start + 1, end);
  return bad < 0 && bytes.length > 3 && streamScore(bytes) > 0;
}

/** A list in brackets with a number in each line, after a name. */
const overLines = /[=:(&]\s*\[[ \t]*\r?\n(?:[ \t]*\d{1,3},?[ \t]*\r?\n){4,200000}[ \t]*\]/;

/** Lists of decimal numbers. */
export const decimalList = textImporter({
  id: 'decimal-list',
  name: 'decimal numbers',
  grade: (head) => {
    const text = withoutAddresses(head.text);
    const lines = head.lines.map(withoutAddresses);
    if (isIndexed(text) || hasDottedStream(text)) return 'certain';
    const used = lines.filter((line) => !isSurrounding(line));
    const body = used.join('\n').replace(/(?:\.\.\.|…).*/g, '');
    const flat = nested.test(body) ? body.replace(/[[\]]/g, ' ') : used.join(' ');
    if (isDecimal(body) && whole.test(flat.trim())) return 'certain';
    const negative = /[[(,]\s*-\d/.test(text);
    if (!negative && !/[<{]/.test(text) && used.some(isPlainList)) return 'certain';
    if (!negative && overLines.test(text)) return 'likely';
    const rows = used.filter((line) => {
      if (/0x|\\x|[0-9a-f]{2}[:-][0-9a-f]{2}/i.test(line)) return false;
      const [found] = numberLists(line);
      return found !== undefined && isDecimal(line.slice(found.start, found.end));
    });
    if (rows.length === 0) return 'no';
    if (/["<{]/.test(text)) return !negative && used.some(isPlainList) ? 'likely' : 'no';
    const long = rows.some((row) => (row.match(/\d+/g)?.length ?? 0) >= 6);
    return rows.length * 2 >= used.length || long ? 'likely' : 'no';
  },
  read: (text, out) => {
    out.describe('decimal numbers');
    emitLiterals(text, literalsOf(text), out);
  },
});
