// What the network stack needs of a faster reader of ordinary packets. The fast path implements it; without
// it the stack reads packet by packet.

import type { DeliveredSegments } from './delivered-segments.ts';
import type { Flow } from './flow-table.ts';
import type { Packet } from './packet.ts';

/** How the records of a file hold its packets. */
export interface RecordLayout {
  /** 0: pcap. 1: enhanced packet blocks of pcapng. */
  readonly format: 0 | 1;
  /** Bytes before each packet, in pcap. */
  readonly recordHeader: number;
  readonly isBigEndian: boolean;
  /** The one interface whose packets are read, in pcapng. */
  readonly interfaceNumber: number;
  /** Largest length of a packet, or of a block. */
  readonly maxLength: number;
  /** Fractions of a second, or ticks, in a second. */
  readonly divisor: number;
  /** Seconds to add to a time, in pcapng. */
  readonly timeOffset: number;
}

/** Records of a file in `bytes[start..end)`. */
export interface PacketRecords {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** File offset of index 0. */
  readonly base: number;
  readonly layout: RecordLayout;
}

/** What was read of the records: nothing when `packetCount` is 0. */
export interface PacketsRead {
  /** Index of the first record that was not read. */
  readonly end: number;
  readonly packetCount: number;
  /** When the last of the packets came. */
  readonly lastTime: number;
}

export interface PacketFastPath {
  /** Whether `read` is likely to read some packets. */
  readonly isReady: boolean;
  /** A packet of the flow took the general path. `packet.offset` is at its TCP header. */
  observe(flow: Flow, forward: boolean, packet: Packet): void;
  /**
   * Reads ordinary packets from the start of the records and leaves flow and sink as the general path would.
   * The result is good until the next call.
   */
  read(records: PacketRecords, delivered: DeliveredSegments): PacketsRead;
}
