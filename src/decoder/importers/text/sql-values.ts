// Binary values in statements of SQL and in dumps of databases: `X'8105'` (standard, SQLite, MySQL), `0x8105` (SQL
// Server, mysqldump --hex-blob), `HEXTORAW('8105')` (Oracle), `decode('8105', 'hex')` and `'\x8105'` (PostgreSQL, also
// in the rows of COPY). Which end sent one stands in another column of its row.

import { parseHex } from '../../bytes/hex.ts';
import type { Sender } from '../../model/basics.ts';
import { isStream } from './evidence.ts';
import type { Literal } from './literals.ts';

/** Words that begin a statement, and a block of rows. */
const statement =
  /^[ \t]*(?:\S{1,40}[>#=][ \t]*)?(?:insert\s+(?:into|ignore)|replace\s+into|update\s+\S+\s+set|select\b|values\s*\(|copy\s+\S+.*\bfrom\s+stdin|merge\s+into|exec(?:ute)?\s|call\s|declare\s|set\s+@)/im;
/** Group 1: the digits of a value. */
const value =
  /(?:\bhextoraw|\b(?:decode|unhex|from_hex|x2b|hex_?to_?bin|to_bytes|hexstr))\(\s*'([\da-f]+)'|(?<![\w'])x'([\da-f]+)'|(?<![\w'])0x([\da-f]{4,})(?![\da-f'\w])|(?<![\w\\])(?:e'\\{1,2}|'\\|\\{1,2})x([\da-f]{4,})(?=['\t\r\n]|$)/gim;
/** The column that names an end: `'server'`, or a cell of a row of COPY. */
const end = /['"\t](client|server|browser|backend)['"\t]/gi;
/** What ends a row. */
const rowEnd = /\)\s*[,;]|\n/;

/** Which end a row names between `from` and the value at `to`. */
function senderIn(text: string, from: number, to: number): Sender | undefined {
  const name = [...text.slice(from, to).matchAll(end)].at(-1)?.[1]?.toLowerCase();
  if (name === undefined) return undefined;
  return name === 'client' || name === 'browser' ? 'client' : 'server';
}

/** The end that stands behind a value in its row. */
function senderBehind(text: string, at: number): Sender | undefined {
  const rest = text.slice(at, at + 200);
  const stop = rest.search(rowEnd);
  return senderIn(rest, 0, stop < 0 ? rest.length : stop + 1);
}

/** The binary values of a text. */
function valuesIn(text: string): Literal[] {
  const found: Literal[] = [];
  let rowStart = 0;
  for (const match of text.matchAll(value)) {
    const digits = match.slice(1).find((one) => one !== undefined) ?? '';
    const bytes = digits.length % 2 === 0 ? parseHex(digits) : null;
    if (bytes === null || bytes.length === 0) continue;
    const { index } = match;
    const start = index + match[0].lastIndexOf(digits);
    const stop = index + match[0].length;
    const sender = senderIn(text, rowStart, index) ?? senderBehind(text, stop);
    found.push({
      start: index,
      end: stop,
      bytesStart: start,
      bytesEnd: start + digits.length,
      bytes,
      sender,
    });
    rowStart = stop;
  }
  return found;
}

/** Columns of other values: a statement that names them and none of bytes holds no frames. */
const otherColumn =
  /\b\w*(?:hash|digest|token|password|passwd|salt|uuid|guid|secret|signature|checksum|md5|sha\d*)\b/i;
const byteColumn = /\b\w*(?:frame|packet|payload|data|raw|bytes?|buf(?:fer)?|message|msg|body|dump|hex)s?\b/i;

/** The binary values of statements of SQL, when one of them begins as a connection does. */
export function sqlValues(text: string): Literal[] {
  if (!statement.test(text)) return [];
  const words = text.replace(value, ' ');
  if (otherColumn.test(words) && !byteColumn.test(words)) return [];
  const found = valuesIn(text);
  return found.some(({ bytes }) => isStream(bytes)) ? found : [];
}
