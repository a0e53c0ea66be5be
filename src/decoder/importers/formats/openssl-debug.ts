// openssl s_client -debug and s_server -debug: `write to 0x55d0 [0x55d1] (517 bytes => 517 (0x205))` and rows
// `0000 - 16 03 01 02 ...`. These are the TLS records of the wire, so they say who sent what and not what it was.
// `-msg` shows handshake messages alone and is refused.

import type { Sender } from '../../model/basics.ts';
import { type CellReader, hexCells } from '../text/cells.ts';
import { TableReader } from '../text/dump-table.ts';
import { emitPiece } from '../text/emit.ts';
import { nothingToRead, type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const block = /^(write to|read from) 0x[0-9a-fA-F]+ \[0x[0-9a-fA-F]+\] \((\d+) bytes => (-?\d+) \(/;
const message = /^(?:<<<|>>>) (?:TLS|SSL|DTLS).*\[length [0-9a-f]{4}\]/m;
const lead = /[ \t]*([0-9a-fA-F]{4,6}) - (?=[0-9a-fA-F]{2})/y;

const plain = hexCells(3);
/** Sixteen columns of three characters, a dash in the middle, then blanks and the ASCII column. */
const cells: CellReader = (text, from, end, limit, row) =>
  plain(text, from, Math.min(end, from + 48), limit, row);

function open(head: string, out: Transcript): TextReader {
  if (!head.split('\n').some((line) => block.test(line))) {
    out.describe('openssl -msg output');
    out.note(
      'error',
      'payload-only',
      'Expected the bytes of the connection, found the messages of the TLS handshake (openssl -msg). Use a packet capture with a key log (SSLKEYLOGFILE) or a NetLog instead.',
    );
    return nothingToRead;
  }
  out.describe('openssl -debug dump');
  let current: { readonly sender: Sender | null } = { sender: null };
  return new TableReader<typeof current>({ lead, radix: 16, cells, rowSize: 16 }, out, {
    key: () => current,
    other: (text, line) => {
      const match = block.exec(text.slice(line.start, Math.min(line.end, line.start + 160)));
      if (!match) return undefined;
      current = { sender: match[1] === 'write to' ? 'client' : 'server' };
      out.mark(line.start, line.end, 'direction');
      return 'break';
    },
    piece: (piece, { sender }) => emitPiece(piece, out.only(), sender),
  });
}

/** Dumps by openssl. */
export const opensslDebug = textImporter({
  id: 'openssl-debug',
  name: 'openssl s_client -debug output',
  grade: ({ text, lines }) =>
    lines.some((line) => block.test(line)) || message.test(text) ? 'certain' : 'no',
  open,
});
