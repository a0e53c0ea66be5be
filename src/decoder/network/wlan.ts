// 802.11 data frames as captured in monitor mode. Encrypted frames are counted, not decrypted.

import { u16, u16le, u32, u32le } from '../bytes/integers.ts';
import { readLlc } from './ethernet.ts';
import { next, type Packet } from './packet.ts';

const flagFcs = 0x10;
const flagPadding = 0x20;

/**
 * radiotap: version 1, pad 1, length 2 (little-endian), present words 4 each, fields. Flags say FCS and
 * padding.
 */
export function readRadiotap(packet: Packet): number {
  const { bytes, offset } = packet;
  if (packet.end - offset < 8) return next.short;
  const length = u16le(bytes, offset + 2);
  if (length < 8 || packet.end - offset < length) return next.short;
  const present = u32le(bytes, offset + 4);
  let field = offset + 8;
  for (let word = present; word & 0x80000000 && field + 4 <= offset + length; field += 4) {
    word = u32le(bytes, field);
  }
  let flags = 0;
  if (present & 2) {
    // TSFT (bit 0) is 8 bytes, aligned to 8 from the start of the header; flags (bit 1) is one byte.
    if (present & 1) field = offset + ((field - offset + 7) & ~7) + 8;
    if (field < offset + length) flags = bytes[field];
  }
  packet.offset = offset + length;
  return readFrame(packet, (flags & flagFcs) !== 0, (flags & flagPadding) !== 0);
}

/** Prism: message code 4, length 4, in the byte order of the capturing machine. */
export function readPrism(packet: Packet): number {
  const { bytes, offset } = packet;
  if (packet.end - offset < 8) return next.short;
  // An AVS header under the Prism link type has its own magic number.
  if (u32(bytes, offset) >>> 12 === 0x80211) return readAvs(packet);
  const big = u32(bytes, offset + 4);
  const length = big < 0x10000 ? big : u32le(bytes, offset + 4);
  if (packet.end - offset < length) return next.short;
  packet.offset = offset + length;
  return readFrame(packet, false, false);
}

/** AVS: magic 80211001 4, length 4, big-endian. */
export function readAvs(packet: Packet): number {
  const { bytes, offset } = packet;
  if (packet.end - offset < 8) return next.short;
  const length = u32(bytes, offset + 4);
  if (packet.end - offset < length) return next.short;
  packet.offset = offset + length;
  return readFrame(packet, false, false);
}

/** 802.11 without a pseudo-header. A trailing FCS needs no care: IP has its own length. */
export function readIeee80211(packet: Packet): number {
  return readFrame(packet, false, false);
}

/**
 * Frame control 2, duration 2, addresses 18, sequence 2, address 4 when both DS bits, QoS 2, HT control 4,
 * LLC.
 */
function readFrame(packet: Packet, fcs: boolean, padded: boolean): number {
  const { bytes, offset } = packet;
  if (packet.end - offset < 24) return packet.end - offset < 2 ? next.short : next.notData;
  const control = bytes[offset];
  const flags = bytes[offset + 1];
  // Type 2 is data; a subtype with bit 2 set carries none.
  if ((control & 0x0c) !== 0x08 || control & 0x40) return next.notData;
  if (fcs && packet.cut === 0) packet.end -= 4;
  if (flags & 0x40) return next.encrypted;
  let length = (flags & 3) === 3 ? 30 : 24;
  let aggregate = false;
  if (control & 0x80) {
    if (packet.end - offset < length + 2) return next.short;
    aggregate = (bytes[offset + length] & 0x80) !== 0;
    length += 2;
    if (flags & 0x80) length += 4;
  }
  if (padded) length = (length + 3) & ~3;
  packet.offset = offset + length;
  // An aggregate: its first subframe is destination 6, source 6, length 2, LLC. The other subframes are
  // ignored.
  if (aggregate) {
    if (packet.end - packet.offset < 14) return next.short;
    const end = packet.offset + 14 + u16(bytes, packet.offset + 12);
    packet.offset += 14;
    if (end < packet.end) packet.end = end;
  }
  return readLlc(packet);
}
