// tcpdump -x, -X (from the IP header on), -xx and -XX (with the link header): packets, so headers and reassembly.
//   06:37:30.637954 IP 127.0.0.1.45490 > 127.0.0.1.9901: Flags [P.], seq 1:645, ...
//   <tab>0x0000:  4500 02b8 b2c7 4000 ...  E.....@.
// tcpdump -A shows text alone and is refused.

import type { TextBlock } from '../text/blocks.ts';
import { hexCells } from '../text/cells.ts';
import { timeIn } from '../text/directions.ts';
import { firstRows, gradeRows, TableReader } from '../text/dump-table.ts';
import { firstBytes, type Piece } from '../text/emit.ts';
import { refuseLossy } from '../text/lossy.ts';
import { PacketWriter, packetKind } from '../text/packets.ts';
import { nothingToRead, type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const lead = /[ \t]*0x([0-9a-fA-F]{4,6}): {1,2}(?=[0-9a-fA-F]{2})/y;
const row = /^\s*0x[0-9a-fA-F]{4,6}: {1,2}[0-9a-fA-F]{2,4}(?:\s|$)/;
const header =
  /^(?:\d{4}-\d\d-\d\d )?(?:\d\d:\d\d:\d\d\.\d+|\d{10}\.\d+|\s*\d+(?=\s))?\s*(?:[\w.:]+\s+)?(?:IP6?\b|[0-9a-f:]{17} > |[\w-]+ +(?:In|Out|B|M|P) +(?:IP6?|ifindex)\b).* > .*[:,]/;
/** With -v the addresses stand in the next line. */
const verboseHeader =
  /^(?:\d{4}-\d\d-\d\d )?(?:\d\d:\d\d:\d\d\.\d+|\d{10}\.\d+)?\s*(?:[\w.-]+ +(?:In|Out|B|M|P) +)?IP6? \(.*\)\s*$/;

const isHeader = (line: string) => header.test(line) || verboseHeader.test(line);

class TcpdumpReader implements TextReader {
  readonly #table: TableReader<{ readonly time: number }>;
  readonly #writer: PacketWriter;
  #pieces: Piece[] = [];
  /** Packets of the head, until it is known whether each has a header line, and the times of those lines. */
  #held: Uint8Array[] | null = [];
  #times: number[] = [];
  #timed = false;
  /** The last header line. */
  #header = { time: Number.NaN };
  /** A header line was met, and no row of its packet yet. */
  #isInHeader = false;

  constructor(out: Transcript) {
    this.#writer = new PacketWriter('tcpdump hex', out);
    const layout = { lead, radix: 16, cells: hexCells(2), rowSize: 16 } as const;
    this.#table = new TableReader<{ readonly time: number }>(layout, out, {
      key: () => {
        this.#isInHeader = false;
        return this.#header;
      },
      other: (text, line) => {
        const words = text.slice(line.start, line.end);
        if (!isHeader(words)) {
          // With -v more is said of the packet: its addresses, the lines of an HTTP message.
          if (this.#isInHeader) out.mark(line.start, line.end, 'header');
          return undefined;
        }
        this.#isInHeader = true;
        this.#header = { time: timeIn(words) };
        if (this.#held) this.#times.push(this.#header.time);
        out.mark(line.start, line.end, 'header');
        return 'break';
      },
      piece: (piece) => this.#pieces.push(piece),
      end: ({ time }) => {
        const bytes = firstBytes(this.#pieces);
        this.#pieces = [];
        if (this.#held) this.#held.push(bytes);
        else this.#writer.add({ bytes, time: this.#timed ? time : Number.NaN });
      },
    });
  }

  read(block: TextBlock): void {
    // The last packet of the head is still open, or just its header was seen.
    if (block.beyond) this.#settle(1);
    this.#table.read(block);
    if (!this.#held) this.#writer.flush();
  }

  /**
   * Decides whether packets have times: when as many headers were seen as packets, `open` of which are not
   * held yet.
   */
  #settle(open: number): void {
    const held = this.#held;
    if (!held) return;
    this.#held = null;
    this.#timed = this.#times.length === held.length + open;
    for (const [i, bytes] of held.entries()) {
      this.#writer.add({ bytes, time: this.#timed ? this.#times[i] : Number.NaN });
    }
  }

  end(): void {
    this.#table.end();
    this.#settle(0);
    this.#writer.end();
  }
}

/** Rows that are looked at for the first packet: its headers. */
const rowsOfHeaders = 5;

/** Whether the first rows can begin a packet; a row that was cut may lack most of the IP header. */
function beginsPacket(text: string): boolean {
  const data = firstRows(text, lead, rowsOfHeaders).map(
    (one) => /^(?:[0-9a-f]{2,4} ?)*/i.exec(one.data)?.[0],
  );
  const digits = data.join('').replaceAll(' ', '').match(/../g) ?? [];
  const bytes = Uint8Array.from(digits, (pair) => Number.parseInt(pair, 16));
  return packetKind(bytes) !== null || (bytes[0] >= 0x45 && bytes[0] <= 0x4f) || bytes[0] >> 4 === 6;
}

function open(head: string, out: Transcript): TextReader {
  if (!head.split('\n').some((line) => row.test(line))) {
    out.describe('tcpdump text');
    refuseLossy(
      out,
      'tcpdump output without hex',
      '`tcpdump -XX -r FILE` or, better, keep the capture itself with `tcpdump -w FILE`',
    );
    return nothingToRead;
  }
  return new TcpdumpReader(out);
}

/** Packets as tcpdump prints them in hex. */
export const tcpdumpX = textImporter({
  id: 'tcpdump-x',
  name: 'tcpdump -x or -X output',
  grade: ({ text, lines }) => {
    const headers = lines.filter(isHeader).length;
    if (headers === 0 && !beginsPacket(text)) return 'no';
    const grade = gradeRows(
      lines.filter((line) => !isHeader(line)),
      row,
    );
    if (grade !== 'no') return grade;
    return headers > 0 && lines.some((line) => / Flags \[| > .*: (?:UDP|ICMP)/.test(line)) ? 'likely' : 'no';
  },
  open,
});
