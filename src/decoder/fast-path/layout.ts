// Written by `npm run kernels` from `.scripts/kernel-layout.ts`. Do not edit.

/** Bytes of a `FrameRows`: The rows that frames are written to. */
export const frameRowsSize = 24;

/** Indices of its 32-bit fields. */
export const frameRowsWord = {
  columns: 0,
  capacity: 1,
  count: 2,
  scratch: 3,
  utf8Table: 4,
} as const;

/** Bytes of a `Direction`: The state of one direction of a connection, between two packets. */
export const directionSize = 112;

/** Indices of its 32-bit fields. */
export const directionWord = {
  sequence: 0,
  acknowledged: 1,
  hasAcknowledged: 2,
  linkLength: 3,
  ipVersion: 4,
  link: 5,
  addresses: 6,
  ports: 7,
  readsFrames: 8,
  bytesRead: 9,
  frameOffset: 10,
  frameState: 11,
  messageState: 12,
  framesBegun: 13,
  payloadRemaining: 14,
  payloadConsumed: 15,
  key: 16,
  isText: 17,
  utf8State: 18,
  openRow: 19,
  completedOpenFrame: 20,
  headerBytesRead: 21,
} as const;

/** Indices of its doubles. */
export const directionDouble = {
  headerTime: 13,
} as const;

/** Byte offsets of its 64-bit fields. */
export const directionByte = {
  header0: 88,
  header1: 96,
} as const;

/** Bytes of a `Batch`: Packets to read and what was read. Two directions follow it. */
export const batchSize = 80;

/** Indices of its 32-bit fields. */
export const batchWord = {
  start: 6,
  end: 7,
  format: 8,
  recordHeader: 9,
  isBigEndian: 10,
  interfaceNumber: 11,
  maxLength: 12,
  packetCount: 13,
  segmentColumns: 14,
  segmentCapacity: 15,
  segmentCount: 16,
  backup: 17,
  frameRows: 18,
} as const;

/** Indices of its doubles. */
export const batchDouble = {
  time: 0,
  divisor: 1,
  timeOffset: 2,
} as const;

/** Bytes of a `FrameRow`: One frame. The columns are those of `FrameRows` in `model/frame-table.ts`. */
export const frameRowSize = 24;

/** Where its columns begin: the address of the first one plus the capacity times this. */
export const frameRowColumn = {
  times: 0,
  offsets: 8,
  lengths: 12,
  maskingKeys: 16,
  heads: 20,
  states: 22,
  messageStates: 23,
} as const;

/** Bytes of a `SegmentRow`: One segment with payload. */
export const segmentRowSize = 20;

/** Where its columns begin: the address of the first one plus the capacity times this. */
export const segmentRowColumn = {
  times: 0,
  addresses: 8,
  lengths: 12,
  marks: 16,
} as const;
