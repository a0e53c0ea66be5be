// What Netty's LoggingHandler prints (also of Spring and Reactor): `[id: 0xd5e9a3ea, L:/127.0.0.1:8080 -
// R:/127.0.0.1:44596] READ: 14B` and below it a box of hex. Each channel is a connection; of reads and writes
// the bytes tell who is the client. The count of the heading is compared with the box.

import type { Sender } from '../../model/basics.ts';
import { count } from '../../model/words.ts';
import type { TextBlock } from '../text/blocks.ts';
import { timeIn } from '../text/directions.ts';
import { type Line, linesOfBlock } from '../text/lines.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { TextConnection, Transcript } from '../text/transcript.ts';

/** Characters of a line that are looked at: the words of a logger, and a row. */
const maxLine = 600;
const heading =
  /\[(?:id: )?(?:0x)?([0-9a-f]{8,16})[\w-]*(?:, (?:L:)?\/?([^\s\]]*))?(?: (?:-|!|=>|:>) (?:R:)?\/?([^\s\]]+))?\] (READ|RECEIVED|WRITE)(?:: |\()(\d+)B\)?/;
const row = /\|([0-9a-f]{8})\|((?: [0-9a-f]{2}){1,16}) *\|/;

/** A heading whose box is being read. */
interface Box {
  readonly connection: TextConnection;
  readonly sender: Sender;
  readonly time: number;
  readonly declared: number;
  shown: number;
}

class NettyReader implements TextReader {
  readonly #out: Transcript;
  readonly #channels = new Map<string, TextConnection>();
  #box: Box | null = null;
  /** Of the line before a heading: java.util.logging writes its time there. */
  #lastTime = Number.NaN;
  #missingCount = 0;
  #extraCount = 0;
  #strayRowCount = 0;

  constructor(out: Transcript) {
    this.#out = out;
  }

  read(block: TextBlock): void {
    for (const line of linesOfBlock(block)) {
      this.#line(block.text.slice(line.start, Math.min(line.end, line.start + maxLine)), line);
    }
  }

  #line(source: string, line: Line): void {
    const head = heading.exec(source);
    if (head !== null) {
      this.#endBox();
      const own = timeIn(source.slice(0, head.index));
      const [, id, local, remote, verb, count] = head;
      this.#box = {
        connection: this.#channel(id, local, remote),
        // As in the log of a client; the bytes overrule it.
        sender: verb === 'WRITE' ? 'client' : 'server',
        time: Number.isNaN(own) ? this.#lastTime : own,
        declared: Number(count),
        shown: 0,
      };
      this.#out.mark(line.start, line.end, 'direction');
      return;
    }
    const match = row.exec(source);
    if (match === null) {
      const time = timeIn(source);
      if (!Number.isNaN(time)) this.#lastTime = time;
      this.#out.mark(line.start, line.end, /[+|]-{10}|\| {2}0 {2}1 {2}2/.test(source) ? 'ascii' : 'ignored');
      return;
    }
    this.#row(match, line);
  }

  #row(match: RegExpExecArray, line: Line): void {
    const from = line.start + match.index;
    const cells = from + 10;
    const box = this.#box;
    if (box === null) {
      this.#strayRowCount++;
      this.#out.mark(line.start, line.end, 'ignored');
      return;
    }
    this.#out.mark(from, cells, 'offset');
    this.#out.mark(cells, cells + match[2].length, 'bytes');
    this.#out.mark(cells + match[2].length, line.end, 'ascii');
    const offset = Number.parseInt(match[1], 16);
    const bytes = Uint8Array.from(match[2].trim().split(' '), (cell) => Number.parseInt(cell, 16));
    // Rows that are not in the log.
    if (offset > box.shown) this.#gap(box, Math.min(offset, box.declared) - box.shown);
    if (offset < box.shown) return;
    box.connection.bytes(box.sender, bytes, box.time);
    box.shown += bytes.length;
  }

  #channel(id: string, local: string | undefined, remote: string | undefined): TextConnection {
    let connection = this.#channels.get(id);
    if (connection === undefined) {
      connection = this.#out.connection({ roles: 'guess', client: local || null, server: remote || null });
      this.#channels.set(id, connection);
    }
    return connection;
  }

  #gap(box: Box, length: number): void {
    if (length <= 0) return;
    this.#missingCount += length;
    box.shown += length;
    box.connection.gap(box.sender, length, box.time);
  }

  #endBox(): void {
    const box = this.#box;
    this.#box = null;
    if (box === null) return;
    if (box.shown > box.declared) this.#extraCount++;
    this.#gap(box, box.declared - box.shown);
  }

  end(): void {
    this.#endBox();
    const out = this.#out;
    if (this.#missingCount > 0) {
      out.note(
        'warning',
        'paste-truncated',
        `Expected as many bytes as the headings say, found ${this.#missingCount} fewer in their boxes. They are shown as missing.`,
      );
    }
    if (this.#extraCount > 0) {
      out.note(
        'warning',
        'count-differs',
        `Expected as many bytes as the headings say, found more in ${count(this.#extraCount, 'box', 'boxes')}.`,
      );
    }
    if (this.#strayRowCount > 0) {
      out.note(
        'info',
        'lines-ignored',
        `Left out ${this.#strayRowCount} rows before the first heading: they do not say who sent them.`,
      );
    }
    if (this.#channels.size > 1) {
      out.note(
        'info',
        'several-channels',
        `The log has ${this.#channels.size} channels: each is a connection of its own.`,
      );
    }
  }
}

/** Logs of Netty's LoggingHandler. */
export const nettyLog = textImporter({
  id: 'netty-log',
  name: "log of Netty's LoggingHandler",
  grade: ({ lines, isStripped }) => {
    if (isStripped) return 'no';
    const starts = lines.map((line) => line.slice(0, maxLine));
    return starts.some((line) => heading.test(line)) && starts.some((line) => row.test(line))
      ? 'certain'
      : 'no';
  },
  open: (_head, out) => {
    out.describe('log of Netty');
    return new NettyReader(out);
  },
});
