// Written by `npm run kernels` from `.scripts/kernel-layout.ts`. Do not edit.

/** The rows that frames are written to. */
@unmanaged
export class FrameRows {
  /** Address of the first column. */
  columns: u32;
  /** Rows of each column. */
  capacity: u32;
  /** Rows in use. */
  count: u32;
  /** Address of memory for unmasked text: 32,768 bytes and 16 more. */
  scratch: u32;
  /** Address of the state table of UTF-8. */
  utf8Table: u32;
}

/** Bytes of a `FrameRows`. */
export const frameRowsSize: usize = 24;

/** The state of one direction of a connection, between two packets. */
@unmanaged
export class Direction {
  /** Sequence number of the next byte. */
  sequence: i32;
  /** Highest sequence number that the peer has acknowledged. */
  acknowledged: i32;
  /** 1 when `acknowledged` has a value. */
  hasAcknowledged: u32;
  /** Bytes of the link header, which is the same in each packet of the direction. */
  linkLength: u32;
  /** 4 or 6; 0 until the headers of a packet are known. */
  ipVersion: u32;
  /** Address of the link header. */
  link: u32;
  /** Address of the IP addresses, source first. */
  addresses: u32;
  /** Address of the ports, source first. */
  ports: u32;
  /** 1 when frames are read too; 0 when packets alone are. */
  readsFrames: u32;
  /** Payload bytes read in this batch. */
  bytesRead: u32;
  /** Low 32 bits of the frame offset of the next byte. */
  frameOffset: u32;
  /** The state column of a complete frame of this sender, without its header length. */
  frameState: u32;
  /** The message state column of a complete message, without its opcode. */
  messageState: u32;
  /** Frames that began in this batch. */
  framesBegun: u32;
  /** Payload bytes of the open frame that are still to come; 0 without one. */
  payloadRemaining: u32;
  /** Payload bytes of the open frame that were read. */
  payloadConsumed: u32;
  /** Masking key of the open frame in the byte order of memory; 0 when it is not masked. */
  key: u32;
  /** 1 when the open frame is text. */
  isText: u32;
  /** State of UTF-8 after the bytes read. */
  utf8State: u32;
  /** Row of the open frame; -1 when it began before this batch. */
  openRow: i32;
  /** 1 when the frame that was open before this batch is complete. */
  completedOpenFrame: u32;
  /** Bytes of a header of which more is to come. */
  headerBytesRead: u32;
  /** The first 8 of these bytes. */
  header0: u64;
  /** The others, up to 6. */
  header1: u64;
  /** When the first of them came. */
  headerTime: f64;
}

/** Bytes of a `Direction`. */
export const directionSize: usize = 112;

/** Packets to read and what was read. Two directions follow it. */
@unmanaged
export class Batch {
  /** When the last packet came. */
  time: f64;
  /** Fractions of a second (pcap) or ticks (pcapng) in a second. */
  divisor: f64;
  /** Seconds to add to a time, in pcapng. */
  timeOffset: f64;
  /** Address of the next record. Moved past the records that were read. */
  start: u32;
  /** Address of the end of the records. */
  end: u32;
  /** 0: pcap. 1: enhanced packet blocks of pcapng. */
  format: u32;
  /** Bytes before each packet, in pcap. */
  recordHeader: u32;
  /** 1 when the numbers of the file are big-endian. */
  isBigEndian: u32;
  /** The interface whose packets are read, in pcapng. */
  interfaceNumber: u32;
  /** The largest length of a packet or block. */
  maxLength: u32;
  /** Packets read. */
  packetCount: u32;
  /** Address of the first column of the segment rows. */
  segmentColumns: u32;
  /** Rows of each of these columns. */
  segmentCapacity: u32;
  /** Rows in use. */
  segmentCount: u32;
  /** Address of memory for a copy of a direction. */
  backup: u32;
  /** Address of `FrameRows`. */
  frameRows: u32;
}

/** Bytes of a `Batch`. */
export const batchSize: usize = 80;

/** Address of one cell of a `FrameRow`: When its first byte came. */
@inline
export function frameRowTimes(columns: usize, capacity: usize, row: usize): usize {
  return columns + capacity * 0 + row * 8;
}

/** Address of one cell of a `FrameRow`: Low 32 bits of its frame offset. */
@inline
export function frameRowOffsets(columns: usize, capacity: usize, row: usize): usize {
  return columns + capacity * 8 + row * 4;
}

/** Address of one cell of a `FrameRow`: Payload length. */
@inline
export function frameRowLengths(columns: usize, capacity: usize, row: usize): usize {
  return columns + capacity * 12 + row * 4;
}

/** Address of one cell of a `FrameRow`: Masking key as a big-endian number. */
@inline
export function frameRowMaskingKeys(columns: usize, capacity: usize, row: usize): usize {
  return columns + capacity * 16 + row * 4;
}

/** Address of one cell of a `FrameRow`: Its first two bytes as a big-endian number. */
@inline
export function frameRowHeads(columns: usize, capacity: usize, row: usize): usize {
  return columns + capacity * 20 + row * 2;
}

/** Address of one cell of a `FrameRow`: State of the frame. */
@inline
export function frameRowStates(columns: usize, capacity: usize, row: usize): usize {
  return columns + capacity * 22 + row * 1;
}

/** Address of one cell of a `FrameRow`: State of its message. */
@inline
export function frameRowMessageStates(columns: usize, capacity: usize, row: usize): usize {
  return columns + capacity * 23 + row * 1;
}

/** Address of one cell of a `SegmentRow`: When it came. */
@inline
export function segmentRowTimes(columns: usize, capacity: usize, row: usize): usize {
  return columns + capacity * 0 + row * 8;
}

/** Address of one cell of a `SegmentRow`: Address of its payload. */
@inline
export function segmentRowAddresses(columns: usize, capacity: usize, row: usize): usize {
  return columns + capacity * 8 + row * 4;
}

/** Address of one cell of a `SegmentRow`: Payload length. */
@inline
export function segmentRowLengths(columns: usize, capacity: usize, row: usize): usize {
  return columns + capacity * 12 + row * 4;
}

/** Address of one cell of a `SegmentRow`: Twice the IP identification, plus 1 in the second direction. */
@inline
export function segmentRowMarks(columns: usize, capacity: usize, row: usize): usize {
  return columns + capacity * 16 + row * 4;
}
