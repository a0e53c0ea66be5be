// Link layers: from the first byte of a captured packet to its network layer. Each reader moves `offset` past
// its header, moves `end` before trailers and says what comes next (an Ethernet type or one of `next`).

import { u16, u16le, u32, u32le } from '../bytes/integers.ts';
import { readEthernet, readLlc } from './ethernet.ts';
import { linkType } from './link-types.ts';
import { limit, next, type Packet } from './packet.ts';
import { readAvs, readIeee80211, readPrism, readRadiotap } from './wlan.ts';

/** Whether packets of this link type can be read. */
export function isLinkTypeKnown(type: number): boolean {
  return (Object.values(linkType) as number[]).includes(type);
}

/** Reads the link header of a packet of `type`. Exported PDUs are not links: see `exported-pdu.ts`. */
export function readLink(packet: Packet, type: number): number {
  switch (type) {
    case linkType.ethernet:
      return readEthernet(packet);
    case linkType.linuxSll:
      return readSll(packet);
    case linkType.linuxSll2:
      return readSll2(packet);
    case linkType.null:
    case linkType.loop:
      return readLoopback(packet);
    case linkType.raw:
    case linkType.rawBsd:
    case linkType.rawOpenBsd:
    case linkType.ipv4:
    case linkType.ipv6:
      return next.rawIp;
    case linkType.ppp:
    case linkType.pppHdlc:
      return next.ppp;
    case linkType.pppWithDirection:
      packet.offset += 1;
      return next.ppp;
    case linkType.pppPppd:
      // The address byte of the HDLC framing tells the direction here.
      packet.offset += 2;
      return next.ppp;
    case linkType.ciscoHdlc:
      return readCiscoHdlc(packet);
    case linkType.nflog:
      return readNflog(packet);
    case linkType.ppi:
      return readPpi(packet);
    case linkType.pktap:
      return readPktap(packet);
    case linkType.pppoe:
      return next.pppoeSession;
    case linkType.ieee80211:
      return readIeee80211(packet);
    case linkType.radiotap:
      return readRadiotap(packet);
    case linkType.prism:
      return readPrism(packet);
    case linkType.avs:
      return readAvs(packet);
    default:
      return next.done;
  }
}

/** Linux cooked: packet type 2, ARPHRD 2, address length 2, address 8, protocol 2. */
function readSll(packet: Packet): number {
  const { bytes, offset } = packet;
  if (packet.end - offset < 16) return next.short;
  packet.offset = offset + 16;
  return cookedProtocol(packet, u16(bytes, offset + 2), u16(bytes, offset + 14));
}

/**
 * Linux cooked v2: protocol 2, reserved 2, interface 4, ARPHRD 2, packet type 1, address length 1, address 8.
 */
function readSll2(packet: Packet): number {
  const { bytes, offset } = packet;
  if (packet.end - offset < 20) return next.short;
  packet.offset = offset + 20;
  return cookedProtocol(packet, u16(bytes, offset + 8), u16(bytes, offset));
}

const arphrdIpGre = 778;
const arphrdNetlink = 824;
const arphrdNone = 0xfffe;

function cookedProtocol(packet: Packet, arphrd: number, protocol: number): number {
  if (arphrd === arphrdNetlink) return next.notData;
  if (arphrd === arphrdIpGre && protocol !== next.ipv4 && protocol !== next.ipv6) return next.notData;
  if (protocol >= 0x600) return protocol;
  // 1: 802.3 without LLC, 4: LLC, C: CAN. Tunnels may give no protocol at all.
  if (protocol === 4) return readLlc(packet);
  return protocol === 0 || arphrd === arphrdNone ? next.rawIp : next.notData;
}

/** NULL: address family in the byte order of the capturing machine; LOOP: the same in network order. */
function readLoopback(packet: Packet): number {
  const { bytes, offset } = packet;
  if (packet.end - offset < 4) return next.short;
  packet.offset = offset + 4;
  const big = u32(bytes, offset);
  const family = big < 0x10000 ? big : u32le(bytes, offset);
  switch (family) {
    case 2:
      return next.ipv4;
    // AF_INET6 differs: Linux 10, NetBSD and OpenBSD 24, FreeBSD 28, macOS 30, Windows 23.
    case 10:
    case 23:
    case 24:
    case 28:
    case 30:
      return next.ipv6;
    default:
      return family >= 0x600 && family < 0x10000 ? family : next.notData;
  }
}

/** Cisco HDLC: address 1, control 1, Ethernet type 2. */
function readCiscoHdlc(packet: Packet): number {
  const { bytes, offset } = packet;
  if (packet.end - offset < 4) return next.short;
  packet.offset = offset + 4;
  return u16(bytes, offset + 2);
}

const nflogPayload = 9;

/**
 * Linux NFLOG: family 1, version 1, resource 2; then length 2 and type 2 in the machine's order, value,
 * padded to 4.
 */
function readNflog(packet: Packet): number {
  const { bytes, offset, end } = packet;
  let i = offset + 4;
  while (end - i >= 4) {
    const little = u16le(bytes, i + 2) < 0x100;
    const length = little ? u16le(bytes, i) : u16(bytes, i);
    const type = little ? u16le(bytes, i + 2) : u16(bytes, i + 2);
    if (type === nflogPayload) {
      packet.offset = i + 4;
      return next.rawIp;
    }
    if (length < 4) return next.short;
    i += (length + 3) & ~3;
  }
  return next.short;
}

