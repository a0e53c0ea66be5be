// Bare hex in a line: any spacing, `0x`, `\x`, `%`, commas, colons, dashes, quotes and brackets.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { compareAscii, digitAt } from './cells.ts';
import { stampLength } from './directions.ts';
import { isStream } from './evidence.ts';
import type { FoundHex } from './hex-evidence.ts';
import { isSurrounding, type Line } from './lines.ts';

/** What a line held, read from one place. */
export interface HexScan {
  readonly bytes: ByteBuilder;
  /** Tokens of a single digit; kept as one byte each. */
  singles: number;
  /** A two-digit token that begins with 0: the writer pads. */
  padded: boolean;
  /** Index of a digit without its partner, or -1. */
  half: number;
  /** Index of the first character that does not belong, or -1. */
  bad: number;
  /** Just after the last byte's last digit. */
  stop: number;
  /** Where each single-digit byte stands, to point at it when singles turn out to be halves. */
  readonly singleAt: number[];
}

const betweenCodes = new Uint8Array(256);
for (const char of ' \t,;:-|._[]{}()<>"\'`+&\u00a0') betweenCodes[char.charCodeAt(0)] = 1;

function isBetween(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  return code < 256 ? betweenCodes[code] === 1 : code === 0x2013;
}

/** Reads hex in `[from, end)` until something else comes. A comment (`#`, `//`, `/*`) after a byte ends the line. */
export function scanHex(text: string, from: number, end: number): HexScan {
  const scan: HexScan = {
    bytes: new ByteBuilder(),
    singles: 0,
    padded: false,
    half: -1,
    bad: -1,
    stop: from,
    singleAt: [],
  };
  let i = from;
  while (i < end) {
    // Basic writes &H81.
    if (text[i] === '&' && (text[i + 1] === 'H' || text[i + 1] === 'h') && digitAt(text, i + 2) >= 0) {
      i += 2;
    } else if (isBetween(text, i)) {
      i++;
      continue;
    }
    const char = text[i];
    // The line end that a log in JSON has inside its string.
    if (scan.bytes.length > 0 && char === '\\' && text[i + 1] === 'n') return scan;
    if (
      scan.bytes.length > 0 &&
      (char === '#' || (char === '/' && (text[i + 1] === '/' || text[i + 1] === '*')))
    )
      return scan;
    if (char === '0' && (text[i + 1] === 'x' || text[i + 1] === 'X')) i += 2;
    else if (char === '\\' && (text[i + 1] === 'x' || text[i + 1] === 'X')) i += 2;
    else if ((char === '%' || char === '$') && digitAt(text, i + 1) >= 0) i += 1;
    else if (char === '\\' && i + 1 >= end) return scan;
    const start = i;
    while (i < end && digitAt(text, i) >= 0) i++;
    const digits = i - start;
    if (digits === 0) {
      scan.bad = i;
      return scan;
    }
    // Words of assembler: 81h.
    const suffix =
      i < end && (text[i] === 'h' || text[i] === 'H') && (i + 1 >= end || isBetween(text, i + 1));
    if (i < end && !suffix && !isBetween(text, i) && !'\\%$#/'.includes(text[i])) {
      scan.bad = i;
      if (digits > 1) takePairs(text, start, digits - (digits & 1), scan);
      return scan;
    }
    if (digits === 1) {
      scan.singles++;
      scan.singleAt.push(start);
      scan.bytes.push(digitAt(text, start));
      scan.stop = i;
    } else {
      takePairs(text, start, digits - (digits & 1), scan);
      if (digits & 1) {
        scan.half = i - 1;
        return scan;
      }
    }
    if (suffix) i++;
  }
  return scan;
}

function takePairs(text: string, start: number, length: number, scan: HexScan): void {
  for (let k = start; k < start + length; k += 2) {
    scan.bytes.push((digitAt(text, k) << 4) | digitAt(text, k + 1));
  }
  if (text[start] === '0') scan.padded = true;
  scan.stop = start + length;
}

const arrow =
  /\s*(?:[[(]?(?:[<>]{1,3}|-{1,2}>|<-{1,2}|={1,2}>|<={1,2}|[→←⇒⇐↑↓▲▼⬆⬇]|[CSIOciso](?=\s*:?\s|>)(?! +[a-z]*[g-z]| \(\d+\) |\s*[-=]>\s))[\])]?:?)(?=\s)\s*/y;
