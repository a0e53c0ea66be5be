// tcpflow -c -D: `127.000.000.001.39184-127.000.000.001.09812: ` and rows of up to 32 bytes in groups of two, an
// offset in front and the characters after them. Blanks between the two vary, so the characters say where the
// bytes of a row end.

import type { Sender } from '../../model/basics.ts';
import { clientOfEnds } from '../../network/roles.ts';
import type { TextBlock } from '../text/blocks.ts';
import { type Line, linesOfBlock } from '../text/lines.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { TextConnection, Transcript } from '../text/transcript.ts';

const end = '\\d{3}\\.\\d{3}\\.\\d{3}\\.\\d{3}\\.\\d{5}';
const heading = new RegExp(`^(?:\\x1b\\[[\\d;]*m)?(${end})-(${end}): ?\\s*$`);
const row = /^([\da-f]{4,8}): ((?:[\da-f]{4} )*(?:[\da-f]{4}|[\da-f]{2})(?= ))/;
/** Bytes in a row. */
const rowSize = 32;
/** More characters of a line are no row. */
const maxLineLength = 200;

/** Bytes as the characters of a row show them. */
function charactersOf(bytes: readonly number[]): string {
  return bytes.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
}

/** The bytes of a row: as many of the digits as the characters at its end show. */
function bytesOf(digits: string, source: string): number[] {
  const cells = digits.match(/[\da-f]{2}/g) ?? [];
  const all = cells.slice(0, rowSize).map((cell) => Number.parseInt(cell, 16));
  // Characters can be digits too: the first guess takes them for bytes.
  for (let count = all.length; count > 0; count--) {
    const bytes = all.slice(0, count);
    if (source.endsWith(charactersOf(bytes).trimEnd())) return bytes;
  }
  return all;
}

class TcpflowReader implements TextReader {
  readonly #out: Transcript;
  readonly #connections = new Map<string, { readonly client: string; readonly connection: TextConnection }>();
  #current: TextConnection | null = null;
  #sender: Sender = 'server';

  constructor(out: Transcript) {
    this.#out = out;
  }

  read(block: TextBlock): void {
    for (const line of linesOfBlock(block)) {
      const source = block.text.slice(line.start, Math.min(line.end, line.start + maxLineLength)).trimEnd();
      const ends = heading.exec(source);
      const bytes = this.#current === null ? null : row.exec(`${source} `);
      if (ends !== null) this.#heading(ends, line);
      else if (bytes !== null) this.#row(bytes, source, line);
      else this.#out.mark(line.start, line.end, 'ignored');
    }
  }

  #heading([, from, to]: RegExpExecArray, line: Line): void {
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
    this.#out.mark(line.start, line.end, 'direction');
  }

  #row([, offset, digits]: RegExpExecArray, source: string, line: Line): void {
    const bytes = bytesOf(digits, source);
    this.#current?.bytes(this.#sender, Uint8Array.from(bytes));
    const start = line.start + offset.length + 2;
    // Two digits a byte, a blank after each second one.
    const stop = start + bytes.length * 2 + Math.max(0, Math.ceil(bytes.length / 2) - 1);
    this.#out.mark(start, stop, 'bytes');
    this.#out.mark(stop, line.end, 'ascii');
  }

  end(): void {}
}

/** Dumps by tcpflow. */
export const tcpflow = textImporter({
  id: 'tcpflow',
  name: 'tcpflow -D output',
  grade: ({ lines }) =>
    lines.some((line, index) => heading.test(line) && row.test(`${lines[index + 1] ?? ''} `))
      ? 'certain'
      : 'no',
  open: (_head, out) => {
    out.describe('tcpflow dump');
    return new TcpflowReader(out);
  },
});