/**
 * Per-packet information: version 1, flags 1, length 2, link type 4, all little-endian; then that link's
 * header.
 */
function readPpi(packet: Packet): number {
  const { bytes, offset } = packet;
  if (packet.end - offset < 8) return next.short;
  const inner = u32le(bytes, offset + 4);
  packet.offset = offset + Math.max(8, u16le(bytes, offset + 2));
  return inner === linkType.ppi || inner === linkType.pktap ? next.notData : readLink(packet, inner);
}

/**
 * macOS `tcpdump -i any`: length 4, record type 4 (1: packet), link type 4, ..., little-endian; then that
 * link's header.
 */
function readPktap(packet: Packet): number {
  const { bytes, offset } = packet;
  if (packet.end - offset < 12) return next.short;
  const length = u32le(bytes, offset);
  const inner = u32le(bytes, offset + 8);
  if (length < 12 || packet.end - offset < length) return next.short;
  if (u32le(bytes, offset + 4) !== 1) return next.notData;
  packet.offset = offset + length;
  return inner === linkType.ppi || inner === linkType.pktap ? next.notData : readLink(packet, inner);
}

/** PPP, with or without the HDLC address and control bytes FF 03; the protocol is 1 byte when odd. */
export function readPpp(packet: Packet): number {
  const { bytes } = packet;
  let { offset } = packet;
  if (packet.end - offset < 3) return next.short;
  if (bytes[offset] === 0xff && bytes[offset + 1] === 3) offset += 2;
  let protocol = bytes[offset++];
  if ((protocol & 1) === 0) protocol = (protocol << 8) | bytes[offset++];
  if (offset > packet.end) return next.short;
  packet.offset = offset;
  if (protocol === 0x21) return next.ipv4;
  if (protocol === 0x57) return next.ipv6;
  if (protocol === 0x281) return next.mpls;
  return next.notData;
}

/** PPPoE session: version and type 1, code 1, session 2, length 2, then PPP. RFC 2516. */
export function readPppoe(packet: Packet): number {
  const { bytes, offset } = packet;
  if (packet.end - offset < 6) return next.short;
  if (bytes[offset + 1] !== 0) return next.notData;
  packet.offset = offset + 6;
  limit(packet, offset + 6, u16(bytes, offset + 4));
  return next.ppp;
}

/** MPLS labels, 4 bytes each, up to the bottom of the stack; then IP or, after a control word, Ethernet. */
export function readMpls(packet: Packet): number {
  const { bytes } = packet;
  let { offset } = packet;
  for (;;) {
    if (packet.end - offset < 5) return next.short;
    const bottom = bytes[offset + 2] & 1;
    offset += 4;
    if (bottom) break;
  }
  packet.offset = offset;
  const nibble = bytes[offset] >> 4;
  if (nibble === 4 || nibble === 6) return next.rawIp;
  packet.offset = nibble === 0 ? offset + 4 : offset;
  return next.transparentEthernet;
}

/**
 * GRE: flags and version 2, type 2, then checksum 4, key 4, sequence 4 as flagged. RFC 2784, 2890, 2637
 * (PPTP).
 */
export function readGre(packet: Packet): number {
  const { bytes, offset } = packet;
  if (packet.end - offset < 4) return next.short;
  const flags = u16(bytes, offset);
  const type = u16(bytes, offset + 2);
  const version = flags & 7;
  if (version > 1 || flags & 0x4000) return next.notData;
  let length = 4;
  if (flags & 0x8000) length += 4;
  if (flags & 0x2000) length += 4;
  if (flags & 0x1000) length += 4;
  if (version === 1 && flags & 0x0080) length += 4;
  if (packet.end - offset < length) return next.short;
  packet.offset = offset + length;
  if (type === 0x880b) return next.ppp;
  // ERSPAN: type II has an 8-byte header, type III one of 12 (and 8 more when flagged), then an Ethernet
  // frame.
  if (type === 0x88be) {
    if (flags & 0x1000) packet.offset += 8;
    return next.transparentEthernet;
  }
  if (type === 0x22eb) {
    if (packet.end - packet.offset < 12) return next.short;
    packet.offset += bytes[packet.offset + 11] & 1 ? 20 : 12;
    return next.transparentEthernet;
  }
  return type;
}

const vxlanPorts = [4789, 8472, 4790];
const genevePort = 6081;

/** UDP that carries Ethernet: VXLAN (RFC 7348, and GPE) and Geneve (RFC 8926). Any other UDP is ignored. */
export function readUdp(packet: Packet): number {
  const { bytes, offset } = packet;
  if (packet.end - offset < 16) return next.notData;
  const port = u16(bytes, offset + 2);
  const body = offset + 8;
  if (vxlanPorts.includes(port) && bytes[body] & 0x08) {
    packet.offset = body + 8;
    if (port === 4790 && bytes[body] & 0x04) return gpeNext(bytes[body + 3]);
    return next.transparentEthernet;
  }
  if (port === genevePort && bytes[body] >> 6 === 0) {
    const length = 8 + (bytes[body] & 0x3f) * 4;
    if (packet.end - body < length) return next.short;
    packet.offset = body + length;
    return u16(bytes, body + 2);
  }
  return next.notData;
}

function gpeNext(protocol: number): number {
  if (protocol === 1) return next.ipv4;
  if (protocol === 2) return next.ipv6;
  return protocol === 3 ? next.transparentEthernet : next.notData;
}