/** The sign of an item in a list. A dash stands between bytes as well, and needs no rule. */
const bullet = /\s*[*•‣◦▪·]\s+(?=(?:0x|\\x)?[\da-f]{2}\b)/iy;
/** Both ends by their letters, of which C is a hex digit as well: `S -> C  81 05`. */
const bothEnds = /\s*[CSA-B]\s*(?:-{1,2}|=)>\s*[CSA-B]:?\s+/y;
/** The same behind words: `[conn 12] -> 81 05`. */
const innerArrow = /[\s\])](?:-{1,2}>|<-{1,2}|={1,2}>|<={1,2}|[<>]{1,3}|[→←⇒⇐])\s+(?=[0-9a-f\\])/i;
const hexToken = /^(?:0x|\\x)?(?:[0-9a-f]{2})+[,;:]?$/i;

/** Whether the words before the bytes are words: not bytes themselves, and with a letter that is no hex digit. */
function isLabel(label: string): boolean {
  const tokens = label.split(/\s+/).filter((token) => token !== '');
  const bytes = tokens.filter((token) => hexToken.test(token)).length;
  // A long run of hex is never a word of a label.
  if (tokens.some((token) => token.length >= 8 && hexToken.test(token) && /[a-f]/i.test(token))) return false;
  return /[g-z>\]|→←\u00c0-\u1fff\u3040-\ud7ff]/i.test(label) && bytes * 2 < tokens.length;
}

/** Bytes begin within so many characters of a line. */
const maxLabelLength = 240;
/** An ASCII column of fewer characters belongs to as few bytes. */
const leastColumn = 3;

/** `0x81`, `\x81`, or `81054865 ` of Foundation's `<81054865 6c6c6f>`: bytes that begin behind a bracket or a quote. */
const behindBracket =
  /0x[0-9a-f]|\\x[0-9a-f]|[0-9a-f]{8}[ >]|(?:[0-9a-f]{2}[ ,:-]){4,}[0-9a-f]{2}(?![0-9a-z])|(?:[0-9a-f]{2}){4,}(?=<\/)/iy;
export const brackets = new Set([...'[({<>"\'`'].map((char) => char.charCodeAt(0)));

/**
 * Where the hex of a line may begin: after its direction, at its start, after the words of a log. The
 * likeliest first.
 */
export function* hexStarts(text: string, start: number, end: number): Generator<number> {
  bothEnds.lastIndex = start;
  if (bothEnds.test(text) && bothEnds.lastIndex < end) {
    yield bothEnds.lastIndex;
    return;
  }
  arrow.lastIndex = start;
  if (arrow.test(text) && arrow.lastIndex < end) {
    const afterArrow = arrow.lastIndex;
    yield afterArrow;
    // A serial monitor writes an arrow after its time, before the words of the program.
    if (!/^[rt]x\b|^(?:recv|sent|send|received)\b/i.test(text.slice(afterArrow, afterArrow + 12))) return;
  }
  const until = Math.min(end, start + maxLabelLength);
  const inner = innerArrow.exec(text.slice(start, until));
  if (inner && isLabel(text.slice(start, start + inner.index + 1))) {
    yield start + inner.index + inner[0].length;
  }
  bullet.lastIndex = start;
  yield bullet.test(text) && bullet.lastIndex < end ? bullet.lastIndex : start;
  const words = wordsInBrackets(text, start, until);
  for (let i = start; i < until; i++) {
    if (i === words.start) i = words.end;
    const code = text.charCodeAt(i);
    if (brackets.has(code)) {
      // SQL: X'8105'.
      if (
        code === quoteSign &&
        /(?:^|[=,(|\s])x$/i.test(text.slice(Math.max(start, i - 2), i)) &&
        isLabel(text.slice(start, i + 1))
      )
        yield i + 1;
      behindBracket.lastIndex = i + 1;
      if (!behindBracket.test(text)) continue;
    } else if (code !== 32 && code !== 9 && code !== 58 && code !== 61 && code !== wideColon) continue;
    if (code === 58 && (isLineOfFile(text, i) || isAfterAddress(text, i) || isBeforeArrow(text, i))) continue;
    if (isLabel(text.slice(start, i + 1))) yield i + 1;
  }
}

const bracketed = /[ \t]\([^()\n]{1,40}\)(?=:[ \t])/;

/** Where words in brackets stand before a colon, `client (fd 5): 81 05`: no bytes begin in them. */
function wordsInBrackets(text: string, start: number, until: number): { start: number; end: number } {
  const colon = text.indexOf('): ', start);
  const found = colon < 0 || colon >= until ? null : bracketed.exec(text.slice(start, until));
  if (found === null || !/[a-z]{2}/i.test(found[0])) return { start: -1, end: -1 };
  return { start: start + found.index, end: start + found.index + found[0].length };
}

const lineOfFile = /\d{1,5}(?::\d{1,4})?[:\])]?(?=\s)/y;

