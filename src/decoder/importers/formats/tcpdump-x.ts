// tcpdump -x, -X (from the IP header on), -xx and -XX (with the link header): packets, so headers and reassembly.
//   06:37:30.637954 IP 127.0.0.1.45490 > 127.0.0.1.9901: Flags [P.], seq 1:645, ...
//   <tab>0x0000:  4500 02b8 b2c7 4000 ...  E.....@.
// tcpdump -A shows text alone and is refused.

import { hexCells } from '../text/cells.ts';
import { timeIn } from '../text/directions.ts';
import { gradeRows, readTable } from '../text/dump-table.ts';
import { firstBytes } from '../text/emit.ts';
import { refuseLossy } from '../text/lossy.ts';
import { emitPackets, type TextPacket } from '../text/packets.ts';
import { textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const lead = /[ \t]*0x([0-9a-fA-F]{4,6}): {1,2}(?=[0-9a-fA-F]{2})/y;
const row = /^\s*0x[0-9a-fA-F]{4,6}: {1,2}[0-9a-fA-F]{2,4}(?:\s|$)/;
const header =
  /^(?:\d{4}-\d\d-\d\d )?(?:\d\d:\d\d:\d\d\.\d+|\d{10}\.\d+|\s*\d+\s+)?\s*(?:[\w.:]+\s+)?(?:IP6?\b|[0-9a-f:]{17} > |[\w-]+ +(?:In|Out|B|M|P) +(?:IP6?|ifindex)\b).* > .*[:,]/;

function read(text: string, out: Transcript): void {
  if (!text.split('\n').some((line) => row.test(line))) {
    out.describe('tcpdump text');
    refuseLossy(
      out,
      'tcpdump output without hex',
      '`tcpdump -XX -r FILE` or, better, keep the capture itself with `tcpdump -w FILE`',
    );
    return;
  }
  const packets: TextPacket[] = [];
  let time = Number.NaN;
  let headers = 0;
  readTable(text, { lead, radix: 16, cells: hexCells(2), rowSize: 16 }, out, {
    other: (source, line) => {
      const words = source.slice(line.start, line.end);
      if (!header.test(words)) return undefined;
      headers++;
      out.mark(line.start, line.end, 'header');
      // The packet before ends here, with the time of the header before.
      return 'break';
    },
    section: (section) => packets.push({ bytes: firstBytes(section), time: Number.NaN }),
  });
  if (headers === packets.length) {
    let index = 0;
    for (const line of text.split('\n')) {
      if (!header.test(line)) continue;
      time = timeIn(line);
      packets[index] = { bytes: packets[index].bytes, time };
      index++;
    }
  }
  emitPackets(packets, 'tcpdump hex', out);
}

/** Packets as tcpdump prints them in hex. */
export const tcpdumpX = textImporter({
  id: 'tcpdump-x',
  name: 'tcpdump -x or -X output',
  grade: ({ lines }) => {
    const headers = lines.filter((line) => header.test(line)).length;
    const grade = gradeRows(
      lines.filter((line) => !header.test(line)),
      row,
    );
    if (grade !== 'no') return grade;
    return headers > 0 && lines.some((line) => / Flags \[| > .*: (?:UDP|ICMP)/.test(line)) ? 'likely' : 'no';
  },
  read,
});
