// The memory of the fast path's kernels. `layout.ts` says where each field is.

import { kernelMemory, loadKernels, reserve, utf8Table } from '../bytes/kernels/kernels.ts';
import type { FrameRows } from '../model/frame-table.ts';
import type { SegmentRows } from '../websocket/frame-state.ts';
import { compiled } from './compiled.ts';
import {
  batchDouble,
  batchSize,
  batchWord,
  directionByte,
  directionDouble,
  directionSize,
  directionWord,
  frameRowColumn,
  frameRowSize,
  frameRowsSize,
  frameRowsWord,
  segmentRowColumn,
  segmentRowSize,
} from './layout.ts';

/**
 * The functions of the module; `assembly` describes them. Addresses are offsets in the memory of the kernels.
 */
export interface FastPathKernels {
  readWholeFrames(
    at: number,
    end: number,
    offset: number,
    time: number,
    frameState: number,
    messageState: number,
    frameRows: number,
  ): number;
  readPackets(batch: number): void;
}

/** Rows that one call may write. */
const frameCapacity = 4096;
const segmentCapacity = 1024;

/** Longest link header of a packet that the kernel reads. */
export const maxLinkLength = 64;
const addressesLength = 32;
const portsLength = 4;
/** Longest header of a frame. */
const maxFrameHeader = 14;
const scratchLength = 65536;

/**
 * One column of a table in the memory of the kernels: buffer, byte offset and rows, as typed arrays take
 * them.
 */
function column(table: Uint8Array<ArrayBuffer>, capacity: number, before: number) {
  return [table.buffer, table.byteOffset + capacity * before, capacity] as const;
}

/** The rows that kernels write frames to. */
class KernelFrameRows implements FrameRows {
  readonly capacity = frameCapacity;
  readonly times: Float64Array;
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
  readonly maskingKeys: Uint32Array;
  readonly heads: Uint16Array;
  readonly states: Uint8Array;
  readonly messageStates: Uint8Array;
  /** Where the kernels find the description of the rows. */
  readonly address: number;
  readonly #words: Uint32Array;

  constructor() {
    const table = reserve(frameCapacity * frameRowSize);
    const cell = (name: keyof typeof frameRowColumn) => column(table, frameCapacity, frameRowColumn[name]);
    this.times = new Float64Array(...cell('times'));
    this.offsets = new Uint32Array(...cell('offsets'));
    this.lengths = new Uint32Array(...cell('lengths'));
    this.maskingKeys = new Uint32Array(...cell('maskingKeys'));
    this.heads = new Uint16Array(...cell('heads'));
    this.states = new Uint8Array(...cell('states'));
    this.messageStates = new Uint8Array(...cell('messageStates'));
    const description = reserve(frameRowsSize);
    this.address = description.byteOffset;
    this.#words = new Uint32Array(description.buffer, description.byteOffset, frameRowsSize / 4);
    this.#words[frameRowsWord.columns] = table.byteOffset;
    this.#words[frameRowsWord.capacity] = frameCapacity;
    this.#words[frameRowsWord.scratch] = reserve(scratchLength).byteOffset;
    this.#words[frameRowsWord.utf8Table] = utf8Table;
  }

  /** Rows in use. */
  get count(): number {
    return this.#words[frameRowsWord.count];
  }
  set count(count: number) {
    this.#words[frameRowsWord.count] = count;
  }
}

/** The segments of a batch. The kernel fills the first columns, the fast path the last two. */
class KernelSegmentRows implements SegmentRows {
  readonly capacity = segmentCapacity;
  readonly times: Float64Array;
  readonly addresses: Uint32Array;
  readonly lengths: Uint32Array;
  /** Twice the IP identification, plus 1 for those of the second direction. */
  readonly marks: Uint32Array;
  readonly fileOffsets = new Float64Array(segmentCapacity);
  readonly fromServer = new Uint8Array(segmentCapacity);
  /** Where the kernel finds the columns. */
  readonly address: number;

