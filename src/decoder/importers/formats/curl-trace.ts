// curl --trace FILE: `=> Send header, 193 bytes (0xc1)` and rows of 16 bytes, each block from offset 0. curl
// is the client. "SSL data" blocks are TLS handshake messages, not the stream. --trace-ascii is refused.

import type { Sender } from '../../model/basics.ts';
import { type CellReader, hexCells } from '../text/cells.ts';
import { timeIn } from '../text/directions.ts';
import { gradeRows, TableReader } from '../text/dump-table.ts';
import { emitPiece } from '../text/emit.ts';
import { refuseLossy } from '../text/lossy.ts';
import { nothingToRead, type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const block =
  /^(?:\d\d:\d\d:\d\d\.\d+ )?(?:\[[^\]]*\] )?(=>|<=) (Send|Recv) (header|data|SSL data), (\d+) bytes/;
const info = /^(?:\d\d:\d\d:\d\d\.\d+ )?(?:\[[^\]]*\] )?== Info: /;
const lead = /[ \t]*([0-9a-fA-F]{4,8}): (?=[0-9a-fA-F]{2}(?: |$|\r?\n))/y;
const row = /^\s*[0-9a-fA-F]{4,6}: [0-9a-fA-F]{2}(?: [0-9a-fA-F]{2}){0,15}(?: |$)/;
const asciiRow = /^\s*[0-9a-fA-F]{4,6}: /;

const plain = hexCells(2);
/** Sixteen columns of three characters, then the ASCII column at once, so only the column tells the two apart. */
const cells: CellReader = (text, from, end, limit, scan) =>
  plain(text, from, Math.min(end, from + 48), limit, scan);

/** A block of the trace, as its heading says. */
interface Block {
  readonly sender: Sender;
  readonly skip: boolean;
  readonly length: number;
  readonly time: number;
  /** Bytes of the run of rows under way, holes included. */
  read: number;
}

function open(head: string, out: Transcript): TextReader {
  const rows = head.split('\n', 400).filter((line) => asciiRow.test(line));
  if (rows.length > 0 && rows.filter((line) => row.test(line)).length * 2 < rows.length) {
    out.describe('curl --trace-ascii');
    refuseLossy(out, 'curl --trace-ascii output', '`curl --trace FILE`');
    return nothingToRead;
  }
  out.describe('curl --trace');
  let current: Block | null = null;
  let missing = 0;
  const table = new TableReader<Block | null>({ lead, radix: 16, cells, rowSize: 16 }, out, {
    key: () => current,
    other: (text, line) => {
      const words = text.slice(line.start, Math.min(line.end, line.start + 120));
      const match = block.exec(words);
      if (!match) return undefined;
      const sender = match[1] === '=>' ? 'client' : 'server';
      const length = Number(match[4]);
      current = { sender, skip: match[3] === 'SSL data', length, time: timeIn(words), read: 0 };
      out.mark(line.start, line.end, 'direction');
      return undefined;
    },
    piece: (piece, own) => {
      if (own?.skip) return;
      emitPiece(piece, out.only({ roles: own ? 'known' : 'guess' }), own?.sender ?? null, own?.time);
      if (own) own.read += typeof piece === 'number' ? piece : piece.length;
    },
    end: (own) => {
      if (!own || own.skip) return;
      const left = own.length - own.read;
      own.read = 0;
      if (left <= 0) return;
      missing += left;
      out.only().gap(own.sender, left, own.time);
    },
  });
  return {
    read: (text) => table.read(text),
    end: () => {
      table.end();
      if (missing === 0) return;
      out.note(
        'warning',
        'paste-truncated',
        `Expected as many bytes as the headings of the trace say, found ${missing} fewer. They are shown as missing.`,
      );
    },
  };
}

/** Traces by curl. */
export const curlTrace = textImporter({
  id: 'curl-trace',
  name: 'curl --trace output',
  grade: ({ lines }) => {
    if (lines.some((line) => block.test(line))) return 'certain';
    if (lines.some((line) => info.test(line))) return 'likely';
    const grade = gradeRows(lines, row);
    return grade === 'certain' ? 'likely' : grade;
  },
  open,
});
