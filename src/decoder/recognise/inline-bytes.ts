// Bytes inside sentences and tables: `the client sends 81 85 ... and the server answers 81 05 ...`. Importers
// read lines; here each run of bytes is cut out of its line, with the words that say who sent it.

import { readLead } from '../importers/text/directions.ts';
import { announcesBytes } from '../importers/text/evidence.ts';
import { isPlausibleHeader, readsAsFrames } from '../importers/text/whole-frames.ts';
import { readHeader } from '../websocket/header.ts';
import { isNamingLabel } from './byte-evidence.ts';
import type { Range } from './pieces.ts';

/** Bytes in a line, and the words before them. */
export interface InlineRun extends Range {
  readonly bytes: Uint8Array;
  /** From the run before, or the beginning of the line. */
  readonly label: Range;
  /** Words or the end of a cell stand after the bytes in their line. */
  readonly isFollowed: boolean;
  /** Where a note behind the bytes ends that names who sent them, `(client)`; else where the bytes end. */
  readonly noteEnd: number;
}

const pair = '(?:0x|\\\\x)?[\\da-f]{2}';
/** Pairs of hex digits with a separator, escapes, a long run of digits, decimal numbers in brackets. */
const runPattern = new RegExp(
  [
    `(?<![\\w#./\\\\-]|[\\da-f]:)${pair}(?:(?:, ?| )${pair})+(?!\\w)`,
    '(?<!\\\\)(?:\\\\x[\\da-f]{2}){2,}',
    '(?<![\\w#./\\\\-]|[\\da-f]:)(?:0x)?(?=[a-f]*\\d)(?:[\\da-f]{2}){5,}(?!\\w)',
    '[[{] ?-?\\d{1,3}(?:,? -?\\d{1,3}){3,} ?[\\]}]',
  ].join('|'),
  'gi',
);
/** Longer lines are no sentences, in characters. */
const maxLineLength = 4000;
const maxRuns = 40;

function bytesOf(written: string): Uint8Array {
  if (/^[[{]/.test(written)) return Uint8Array.from(written.match(/-?\d+/g) ?? [], Number);
  const digits = written.replace(/0x|\\x/gi, '').match(/[\da-f]{2}/gi) ?? [];
  return Uint8Array.from(digits, (one) => Number.parseInt(one, 16));
}

/** Words of the letters a to f after the bytes: `ce`, `de`, `be`. */
const wordsAtEnd = /(?: [a-f]{2})+$/i;

/** The end of a run without words that look like its last bytes. */
function withoutWords(written: string): string {
  const shorter = written.replace(wordsAtEnd, '');
  const isShorterWhole = shorter !== written && readsAsFrames(bytesOf(shorter), { lengthsAlone: true });
  return isShorterWhole && !readsAsFrames(bytesOf(written), { lengthsAlone: true }) ? shorter : written;
}

const words = /[g-z\u0080-\uffff]/i;

/** Words in brackets at the end of a line. */
const note = /^[ \t]*[([][^()[\]]{1,40}[)\]][ \t]*$/;

/** The length of a note behind bytes that names who sent them. */
function noteLength(rest: string): number {
  return note.test(rest) && readLead(rest).known ? rest.length : 0;
}

/** The runs of bytes in the lines of `[start, end)`. */
export function inlineRuns(text: string, { start, end }: Range): InlineRun[] {
  const runs: InlineRun[] = [];
  for (let at = start; at < end && runs.length < maxRuns; ) {
    const newline = text.indexOf('\n', at);
    const lineEnd = newline < 0 || newline >= end ? end : newline;
    const line = lineEnd - at > maxLineLength ? '' : text.slice(at, lineEnd);
    let from = 0;
    for (const match of line.matchAll(runPattern)) {
      const written = withoutWords(match[0]);
      const until = match.index + written.length;
      runs.push({
        start: at + match.index,
        end: at + until,
        bytes: bytesOf(written),
        label: { start: at + from, end: at + match.index },
        noteEnd: at + until + noteLength(line.slice(until)),
        isFollowed: words.test(line.slice(until)) || /^\s*\|/.test(line.slice(until)),
      });
      from = until;
    }
    at = lineEnd + 1;
  }
  return runs;
}

/** First bytes of a frame that is complete or the first of a message, as the RFC has it. */
const firstBytes = new Set([0x01, 0x02, 0x81, 0x82, 0x88, 0x89, 0x8a, 0xc1, 0xc2]);
/** Fewer bytes that begin as a frame and are not whole are not believed without words that announce them. */
const minBytes = 6;

/** Whether a run is bytes of a connection, by the words before it or by itself. */
export function isOfConnection(text: string, { bytes, label, start, end }: InlineRun): boolean {
  const before = text.slice(label.start, label.end);
  if (isNamingLabel(before)) return false;
  const header = readHeader(bytes, 0);
  const isPlausible = header !== null && isPlausibleHeader(header);
  const written = text.slice(start, end);
  const isHex = /[a-f[{]|x/i.test(written);
  if (isPlausible && readsAsFrames(bytes, { lengthsAlone: true })) {
    return (isHex && bytes.length > 3) || isSpoken(before);
  }
  // A reserved opcode is a fault that people ask about.
  const isFinal = (bytes[0] & 0xf0) === 0x80;
  if (isSpoken(before) && isFinal && bytes.length > 3 && readsAsFrames(bytes, { lengthsAlone: true }))
    return true;
  if (isSpoken(before) && isPlausible && firstBytes.has(bytes[0])) return true;
  return isHex && bytes.length >= minBytes && bytes[0] > 127 && firstBytes.has(bytes[0]);
}

/** Whether the words before a run say that bytes follow, or who sends them. */
function isSpoken(label: string): boolean {
  return announcesBytes(label.trimEnd()) || readLead(label).sender !== null;
}
