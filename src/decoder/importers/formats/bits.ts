// Bytes as binary digits: `10000001 00000101`, `0b10000001`, `1000 0001`, one or several a line, with words before them
// that may say who sent them.

import { readLead } from '../text/directions.ts';
import { isStream } from '../text/evidence.ts';
import { isSurrounding, linesOf } from '../text/lines.ts';
import { textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

/** Words before the bytes end with a sign, and are short. */
const words = /^[\w .>-]{0,40}[:=>\]]/;
const maxWordsLength = 64;
/** A byte, its two halves perhaps apart. */
const byte = /(?:0[bB])?[01]{4}[ _.]?[01]{4}/y;
/** What stands between bytes, around them, and before a comment at the end of a line. */
const between = ' \t\r,|;[](){}';
const comment = /^(?:\/\/|#|--)/;
const minBytes = 2;
const minBytesAmongWords = 6;
/** Lines of words that may stand around the bytes. */
const maxLinesAround = 4;

/** Bytes of one line, and where they stand in it. */
interface Row {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Reads a line that holds whole bytes and nothing else, but for words before them; `null` for any other line. */
function readRow(line: string): Row | null {
  const start = words.exec(line.slice(0, maxWordsLength))?.[0].length ?? 0;
  const found: number[] = [];
  let end = start;
  let isApart = true;
  for (let at = start; at < line.length; ) {
    if (between.includes(line[at])) {
      isApart = true;
      at++;
      continue;
    }
    if (found.length > 0 && comment.test(line.slice(at, at + 2))) break;
    byte.lastIndex = at;
    const digits = byte.exec(line)?.[0];
    // Bytes without separators are as long as they are many.
    if (digits === undefined || (!isApart && digits.length !== 8)) return null;
    found.push(Number.parseInt(digits.replace(/^0b|[ _.]/gi, ''), 2));
    at += digits.length;
    end = at;
    isApart = false;
  }
  const bytes = Uint8Array.from(found);
  // Hex digits may be zeros and ones alone.
  const isOneRun = end - start === found.length * 8 && found.length > 1;
  return found.length === 0 || (isOneRun && !isStream(bytes)) ? null : { bytes, start, end };
}

function read(text: string, out: Transcript): void {
  out.describe('binary digits');
  let isKnown = false;
  for (const { start, end } of linesOf(text)) {
    const found = readRow(text.slice(start, end));
    if (found === null) {
      out.mark(start, end, 'ignored');
      continue;
    }
    const { sender, known, time } = readLead(text.slice(start, start + found.start));
    isKnown ||= known;
    out.mark(start, start + found.start, sender === null ? 'ignored' : 'direction');
    out.mark(start + found.start, start + found.end, 'bytes');
    out.only({ roles: isKnown ? 'known' : 'guess' }).bytes(sender, found.bytes, time);
  }
}

/** Binary digits. */
export const bits = textImporter({
  id: 'bits',
  name: 'binary digits',
  grade: ({ lines }) => {
    const used = lines.filter((line) => !isSurrounding(line));
    const rows = used.map(readRow);
    const count = rows.reduce((sum, found) => sum + (found?.bytes.length ?? 0), 0);
    const others = rows.filter((found) => found === null).length;
    if (count < minBytes || others > maxLinesAround) return 'no';
    // Words stand around more than the header of a frame.
    return others === 0 || count >= minBytesAmongWords ? 'certain' : 'no';
  },
  read,
});
