// openssl s_client -debug and s_server -debug: `write to 0x55d0 [0x55d1] (517 bytes => 517 (0x205))` and rows
// `0000 - 16 03 01 02 ...`. These are the TLS records of the wire, so they say who sent what and not what it was.
// `-msg` shows handshake messages alone and is refused.

import { type CellReader, hexCells } from '../text/cells.ts';
import { readTable } from '../text/dump-table.ts';
import { emitSection } from '../text/emit.ts';
import { linesOf } from '../text/lines.ts';
import { textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const block = /^(write to|read from) 0x[0-9a-fA-F]+ \[0x[0-9a-fA-F]+\] \((\d+) bytes => (-?\d+) \(/;
const message = /^(?:<<<|>>>) (?:TLS|SSL|DTLS).*\[length [0-9a-f]{4}\]/m;
const lead = /[ \t]*([0-9a-fA-F]{4,6}) - (?=[0-9a-fA-F]{2})/y;

const plain = hexCells(3);
/** Sixteen columns of three characters, a dash in the middle, then blanks and the ASCII column. */
const cells: CellReader = (text, from, end, limit, row) =>
  plain(text, from, Math.min(end, from + 48), limit, row);

function read(text: string, out: Transcript): void {
  const blocks: { sends: boolean; moved: number }[] = [];
  for (const line of linesOf(text)) {
    const match = block.exec(text.slice(line.start, Math.min(line.end, line.start + 160)));
    if (match) blocks.push({ sends: match[1] === 'write to', moved: Math.max(0, Number(match[3])) });
  }
  if (blocks.length === 0) {
    out.describe('openssl -msg output');
    out.note(
      'error',
      'payload-only',
      'Expected the bytes of the connection, found the messages of the TLS handshake (openssl -msg). Use a packet capture with a key log (SSLKEYLOGFILE) or a NetLog instead.',
    );
    return;
  }
  out.describe('openssl -debug dump');
  let index = -1;
  readTable(text, { lead, radix: 16, cells, rowSize: 16 }, out, {
    key: () => String(index),
    other: (source, line) => {
      if (!block.test(source.slice(line.start, Math.min(line.end, line.start + 160)))) return undefined;
      index++;
      out.mark(line.start, line.end, 'direction');
      return 'break';
    },
    section: (section, key) => {
      const own = blocks[Number(key)];
      emitSection(section, out.only(), own ? (own.sends ? 'client' : 'server') : null);
    },
  });
}

/** Dumps by openssl. */
export const opensslDebug = textImporter({
  id: 'openssl-debug',
  name: 'openssl s_client -debug output',
  grade: ({ text, lines }) =>
    lines.some((line) => block.test(line)) || message.test(text) ? 'certain' : 'no',
  read,
});