/** Whether the colon at `at` stands between a file and a line of it: `main.go:42: `. */
function isLineOfFile(text: string, at: number): boolean {
  lineOfFile.lastIndex = at + 1;
  return /\.[a-z]\w{0,5}$/i.test(text.slice(Math.max(0, at - 8), at)) && lineOfFile.test(text);
}

/** Whether the colon at `at` stands before a port: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`. */
function isAfterAddress(text: string, at: number): boolean {
  return /(?:\d\.\d{1,3}|[\da-f]\]|localhost)$/i.test(text.slice(Math.max(0, at - 9), at));
}

/** Whether an arrow stands right after the colon at `at`: `DEBUG:root:<<< 81:05`. */
const isBeforeArrow = (text: string, at: number) => /^[<>]{1,3}\s/.test(text.slice(at + 1, at + 5));

/** The colon of Chinese and Japanese. */
const wideColon = 0xff1a;
const quoteSign = 39;
const closeRound = 41;
const comma = 44;
const closeSquare = 93;
const lineNumber = /^\s*(\d{1,7})(?:[:|.)]\s+|\t\s*| {2,})/;

/** A line of hex. */
export interface HexLine {
  /** Where the bytes begin, behind a number, a time, or the words of a log. */
  readonly start: number;
  readonly scan: HexScan;
  /** How sure it is that this is a line of hex. */
  readonly whole: boolean;
  /**
   * The offset after the part of the line that was read to decide that it holds no bytes; infinite: all of the
   * line was read.
   */
  readonly seen: number;
}

/** What `hexLine` found, to be asked whether it is bytes. */
export function foundHex({ start, scan }: HexLine): FoundHex {
  return { start, stop: scan.stop, bytes: scan.bytes.view(), isPart: scan.half >= 0 || scan.bad >= 0 };
}

/** The ASCII column of a row that lost its offset: as long as the bytes and equal to them. */
function isAsciiColumn(text: string, scan: HexScan, end: number): boolean {
  const rest = text.slice(scan.stop, end);
  const column = rest.replace(/^\s{1,}/, '').replace(/^[|>]|[|<]\s*$/g, '');
  // Zephyr leaves a blank in the middle.
  const ascii = /^\s*\|/.test(rest) && column[8] === ' ' ? column.slice(0, 8) + column.slice(9) : column;
  if (ascii.length > scan.bytes.length + 1 || ascii.length < Math.min(leastColumn, scan.bytes.length))
    return false;
  const { same, other } = compareAscii(scan.bytes.view(), scan.bytes.length, ascii);
  return other === 0 && same + (ascii.match(/\./g)?.length ?? 0) >= ascii.length - 2;
}

/** The lines are numbered, as `cat -n` and editors do: 1, 2, 3, with a colon, a bar or a tab. */
export function areNumbered(lines: readonly string[]): boolean {
  const used = lines.filter((line) => !isSurrounding(line));
  const numbers = used.map((line) => Number(lineNumber.exec(line)?.[1] ?? Number.NaN));
  return used.length > 1 && numbers.every((number, i) => number === numbers[0] + i);
}

