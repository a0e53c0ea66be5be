// ngrep -x: `T 127.0.0.1:8080 -> 127.0.0.1:50000 [AP] #5` and rows of sixteen bytes in two groups, without
// offsets. Without
// -x it shows dots for what cannot be printed and is refused.

import type { Sender } from '../../model/basics.ts';
import { clientOfEnds } from '../../network/roles.ts';
import type { TextBlock } from '../text/blocks.ts';
import { hexCells, rowBytes, rowScan } from '../text/cells.ts';
import { timeIn } from '../text/directions.ts';
import { type Line, linesOfBlock } from '../text/lines.ts';
import { refuseLossy } from '../text/lossy.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { TextConnection, Transcript } from '../text/transcript.ts';

const heading =
  /^T (?:(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d+|\+?\d+\.\d+) )?(\S+[:.]\d+) -> (\S+[:.]\d+)(?: \[[A-Z]*\])?(?: #\d+)?\s*$/;
const bytesRow = /^ {2}[0-9a-f]{2}(?: [0-9a-f]{2}){0,7}(?: |$)/;
/** Bytes in a row, and the blanks that end them: the two groups are four apart. */
const rowSize = 16;
const groupGap = 5;

class NgrepReader implements TextReader {
  readonly #out: Transcript;
  readonly #connections = new Map<string, { readonly client: string; readonly connection: TextConnection }>();
  readonly #scan = rowScan();
  readonly #cells = hexCells(groupGap);
  #current: TextConnection | null = null;
  #sender: Sender = 'server';
  #time = Number.NaN;
  #rows = 0;
  #others = 0;

  constructor(out: Transcript) {
    this.#out = out;
  }

  read(block: TextBlock): void {
    for (const line of linesOfBlock(block)) {
      const source = block.text.slice(line.start, Math.min(line.end, line.start + 200));
      const match = heading.exec(source);
      if (match) this.#heading(match, line);
      else if (this.#current && bytesRow.test(source)) this.#row(block.text, line);
      else {
        if (this.#current && source.trim() !== '' && !/^#+$/.test(source.trim())) this.#others++;
        this.#out.mark(line.start, line.end, 'ignored');
      }
    }
  }

  #heading(match: RegExpExecArray, line: Line): void {
    const [, time = '', from, to] = match;
    const key = [from, to].sort().join();
    let known = this.#connections.get(key);
    if (!known) {
      const client = clientOfEnds(from, to)?.isA === false ? to : from;
      const server = client === from ? to : from;
      known = { client, connection: this.#out.connection({ client, server }) };
      this.#connections.set(key, known);
    }
    this.#current = known.connection;
    this.#sender = from === known.client ? 'client' : 'server';
    this.#time = timeIn(time);
    this.#out.mark(line.start, line.end, 'direction');
  }

  #row(text: string, line: Line): void {
    const scan = this.#scan;
    this.#cells(text, line.start + 2, line.end, rowSize, scan);
    this.#current?.bytes(this.#sender, rowBytes(scan), this.#time);
    this.#rows++;
    this.#out.mark(line.start, scan.stop, 'bytes');
    this.#out.mark(scan.stop, line.end, 'ascii');
  }

  end(): void {
    if (this.#rows > 0 || this.#others === 0) return;
    refuseLossy(this.#out, 'ngrep output as text', '`ngrep -x`');
  }
}

/** Dumps by ngrep. */
export const ngrep = textImporter({
  id: 'ngrep',
  name: 'ngrep -x output',
  grade: ({ lines }) => (lines.some((line) => heading.test(line)) ? 'certain' : 'no'),
  open: (_head, out) => {
    out.describe('ngrep dump');
    return new NgrepReader(out);
  },
});
