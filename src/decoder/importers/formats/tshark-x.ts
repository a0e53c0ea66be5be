// tshark -x and Wireshark's "copy as hex": each packet in rows of 16, a blank line between packets; further
// sections such as "Reassembled TCP (n bytes):" or "Unmasked data (n bytes):" repeat bytes of the frame and
// are left out. Also
// `tshark -T json -x` and Wireshark's JSON export, for their `frame_raw`.

import { parseHex } from '../../bytes/hex.ts';
import { hexCells } from '../text/cells.ts';
import { readLead } from '../text/directions.ts';
import { firstRows, gradeRows, TableReader } from '../text/dump-table.ts';
import { emitPieces, firstBytes, type Piece } from '../text/emit.ts';
import { PacketWriter, packetKind, type TextPacket, withPackets } from '../text/packets.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';
import { WholeText } from '../text/whole-text.ts';

// Offsets have the digits that the size of their section needs; a section may be a message that was put
// together or inflated.
const lead = /[ \t]*([0-9a-fA-F]{4,8}) {2,3}(?=[0-9a-fA-F]{2}(?: |$|\r?\n))/y;
const row = /^\s*[0-9a-fA-F]{4,5} {2,3}[0-9a-fA-F]{2}(?: [0-9a-fA-F]{2}){0,15}(?: {2,}|\s*$)/;
const longRow = /^\s*[0-9a-fA-F]{6,8} {2}[0-9a-fA-F]{2}(?: [0-9a-fA-F]{2}){0,15}(?: {2,}|\s*$)/;
const sectionName = /^\s*([A-Z][\w ./+-]*) \((\d+) bytes?\):\s*$/;
const epoch = /^\s*Epoch (?:Arrival )?Time: (\d+\.\d+)/;
/** Longer lines are no label of the rows below them. */
const maxSenderLine = 80;
const raw = /"(frame_raw)":\s*\[?\s*"([0-9a-fA-F]+)"|"frame\.time_epoch":\s*\[?\s*"([^"]+)"/g;

/** The whole packets in JSON. Where it has only their payloads, they are records: `json-lines.ts`. */
function readJson(text: string, out: Transcript): void {
  const frames: TextPacket[] = [];
  for (const match of text.matchAll(raw)) {
    const [written, isFrame, digits, epoch] = match;
    if (isFrame === undefined) {
      const last = frames[frames.length - 1];
      const time = /^\d+(?:\.\d+)?$/.test(epoch) ? Number(epoch) : Date.parse(epoch) / 1000;
      if (last && Number.isNaN(last.time)) frames[frames.length - 1] = { bytes: last.bytes, time };
      continue;
    }
    const bytes = parseHex(digits.slice(0, digits.length & ~1)) ?? new Uint8Array(0);
    const at = match.index + written.lastIndexOf(digits);
    out.mark(at, at + digits.length, 'bytes');
    frames.push({ bytes, time: Number.NaN });
  }
  const writer = new PacketWriter('tshark JSON', out);
  for (const frame of frames) writer.add(frame);
  writer.end();
}

/** A row whose two halves stand apart, as certutil and older versions of Wireshark write it. */
const halves = /^[\da-f]{2}(?: [\da-f]{2}){7} {2}[\da-f]{2}(?: [\da-f]{2}){7}(?: {2,}\S|\s*$)/i;

/** Whether all rows but a short last one have two halves. */
function haveWideMiddle(head: string): boolean {
  const rows = firstRows(head, lead, 64);
  const whole = rows.slice(0, Math.max(1, rows.length - 1));
  return whole.length > 0 && whole.every(({ data }) => halves.test(data));
}

function open(head: string, out: Transcript): TextReader {
  if (/^\s*[[{]/.test(head)) return new WholeText(out, 'tshark JSON', (text) => readJson(text, out));
  out.describe('tshark hex');
  let writer: PacketWriter | null = null;
  let skipping = false;
  let time = Number.NaN;
  /** The line before when it is no row: there the name of a section stands. */
  let lineBefore: string | null = '';
  let pieces: Piece[] = [];
  /** Who sent the rows, as a line above them says, and those that follow. */
  let sender = readLead('');
  let nextSender = sender;
  const cells = hexCells(haveWideMiddle(head) ? 3 : 2);
  const table = new TableReader<'skip' | 'read'>({ lead, radix: 16, cells, rowSize: 16 }, out, {
    other: (text, line) => {
      lineBefore = text.slice(line.start, Math.min(line.end, line.start + 200));
      const seconds = epoch.exec(lineBefore);
      if (seconds) time = Number(seconds[1]);
      const words = lineBefore.length > maxSenderLine ? null : readLead(lineBefore);
      if (words?.sender) nextSender = words;
      const isBreak = words?.sender || sectionName.test(lineBefore) || lineBefore.trim() === '';
      return isBreak ? 'break' : undefined;
    },
    key: () => {
      if (lineBefore !== null) {
        const name = sectionName.exec(lineBefore);
        if (name) skipping = !/^(?:Frame|Packet)/.test(name[1]);
        else if (lineBefore.trim() === '') skipping = false;
        lineBefore = null;
        sender = nextSender;
      }
      return skipping ? 'skip' : 'read';
    },
    piece: (piece, key) => {
      if (key === 'read') pieces.push(piece);
    },
    end: (key) => {
      if (key === 'skip') return;
      const bytes = firstBytes(pieces);
      if (writer || packetKind(bytes)) {
        writer ??= new PacketWriter('tshark hex', out);
        writer.add({ bytes, time });
        time = Number.NaN;
      } else emitPieces(pieces, out.only({ roles: sender.known ? 'known' : 'guess' }), sender.sender);
      pieces = [];
    },
  });
  return withPackets(table, () => writer);
}

/** Packets as tshark and Wireshark print them in hex. */
export const tsharkX = textImporter({
  id: 'tshark-x',
  name: 'tshark -x or Wireshark hex',
  grade: ({ text, lines }) => {
    if (/^\s*[[{]/.test(text)) return /"frame_raw"/.test(text) ? 'certain' : 'no';
    const sections = lines.some((line) => sectionName.test(line));
    const rows = lines.filter((line) => !sectionName.test(line) && !(sections && longRow.test(line)));
    const grade = gradeRows(rows, row);
    if (grade !== 'no' && /^Frame \d+: \d+ bytes on wire/m.test(text)) return 'certain';
    return grade === 'possible' && sections ? 'likely' : grade;
  },
  open,
});
