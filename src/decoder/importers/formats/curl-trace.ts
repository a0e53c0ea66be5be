// curl --trace FILE: `=> Send header, 193 bytes (0xc1)` and rows of 16 bytes, each block from offset 0. curl is the client.
// "SSL data" blocks are TLS handshake messages, not the stream. --trace-ascii is refused.

import type { Sender } from '../../model/basics.ts';
import { type CellReader, hexCells } from '../text/cells.ts';
import { timeIn } from '../text/directions.ts';
import { gradeRows, readTable } from '../text/dump-table.ts';
import { emitSection } from '../text/emit.ts';
import { linesOf } from '../text/lines.ts';
import { refuseLossy } from '../text/lossy.ts';
import { textImporter } from '../text/text-importer.ts';
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

interface Block {
  readonly sender: Sender;
  readonly skip: boolean;
  readonly length: number;
  readonly time: number;
}

function read(text: string, out: Transcript): void {
  const lines = text.split('\n', 400);
  const rows = lines.filter((line) => asciiRow.test(line));
  if (rows.length > 0 && rows.filter((line) => row.test(line)).length * 2 < rows.length) {
    out.describe('curl --trace-ascii');
    refuseLossy(out, 'curl --trace-ascii output', '`curl --trace FILE`');
    return;
  }
  out.describe('curl --trace');
  const blocks: Block[] = [];
  for (const line of linesOf(text)) {
    const words = text.slice(line.start, Math.min(line.end, line.start + 120));
    const match = block.exec(words);
    if (!match) continue;
    const sender = match[1] === '=>' ? 'client' : 'server';
    blocks.push({ sender, skip: match[3] === 'SSL data', length: Number(match[4]), time: timeIn(words) });
  }
  let index = -1;
  let missing = 0;
  readTable(text, { lead, radix: 16, cells, rowSize: 16 }, out, {
    key: () => String(index),
    other: (source, line) => {
      if (!block.test(source.slice(line.start, Math.min(line.end, line.start + 120)))) return undefined;
      index++;
      out.mark(line.start, line.end, 'direction');
      return undefined;
    },
    section: (section, key) => {
      const own = blocks[Number(key)];
      if (own?.skip) return;
      const connection = out.only({ roles: own ? 'known' : 'guess' });
      emitSection(section, connection, own?.sender ?? null, own?.time);
      if (!own) return;
      let length = 0;
      for (const piece of section.pieces) length += typeof piece === 'number' ? piece : piece.length;
      if (length < own.length) {
        missing += own.length - length;
        connection.gap(own.sender, own.length - length, own.time);
      }
    },
  });
  if (missing > 0) {
    out.note(
      'warning',
      'paste-truncated',
      `Expected as many bytes as the headings of the trace say, found ${missing} fewer. They are shown as missing.`,
    );
  }
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
  read,
});
