// The input of text2pcap: hex rows whose offset begins at 0 for each packet, with `I`/`O` or a time before them, comments
// after `#`. Also its regular-expression example: `> 0:00:00.265620 a130368b...`.

import type { Sender } from '../../model/basics.ts';
import { hexCells } from '../text/cells.ts';
import { timeIn } from '../text/directions.ts';
import { gradeRows, readTable, type Section } from '../text/dump-table.ts';
import { emitSection, firstBytes } from '../text/emit.ts';
import { isSurrounding } from '../text/lines.ts';
import { emitPackets, packetKind, type TextPacket } from '../text/packets.ts';
import { textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const lead = /[ \t]*([0-9a-fA-F]{6}):? {1,3}(?=[0-9a-fA-F]{2}(?: |$|\r?\n))/y;
const row = /^\s*[0-9a-fA-F]{6}:? {1,3}[0-9a-fA-F]{2}(?: {1,2}[0-9a-fA-F]{2})*(?:\s{2,}|\s*$)/;
const preamble = /^\s*(?:[IO]\b|#|[IO]?\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|[IO]?\s*\d\d:\d\d:\d\d)/;
const direction = /^\s*([IO])(?:\s|$)/;

function read(text: string, out: Transcript): void {
  const packets: { section: Section; sender: Sender | null; time: number }[] = [];
  let key = '';
  out.describe('text2pcap input');
  readTable(text, { lead, radix: 16, cells: hexCells(3), rowSize: 16 }, out, {
    other: (source, line) => {
      const words = source.slice(line.start, Math.min(line.end, line.start + 200));
      return preamble.test(words) && !/^\s*#/.test(words) ? 'break' : undefined;
    },
    key: (source, line) => {
      // "I" came in to whoever captured, "O" went out.
      const before = source.lastIndexOf('\n', line.start - 2);
      const words = source.slice(before + 1, Math.max(0, line.start - 1));
      if (preamble.test(words) && !/^\s*#/.test(words))
        key = `${direction.exec(words)?.[1] ?? ''}|${timeIn(words)}`;
      return key;
    },
    section: (section, own) => {
      const [who, time] = own.split('|');
      const sender = who === 'O' ? 'client' : who === 'I' ? 'server' : null;
      packets.push({ section, sender, time: Number(time || Number.NaN) });
    },
  });
  if (packets.length === 0) return;
  if (packetKind(firstBytes(packets[0].section))) {
    const list: TextPacket[] = packets.map((packet) => ({
      bytes: firstBytes(packet.section),
      time: packet.time,
    }));
    emitPackets(list, 'text2pcap input', out);
    return;
  }
  for (const packet of packets) emitSection(packet.section, out.only(), packet.sender, packet.time);
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
  read,
});
