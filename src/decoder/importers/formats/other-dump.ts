// Dumps whose bytes are those of something else than one connection: memory images (Intel HEX, S-records),
// registers of devices (lspci -x, i2cdetect, i2cdump), two dumps in a diff, a part of a mail. They are
// named and not read: as bytes they would be judged as frames.

import type { TextHead } from '../text/head.ts';
import { otherDump } from '../text/lossy.ts';
import { nothingToRead, textImporter } from '../text/text-importer.ts';

/** A kind of dump, and what to do with it. */
interface OtherKind {
  readonly name: string;
  /** What its bytes are, and what to paste instead. */
  readonly advice: string;
  matches(lines: readonly string[]): boolean;
}

/** Lines with text that are looked at. */
const maxLines = 2000;
/** From this share of the lines on, all of them are taken for records. */
const recordShare = 0.8;

const image =
  'The bytes of a memory image have addresses and checksums between them. Convert it to the bytes alone (objcopy -O binary, then xxd) if they are those of a connection.';
const registers = 'They are registers of a device. Paste a dump of the connection.';

function shareOf(lines: readonly string[], fits: (line: string) => boolean): number {
  return lines.length === 0 ? 0 : lines.filter(fits).length / lines.length;
}

/** Bytes as hex digits whose sum has this value in its low eight bits. */
function hasSum(digits: string, sum: number): boolean {
  let total = 0;
  for (let i = 0; i + 1 < digits.length; i += 2) total += Number.parseInt(digits.slice(i, i + 2), 16);
  return (total & 255) === sum;
}

/** `:10000000...`: count, address, type, data, checksum. */
function isIntelRecord(line: string): boolean {
  const digits = /^:((?:[\da-f]{2}){5,261})$/i.exec(line.trim())?.[1];
  return (
    digits !== undefined &&
    Number.parseInt(digits.slice(0, 2), 16) * 2 + 10 === digits.length &&
    hasSum(digits, 0)
  );
}

/** `S113...`: type, count, address, data, checksum. */
function isMotorolaRecord(line: string): boolean {
  const digits = /^S[0-9]((?:[\da-f]{2}){3,255})$/i.exec(line.trim())?.[1];
  return (
    digits !== undefined &&
    Number.parseInt(digits.slice(0, 2), 16) * 2 + 2 === digits.length &&
    hasSum(digits, 255)
  );
}

/** A row of a dump after the mark of its side, with its offset or without. */
const markedRow = /^[-+<>] ?(?:[\da-f]{4,8}:?\s+|\|?[\da-f]{8}\|\s*)?(?:(?:0x|\\x)?[\da-f]{2}[\s,:]*){4}/i;
const diffCommand = /^\d+(?:,\d+)?[acd]\d+(?:,\d+)?\s*$/;

/** Most lines of both sides are rows of a dump. */
function isDiff(lines: readonly string[]): boolean {
  const isUnified = lines.some((line) => /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/.test(line));
  if (!isUnified && !lines.some((line) => diffCommand.test(line))) return false;
  const marked = lines.filter((line) => (isUnified ? /^(?:-(?!--)|\+(?!\+\+))/ : /^[<>]/).test(line));
  return marked.length > 0 && shareOf(marked, (line) => markedRow.test(line)) > 0.5;
}

const kinds: readonly OtherKind[] = [
  {
    name: 'Intel HEX records',
    advice: image,
    matches: (lines) => shareOf(lines, isIntelRecord) >= recordShare,
  },
  { name: 'S-records', advice: image, matches: (lines) => shareOf(lines, isMotorolaRecord) >= recordShare },
  {
    name: 'a diff of two dumps',
    advice: 'Its sides are two inputs. Paste the lines of one side, without the marks at their beginning.',
    matches: isDiff,
  },
  {
    name: 'the registers of a PCI device (lspci -x)',
    advice: registers,
    matches: (lines) =>
      lines.some((line) => /^(?:[\da-f]{4}:)?[\da-f]{2}:[\da-f]{2}\.[0-7] \S/i.test(line)) &&
      lines.some((line) => /^[\da-f]{2,3}:(?: [\da-f]{2}){16}\s*$/i.test(line)),
  },
  {
    name: 'a table of an I2C bus or device (i2cdetect, i2cdump)',
    advice: registers,
    matches: (lines) =>
      lines.some((line) => /^ {3,5} 0 {2}1 {2}2 {2}3 {2}4 {2}5 {2}6 {2}7\b/.test(line)) &&
      lines.some((line) => /^[\da-f]0:(?: (?:[\da-f]{2}|--|UU|XX| {2}))+/i.test(line)),
  },
  {
    name: 'a registry export of Windows',
    advice: 'Paste the digits after hex: alone if they are bytes of a connection.',
    matches: (lines) =>
      lines.some((line) => /^\[-?HKEY_\w+/.test(line)) &&
      lines.some((line) => /=hex(?:\([\da-f]\))?:/i.test(line)),
  },
  {
    name: 'a part of a mail in base64',
    advice: 'Paste the lines of base64 alone if they are bytes of a connection.',
    matches: (lines) => lines.some((line) => /^Content-Transfer-Encoding:\s*base64\s*$/i.test(line)),
  },
];

function kindOf({ lines }: TextHead): OtherKind | undefined {
  const used = lines.filter((line) => line.trim() !== '').slice(0, maxLines);
  return kinds.find((kind) => kind.matches(used));
}

/** Dumps of something else. */
export const otherDumps = textImporter({
  id: 'other-dump',
  name: 'dump of something else than a connection',
  grade: (head) => (!head.isStripped && kindOf(head) ? 'certain' : 'no'),
  open: (text, out) => {
    const lines = text.split(/\r?\n/);
    const kind = kindOf({ text, lines, whole: true, isDump: false, isStripped: false });
    out.describe(kind?.name ?? 'dump of something else');
    out.note(
      'error',
      otherDump,
      `Expected the bytes of a connection, found ${kind?.name ?? 'another dump'}. ${kind?.advice ?? registers}`,
    );
    return nothingToRead;
  },
});
