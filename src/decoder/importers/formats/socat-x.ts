// socat -x and -x -v: `> 2026/11/22 06:46:25.000394631  length=22 from=0 to=21` and lines of bytes. `>` goes from the first
// address to the second, which most often means from the client to the server. socat -v alone is refused: it shows text.
// Its fraction of a second is microseconds written in nine digits.

import type { Sender } from '../../model/basics.ts';
import { hexCells, rowScan } from '../text/cells.ts';
import { timeIn } from '../text/directions.ts';
import { linesOf, placeOf } from '../text/lines.ts';
import { refuseLossy } from '../text/lossy.ts';
import { textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const heading = /^\s*([<>]) (\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d)\.(\d+)\s+length=(\d+) from=(\d+) to=(-?\d+)/;
const bytesLine = /^ [0-9a-f]{2}(?: [0-9a-f]{2})*(?: {2,}|\s*$)/;

function timeOf(match: RegExpExecArray): number {
  const fraction = match[3];
  const seconds =
    fraction.length === 9 && fraction.startsWith('000') ? Number(fraction) / 1e6 : Number(`0.${fraction}`);
  return timeIn(match[2]) + seconds;
}

function read(text: string, out: Transcript): void {
  out.describe('socat -x dump');
  const scan = rowScan();
  const cells = hexCells(2);
  let sender: Sender | null = null;
  let time = Number.NaN;
  let due = 0;
  let seen = 0;
  let blocks = 0;
  let rows = 0;
  let missing = 0;
  const connection = out.only();
  const finish = () => {
    if (blocks > 0 && rows > 0 && seen < due) {
      missing += due - seen;
      connection.gap(sender, due - seen, time);
    }
  };
  for (const line of linesOf(text)) {
    const source = text.slice(line.start, Math.min(line.end, line.start + 160));
    const match = heading.exec(source);
    if (match) {
      finish();
      blocks++;
      sender = match[1] === '>' ? 'client' : 'server';
      time = timeOf(match);
      due = Number(match[4]);
      seen = 0;
      out.mark(line.start, line.end, 'direction');
      continue;
    }
    if (!bytesLine.test(source)) {
      out.mark(line.start, line.end, 'ignored');
      continue;
    }
    // With -v a row has at most 16 bytes and an ASCII column; without it one line holds the whole block.
    const left = due > seen ? due - seen : Number.MAX_SAFE_INTEGER;
    cells(text, line.start, line.end, left, scan);
    connection.bytes(sender, Uint8Array.from(scan.bytes.slice(0, scan.count)), time);
    seen += scan.count;
    rows++;
    out.mark(line.start, scan.stop, 'bytes');
    if (scan.stop < line.end) out.mark(scan.stop, line.end, 'ascii');
    if (scan.half >= 0) {
      out.note(
        'error',
        'half-byte',
        `Expected two hex digits for a byte, found only "${text[scan.half]}" at ${placeOf(text, scan.half)}.`,
        scan.half,
      );
    }
  }
  finish();
  if (rows === 0 && blocks > 0) {
    refuseLossy(out, 'socat -v output without hex', '`socat -x -v`');
    return;
  }
  if (missing > 0) {
    out.note(
      'warning',
      'paste-truncated',
      `Expected as many bytes as the headings of the dump say, found ${missing} fewer. They are shown as missing.`,
    );
  }
}

/** Dumps by socat. */
export const socatX = textImporter({
  id: 'socat-x',
  name: 'socat -x output',
  grade: ({ lines }) => (lines.some((line) => heading.test(line)) ? 'certain' : 'no'),
  read,
});
