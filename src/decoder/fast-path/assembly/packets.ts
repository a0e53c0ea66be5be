// In-order TCP segments of one connection, each with the headers of the segments before it and no flag but
// ACK and PSH. The first packet that differs ends the batch and takes the general path. Where the state of
// the frames allows it, the frames in the segments are read too.

import { readFrames } from './frames';
import {
  Batch,
  batchSize,
  Direction,
  directionSize,
  FrameRows,
  segmentRowAddresses,
  segmentRowLengths,
  segmentRowMarks,
  segmentRowTimes,
} from './layout';

/** The type of an enhanced packet block in pcapng, and the bytes around its packet. */
const enhancedPacketBlock: u32 = 6;
const blockHeader: usize = 28;
const blockOverhead: u32 = 32;

/** FIN, SYN, RST and ACK. */
const flagMask: u32 = 0x17;
const flagAck: u32 = 0x10;

@inline
function number(at: usize, isBigEndian: bool): u32 {
  const value = load<u32>(at);
  return isBigEndian ? bswap<u32>(value) : value;
}

/** Whether `length` bytes are the same. */
@inline
function isSame(a: usize, b: usize, length: u32): bool {
  let i: u32 = 0;
  for (; i + 8 <= length; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false;
  for (; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}

/** Address of the TCP header when the packet has the headers of the direction, or 0. */
@inline
function tcpHeaderOf(d: Direction, packet: usize, end: usize): usize {
  const version = d.ipVersion;
  const linkLength = d.linkLength;
  const ip = packet + linkLength;
  const header: usize = version == 4 ? 20 : 40;
  if (version == 0 || ip + header + 20 > end) return 0;
  if (load<u32>(ip + header) != load<u32>(d.ports)) return 0;
  if (version == 4) {
    if (load<u8>(ip) != 0x45 || load<u8>(ip, 9) != 6) return 0;
    // A fragment: more follow, or it is not the first.
    if ((load<u16>(ip, 6) & 0xff3f) != 0) return 0;
    if (load<u64>(ip, 12) != load<u64>(d.addresses)) return 0;
  } else {
    if (load<u8>(ip) >> 4 != 6 || load<u8>(ip, 6) != 6) return 0;
    if (!isSame(ip + 8, d.addresses, 32)) return 0;
  }
  return isSame(packet, d.link, linkLength) ? ip + header : 0;
}

/** Reads packets from the records of a batch. */
export function readPackets(address: usize): void {
  const batch = changetype<Batch>(address);
  const first = address + batchSize;
  const second = first + directionSize;
  const rows = changetype<FrameRows>(<usize>batch.frameRows);
  const isBigEndian = batch.isBigEndian != 0;
  const end = <usize>batch.end;
  const capacity: usize = batch.segmentCapacity;
  const columns: usize = batch.segmentColumns;
  let at = <usize>batch.start;
  let segment: usize = 0;
  let d = changetype<Direction>(first);
  while (segment < capacity) {
    let packet: usize;
    let captured: u32;
    let after: usize;
    let wire: u32;
    let time: f64;
    if (batch.format == 0) {
      packet = at + batch.recordHeader;
      if (packet > end) break;
      captured = number(at + 8, isBigEndian);
      wire = number(at + 12, isBigEndian);
      after = packet + captured;
      time = <f64>number(at, isBigEndian) + <f64>number(at + 4, isBigEndian) / batch.divisor;
    } else {
      packet = at + blockHeader;
      if (at + blockOverhead > end || number(at, isBigEndian) != enhancedPacketBlock) break;
      const length = number(at + 4, isBigEndian);
      if (length < blockOverhead || (length & 3) != 0 || length > batch.maxLength) break;
      captured = number(at + 20, isBigEndian);
      wire = number(at + 24, isBigEndian);
      after = at + length;
      if (captured > length - blockOverhead || number(at + 8, isBigEndian) != batch.interfaceNumber) break;
      if (after > end || number(after - 4, isBigEndian) != length) break;
      time =
        (<f64>number(at + 12, isBigEndian) * 4294967296.0 + <f64>number(at + 16, isBigEndian)) / batch.divisor +
        batch.timeOffset;
    }
    if (captured > batch.maxLength || wire > captured || after > end) break;
    const packetEnd = packet + captured;
    let tcp = tcpHeaderOf(d, packet, packetEnd);
    if (tcp == 0) {
      d = changetype<Direction>(changetype<usize>(d) == first ? second : first);
      tcp = tcpHeaderOf(d, packet, packetEnd);
      if (tcp == 0) break;
    }
    const ip = packet + d.linkLength;
    let identification: u32 = 0;
    let segmentEnd: usize;
    if (d.ipVersion == 4) {
      segmentEnd = ip + bswap<u16>(load<u16>(ip, 2));
      identification = bswap<u16>(load<u16>(ip, 4));
    } else {
      const length: usize = bswap<u16>(load<u16>(ip, 4));
      if (length == 0) break;
      segmentEnd = ip + 40 + length;
    }
    const start = tcp + ((load<u8>(tcp, 12) >> 4) << 2);
    const flags: u32 = load<u8>(tcp, 13);
    // A whole header, ACK without FIN, SYN and RST, an open window, and the sequence number that is due.
    if (start < tcp + 20 || start > segmentEnd || segmentEnd > packetEnd) break;
    if ((flags & flagMask) != flagAck || load<u16>(tcp, 14) == 0) break;
    if (<i32>bswap<u32>(load<u32>(tcp, 4)) != d.sequence) break;
    if (start < segmentEnd) {
      if (d.readsFrames != 0 && !readFrames(d, start, segmentEnd, time, rows, batch.backup)) break;
      const length = <u32>(segmentEnd - start);
      d.sequence += length;
      const isSecond: u32 = changetype<usize>(d) == first ? 0 : 1;
      store<f64>(segmentRowTimes(columns, capacity, segment), time);
      store<u32>(segmentRowAddresses(columns, capacity, segment), <u32>start);
      store<u32>(segmentRowLengths(columns, capacity, segment), length);
      store<u32>(segmentRowMarks(columns, capacity, segment), (identification << 1) | isSecond);
      segment++;
    }
    const other = changetype<Direction>(changetype<usize>(d) == first ? second : first);
    const acknowledgement = <i32>bswap<u32>(load<u32>(tcp, 8));
    if (other.hasAcknowledged == 0 || acknowledgement - other.acknowledged > 0) {
      other.hasAcknowledged = 1;
      other.acknowledged = acknowledgement;
    }
    batch.packetCount++;
    batch.time = time;
    at = after;
  }
  batch.start = <u32>at;
  batch.segmentCount = <u32>segment;
}
