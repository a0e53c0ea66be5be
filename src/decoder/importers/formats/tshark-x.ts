// tshark -x and Wireshark's "copy as hex": each packet in rows of 16, a blank line between packets; further sections such
// as "Reassembled TCP (n bytes):" or "Unmasked data (n bytes):" repeat bytes of the frame and are left out. Also
// `tshark -T json -x` and Wireshark's JSON export, for their `frame_raw` or `tcp.payload`.

import { parseHex } from '../../bytes/hex.ts';
import { hexCells } from '../text/cells.ts';
import { gradeRows, readTable } from '../text/dump-table.ts';
import { emitSection, firstBytes } from '../text/emit.ts';
import { emitPackets, packetKind, type TextPacket } from '../text/packets.ts';
import { textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

const lead = /[ \t]*([0-9a-fA-F]{4,5}) {2,3}(?=[0-9a-fA-F]{2}(?: |$|\r?\n))/y;
const row = /^\s*[0-9a-fA-F]{4,5} {2,3}[0-9a-fA-F]{2}(?: [0-9a-fA-F]{2}){0,15}(?: {2,}|\s*$)/;
const sectionName = /^\s*([A-Z][\w ./+-]*) \((\d+) bytes?\):\s*$/;
const epoch = /^\s*Epoch (?:Arrival )?Time: (\d+\.\d+)/;
const raw =
  /"(frame_raw|tcp\.payload_raw)":\s*\[?\s*"([0-9a-fA-F]+)"|"(tcp\.payload)":\s*\[?\s*"([0-9a-fA-F:]+)"|"(tcp\.srcport|frame\.time_epoch)":\s*\[?\s*"([^"]+)"|"(_index)"/g;

function readJson(text: string, out: Transcript): void {
  const frames: TextPacket[] = [];
  const payloads: { bytes: Uint8Array; port: string }[] = [];
  let port = '';
  for (const match of text.matchAll(raw)) {
    if (match[7]) {
      port = '';
    } else if (match[5] === 'tcp.srcport') {
      port = match[6];
      const last = payloads[payloads.length - 1];
      if (last && last.port === '') last.port = port;
    } else if (match[5]) {
      const last = frames[frames.length - 1];
      const time = /^\d+(?:\.\d+)?$/.test(match[6]) ? Number(match[6]) : Date.parse(match[6]) / 1000;
      if (last && Number.isNaN(last.time)) frames[frames.length - 1] = { bytes: last.bytes, time };
    } else {
      const digits = (match[2] ?? match[4]).replaceAll(':', '');
      const bytes = parseHex(digits.slice(0, digits.length & ~1)) ?? new Uint8Array(0);
      const at = match.index + match[0].lastIndexOf(match[2] ?? match[4]);
      out.mark(at, at + (match[2] ?? match[4]).length, 'bytes');
      if (match[1] === 'frame_raw') frames.push({ bytes, time: Number.NaN });
      else if (match[1] || payloads.length === 0 || text.indexOf('tcp.payload_raw') < 0)
        payloads.push({ bytes, port });
    }
  }
  if (frames.length > 0) {
    emitPackets(frames, 'tshark JSON', out);
    return;
  }
  out.describe('tshark JSON, TCP payloads');
  // The first to speak is the client.
  const client = payloads[0]?.port ?? '';
  for (const { bytes, port: from } of payloads) {
    out.only().bytes(from === '' ? null : from === client ? 'client' : 'server', bytes);
  }
}

function read(text: string, out: Transcript): void {
  if (/^\s*[[{]/.test(text)) {
    readJson(text, out);
    return;
  }
  const packets: TextPacket[] = [];
  let skipping = false;
  let time = Number.NaN;
  out.describe('tshark hex');
  readTable(text, { lead, radix: 16, cells: hexCells(2), rowSize: 16 }, out, {
    other: (source, line) => {
      const words = source.slice(line.start, Math.min(line.end, line.start + 200));
      const name = sectionName.exec(words);
      const seconds = epoch.exec(words);
      if (seconds) time = Number(seconds[1]);
      return name || words.trim() === '' ? 'break' : undefined;
    },
    key: (source, line) => {
      // The name of a section stands in the line before its first row.
      const before = source.lastIndexOf('\n', line.start - 2);
      const words = source.slice(before + 1, Math.max(0, line.start - 1)).replace(/\r$/, '');
      const name = sectionName.exec(words);
      if (name) skipping = !/^(?:Frame|Packet)/.test(name[1]);
      else if (words.trim() === '') skipping = false;
      return skipping ? 'skip' : '';
    },
    section: (section, key) => {
      if (key === 'skip') return;
      const bytes = firstBytes(section);
      if (packets.length === 0 && packetKind(bytes) === null) {
        emitSection(section, out.only(), null);
        return;
      }
      packets.push({ bytes, time });
      time = Number.NaN;
    },
  });
  if (packets.length > 0) emitPackets(packets, 'tshark hex', out);
}

/** Packets as tshark and Wireshark print them in hex. */
export const tsharkX = textImporter({
  id: 'tshark-x',
  name: 'tshark -x or Wireshark hex',
  grade: ({ text, lines }) => {
    if (/^\s*[[{]/.test(text)) {
      if (/"_source"\s*:\s*\{\s*"layers"/.test(text)) return 'certain';
      return /"(?:frame_raw|tcp\.payload(?:_raw)?)"/.test(text) ? 'likely' : 'no';
    }
    const rows = lines.filter((line) => !sectionName.test(line));
    const grade = gradeRows(rows, row);
    if (grade !== 'no' && /^Frame \d+: \d+ bytes on wire/m.test(text)) return 'certain';
    return grade === 'possible' && lines.some((line) => sectionName.test(line)) ? 'likely' : grade;
  },
  read,
});
