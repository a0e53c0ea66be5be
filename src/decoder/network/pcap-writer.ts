// pcap files and TCP packets as bytes (draft-ietf-opsawg-pcap, RFC 791, 8200, 9293). Checksums are 0, as in
// captures of a machine whose network card computes them.

import { linkType } from './link-types.ts';

/** How a pcap file is written. */
export interface PcapFormat {
  readonly littleEndian: boolean;
  /** Timestamps in nanoseconds instead of microseconds. */
  readonly nanoseconds: boolean;
  readonly linkType: number;
}

/** What most tools write: little-endian, microseconds, Ethernet. */
const usualPcap: PcapFormat = {
  littleEndian: true,
  nanoseconds: false,
  linkType: linkType.ethernet,
};

const magicMicroseconds = 0xa1b2c3d4;
const magicNanoseconds = 0xa1b23c4d;
/** The snapshot length that tcpdump uses. */
const snapshotLength = 262144;

function words(littleEndian: boolean, values: readonly number[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value >>> 0, littleEndian);
  return new Uint8Array(view.buffer);
}

/** The header of a pcap file, version 2.4. */
export function pcapFileHeader(format: PcapFormat = usualPcap): Uint8Array<ArrayBuffer> {
  const { littleEndian, nanoseconds } = format;
  const magic = nanoseconds ? magicNanoseconds : magicMicroseconds;
  const version = littleEndian ? 0x00040002 : 0x00020004;
  return words(littleEndian, [magic, version, 0, 0, snapshotLength, format.linkType]);
}

/** The header before a packet. `wireLength`: its length before the snapshot length cut it. */
export function pcapRecordHeader(
  microseconds: number,
  capturedLength: number,
  wireLength = capturedLength,
  { littleEndian, nanoseconds }: PcapFormat = usualPcap,
): Uint8Array<ArrayBuffer> {
  const fraction = (microseconds % 1e6) * (nanoseconds ? 1000 : 1);
  return words(littleEndian, [Math.floor(microseconds / 1e6), fraction, capturedLength, wireLength]);
}

/** An IP address as its 4 or 16 bytes, and a port. */
export interface PacketEndpoint {
  readonly address: Uint8Array;
  readonly port: number;
}

/** Bits of the flags byte in a TCP header. */
export const tcpFlag = { fin: 1, syn: 2, rst: 4, push: 8, ack: 16 } as const;

/** What a TCP packet is made of. */
export interface TcpPacketSpec {
  readonly source: PacketEndpoint;
  readonly destination: PacketEndpoint;
  readonly sequence: number;
  readonly acknowledgement: number;
  /** Bits of `tcpFlag`. */
  readonly flags: number;
  readonly window: number;
  readonly data: Uint8Array;
  /** Of IPv4. */
  readonly identification?: number;
  /** TCP options, padded to whole 32-bit words. */
  readonly options?: Uint8Array;
}

const ipv4Header = 20;
const ipv6Header = 40;
const tcpHeader = 20;
const protocolTcp = 6;
const timeToLive = 64;

/** An IPv4 or IPv6 packet, by the length of the addresses, without a link header. */
export function encodeTcpPacket(spec: TcpPacketSpec): Uint8Array<ArrayBuffer> {
  const { source, destination, data, options = new Uint8Array(0) } = spec;
  const isIpv4 = source.address.length === 4;
  const ipLength = isIpv4 ? ipv4Header : ipv6Header;
  const tcpLength = tcpHeader + options.length + data.length;
  const packet = new Uint8Array(ipLength + tcpLength);
  const ip = new DataView(packet.buffer);
  if (isIpv4) {
    ip.setUint8(0, 0x45);
    ip.setUint16(2, packet.length);
    ip.setUint16(4, spec.identification ?? 0);
    ip.setUint8(8, timeToLive);
    ip.setUint8(9, protocolTcp);
  } else {
    ip.setUint8(0, 0x60);
    ip.setUint16(4, tcpLength);
    ip.setUint8(6, protocolTcp);
    ip.setUint8(7, timeToLive);
  }
  packet.set(source.address, ipLength - 2 * source.address.length);
  packet.set(destination.address, ipLength - destination.address.length);
  const tcp = new DataView(packet.buffer, ipLength);
  tcp.setUint16(0, source.port);
  tcp.setUint16(2, destination.port);
  tcp.setUint32(4, spec.sequence >>> 0);
  tcp.setUint32(8, spec.acknowledgement >>> 0);
  tcp.setUint8(12, ((tcpHeader + options.length) / 4) << 4);
  tcp.setUint8(13, spec.flags);
  tcp.setUint16(14, spec.window);
  packet.set(options, ipLength + tcpHeader);
  packet.set(data, ipLength + tcpHeader + options.length);
  return packet;
}
