// Any other hex viewer that prints an offset, bytes and perhaps text: HxD, WinHex, Netty's ByteBufUtil table,
// PowerShell's Format-Hex, certutil, WinDbg `db`, gdb `x/16xb`. The offsets must rise by the size of the
// rows.

import { parseHex } from '../../bytes/hex.ts';
import { compareAscii, hexCells } from '../text/cells.ts';
import { type Lead, readLead } from '../text/directions.ts';
import { firstRows, TableReader } from '../text/dump-table.ts';
import { emitPiece } from '../text/emit.ts';
import { beginsStream } from '../text/evidence.ts';
import { isColumnNumbers } from '../text/lines.ts';
import { risingOffsets } from '../text/offsets.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const lead =
  /[ \t|]*(?:0x)?((?:[0-9a-fA-F]{8}`)?[0-9a-fA-F]{4,16})h?[ \t]*(?:<[^>]*>)?[:|]?[ \t|]*(?<=[ \t|:])(?=(?:0x)?[0-9a-fA-F]{2}(?:[^0-9a-fA-F]|$)|(?<=:[ \t]{1,2})[0-9a-fA-F]{4}(?:[ \t]|$))/y;
/** The only row of a dump: its offset of zeros, what keeps that apart from the bytes, and the first of them. */
const onlyRow =
  /^[ \t|]*(0x)?(0{1,16})h?([ \t]*[:|][ \t|]*|[ \t]+)(?=((?:0x)?[0-9a-f]{2}(?:[0-9a-f]{2})?)(?:[ \t,]+(?:0x)?[0-9a-f]{2}|[ \t]*$))/i;
const onlyLead = /[ \t|]*(?:0x)?(0{1,16})h?[ \t]*[:|]?[ \t|]*(?<=[ \t|:])(?=(?:0x)?[0-9a-fA-F]{2})/y;
/** The line after the only row: how many bytes there were. */
const endOffset = /^[ \t]*(?:0x)?0{2,14}[0-9a-f]{1,2}h?[ \t\r]*$/i;
const severalBytes =
  /(?:\b(?:0x)?[0-9a-f]{2}[ ,:-]+){2}(?:0x)?[0-9a-f]{2}\b|\b[0-9a-f]{4} +[0-9a-f]{4}\b|[0-9a-f]{6}/i;

/** Whether one line alone holds bytes, and begins with the offset 0 rather than with a byte 00. */
function isOnlyRow(lines: readonly string[]): boolean {
  const withBytes = lines.filter(
    (line) => severalBytes.test(line.slice(0, maxRowLength)) && !endOffset.test(line),
  );
  const match = withBytes.length === 1 ? onlyRow.exec(withBytes[0]) : null;
  if (match === null) return false;
  const [, prefix, zeros, between, first] = match;
  // 0x81 in a row of such words is a byte, and one digit is a number of a list.
  if (prefix !== undefined) return /[:|]/.test(between) || !first.startsWith('0x') || zeros.length > 2;
  // xxd has an importer of its own.
  if (/[:|]/.test(between)) return zeros.length > 1 && !(first.length === 4 && zeros.length > 6);
  return zeros.length > 3 && (between.length > 1 || between === '\t' || first.length === 2);
}

/** The bytes of a row, and its text column after a gap. */
const bytesAndText = /^((?:[0-9a-fA-F]{2}[ -]{1,2}){2,16}) +(\S.*)$/;
/** Characters of a row that are looked at: the widest view of 16 bytes has fewer. */
const maxRowLength = 160;

/** Lines that are looked at for groups of four bytes. */
const maxLookedAt = 400;

/** A row with the offset of the first. */
const startRow = /^0{8,16}[ \t]/m;

/** Whether the text column of a row spells its bytes: then what stands before them is an offset. */
function isSpelt({ data }: { data: string }): boolean {
  const match = bytesAndText.exec(data.slice(0, maxRowLength).trimEnd());
  if (match === null) return false;
  const bytes = match[1].trim().split(/[ -]+/);
  const text = [...match[2]];
  // Blanks at the end of the column are lost when a text is copied.
  const isSame = (char: string, i: number) => {
    const code = Number.parseInt(bytes[i], 16);
    return code > 0x20 && code < 0x7f ? char.charCodeAt(0) === code : true;
  };
  return text.length > 1 && text.length <= bytes.length && text.every(isSame);
}

/** Groups of four bytes or two, and a text column that spells them: the memory view of Xcode, radare2. */
const groupedRow =
  /^[ \t]*(?:0x)?([\da-f]{6,16}):?[ \t]+((?:[\da-f]{8} ){1,3}(?:[\da-f]{2}){1,4}|[\da-f]{8}|(?:[\da-f]{4} ){2,7}(?:[\da-f]{2}){1,2}) {2,}(\S.{0,15})[ \t]*$/i;
const groupedLead = /[ \t]*(?:0x)?([\da-f]{6,16}):?[ \t]+(?=(?:[\da-f]{2}){1,4}(?:[ \t]|$))/iy;

function groupedBytes(line: string): Uint8Array {
  const digits = groupedRow.exec(line.replace(/\r$/, ''))?.[2] ?? '';
  return parseHex(digits.replaceAll(' ', '')) ?? new Uint8Array(0);
}

function isGroupedRow(line: string): boolean {
  const column = groupedRow.exec(line.replace(/\r$/, ''))?.[3] ?? '';
  const bytes = groupedBytes(line);
  if (bytes.length < minGrouped) return false;
  const { same, other } = compareAscii(bytes, bytes.length, column);
  return other === 0 && same > 0;
}

/** Fewer bytes in a row agree with other words by chance. */
const minGrouped = 5;

/** A channel in a log of Netty has an importer of its own. */
const nettyHeading = /\] (?:READ|RECEIVED|WRITE)(?:: |\()\d+B/;
const nettyRow = /^[ \t]*\|[0-9a-f]{8}\|(?: [0-9a-f]{2})+/m;

function open(head: string, out: Transcript): TextReader {
  out.describe('hex view');
  const isGrouped = head.split('\n', maxLookedAt).some(isGroupedRow);
  // A viewer that leaves a wider space in the middle of the row needs a wider one to end the bytes.
  const rows = firstRows(head, lead, 64);
  const middle = rows.some(({ data }) =>
    /^(?:0x)?[0-9a-fA-F]{2}(?: [0-9a-fA-F]{2}){3,7}(?: {2}|-| - )[0-9a-fA-F]{2} [0-9a-fA-F]{2} /.test(data),
  );
  const isWide = rows.some(({ data }) =>
    /^(?:[0-9a-fA-F]{2} ){8} {2}[0-9a-fA-F]{2} [0-9a-fA-F]{2} /.test(data),
  );
  // Data::HexDump of Perl
  const isDashed = rows.some(({ data }) => /^(?:[0-9a-fA-F]{2} ){8}- [0-9a-fA-F]{2} /.test(data));
  // gdb and lldb write 0x81 in columns that tabs keep apart.
  const prefixed = rows.length > 0 && rows.every(({ data }) => /^0x/i.test(data));
  const cells = hexCells(prefixed ? 99 : isDashed || isWide ? 4 : middle ? 3 : 2);
  const isOnly = isOnlyRow(head.split(/\r?\n/));
  let above = readLead('');
  const ownLead = isGrouped ? groupedLead : isOnly ? onlyLead : lead;
  return new TableReader<Lead>({ lead: ownLead, radix: 16, cells, rowSize: 16 }, out, {
    key: () => above,
    other: (text, line) => {
      const words = text.slice(line.start, Math.min(line.end, line.start + 200));
      const found = readLead(words);
      if (found.sender === null || /^[\s+|-]*$/.test(words)) return undefined;
      above = found;
      return 'break';
    },
    piece: (piece, { known, sender, time }) =>
      emitPiece(piece, out.only({ roles: known ? 'known' : 'guess' }), sender, time),
  });
}

/** Tables of hex viewers. */
export const hexView = textImporter({
  id: 'hex-view',
  name: 'hex viewer',
  grade: ({ text, lines }) => {
    if (nettyRow.test(text)) return nettyHeading.test(text) ? 'likely' : 'certain';
    const grouped = lines.slice(0, maxLookedAt).find(isGroupedRow);
    if (grouped !== undefined) return beginsStream(groupedBytes(grouped)) ? 'likely' : 'no';
    const { rows, share } = risingOffsets(lines);
    if (rows > 1 && share > 0.7) return firstRows(text, lead, 2).length === 2 ? 'likely' : 'no';
    if (isOnlyRow(lines)) {
      // With a text column between bars it is hexdump -C, between angle brackets od: they end in such a line too.
      const mayEnd = !lines.some((line) => /\|.*\||>.*<[ \t\r]*$/.test(line.slice(0, maxRowLength)));
      const isRow = (line: string) => onlyRow.test(line) || (mayEnd && endOffset.test(line));
      return lines.some((line) => line.trim() !== '' && !isRow(line)) ? 'likely' : 'certain';
    }
    if (!startRow.test(text)) return 'no';
    const [first, second] = firstRows(text, lead, 2);
    const isAlone = first !== undefined && second === undefined && /^0+$/.test(first.offset);
    return isAlone && (isSpelt(first) || lines.some(isColumnNumbers)) ? 'certain' : 'no';
  },
  open,
});
