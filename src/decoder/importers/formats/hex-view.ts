// Any other hex viewer that prints an offset, bytes and perhaps text: HxD, WinHex, Netty's ByteBufUtil table,
// PowerShell's Format-Hex, certutil, WinDbg `db`, gdb `x/16xb`. The offsets must rise by the size of the
// rows.

import { hexCells } from '../text/cells.ts';
import { type Lead, readLead } from '../text/directions.ts';
import { firstRows, TableReader } from '../text/dump-table.ts';
import { emitPiece } from '../text/emit.ts';
import { risingOffsets } from '../text/offsets.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const lead =
  /[ \t|]*(?:0x)?((?:[0-9a-fA-F]{8}`)?[0-9a-fA-F]{4,16})h?[ \t]*(?:<[^>]*>)?[:|]?[ \t|]*(?<=[ \t|:])(?=(?:0x)?[0-9a-fA-F]{2}(?:[^0-9a-fA-F]|$))/y;
const nettyRow = /^[ \t]*\|[0-9a-f]{8}\|(?: [0-9a-f]{2})+/m;

function open(head: string, out: Transcript): TextReader {
  out.describe('hex view');
  // A viewer that leaves a wider space in the middle of the row needs a wider one to end the bytes.
  const rows = firstRows(head, lead, 64);
  const middle = rows.some(({ data }) =>
    /^(?:0x)?[0-9a-fA-F]{2}(?: [0-9a-fA-F]{2}){3,7}(?: {2}|-)[0-9a-fA-F]{2} [0-9a-fA-F]{2} /.test(data),
  );
  // gdb and lldb write 0x81 in columns that tabs keep apart.
  const prefixed = rows.length > 0 && rows.every(({ data }) => /^0x/i.test(data));
  const cells = hexCells(prefixed ? 99 : middle ? 3 : 2);
  let above = readLead('');
  return new TableReader<Lead>({ lead, radix: 16, cells, rowSize: 16 }, out, {
    key: () => above,
    other: (text, line) => {
      const words = text.slice(line.start, Math.min(line.end, line.start + 200));
      const found = readLead(words);
      if (found.sender === null || /^[\s+|-]*$/.test(words)) return undefined;
      above = found;
      return 'break';
    },
    piece: (piece, { known, sender, time }) =>
      emitPiece(piece, out.only({ roles: known ? 'known' : 'guess' }), sender, time),
  });
}

/** Tables of hex viewers. */
export const hexView = textImporter({
  id: 'hex-view',
  name: 'hex viewer',
  grade: ({ text, lines }) => {
    if (nettyRow.test(text)) return 'certain';
    const { rows, share } = risingOffsets(lines);
    return rows > 1 && share > 0.7 && firstRows(text, lead, 2).length === 2 ? 'likely' : 'no';
  },
  open,
});
