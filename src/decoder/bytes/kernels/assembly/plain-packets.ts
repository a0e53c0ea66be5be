// The packets that most captures are made of, many at a time: of one TCP connection, headed as those before them, whole, in
// order, with nothing to say but bytes and acknowledgements; and, where asked for, in them frames as `plain-frames.ts` has them. The first
// packet that differs in any way ends the run and is left to those who know everything.

import { Direction, readFrames, Rows } from './plain-frames';

/** What a run is given and what it gives. Two directions follow it, then the rows of frames. */
@unmanaged
export class Run {
  time: f64;
  /** What divides the fraction of a second (pcap) or the ticks (pcapng), and what is added to the latter. */
  divisor: f64;
  timeOffset: f64;
  /** Place of the next record, moved on; and behind the last byte. */
  at: u32;
  end: u32;
  /** 0: pcap, with `recordHeader` bytes before each packet. 1: enhanced packet blocks of pcapng, of one interface. */
  format: u32;
  recordHeader: u32;
  isBigEndian: u32;
  interfaceNumber: u32;
  /** A packet is at most this long. */
  longest: u32;
  /** Packets taken. */
  packets: u32;
  /**
   * Rows of segments with payload, `mostSegments` at the most, and how many there are. Columns: time (a double), place,
   * length, twice the IP identification and the number of the direction (32 bits each).
   */
  segmentRows: u32;
  mostSegments: u32;
  segments: u32;
  /** Room for a direction. */
  backup: u32;
  /** Where the rows of frames are described. */
  rows: u32;
}

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

/** Place of the TCP header when the packet is headed as those of the direction are, or 0. */
@inline
function segmentOf(d: Direction, packet: usize, end: usize): usize {
  const version = d.version;
  const linkLength = d.linkLength;
  const ip = packet + linkLength;
  const header: usize = version == 4 ? 20 : 40;
  if (version == 0 || ip + header + 20 > end) return 0;
  if (load<u32>(ip + header) != load<u32>(d.ports)) return 0;
  if (version == 4) {
    if (load<u8>(ip) != 0x45 || load<u8>(ip, 9) != 6) return 0;
    // More fragments, or not the first.
    if ((load<u16>(ip, 6) & 0xff3f) != 0) return 0;
    if (load<u64>(ip, 12) != load<u64>(d.addresses)) return 0;
  } else {
    if (load<u8>(ip) >> 4 != 6 || load<u8>(ip, 6) != 6) return 0;
    if (!isSame(ip + 8, d.addresses, 32)) return 0;
  }
  return isSame(packet, d.link, linkLength) ? ip + header : 0;
}

/** Takes packets from `[at, end)` of the run. All of it stands behind `cell`. */
export function plainPackets(cell: usize): void {
  const run = changetype<Run>(cell);
  // Directions begin with whole doubles.
  const first = (cell + offsetof<Run>() + 7) & ~7;
  const second = first + offsetof<Direction>();
  const rows = changetype<Rows>(<usize>run.rows);
  const isBigEndian = run.isBigEndian != 0;
  const end = <usize>run.end;
  const most: usize = run.mostSegments;
  const segments: usize = run.segmentRows;
  let at = <usize>run.at;
  let segment: usize = 0;
  let d = changetype<Direction>(first);
  while (segment < most) {
    let packet: usize;
    let captured: u32;
    let after: usize;
    let wire: u32;
    let time: f64;
    if (run.format == 0) {
      packet = at + run.recordHeader;
      if (packet > end) break;
      captured = number(at + 8, isBigEndian);
      wire = number(at + 12, isBigEndian);
      after = packet + captured;
      time = <f64>number(at, isBigEndian) + <f64>number(at + 4, isBigEndian) / run.divisor;
    } else {
      packet = at + 28;
      if (at + 32 > end || number(at, isBigEndian) != 6) break;
      const length = number(at + 4, isBigEndian);
      if (length < 32 || (length & 3) != 0 || length > run.longest) break;
      captured = number(at + 20, isBigEndian);
      wire = number(at + 24, isBigEndian);
      after = at + length;
      if (captured > length - 32 || number(at + 8, isBigEndian) != run.interfaceNumber) break;
      if (after > end || number(after - 4, isBigEndian) != length) break;
      time =
        (<f64>number(at + 12, isBigEndian) * 4294967296.0 + <f64>number(at + 16, isBigEndian)) / run.divisor +
        run.timeOffset;
    }
    if (captured > run.longest || wire > captured || after > end) break;
    const packetEnd = packet + captured;
    let tcp = segmentOf(d, packet, packetEnd);
    if (tcp == 0) {
      d = changetype<Direction>(changetype<usize>(d) == first ? second : first);
      tcp = segmentOf(d, packet, packetEnd);
      if (tcp == 0) break;
    }
    const ip = packet + d.linkLength;
    let identification: u32 = 0;
    let segmentEnd: usize;
    if (d.version == 4) {
      segmentEnd = ip + bswap<u16>(load<u16>(ip, 2));
      identification = bswap<u16>(load<u16>(ip, 4));
    } else {
      const length: usize = bswap<u16>(load<u16>(ip, 4));
      if (length == 0) break;
      segmentEnd = ip + 40 + length;
    }
    const start = tcp + ((load<u8>(tcp, 12) >> 4) << 2);
    const flags = load<u8>(tcp, 13);
    // ACK, none of FIN, SYN and RST; an open window; the bytes that are due.
    if (start < tcp + 20 || start > segmentEnd || segmentEnd > packetEnd) break;
    if ((flags & 0x17) != 0x10 || load<u16>(tcp, 14) == 0) break;
    if (<i32>bswap<u32>(load<u32>(tcp, 4)) != d.next) break;
    if (start < segmentEnd) {
      if (d.readable != 0 && !readFrames(d, start, segmentEnd, time, rows, run.backup)) break;
      const length = <u32>(segmentEnd - start);
      d.next += length;
      store<f64>(segments + segment * 8, time);
      store<u32>(segments + most * 8 + segment * 4, <u32>start);
      store<u32>(segments + most * 12 + segment * 4, length);
      const side: u32 = changetype<usize>(d) == first ? 0 : 1;
      store<u32>(segments + most * 16 + segment * 4, (identification << 1) | side);
      segment++;
    }
    const other = changetype<Direction>(changetype<usize>(d) == first ? second : first);
    const acknowledgement = <i32>bswap<u32>(load<u32>(tcp, 8));
    if (other.isAcknowledged == 0 || acknowledgement - other.acknowledged > 0) {
      other.isAcknowledged = 1;
      other.acknowledged = acknowledgement;
    }
    run.packets++;
    run.time = time;
    at = after;
  }
  run.at = <u32>at;
  run.segments = <u32>segment;
}
