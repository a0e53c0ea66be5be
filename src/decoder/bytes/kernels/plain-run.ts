// The memory by which the kernels that read plain packets and frames are told what to do, and in which they answer. It repeats
// the structures of `assembly/plain-packets.ts` and `assembly/plain-frames.ts`, where their fields are described.

import { reserve, utf8Table } from './kernels.ts';

/** Rows of frames and of segments that one call may fill. */
const mostFrames = 4096;
const mostSegments = 1024;

/** Link header, addresses and ports of a direction's packets. */
export const longestLink = 64;
const linkRoom = longestLink + 32 + 4;

// 32-bit words of the structures.
/** Of a direction. */
export const word = {
  next: 0,
  acknowledged: 1,
  isAcknowledged: 2,
  linkLength: 3,
  version: 4,
  link: 5,
  addresses: 6,
  ports: 7,
  readable: 8,
  taken: 9,
  low: 10,
  state: 11,
  messageState: 12,
  frames: 13,
  left: 14,
  done: 15,
  key: 16,
  isText: 17,
  utf8: 18,
  row: 19,
  completed: 20,
  have: 21,
} as const;
const headerAt = 88;
const headerTimeAt = 104;
const directionSize = 112;

/** Of a run. Three doubles stand before them. */
export const runWord = {
  at: 6,
  end: 7,
  format: 8,
  recordHeader: 9,
  isBigEndian: 10,
  interfaceNumber: 11,
  longest: 12,
  packets: 13,
  segmentRows: 14,
  mostSegments: 15,
  segments: 16,
  backup: 17,
  rows: 18,
} as const;
/** Doubles of a run. */
export const runDouble = { time: 0, divisor: 1, timeOffset: 2 } as const;
const runSize = 80;

const frameRoom = reserve(mostFrames * 24);
const frameCell = reserve(20);
const frameWords = new Uint32Array(frameCell.buffer, frameCell.byteOffset, 5);
const scratch = reserve(65536);

/** A column of `room`, `rows` rows of it, `before` bytes a row standing before it. */
function place(room: Uint8Array, rows: number, before: number): [ArrayBuffer, number, number] {
  return [room.buffer as ArrayBuffer, room.byteOffset + rows * before, rows];
}

/** What frames the kernels found: columns, and how many rows of them are good. */
export const frameRows = {
  most: mostFrames,
  /** Where the kernels find what describes the rows. */
  place: frameCell.byteOffset,
  times: new Float64Array(...place(frameRoom, mostFrames, 0)),
  /** Low 32 bits. */
  offsets: new Uint32Array(...place(frameRoom, mostFrames, 8)),
  lengths: new Uint32Array(...place(frameRoom, mostFrames, 12)),
  maskingKeys: new Uint32Array(...place(frameRoom, mostFrames, 16)),
  heads: new Uint16Array(...place(frameRoom, mostFrames, 20)),
  states: new Uint8Array(...place(frameRoom, mostFrames, 22)),
  messageStates: new Uint8Array(...place(frameRoom, mostFrames, 23)),
  get count(): number {
    return frameWords[2];
  },
  set count(count: number) {
    frameWords[2] = count;
  },
};
frameWords.set([frameRoom.byteOffset, mostFrames, 0, scratch.byteOffset, utf8Table]);

/** One direction of a run. */
export class DirectionCell {
  readonly words: Int32Array;
  readonly header: Uint8Array;
  readonly headerTime: Float64Array;
  /** Its packets' first bytes, up to where they begin to differ; then addresses, then ports. */
  readonly link = reserve(linkRoom);

  constructor(buffer: ArrayBuffer, at: number) {
    this.words = new Int32Array(buffer, at, headerAt / 4);
    this.header = new Uint8Array(buffer, at + headerAt, 14);
    this.headerTime = new Float64Array(buffer, at + headerTimeAt, 1);
    this.words[word.link] = this.link.byteOffset;
    this.words[word.addresses] = this.link.byteOffset + longestLink;
    this.words[word.ports] = this.link.byteOffset + longestLink + 32;
  }
}

const runCell = reserve(runSize + 2 * directionSize);
const runWords = new Uint32Array(runCell.buffer, runCell.byteOffset, runSize / 4);
const segmentRoom = reserve(mostSegments * 20);

/** A run of packets of one connection. */
export const plainRun = {
  place: runCell.byteOffset,
  words: runWords,
  doubles: new Float64Array(runCell.buffer, runCell.byteOffset, 3),
  a: new DirectionCell(runCell.buffer, runCell.byteOffset + runSize),
  b: new DirectionCell(runCell.buffer, runCell.byteOffset + runSize + directionSize),
  mostSegments,
  /** Segments with payload: when they came, where they lie in the kernels' memory, ... */
  segmentTimes: new Float64Array(...place(segmentRoom, mostSegments, 0)),
  segmentPlaces: new Uint32Array(...place(segmentRoom, mostSegments, 8)),
  segmentLengths: new Uint32Array(...place(segmentRoom, mostSegments, 12)),
  /** Twice the IP identification, and 1 for those of `b`. */
  segmentMarks: new Uint32Array(...place(segmentRoom, mostSegments, 16)),
};
runWords[runWord.segmentRows] = segmentRoom.byteOffset;
runWords[runWord.mostSegments] = mostSegments;
runWords[runWord.backup] = reserve(directionSize).byteOffset;
runWords[runWord.rows] = frameRows.place;
