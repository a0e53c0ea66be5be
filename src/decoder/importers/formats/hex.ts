// Bytes as hex digits in any dress: `81 05`, `8105`, `0x81,0x05`, `\x81\x05`, `81:05`, .NET's `81-05`, `xxd -p`, with or
// without the words of a log before them. The last resort for text: what is no dump at all is refused here in words.

import type { Grade } from '../../model/importer.ts';
import { compareAscii } from '../text/cells.ts';
import { type Lead, readLead, stampLength } from '../text/directions.ts';
import type { TextHead } from '../text/head.ts';
import { type HexScan, hexStarts, scanHex } from '../text/hex-line.ts';
import { isSurrounding, type Line, linesOf, placeOf } from '../text/lines.ts';
import { risingOffsets } from '../text/offsets.ts';
import { areWholePackets, emitPackets } from '../text/packets.ts';
import { textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';
import { turnsOf } from '../text/turns.ts';

const lineNumber = /^\s*(\d{1,7})(?:[:|.)]\s+|\t\s*)/;

interface HexLine {
  readonly start: number;
  readonly scan: HexScan;
  /** How sure it is that this is a line of hex. */
  readonly whole: boolean;
}

/** The ASCII column of a row that lost its offset: as long as the bytes and equal to them. */
function isAsciiColumn(text: string, scan: HexScan, end: number): boolean {
  const rest = text.slice(scan.stop, end);
  const ascii = rest.replace(/^\s{1,}/, '').replace(/^[|>]|[|<]\s*$/g, '');
  if (ascii.length > scan.bytes.length + 1 || ascii.length < Math.min(3, scan.bytes.length)) return false;
  const { same, other } = compareAscii(scan.bytes.view(), scan.bytes.length, ascii);
  return other === 0 && same + (ascii.match(/\./g)?.length ?? 0) >= ascii.length - 2;
}

/** The lines are numbered, as `cat -n` and editors do: 1, 2, 3, with a colon, a bar or a tab. */
function areNumbered(lines: readonly string[]): boolean {
  const used = lines.filter((line) => !isSurrounding(line));
  const numbers = used.map((line) => Number(lineNumber.exec(line)?.[1] ?? Number.NaN));
  return used.length > 1 && numbers.every((number, i) => number === numbers[0] + i);
}