  constructor() {
    const table = reserve(segmentCapacity * segmentRowSize);
    const cell = (name: keyof typeof segmentRowColumn) =>
      column(table, segmentCapacity, segmentRowColumn[name]);
    this.address = table.byteOffset;
    this.times = new Float64Array(...cell('times'));
    this.addresses = new Uint32Array(...cell('addresses'));
    this.lengths = new Uint32Array(...cell('lengths'));
    this.marks = new Uint32Array(...cell('marks'));
  }
}

/** One direction of a batch. */
export class KernelDirection {
  readonly words: Int32Array;
  /** The bytes of a header of which more is to come. */
  readonly header: Uint8Array;
  /** The headers that each packet of the direction has. */
  readonly link = reserve(maxLinkLength);
  readonly addresses = reserve(addressesLength);
  readonly ports = reserve(portsLength);
  readonly #doubles: Float64Array;

  constructor(buffer: ArrayBuffer, address: number) {
    this.words = new Int32Array(buffer, address, directionSize / 4);
    this.#doubles = new Float64Array(buffer, address, directionSize / 8);
    this.header = new Uint8Array(buffer, address + directionByte.header0, maxFrameHeader);
    this.words[directionWord.link] = this.link.byteOffset;
    this.words[directionWord.addresses] = this.addresses.byteOffset;
    this.words[directionWord.ports] = this.ports.byteOffset;
  }

  get headerTime(): number {
    return this.#doubles[directionDouble.headerTime];
  }
  set headerTime(time: number) {
    this.#doubles[directionDouble.headerTime] = time;
  }
}

/** The packets of one connection that one call reads. */
class KernelBatch {
  readonly address: number;
  readonly words: Uint32Array;
  readonly doubles: Float64Array;
  readonly segments = new KernelSegmentRows();
  readonly first: KernelDirection;
  readonly second: KernelDirection;

  constructor(frameRows: KernelFrameRows) {
    const { buffer, byteOffset } = reserve(batchSize + 2 * directionSize);
    this.address = byteOffset;
    this.words = new Uint32Array(buffer, byteOffset, batchSize / 4);
    this.doubles = new Float64Array(buffer, byteOffset, batchSize / 8);
    this.first = new KernelDirection(buffer, byteOffset + batchSize);
    this.second = new KernelDirection(buffer, byteOffset + batchSize + directionSize);
    this.words[batchWord.segmentColumns] = this.segments.address;
    this.words[batchWord.segmentCapacity] = this.segments.capacity;
    this.words[batchWord.backup] = reserve(directionSize).byteOffset;
    this.words[batchWord.frameRows] = frameRows.address;
  }

  get packetCount(): number {
    return this.words[batchWord.packetCount];
  }
  get segmentCount(): number {
    return this.words[batchWord.segmentCount];
  }
  /** When the last packet came. */
  get lastTime(): number {
    return this.doubles[batchDouble.time];
  }
}

/** The kernels of the fast path with all memory that they work in. */
export class KernelContext {
  readonly kernels: FastPathKernels;
  readonly frameRows = new KernelFrameRows();
  readonly batch = new KernelBatch(this.frameRows);
  /** All memory of the kernels. */
  readonly memory = kernelMemory;
  /** Frames that are not in this memory are copied here. */
  readonly copy = reserve(4096);
  /** Whose packet headers `batch` holds: several captures may be decoded in turns. */
  owner: object | null = null;

  constructor(kernels: FastPathKernels) {
    this.kernels = kernels;
  }
}

const kernels = loadKernels<FastPathKernels>(compiled);

/**
 * The one context of a thread, since the memory of the kernels is divided once; `null` where kernels cannot
 * run. Readers get it as a constructor parameter.
 */
export const kernelContext: KernelContext | null = kernels === null ? null : new KernelContext(kernels);
