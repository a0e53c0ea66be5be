// Text with escapes for what cannot be printed, in quotes or bare: "\x81\x05Hello", "\201\5Hello", "\u0081\u0005Hello",
// $'...' of the shell, printf '...'. C, JavaScript, PHP, Rust, Ruby, Perl and JSON write bytes so, and Lua in decimal:
// "\129\5Hello". Pascal writes the numbers beside the quotes: #$81#5'Hello'. `\x81\x05` alone is hex.

import { parseHex } from '../../bytes/hex.ts';
import { encodeText } from '../../bytes/utf8.ts';
import { readEscapes } from '../text/escapes.ts';
import { isStream } from '../text/evidence.ts';
import { lineEndFrom } from '../text/lines.ts';
import { emitLiterals, type Literal } from '../text/literals.ts';
import { sqlValues } from '../text/sql-values.ts';
import { textImporter } from '../text/text-importer.ts';

const escapeMark = /\\(?:x[0-9a-fA-F]{2}|[xu]\{[0-9a-fA-F]{1,2}\}|[0-7]{1,3}|u00[0-9a-fA-F]{2})/;
const languages =
  /(?<![\w\\])[rR]?[bB][rR]?['"]|\]byte\(|\]uint8\(|<<"|Buffer@[0-9a-f]+\[p=|\b\w+\(\d+(?:<[^>]*>)?, (?!\d+\):).*"/;
/** Bytes of a database as one number in hex: `\\x8105486c`. */
const oneNumber = /(?<![^\s|=:'"(])\\x(?:[\da-f]{2}){6,}(?=[\s|'",;)]|$)/gi;
const allHex = /^[\s"'`;,]*(?:\\[xX][0-9a-fA-F]{2}[\s"'`+;,\\]*)+$/;

/** Escapes of three digits, one of them 8 or 9 and none above 255, are decimal. Who writes octal fills up to three. */
function isDecimal(text: string): boolean {
  let isProven = false;
  for (const [, digits] of text.matchAll(/(?<!\\)(?:\\\\)*\\(\d{3})/g)) {
    if (Number(digits) > 255) return false;
    isProven ||= /[89]/.test(digits);
  }
  return isProven;
}

/** A string of Pascal that begins with a number: characters by their numbers, and runs of characters in quotes. */
const pascalString =
  /(?<![\w#&'])#(?:\$[\da-f]{1,2}|\d{1,3})(?:\s{0,8}\+?\s{0,8}(?:#(?:\$[\da-f]{1,2}|\d{1,3})|'(?:[^'\n]|'')*'))+/gi;
const pascalPart = /#\$([\da-f]{1,2})|#(\d{1,3})|'((?:[^'\n]|'')*)'/gi;

function pascalBytes(written: string): Uint8Array {
  const parts = [...written.matchAll(pascalPart)].map(([, hex, decimal, characters]) =>
    characters === undefined
      ? [hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)]
      : [...encodeText(characters.replaceAll("''", "'"))],
  );
  return Uint8Array.from(parts.flat());
}

/** The strings of Pascal in a text, when one of them begins as a connection does. */
function pascalLiterals(text: string): Literal[] {
  const literals = [...text.matchAll(pascalString)].map(({ 0: written, index }): Literal => {
    const end = index + written.length;
    return { start: index, end, bytesStart: index, bytesEnd: end, bytes: pascalBytes(written) };
  });
  return literals.some(({ bytes }) => isStream(bytes)) ? literals : [];
}

/** The payload of a packet as Scapy shows it: a backslash of what is no ASCII is written twice. */
const scapyLoad = /\bload[ \t]*=[ \t]*(['"])((?:[^\\\n]|\\.)*?)\1/g;

function scapyLiterals(text: string): Literal[] {
  return [...text.matchAll(scapyLoad)]
    .filter(([, , written]) => /\\\\x[\da-f]{2}/i.test(written))
    .map(({ 0: all, 2: written, index }): Literal => {
      const once = written.replace(/\\\\(?=x[\da-f]{2})/gi, '\\');
      const bytesStart = index + all.length - 1 - written.length;
      const bytesEnd = bytesStart + written.length;
      const { bytes } = readEscapes(once, 0, once.length, '');
      return { start: bytesStart - 1, end: bytesEnd + 1, bytesStart, bytesEnd, bytes };
    });
}

function* literalsOf(text: string): Generator<Literal> {
  const whole = [pascalLiterals(text), scapyLiterals(text)].find(({ length }) => length > 0);
  if (whole !== undefined) {
    yield* whole;
    return;
  }
  const radix = isDecimal(text) ? 10 : 8;
  const isBare = beginsBare.test(text) || isBareBeforeQuotes(text);
  const quoted = /(?<!\\)["'`](?=(?:[^"'`\\\n]|\\.)*\\(?:x[0-9a-fA-F]{2}|x\{|[0-7]{1,3}|u00))/g;
  let any = false;
  let lineEnd = -1;
  for (let match = isBare ? null : quoted.exec(text); match; match = quoted.exec(text)) {
    any = true;
    const from = quoted.lastIndex;
    if (lineEnd < from) lineEnd = lineEndFrom(text, from);
    const part = readEscapes(text, from, lineEnd, match[0], radix);
    const end = Math.min(text.length, part.stop + 1);
    const isTerminated = terminated.test(text.slice(Math.max(0, match.index - maxDirective), match.index));
    yield {
      start: match.index,
      end,
      bytesStart: from,
      bytesEnd: part.stop,
      bytes: isTerminated ? Uint8Array.of(...part.bytes, 0) : part.bytes,
      open: !part.closed,
    };
    quoted.lastIndex = Math.max(from, end);
  }
  if (any) return;
  // Bare: each line is a run; the words of a log before it are no part of it.
  let start = 0;
  while (start < text.length) {
    const line = text.indexOf('\n', start);
    const end = line < 0 ? text.length : line;
    const source = withoutBox(text.slice(start, end).replace(/\r$/, ''));
    const first = source.search(escapeMark);
    if (first >= 0) {
      const from = start + startOfBare(source, first, radix);
      // `sed -n l` ends each line with a dollar sign.
      const isOfSed = source.endsWith('$') && /^\\[0-3]\d\d/.test(source.slice(first));
      const part = readEscapes(text, from, start + source.length - (isOfSed ? 1 : 0), '', radix);
      yield {
        start: from,
        end: start + source.length,
        bytesStart: from,
        bytesEnd: part.stop,
        bytes: part.bytes,
        open: part.half >= 0,
      };
    }
    start = end + 1;
  }
}

/** A row without the line of the box behind its last cell. */
function withoutBox(line: string): string {
  const row = line.trimEnd();
  return /^\s*[\u2502|]/.test(row) && /[\u2502|]$/.test(row) ? row.slice(0, -1).trimEnd() : line;
}

/** Directives of assemblers that add a zero to their string. */
const terminated = /\.(?:string|asciz)[ \t]+$/;
const maxDirective = 12;

/** Whether the first escape stands before the first quote of its line, and what begins there is a connection. */
function isBareBeforeQuotes(text: string): boolean {
  const first = text.search(escapeMark);
  if (first < 0) return false;
  const lineStart = text.lastIndexOf('\n', first) + 1;
  if (/["'`]/.test(text.slice(lineStart, first))) return false;
  return isStream(readEscapes(text, first, lineEndFrom(text, first), '').bytes);
}

/** Where the bytes of a line begin whose first escape stands at `first`: there, or behind the words of a log. */
function startOfBare(source: string, first: number, radix: 8 | 10): number {
  if (isStream(readEscapes(source, first, source.length, '', radix).bytes)) return first;
  const label = /^(?:.*?[:=>]\s+)/.exec(source.slice(0, first))?.[0].length;
  return label ?? source.length - source.trimStart().length;
}

/** `bat -A` shows a blank as a dot in the middle of the line, and control characters as `\u{5}`. */
const dotsOfBat = /\\u\{[\da-f]{1,2}\}/i;

/** A text with blanks for the signs that stand for them: each is one character. */
function withBlanks(text: string): string {
  return dotsOfBat.test(text) && !/[^\S\n]/.test(text.trim()) ? text.replaceAll('\u00b7', ' ') : text;
}

/** A text that begins with an escape is no literal, and quotes in it are characters: `sed -n l` prints so. */
const beginsBare = /^\s*\\(?:[0-3]\d\d|x[\da-f]{2})/i;

/** Whether all backslashes of a text begin numbers of a database, of which the first is a stream. */
function isOneNumber(text: string): boolean {
  const numbers = text.match(oneNumber) ?? [];
  if (numbers.length === 0 || numbers.length !== text.split('\\').length - 1) return false;
  return isStream(parseHex(numbers[0]?.slice(2) ?? '') ?? new Uint8Array(0));
}

/** Strings with escapes. */
export const escaped = textImporter({
  id: 'escaped',
  name: 'text with \\x or octal escapes',
  grade: ({ text }) => {
    if (pascalLiterals(text).length > 0 || scapyLiterals(text).some(({ bytes }) => isStream(bytes)))
      return 'certain';
    if (!escapeMark.test(text) || allHex.test(text.trim())) return 'no';
    if (isOneNumber(text)) return 'no';
    // Literals of a language have an importer of their own.
    if (languages.test(text) || /^[0-7]{7} /m.test(text) || sqlValues(text).length > 0) return 'possible';
    const found = text.match(new RegExp(escapeMark, 'g'))?.length ?? 0;
    // A JSON document may hold a few escapes and still be something else.
    return found > 1 && !/^\s*[{[]/.test(text) ? 'certain' : 'likely';
  },
  read: (text, out) => {
    out.describe('text with escapes');
    emitLiterals(text, literalsOf(withBlanks(text)), out);
  },
});