/** A line without its number and without the words that stand behind the bytes in a column of their own. */
function usedPart(text: string, line: Line, numbered: boolean): Line {
  const source = text.slice(line.start, Math.min(line.end, line.start + 400));
  const start = numbered ? line.start + (lineNumber.exec(source)?.[0].length ?? 0) : line.start;
  const remark = /[0-9a-fA-F] {2,}(?=[|#;"'(<])/.exec(source);
  const isWords = remark && /[g-z]/i.test(source.slice(remark.index + 1));
  return { number: line.number, start, end: isWords ? line.start + remark.index + 1 : line.end };
}

/** Reads one line as hex; `null` when it is something else. */
function hexLine(text: string, whole: Line, numbered: boolean): HexLine | null {
  const line = usedPart(text, whole, numbered);
  const stamp = stampLength(text.slice(line.start, Math.min(line.end, line.start + 60)));
  let best: HexLine | null = null;
  for (const start of hexStarts(text, line.start + stamp, line.end)) {
    const scan = scanHex(text, start, line.end);
    if (scan.bytes.length === 0 && scan.half < 0) continue;
    if (scan.bad < 0) {
      // The words before it must be words: "be: 81 05" is hex from its start, "recv: 81 05" is not.
      return { start, scan, whole: true };
    }
    if (scan.bytes.length > 1 && isAsciiColumn(text, scan, line.end)) {
      return { start, scan: { ...scan, bad: -1 }, whole: true };
    }
    if (!best || scan.bytes.length > best.scan.bytes.length) best = { start, scan, whole: false };
  }
  // Mostly hex with a slip in it: more bytes before the slip than a word of prose can pass for.
  if (best && best.scan.bytes.length >= 2 && mostlyHex(text.slice(best.start, line.end))) return best;
  return null;
}

function mostlyHex(text: string): boolean {
  const tokens = text.split(/[\s,:;-]+/).filter((token) => token !== '');
  const good = tokens.filter((token) => /^(?:0x|\\x)?(?:[0-9a-f]{2})+h?$/i.test(token)).length;
  return good * 2 >= tokens.length;
}

function refuse(text: string, out: Transcript): void {
  const words = text.trim().split(/\s+/).slice(0, 6).join(' ').slice(0, 60);
  const wrong = text.search(/[^0-9a-fA-F\s]/);
  out.note(
    'error',
    'plain-text',
    `Expected bytes as hex or base64, a dump or a capture, found text: "${words}". Paste what the tool printed (xxd, hexdump -C, tcpdump -x, a log of bytes) or drop the capture file.`,
    Math.max(0, wrong),
  );
}

function read(text: string, out: Transcript): void {
  out.describe('hex');
  let ignored = 0;
  let singles = 0;
  let padded = false;
  let firstSingle = -1;
  const numbered = areNumbered(
    text
      .slice(0, 65536)
      .split('\n')
      .slice(0, -1)
      .concat(text.length < 65536 ? text.slice(text.lastIndexOf('\n') + 1) : []),
  );
  const tabs = /^[0-9a-fA-F]/m.test(text) && /^\t[0-9a-fA-F]/m.test(text);
  let lead: Lead = readLead('');
  const lines: { scan: HexScan; lead: Lead }[] = [];
  for (const line of linesOf(text)) {
    const source = text.slice(line.start, Math.min(line.end, line.start + 240));
    if (isSurrounding(source)) {
      out.mark(line.start, line.end, 'ignored');
      continue;
    }
    const found = hexLine(text, line, numbered);
    if (!found) {
      const words = readLead(source);
      if (words.sender !== null) lead = words;
      out.mark(line.start, line.end, words.sender === null ? 'ignored' : 'direction');
      ignored++;
      continue;
    }
    const { scan, start } = found;
    const words = readLead(text.slice(line.start, start));
    if (words.sender !== null || !Number.isNaN(words.time))
      lead = words.sender === null ? { ...lead, time: words.time } : words;
    if (tabs && words.sender === null)
      lead = { ...lead, sender: text[line.start] === '\t' ? 'server' : 'client' };
    out.mark(line.start, start, words.sender === null ? 'ignored' : 'direction');
    out.mark(start, scan.stop, 'bytes');
    singles += scan.singles;
    padded ||= scan.padded;
    if (firstSingle < 0 && scan.singleAt.length > 0) firstSingle = scan.singleAt[0];
    lines.push({ scan, lead });
    if (scan.half >= 0 || scan.bad >= 0) break;
  }
  if (lines.length === 0) {
    refuse(text, out);
    return;
  }
  // One digit is a whole byte only in a dump that does not pad: no byte is written as 05, and it is not the cut end.
  const lastLine = lines[lines.length - 1].scan;
  const atEnd = lastLine.singleAt[lastLine.singleAt.length - 1] === lastLine.stop - 1;
  const halves = singles > 0 && (padded || (singles === 1 && atEnd));
  if (singles > 0 && !halves) {
    out.note(
      'info',
      'unpadded-hex',
      `Took ${singles} single hex ${singles === 1 ? 'digit' : 'digits'} for whole bytes (5 for 05): no byte here is written with a leading zero.`,
      firstSingle,
    );
  }
  if (!halves && emitWholePackets(lines, out)) return;
  const silent = lines.length > 1 && !halves && lines.every(({ lead: words }) => words.sender === null);
  const turns = silent ? turnsOf(lines.map(({ scan }) => scan.bytes.view())) : null;
  if (turns) {
    out.note(
      'info',
      'direction-inferred',
      'The lines do not say who sent them. A request, an answer and the masks do: each line was given to one side.',
    );
  }
  for (const [index, { scan, lead: words }] of lines.entries()) {
    const sender = turns ? turns[index] : words.sender;
    const connection = out.only({ roles: words.known ? 'known' : 'guess' });
    const bytes = scan.bytes.take();
    if (halves && scan.singles > 0) {
      const whole = countBefore(text, bytes, firstSingle);
      connection.bytes(sender, bytes.subarray(0, whole), words.time);
      noteHalf(text, firstSingle, out);
      return;
    }
    connection.bytes(sender, bytes, words.time);
    if (scan.half >= 0) noteHalf(text, scan.half, out);
    else if (scan.bad >= 0) noteBad(text, scan.bad, out);
  }
  if (ignored > 0) {
    out.note(
      'info',
      'lines-ignored',
      `Left out ${ignored} ${ignored === 1 ? 'line' : 'lines'} without bytes.`,
    );
  }
}

/** Bytes that begin with an IP header of just their length are packets: one a line, or one over all lines. */
function emitWholePackets(lines: readonly { scan: HexScan; lead: Lead }[], out: Transcript): boolean {
  let runs = lines.map(({ scan }) => scan.bytes.view());
  if (lines.some(({ scan }) => scan.half >= 0 || scan.bad >= 0)) return false;
  if (!areWholePackets(runs)) {
    const total = runs.reduce((sum, run) => sum + run.length, 0);
    if (lines.length === 1 || total > 65600) return false;
    runs = [Uint8Array.from(runs.flatMap((run) => [...run]))];
    if (!areWholePackets(runs)) return false;
  }
  out.note(
    'info',
    'packets-found',
    `Took ${runs.length === 1 ? 'the bytes for a whole packet' : `the lines for ${runs.length} whole packets`}: they begin with IP headers of just their length.`,
  );
  const times = runs.length === lines.length ? lines.map(({ lead }) => lead.time) : [Number.NaN];
  emitPackets(
    runs.map((bytes, i) => ({ bytes, time: times[i] })),
    'hex packets',
    out,
  );
  return true;
}

/** How many of a line's bytes stand before the single digit at `at`. */
function countBefore(text: string, bytes: Uint8Array, at: number): number {
  let from = at;
  while (from > 0 && text[from - 1] !== '\n') from--;
  const starts = hexStarts(text, from, at);
  for (const start of starts) {
    const before = scanHex(text, start, at);
    if (before.bad < 0 && before.bytes.view().every((byte, i) => byte === bytes[i]))
      return before.bytes.length;
  }
  return 0;
}

function noteHalf(text: string, at: number, out: Transcript): void {
  out.note(
    'error',
    'half-byte',
    `Expected two hex digits for a byte, found only "${text[at]}" at ${placeOf(text, at)}. What stands before it was decoded. Add the missing digit or remove this one.`,
    at,
  );
}

function noteBad(text: string, at: number, out: Transcript): void {
  out.note(
    'error',
    'not-hex',
    `Expected a hex digit (0-9, a-f), found "${String.fromCodePoint(text.codePointAt(at) ?? 63)}" at ${placeOf(text, at)}. What stands before it was decoded. Correct or remove it.`,
    at,
  );
}

function grade({ text, lines }: TextHead): Grade {
  if (text.trim() === '') return 'possible';
  // Rows with offsets are a dump of some viewer, not bare bytes.
  const offsets = risingOffsets(lines);
  if (offsets.rows > 1 && offsets.share > 0.7) return 'possible';
  const numbered = areNumbered(lines);
  let hexLines = 0;
  let others = 0;
  let bytes = 0;
  for (const line of lines.slice(0, 200)) {
    if (isSurrounding(line)) continue;
    const found = hexLine(line, { number: 1, start: 0, end: line.length }, numbered);
    if (found) {
      hexLines++;
      bytes += found.scan.bytes.length;
    } else others++;
  }
  return hexLines > 0 && bytes > 1 && hexLines >= others ? 'likely' : 'possible';
}

/** Bytes as hex digits. */
export const hex = textImporter({ id: 'hex', name: 'hex digits', grade, read });
