// Evidence against a reading of a text as bytes: bytes beside those that were read, a count that the text states
// and the bytes do not have, rows that are whole frames when they are read in another way. A verdict on such a reading
// is not sure.

import { decodeLatin1 } from '../bytes/utf8.ts';
import { compareAscii } from '../importers/text/cells.ts';
import { beginsStream, isDigest, isOtherNumber } from '../importers/text/evidence.ts';
import { evidenceOfFrames } from '../importers/text/frame-evidence.ts';
import { readsAsFrames } from '../importers/text/whole-frames.ts';
import type { TextMark } from '../model/importer.ts';
import { count, lineNumber } from '../model/words.ts';
import type { TakenBytes } from './byte-evidence.ts';

/** Hex digits in pairs with the same separator between them, which is the group. */
const pairs =
  /(?<![\w.\\#:/-])(?:0x|\\x)?[\da-f]{2}( {1,3}|, ?|[:;|\t-]|)(?:0x|\\x)?[\da-f]{2}(?:\1(?:0x|\\x)?[\da-f]{2})*(?![\w:./-])/gi;
/** More runs are not looked at, and more characters before one. */
const maxRuns = 400;
const maxLabel = 60;
/** Fewer bytes are numbers of the text. */
const minUnread = 4;
/** Shorter runs of digits without separators name something. */
const minName = 12;

function bytesOf(written: string): Uint8Array | null {
  if (!/^(?:[\s,:;|{}()[\]"'<>.-]|0x|\\x|[\da-f]{2})+$/i.test(written)) return null;
  const digits = written.replace(/0x|\\x/gi, '').match(/[\da-f]{2}/gi) ?? [];
  return Uint8Array.from(digits, (one) => Number.parseInt(one, 16));
}

/** A run of bytes in hex that was read. */
interface Row {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** The runs that were read; `null` where they are written in another notation. */
function rowsOf(text: string, marks: readonly TextMark[]): Row[] | null {
  const rows: Row[] = [];
  for (const { start, end, as } of marks) {
    if (as !== 'bytes') continue;
    const bytes = bytesOf(text.slice(start, end));
    if (bytes === null || rows.length >= maxRuns) return null;
    rows.push({ start, end, bytes });
  }
  return rows.length === 0 ? null : rows;
}

/** Whether digits without separators are rather a name, a number, or the address of a row. */
function isName(text: string, start: number, written: string): boolean {
  const before = text.slice(Math.max(text.lastIndexOf('\n', start - 1) + 1, start - maxLabel), start);
  return /^[\d\s]+$/.test(written) || isDigest(written) || written.length < minName || /^\s*$/.test(before);
}

/** The kind of separator between the pairs of a run. */
const separatorOf = (written: string) => /[\da-f]{2}([^\da-fx\\]?)/i.exec(written)?.[1] ?? '';

/** A sentence on bytes that stand in the text in the same notation and were not read. */
function unread(text: string, marks: readonly TextMark[], rows: readonly Row[]): string | null {
  const separators = new Set(rows.map(({ start, end }) => separatorOf(text.slice(start, end))));
  const taken = marks.filter(({ as }) => as !== 'ignored' && as !== 'direction');
  let total = 0;
  let first = -1;
  // What stands after the last of them may have been left out with a word about it.
  const until = rows[rows.length - 1].end;
  for (const match of text.slice(0, until).matchAll(pairs)) {
    const [written] = match;
    const end = match.index + written.length;
    if (taken.some((mark) => mark.start < end && mark.end > match.index)) continue;
    if (!separators.has(separatorOf(written)) || isOtherNumber(written)) continue;
    const bytes = bytesOf(written) ?? new Uint8Array();
    const { length } = bytes;
    if (
      length < minUnread ||
      bytes.every((byte, at) => byte === bytes[0] + at) ||
      (separatorOf(written) === '' && isName(text, match.index, written))
    )
      continue;
    if (first < 0) first = match.index;
    total += length;
  }
  return first < 0
    ? null
    : `${count(total, 'byte')} of this text were not read, the first of them in line ${lineNumber(text, first)}.`;
}

/** The count before a run of bytes: `len=23 `, `(23) `, `23 bytes: `. */
const statedCount =
  /(?:\b(?:len(?:gth)?|size|count|bytes|nbytes)\s?[=:]?\s?|(?<![\w.])\(\s?)(\d{1,6})(?:\s?(?:bytes|octets|b))?\s?[)\]>]?[\s:,=>-]*$|\b(\d{1,6})\s?(?:bytes|octets)[\s:,=>)\]-]*$/i;
/** Bytes of a header: the count may be that of the payload. */
const headerSizes = new Set([0, 2, 4, 6, 8, 10, 14]);

/** Whether a count is that of bytes, of the payload in them, or of the digits that they are written in. */
const isCountOf = (stated: number, length: number) =>
  headerSizes.has(length - stated) || stated === 2 * length;

/** A sentence on a count before a run that is not that of its bytes. */
function miscounted(text: string, rows: readonly Row[]): string | null {
  const counted: { stated: number; length: number; start: number }[] = [];
  for (const { start, bytes } of rows) {
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const match = statedCount.exec(text.slice(Math.max(lineStart, start - maxLabel), start));
    const last = counted[counted.length - 1];
    if (match !== null) counted.push({ stated: Number(match[1] ?? match[2]), length: bytes.length, start });
    else if (last !== undefined) last.length += bytes.length;
  }
  const wrong = counted.find(({ stated, length }) => !isCountOf(stated, length));
  if (wrong === undefined) return null;
  const { stated, length, start } = wrong;
  return `The text states ${count(stated, 'byte')} in line ${lineNumber(text, start)}, and ${length} were read there.`;
}

/** Other ways to read rows, with what tells them from the one that was taken. */
const otherWays: readonly (readonly [words: string, (row: Uint8Array, at: number) => Uint8Array])[] = [
  ...[1, 2, 4].map(
    (size) =>
      [
        `without the first ${size === 1 ? 'byte' : `${size} bytes`} of each row`,
        (row: Uint8Array) => row.subarray(size),
      ] as const,
  ),
  ...[1, 2, 4].map(
    (size) =>
      [
        `without the last ${size === 1 ? 'byte' : `${size} bytes`} of each row`,
        (row: Uint8Array) => row.subarray(0, Math.max(0, row.length - size)),
      ] as const,
  ),
  ['in every second row', (row, at) => (at % 2 === 0 ? row : row.subarray(row.length))],
  ['in the left half of each row', (row) => row.subarray(0, row.length >> 1)],
  ['in the right half of each row', (row) => row.subarray(row.length >> 1)],
];
/** Evidence of frames that is no chance, in bits. */
const minBits = 24;

/** A sentence on another way to read the rows that gives whole frames, where theirs does not. */
function otherwise(rows: readonly Row[], streams: readonly Uint8Array[]): string | null {
  if (streams.every((stream) => readsAsFrames(stream))) return null;
  for (const [words, partOf] of otherWays) {
    const bytes = Uint8Array.from(rows.flatMap((row, at) => [...partOf(row.bytes, at)]));
    if (bytes.length > 0 && readsAsFrames(bytes) && evidenceOfFrames(bytes) >= minBits)
      return `The bytes ${words} are whole frames.`;
  }
  return null;
}

/** Fewer bytes may well be sent twice. */
const minRepeated = 7;

/** Whether a direction is the same bytes twice. */
function isRepeated(stream: Uint8Array): boolean {
  const half = stream.length >> 1;
  if (stream.length % 2 === 1 || half < minRepeated) return false;
  return stream.subarray(0, half).every((byte, at) => byte === stream[half + at]);
}

const request = /(?:^|\r\n\r\n)GET \S+ HTTP\/1\.1\r\n/;
const response = /(?:^|\r\n\r\n)HTTP\/1\.1 101 /;

/** A sentence on a direction that holds more than what one end sent. */
function overfull(streams: readonly Uint8Array[]): string | null {
  if (streams.some(isRepeated)) return 'The same bytes were read twice.';
  const heads = streams.map((stream) => decodeLatin1(stream));
  return heads.some((head) => request.test(head) && response.test(head))
    ? 'The request and its response were read as bytes of one end.'
    : null;
}

/** What stands between two dumps beside each other. */
const gap = /\t[ \t]*| {3,}|[ \t]*\|[ \t]*/;

/** A sentence on rows that hold two dumps beside each other. */
function columns(text: string, rows: readonly Row[]): string | null {
  const cells = rows.map(({ start, end }) => text.slice(start, end).split(gap).map(bytesOf));
  const isTwo = cells.every(
    (row) => row.length === 2 && row.every((cell) => cell !== null && cell.length > 1),
  );
  if (!isTwo) return null;
  const dumps = [0, 1].map((at) => Uint8Array.from(cells.flatMap((row) => [...(row[at] ?? [])])));
  return dumps.every(beginsStream)
    ? 'Each row holds two runs of bytes beside each other, which were read as one.'
    : null;
}

/** A sentence on rows whose column of text has as many characters as they have bytes, and spells other ones. */
function misspelt(text: string, rows: readonly Row[]): string | null {
  for (const { end, bytes } of rows) {
    const newline = text.indexOf('\n', end);
    const rest = text.slice(end, newline < 0 ? text.length : newline).replace(/\r$/, '');
    const column = rest.replace(/^[ \t]{1,60}[|>*]?/, '').replace(/[|<*]$/, '');
    if (column.length !== bytes.length || column.length < minUnread) continue;
    const { same, other } = compareAscii(bytes, bytes.length, column);
    if (other > 0 && same > other)
      return `The text beside the bytes in line ${lineNumber(text, end)} does not spell them.`;
  }
  return null;
}

/**
 * A sentence on the evidence against a reading; `null` without any. Rows of packets hold more than the bytes of one
 * end.
 */
export function doubtOf(text: string, { marks, streams }: TakenBytes, hasPackets: boolean): string | null {
  const rows = rowsOf(text, marks);
  if (hasPackets) return rows === null ? null : misspelt(text, rows);
  const ofStreams = overfull(streams) ?? (rows === null ? null : misspelt(text, rows));
  if (ofStreams !== null || rows === null) return ofStreams;
  return (
    columns(text, rows) ?? otherwise(rows, streams) ?? miscounted(text, rows) ?? unread(text, marks, rows)
  );
}
