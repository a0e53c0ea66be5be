// socat -x and -x -v: `> 2026/11/22 06:46:25.000394631 length=22 from=0 to=21` and lines of bytes. `>` goes
// from the first address to the second, which most often means from the client to the server. socat -v alone
// is refused: it shows text. Its fraction of a second is microseconds written in nine digits.

import type { Sender } from '../../model/basics.ts';
import type { TextBlock } from '../text/blocks.ts';
import { hexCells, rowBytes, rowScan } from '../text/cells.ts';
import { timeIn } from '../text/directions.ts';
import { type Line, linesOfBlock } from '../text/lines.ts';
import { refuseLossy } from '../text/lossy.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { TextConnection, Transcript } from '../text/transcript.ts';

const heading = /^\s*([<>]) (\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d)\.(\d+)\s+length=(\d+) from=(\d+) to=(-?\d+)/;
const bytesLine = /^ [0-9a-f]{2}(?: [0-9a-f]{2})*(?: {2,}|\s*$)/;

function timeOf(match: RegExpExecArray): number {
  const fraction = match[3];
  const seconds =
    fraction.length === 9 && fraction.startsWith('000') ? Number(fraction) / 1e6 : Number(`0.${fraction}`);
  return timeIn(match[2]) + seconds;
}

class SocatReader implements TextReader {
  readonly #out: Transcript;
  readonly #connection: TextConnection;
  readonly #scan = rowScan();
  readonly #cells = hexCells(2);
  #sender: Sender | null = null;
  #time = Number.NaN;
  #due = 0;
  #seen = 0;
  #blocks = 0;
  #rows = 0;
  #missing = 0;

  constructor(out: Transcript) {
    this.#out = out;
    this.#connection = out.only();
  }

  read(block: TextBlock): void {
    for (const line of linesOfBlock(block)) {
      const source = block.text.slice(line.start, Math.min(line.end, line.start + 160));
      const match = heading.exec(source);
      if (match) {
        this.#finish();
        this.#blocks++;
        this.#sender = match[1] === '>' ? 'client' : 'server';
        this.#time = timeOf(match);
        this.#due = Number(match[4]);
        this.#seen = 0;
        this.#out.mark(line.start, line.end, 'direction');
      } else if (bytesLine.test(source)) this.#bytes(block.text, line);
      else this.#out.mark(line.start, line.end, 'ignored');
    }
  }

  #bytes(text: string, line: Line): void {
    const scan = this.#scan;
    // With -v a row has at most 16 bytes and an ASCII column; without it one line holds the whole block.
    const left = this.#due > this.#seen ? this.#due - this.#seen : Number.MAX_SAFE_INTEGER;
    this.#cells(text, line.start, line.end, left, scan);
    this.#connection.bytes(this.#sender, rowBytes(scan), this.#time);
    this.#seen += scan.count;
    this.#rows++;
    this.#out.mark(line.start, scan.stop, 'bytes');
    this.#out.mark(scan.stop, line.end, 'ascii');
    if (scan.half < 0) return;
    const digit = text[scan.half];
    const words = `Expected two hex digits for a byte, found only "${digit}" at ${this.#out.placeOf(scan.half)}.`;
    this.#out.note('error', 'half-byte', words, scan.half);
  }

  /** A block of the dump ends. */
  #finish(): void {
    if (this.#blocks === 0 || this.#rows === 0 || this.#seen >= this.#due) return;
    this.#missing += this.#due - this.#seen;
    this.#connection.gap(this.#sender, this.#due - this.#seen, this.#time);
  }

  end(): void {
    this.#finish();
    if (this.#rows === 0 && this.#blocks > 0) {
      refuseLossy(this.#out, 'socat -v output without hex', '`socat -x -v`');
      return;
    }
    if (this.#missing === 0) return;
    this.#out.note(
      'warning',
      'paste-truncated',
      `Expected as many bytes as the headings of the dump say, found ${this.#missing} fewer. They are shown as missing.`,
    );
  }
}

/** Dumps by socat. */
export const socatX = textImporter({
  id: 'socat-x',
  name: 'socat -x output',
  grade: ({ lines }) => (lines.some((line) => heading.test(line)) ? 'certain' : 'no'),
  open: (_head, out) => {
    out.describe('socat -x dump');
    return new SocatReader(out);
  },
});
