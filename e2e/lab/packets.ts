// Just enough of pcap and pcapng to look into a capture that the lab itself recorded: find the marker datagrams,
// see FIN and RST, drop packets. Little-endian files as tcpdump and dumpcap write them on this machine.
import { readFileSync } from 'node:fs';

/** TCP flags as in the header byte. */
export const Tcp = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const;

/** One packet of a capture. `record` is the whole record or block as it lies in the file. */
export interface Packet {
  record: Buffer;
  data: Buffer;
  tcp: null | { from: string; to: string; seq: number; ack: number; flags: number; payload: Buffer };
}

/** A capture split into its packets; `head` is what comes before the first (file header or section blocks). */
export interface CaptureFile {
  head: Buffer;
  packets: Packet[];
}

function ipStart(linkType: number): number {
  if (linkType === 1) return 14;
  if (linkType === 113) return 16;
  if (linkType === 276) return 20;
  if (linkType === 0) return 4;
  return 0;
}

function tcpOf(data: Buffer, linkType: number): Packet['tcp'] {
  const ip = ipStart(linkType);
  if (data.length < ip + 40) return null;
  const version = data[ip] >> 4;
  const start = version === 4 ? ip + (data[ip] & 15) * 4 : ip + 40;
  const protocol = version === 4 ? data[ip + 9] : data[ip + 6];
  if (protocol !== 6 || data.length < start + 20) return null;
  const end = version === 4 ? Math.min(data.length, ip + data.readUInt16BE(ip + 2)) : data.length;
  return {
    from: String(data.readUInt16BE(start)),
    to: String(data.readUInt16BE(start + 2)),
    seq: data.readUInt32BE(start + 4),
    ack: data.readUInt32BE(start + 8),
    flags: data[start + 13],
    payload: data.subarray(Math.min(end, start + (data[start + 12] >> 4) * 4), end),
  };
}

/** Reads a capture; a record that is not yet written in full is left out. */
export function readCapture(file: string): CaptureFile {
  const all = readFileSync(file);
  if (all.length >= 4 && all.readUInt32LE(0) === 0x0a0d0d0a) return readPcapng(all);
  if (all.length < 24) return { head: all, packets: [] };
  const linkType = all.readUInt32LE(20) & 0xffff;
  const packets: Packet[] = [];
  for (let at = 24; at + 16 <= all.length; ) {
    const end = at + 16 + all.readUInt32LE(at + 8);
    if (end > all.length) break;
    const data = all.subarray(at + 16, end);
    packets.push({ record: all.subarray(at, end), data, tcp: tcpOf(data, linkType) });
    at = end;
  }
  return { head: all.subarray(0, 24), packets };
}

function readPcapng(all: Buffer): CaptureFile {
  const head: Buffer[] = [];
  const packets: Packet[] = [];
  let linkType = 1;
  for (let at = 0; at + 12 <= all.length; ) {
    const type = all.readUInt32LE(at);
    const end = at + all.readUInt32LE(at + 4);
    if (end > all.length || end <= at) break;
    const record = all.subarray(at, end);
    if (type === 1) linkType = record.readUInt16LE(8);
    if (type === 6) {
      const data = record.subarray(28, 28 + record.readUInt32LE(20));
      packets.push({ record, data, tcp: tcpOf(data, linkType) });
    } else if (packets.length === 0 && type !== 5) {
      head.push(record);
    }
    at = end;
  }
  return { head: Buffer.concat(head), packets };
}

/** The file's bytes again, from its head and the packets kept. */
export function captureBytes(head: Buffer, packets: Packet[]): Buffer {
  return Buffer.concat([head, ...packets.map((packet) => packet.record)]);
}

/** The TCP connections ("from>to" of the first packet) that show neither a RST nor a FIN from both ends. */
export function openConnections(packets: Packet[]): string[] {
  const state = new Map<string, Set<string>>();
  for (const { tcp } of packets) {
    if (!tcp) continue;
    const known = state.has(`${tcp.to}>${tcp.from}`) ? `${tcp.to}>${tcp.from}` : `${tcp.from}>${tcp.to}`;
    const ends = state.get(known) ?? new Set<string>();
    if (tcp.flags & Tcp.syn && !(tcp.flags & Tcp.ack)) ends.clear();
    if (tcp.flags & Tcp.rst) ends.add('rst');
    if (tcp.flags & Tcp.fin) ends.add(tcp.from);
    state.set(known, ends);
  }
  return [...state].filter(([, ends]) => !ends.has('rst') && ends.size < 2).map(([name]) => name);
}
