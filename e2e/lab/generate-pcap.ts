/**
 * Writes a session as a pcap file: Ethernet, IPv4, TCP with handshake, acknowledgements, segments of one MSS
 * and both FINs.
 */
import { join, type Sender } from './generate-strict.ts';

export interface Segment {
  sender: Sender;
  bytes: Uint8Array;
  /** Seconds from the start. */
  time: number;
}

export interface PcapOptions {
  /** Seconds since 1970 of the first packet. */
  start?: number;
  clientPort?: number;
  serverPort?: number;
  mss?: number;
  /** Leave the connection open at the end. */
  open?: boolean;
  /** Who sends the first FIN; absent: whoever spoke last. */
  closer?: Sender;
  /** Ends with a RST of this end. */
  reset?: Sender;
  /** Seconds of silence before the end. */
  still?: number;
  /** The other end answers the FIN with its own at once. Default true. */
  both?: boolean;
  /** Segments (by index) that the recorder missed, though they were acknowledged. */
  drop?: readonly number[];
  /** The first segment recorded; the TCP handshake and all before it are missing. */
  from?: number;
  /** Bytes kept of each packet. */
  snaplen?: number;
  /** One segment for each write, so that the indexes above are of writes. */
  whole?: boolean;
}

const FIN = 1;
const SYN = 2;
const RST = 4;
const PSH = 8;
const ACK = 16;

function u16(value: number): number[] {
  return [(value >> 8) & 255, value & 255];
}

function u32(value: number): number[] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function le32(value: number): number[] {
  return u32(value).reverse();
}

function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i] << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** The capture file's bytes. */
export function pcapOf(segments: readonly Segment[], options: PcapOptions = {}): Uint8Array {
  const {
    start = 1_762_165_230,
    clientPort = 51_312,
    serverPort = 8080,
    mss = 1448,
    from = 0,
    drop = [],
  } = options;
  let recorded = from === 0;
  const ip: Record<Sender, number[]> = { client: [192, 168, 1, 20], server: [192, 168, 1, 80] };
  const port: Record<Sender, number> = { client: clientPort, server: serverPort };
  const next: Record<Sender, number> = { client: 0x1f3a5c00, server: 0x6b20e100 };
  const out: Uint8Array[] = [
    Uint8Array.from([
      0xd4,
      0xc3,
      0xb2,
      0xa1,
      2,
      0,
      4,
      0,
      ...le32(0),
      ...le32(0),
      ...le32(options.snaplen ?? 262144),
      ...le32(1),
    ]),
  ];
  let id = 1;
  const packet = (sender: Sender, flags: number, bytes: Uint8Array, time: number): void => {
    const peer: Sender = sender === 'client' ? 'server' : 'client';
    const syn = (flags & SYN) !== 0;
    const tcpOptions = syn ? [2, 4, ...u16(1460)] : [];
    const header = Uint8Array.from([
      ...u16(port[sender]),
      ...u16(port[peer]),
      ...u32(next[sender]),
      ...u32(flags & ACK ? next[peer] : 0),
      ((20 + tcpOptions.length) / 4) << 4,
      flags,
      ...u16(64240),
      0,
      0,
      0,
      0,
      ...tcpOptions,
    ]);
    const segment = join([header, bytes]);
    const pseudo = Uint8Array.from([...ip[sender], ...ip[peer], 0, 6, ...u16(segment.length)]);
    const tcpSum = checksum(join([pseudo, segment]));
    segment[16] = tcpSum >> 8;
    segment[17] = tcpSum & 255;
    const ipHeader = Uint8Array.from([
      0x45,
      0,
      ...u16(20 + segment.length),
      ...u16(id++ & 0xffff),
      0x40,
      0,
      64,
      6,
      0,
      0,
      ...ip[sender],
      ...ip[peer],
    ]);
    const ipSum = checksum(ipHeader);
    ipHeader[10] = ipSum >> 8;
    ipHeader[11] = ipSum & 255;
    const mac = { client: [2, 0, 0, 0, 0, 1], server: [2, 0, 0, 0, 0, 2] };
    const data = join([Uint8Array.from([...mac[peer], ...mac[sender], 8, 0]), ipHeader, segment]);
    const micros = Math.round((time % 1) * 1e6);
    const seconds = start + Math.floor(time) + (micros === 1_000_000 ? 1 : 0);
    const kept = data.subarray(0, options.snaplen ?? data.length);
    const times = [...le32(seconds), ...le32(micros % 1_000_000)];
    if (recorded) out.push(Uint8Array.from([...times, ...le32(kept.length), ...le32(data.length)]), kept);
    next[sender] = (next[sender] + bytes.length + (flags & (SYN | FIN) ? 1 : 0)) >>> 0;
  };
  const none = new Uint8Array(0);
  packet('client', SYN, none, 0);
  packet('server', SYN | ACK, none, 0.000021);
  packet('client', ACK, none, 0.000034);
  let last = 0.00005;
  for (const [index, { sender, bytes, time }] of segments.entries()) {
    recorded = index >= from && !drop.includes(index);
    const peer: Sender = sender === 'client' ? 'server' : 'client';
    let at = Math.max(time, last + 0.000002);
    for (let i = 0; i < bytes.length; i += mss) {
      const part = bytes.subarray(i, i + mss);
      packet(sender, i + mss >= bytes.length ? PSH | ACK : ACK, part, at);
      at += 0.000003;
    }
    recorded = index >= from;
    packet(peer, ACK, none, at + 0.00001);
    last = at + 0.00001;
  }
  const end = last + (options.still ?? 0.0001);
  if (options.reset) packet(options.reset, RST | ACK, none, end);
  else if (!options.open) {
    const first: Sender = options.closer ?? segments[segments.length - 1]?.sender ?? 'client';
    const second: Sender = first === 'client' ? 'server' : 'client';
    const wait = options.both === false ? 0.2 : 0.00005;
    packet(first, FIN | ACK, none, end);
    if (options.both === false) packet(second, ACK, none, end + 0.00005);
    packet(second, FIN | ACK, none, end + wait);
    packet(first, ACK, none, end + wait + 0.00001);
  }
  return join(out);
}