const bareByte = /^\s*['"]?(?:0x)?([\da-f]{2})['"]?[,;]?\s*$/i;
/** What a program prints above a value: `ans =`, `data:`. */
const headingLine = /^\s*(?:[\p{L}_][\p{L}\d_ .-]{0,40}\s?[:=]?|\d+[×x]\d+ \w+(?: \w+){0,3})\s*$/u;
/** Headings above a column, and bytes in it. */
const maxHeadings = 2;
const minColumn = 4;

/** A column of bytes that begin as a connection does, with nothing but a heading. */
function areBareColumn(used: readonly string[]): boolean {
  const headings = used.findIndex((line) => bareByte.test(line));
  if (headings < 0 || headings > maxHeadings || used.length - headings < minColumn) return false;
  if (!used.slice(0, headings).every((line) => headingLine.test(line))) return false;
  const digits = used.slice(headings).map((line) => bareByte.exec(line)?.[1]);
  return (
    digits.every((pair) => pair !== undefined) &&
    isStream(Uint8Array.from(digits, (pair) => Number.parseInt(pair ?? '', 16)))
  );
}

/** A log of single bytes, one a line after the same words, or in a column. */
export function areSingle(lines: readonly string[]): boolean {
  const used = lines.filter((line) => !isSurrounding(line));
  if (areBareColumn(used)) return true;
  const words = used.map((line) => /^(.*\W)(?:0x)?[0-9a-fA-F]{2}\W*$/.exec(line)?.[1]);
  const same = words.map((label) => label?.replace(/[\d.:,-]+/g, '0'));
  return used.length > 2 && same.every((label) => label !== undefined && label === same[0]);
}

/** Where the words begin that stand behind the bytes in a column of their own. */
export const remark = /[0-9a-fA-F] {2,}(?=[|#;"'(<])/;

/** Before bytes: an address in memory (`0x7ffe1234 <buf>: 0x81`), an index (`[26] 81 05`), a number (`3: 81 05`). */
const addressBefore =
  /^(?:\s*\[\d{1,6}\](?=\s+[\da-f]{2}\s)|\s*\d{1,5}[ \t]+\|[ \t]+(?=(?:[\da-f]{2}[ \t]+){2})|\s*(?!8[\d]:)\d{1,4}:[ \t]+(?=(?:[\da-f]{2}[ \t]+){3}[^:]*$)|0x[\da-f]{6,16}(?: <[^>]{1,80}>)?:[ \t]+(?=(?:0x)?[\da-f]{2}\s))/i;

/**
 * Words behind the bytes: in brackets, which may go on in the next line, or after a comma or an arrow: `(client)`,
 * `[25 bytes]`, `, server`.
 */
const noteBehind =
  /[\da-f]([ \t]*(?:[([][^()[\]]*[g-z][^()[\]]*[)\]]|[ \t]\([^()[\]]*[g-z][^()[\]]*,|[,;|][ \t]*(?:from |by |the )*(?:client|server)|<-+[ \t]*(?:from )?(?:the )?[g-z]\w*)[ \t]*)$/i;
/** A longer end of a line is no note. */
const maxNoteLength = 60;

/** The length of such a note at the end of `[start, end)`. */
function noteLength(text: string, start: number, end: number): number {
  const last = text.charCodeAt(end - 1);
  const isLetter = (last | 32) > 102 && (last | 32) < 123;
  if (last !== closeRound && last !== closeSquare && last !== comma && !isLetter) return 0;
  return noteBehind.exec(text.slice(Math.max(start, end - maxNoteLength), end))?.[1].length ?? 0;
}

/** The text column of a row, which begins right behind its last byte: `65|.4{"type"`. */
const columnBehindBar = /^\s*((?:[\da-f]{2}[ ]{1,2}){0,31}[\da-f]{2})[ ]*\|(.{1,33}?)\|?\s*$/i;

/** Where such a column begins in a line, when it spells the bytes before it; -1 otherwise. */
function columnStart(source: string): number {
  const match = columnBehindBar.exec(source);
  if (match === null) return -1;
  const bytes = match[1].split(/ +/).map((digits) => Number.parseInt(digits, 16));
  const column = match[2][8] === ' ' && match[2].length > bytes.length ? match[2].replace(' ', '') : match[2];
  if (column.length > bytes.length) return -1;
  const { same, other } = compareAscii(Uint8Array.from(bytes), bytes.length, column);
  return other === 0 && same > 0 ? source.indexOf('|') : -1;
}

/** The end of an element of XML or HTML. */
const closingTag = /<\/[\w:.-]{1,40}>\s*$/;

/** A line without its number and without the words that stand behind the bytes in a column of their own. */
function usedPart(text: string, line: Line, numbered: boolean): Line {
  const source = text.slice(line.start, Math.min(line.end, line.start + 400));
  const address = addressBefore.exec(source)?.[0].length ?? 0;
  const start =
    address > 0
      ? line.start + address
      : numbered
        ? line.start + (lineNumber.exec(source)?.[0].length ?? 0)
        : line.start;
  const column = columnStart(source);
  if (column >= 0) return { number: line.number, start, end: line.start + column };
  const behind = remark.exec(source);
  const closing = source.endsWith('>') ? (closingTag.exec(source)?.[0].length ?? 0) : 0;
  if (closing > 0) return { number: line.number, start, end: line.start + source.length - closing };
  const isWords = behind && /[g-z]/i.test(source.slice(behind.index + 1));
  const end = isWords ? line.start + behind.index + 1 : line.end;
  return { number: line.number, start, end: isWords ? end : end - noteLength(text, start, end) };
}

/** What stands between half a byte and the bytes of a line: words, or the rest of an address. */
const wordsOrAddress = /[g-z]|\d\.\d{1,3}\.\d{1,3}[:.]\d/i;

/** The name of a connection or a request in a log. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** A line of a handshake, whose number is no byte. */
const headerLine = /^[\s"'<>*]*(?:sec-websocket-[a-z]+|content-length)["']?\s*[:=]/i;

/**
 * Up to where a later start comes to the same end as `scan`, which is no whole line: half a byte, or what is
 * no hex; -1: nowhere.
 */
function endsSame(text: string, scan: HexScan, end: number): number {
  if (scan.half >= 0) return scan.half;
  if (scan.bad < 0) return scan.bytes.length === 0 ? end : -1;
  if (scan.bytes.length < 2) return scan.bad;
  // An ASCII column must fit the bytes before it.
  const rest = text.slice(scan.bad, end).trimEnd().length;
  if (rest > scan.bytes.length + 4) return scan.bad;
  // From every later start there are more bytes than so short a column shows.
  return rest < leastColumn && scan.bytes.length > maxLabelLength + leastColumn ? scan.bad : -1;
}

/** Digits with which an ASCII column may begin, in pairs. */
const maxPairsOfColumn = 3;

/** The bytes of a row before its ASCII column, which may begin with what looks like bytes; `null` without one. */
function beforeAsciiColumn(text: string, start: number, scan: HexScan, end: number): HexScan | null {
  let row = scan;
  for (let pairs = 0; pairs <= maxPairsOfColumn && row.bytes.length > 1; pairs++) {
    if (isAsciiColumn(text, row, end)) return row;
    row = scanHex(text, start, row.stop - 2);
  }
  return null;
}

/** A name of the letters a to f in the prefix of a log, `DEBUG:feed: `, which looks like bytes. */
const nameOfHexLetters = /^[a-f]{3,}:(?![\da-f])/i;
const maxNameLength = 40;

/** Reads one line as hex; `null` when it is something else. */
export function hexLine(text: string, whole: Line, numbered: boolean): HexLine | null {
  const line = usedPart(text, whole, numbered);
  const stamp = stampLength(text.slice(line.start, Math.min(line.end, line.start + 60)));
  if (headerLine.test(text.slice(line.start, Math.min(line.end, line.start + 40)))) return null;
  let best: HexLine | null = null;
  let halved: HexLine | null = null;
  let seen = line.end < whole.end ? Number.POSITIVE_INFINITY : 0;
  let from = 0;
  let same = -1;
  for (const start of hexStarts(text, line.start + stamp, line.end)) {
    // From here the same is read as from a start before it, only less of it.
    if (start >= from && start <= same) continue;
    if (nameOfHexLetters.test(text.slice(start, Math.min(line.end, start + maxNameLength)))) continue;
    const scan = scanHex(text, start, line.end);
    from = start;
    same = endsSame(text, scan, line.end);
    const isWord = scan.bad >= 0 && scan.half < 0 && scan.bytes.length < 2;
    const before = seen;
    seen = isWord ? Math.max(seen, scan.bad + 2) : Number.POSITIVE_INFINITY;
    if (scan.bytes.length === 0 && scan.half < 0) continue;
    if (scan.bytes.length === 16 && uuid.test(text.slice(start, scan.stop))) continue;
    if (scan.bad < 0) {
      // The words before it must be words: "be: 81 05" is hex from its start, "recv: 81 05" is not.
      const better =
        !halved ||
        (scan.bytes.length > halved.scan.bytes.length &&
          wordsOrAddress.test(text.slice(halved.scan.half, start)));
      if (scan.half < 0 && better) return { start, scan, whole: true, seen: before };
      // Half a byte may be a number of the words before the bytes.
      halved ??= { start, scan, whole: true, seen };
      continue;
    }
    const row = beforeAsciiColumn(text, start, scan, line.end);
    if (row !== null) return { start, scan: { ...row, bad: -1 }, whole: true, seen };
    if (!best || scan.bytes.length > best.scan.bytes.length) best = { start, scan, whole: false, seen };
  }
  if (halved) return halved;
  // Mostly hex with a slip in it: more bytes before the slip than a word of prose can pass for.
  if (best && best.scan.bytes.length >= 2 && mostlyHex(text.slice(best.start, line.end))) return best;
  return null;
}

function mostlyHex(text: string): boolean {
  const tokens = text.split(/[\s,:;-]+/).filter((token) => token !== '');
  const good = tokens.filter((token) => /^(?:0x|\\x)?(?:[0-9a-f]{2})+h?$/i.test(token)).length;
  return good * 2 >= tokens.length;
}

/** How many of a line's bytes stand before the single digit at `at`. */
export function countBefore(text: string, bytes: Uint8Array, at: number): number {
  const from = text.lastIndexOf('\n', at) + 1;
  for (const start of hexStarts(text, from, at)) {
    const before = scanHex(text, start, at);
    if (before.bad < 0 && before.bytes.view().every((byte, i) => byte === bytes[i]))
      return before.bytes.length;
  }
  return 0;
}
