// The input of text2pcap: hex rows whose offset begins at 0 for each packet, with `I`/`O` or a time before
// them, comments after `#`. Also its regular-expression example: `> 0:00:00.265620 a130368b...`.

import type { Sender } from '../../model/basics.ts';
import { hexCells } from '../text/cells.ts';
import { timeIn } from '../text/directions.ts';
import { gradeRows, TableReader } from '../text/dump-table.ts';
import { emitPieces, firstBytes, type Piece } from '../text/emit.ts';
import { isSurrounding } from '../text/lines.ts';
import { PacketWriter, packetKind, withPackets } from '../text/packets.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const lead = /[ \t]*([0-9a-fA-F]{6}):? {1,3}(?=[0-9a-fA-F]{2}(?: |$|\r?\n))/y;
const row = /^\s*[0-9a-fA-F]{6}:? {1,3}[0-9a-fA-F]{2}(?: {1,2}[0-9a-fA-F]{2})*(?:\s{2,}|\s*$)/;
const preamble = /^\s*(?:[IO]\b|#|(?:[IO]\s*)?(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d)/;
const direction = /^\s*([IO])(?:\s|$)/;

/** What stands before a packet. "I" came in to whoever captured, "O" went out. */
interface Preamble {
  readonly sender: Sender | null;
  readonly time: number;
}

function isPreamble(line: string): boolean {
  return preamble.test(line) && !/^\s*#/.test(line);
}

function preambleOf(line: string): Preamble {
  const who = direction.exec(line)?.[1];
  return { sender: who === 'O' ? 'client' : who === 'I' ? 'server' : null, time: timeIn(line) };
}

function open(_head: string, out: Transcript): TextReader {
  out.describe('text2pcap input');
  /** With headers or without them, as the first packet is. */
  let kind: 'packets' | 'streams' | null = null;
  let writer: PacketWriter | null = null;
  let current: Preamble = { sender: null, time: Number.NaN };
  let lineBefore = '';
  let pieces: Piece[] = [];
  const table = new TableReader<Preamble>({ lead, radix: 16, cells: hexCells(3), rowSize: 16 }, out, {
    other: (text, line) => {
      lineBefore = text.slice(line.start, Math.min(line.end, line.start + 200));
      return isPreamble(lineBefore) ? 'break' : undefined;
    },
    key: (text, start, offsetAt) => {
      if (lineBefore !== '' && isPreamble(lineBefore)) {
        const said = preambleOf(lineBefore);
        const isNew = said.sender !== current.sender || !Object.is(said.time, current.time);
        if (isNew) current = said;
      }
      lineBefore = offsetAt === start ? '' : text.slice(start, offsetAt);
      return current;
    },
    piece: (piece) => pieces.push(piece),
    end: ({ sender, time }) => {
      const bytes = firstBytes(pieces);
      kind ??= packetKind(bytes) ? 'packets' : 'streams';
      if (kind === 'packets') {
        writer ??= new PacketWriter('text2pcap input', out);
        writer.add({ bytes, time });
      } else emitPieces(pieces, out.only(), sender, time);
      pieces = [];
    },
  });
  return withPackets(table, () => writer);
}

/** Hex dumps made for text2pcap. */
export const text2pcap = textImporter({
  id: 'text2pcap',
  name: 'text2pcap input',
  grade: ({ lines }) => {
    const used = lines.filter((line) => !isSurrounding(line));
    const grade = gradeRows(
      used.filter((line) => !preamble.test(line)),
      row,
    );
    if (grade !== 'certain') return grade === 'no' ? 'no' : 'possible';
    const starts = used.filter((line) => /^\s*000000:?\s/.test(line) && row.test(line)).length;
    return starts > 1 || used.some((line) => preamble.test(line)) ? 'certain' : 'possible';
  },
  open,
});
