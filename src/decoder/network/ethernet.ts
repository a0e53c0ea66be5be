// Ethernet, its VLAN tags, and 802.2 LLC with SNAP, which 802.11 uses too.

import { u16 } from '../bytes/integers.ts';
import { next, type Packet } from './packet.ts';

/** Ethernet II or 802.3: destination 6, source 6, type or length 2. */
export function readEthernet(packet: Packet): number {
  const { bytes, offset } = packet;
  if (packet.end - offset < 14) return next.short;
  packet.offset = offset + 14;
  const type = u16(bytes, offset + 12);
  if (type >= 0x600) return type;
  return readLlc(packet);
}

/** 802.2 LLC; with SNAP the Ethernet type follows: AA AA 03, organisation 3, type 2. */
export function readLlc(packet: Packet): number {
  const { bytes, offset } = packet;
  if (packet.end - offset < 3) return next.short;
  if (bytes[offset] === 0xaa && bytes[offset + 1] === 0xaa && bytes[offset + 2] === 3) {
    if (packet.end - offset < 8) return next.short;
    packet.offset = offset + 8;
    return u16(bytes, offset + 6);
  }
  // 06 06 03: IP directly after the LLC header.
  if (bytes[offset] === 6 && bytes[offset + 1] === 6 && bytes[offset + 2] === 3) {
    packet.offset = offset + 3;
    return next.ipv4;
  }
  return next.notData;
}

/** One 802.1Q or 802.1ad tag: priority and VLAN 2, type 2. */
export function readVlan(packet: Packet): number {
  const { bytes, offset } = packet;
  if (packet.end - offset < 4) return next.short;
  packet.offset = offset + 4;
  const type = u16(bytes, offset + 2);
  return type >= 0x600 ? type : readLlc(packet);
}
