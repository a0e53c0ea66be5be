// Runs of packets that say nothing but bytes and acknowledgements, read by the kernel (`kernels/assembly/plain-packets.ts`)
// many at a time. What it takes leaves everything as `Tcp` would have left it, packet by packet; what it does not take, and
// the first packets of each direction, from which it is told how they are headed, are read there.

import { inKernelMemory, kernels } from '../bytes/kernels/kernels.ts';
import {
  type DirectionCell,
  longestLink,
  plainRun,
  runDouble,
  runWord,
  word,
} from '../bytes/kernels/plain-run.ts';
import type { DeliveredSegments } from './delivered-segments.ts';
import type { DirectionState } from './direction-state.ts';
import type { Flow } from './flow-table.ts';
import type { Packet } from './packet.ts';

/** How the records of a file hold its packets. */
export interface RecordLayout {
  /** 0: pcap. 1: enhanced packet blocks of pcapng. */
  readonly format: 0 | 1;
  /** Bytes before each packet, in pcap. */
  readonly recordHeader: number;
  readonly isBigEndian: boolean;
  /** The one interface that is read, in pcapng. */
  readonly interfaceNumber: number;
  /** No packet, or block, is longer. */
  readonly longest: number;
  /** Fractions of a second, or ticks, in a second; and seconds to add, in pcapng. */
  readonly divisor: number;
  readonly timeOffset: number;
}

/** Fewer packets in a run do not pay for it. */
const worthwhile = 4;
const longestPause = 64;
/** Whose connection the kernel has been told of: two inputs may be read at the same time. */
let told: FastPathPackets | null = null;

export class FastPathPackets {
  readonly #delivered: DeliveredSegments;
  #flow: Flow | null = null;
  /** Packets to let pass before the next try, and after the next that fails. */
  #wait = 0;
  #pause = 1;
  /** Whether a run may be tried. */
  isReady = false;
  /** Packets of the last run, and when the last of them came. */
  packets = 0;
  time = Number.NaN;

  constructor(delivered: DeliveredSegments) {
    this.#delivered = delivered;
  }

  /** A packet of the flow was read as every other. Its `offset` is still at the TCP header. */
  seen(flow: Flow, forward: boolean, packet: Packet): void {
    if (flow !== this.#flow || told !== this) {
      told = this;
      this.#flow = flow;
      this.isReady = false;
      this.#forget();
    } else if (this.#wait > 0) {
      this.#wait--;
    } else {
      this.isReady = kernels !== null && flow.sink?.layDown !== undefined;
    }
    const cell = forward ? plainRun.a : plainRun.b;
    if (kernels !== null && cell.words[word.version] === 0) learn(cell, packet);
  }

  #forget(): void {
    plainRun.a.words[word.version] = 0;
    plainRun.b.words[word.version] = 0;
  }

  /** Takes what it can of the records in `[at, end)`, the byte at index `i` being at `base + i` in the file. Returns where it stopped. */
  run(bytes: Uint8Array, at: number, end: number, base: number, layout: RecordLayout): number {
    this.isReady = false;
    this.packets = 0;
    const flow = told === this ? this.#flow : null;
    const sink = flow?.sink;
    if (kernels === null || !flow || !sink?.layDown || !inKernelMemory(bytes)) return at;
    const { a, b } = flow;
    if (flow.closed || !isPlain(a) || !isPlain(b) || !sink.layDown(a.sender)) {
      this.#fail();
      return at;
    }
    const { words, doubles } = plainRun;
    words[runWord.at] = bytes.byteOffset + at;
    words[runWord.end] = bytes.byteOffset + end;
    words[runWord.format] = layout.format;
    words[runWord.recordHeader] = layout.recordHeader;
    words[runWord.isBigEndian] = layout.isBigEndian ? 1 : 0;
    words[runWord.interfaceNumber] = layout.interfaceNumber;
    words[runWord.longest] = layout.longest;
    words[runWord.packets] = 0;
    doubles[runDouble.divisor] = layout.divisor;
    doubles[runDouble.timeOffset] = layout.timeOffset;
    layDown(a, plainRun.a);
    layDown(b, plainRun.b);
    kernels.plainPackets(plainRun.place);
    const packets = words[runWord.packets];
    if (packets === 0) {
      this.#forget();
      this.#fail();
      return at;
    }
    this.packets = packets;
    this.time = doubles[runDouble.time];
    if (packets < worthwhile) this.#fail();
    else this.#pause = 1;
    flow.packets += packets;
    flow.lastTime = this.time;
    const shift = base - bytes.byteOffset;
    this.#remember(a, b, shift);
    sink.takeUp?.(a.sender, shift);
    takeUp(a, plainRun.a);
    takeUp(b, plainRun.b);
    // It may be the room for rows that ended the run.
    this.isReady = words[runWord.segments] === plainRun.mostSegments;
    return words[runWord.at] - bytes.byteOffset;
  }

  #fail(): void {
    this.#wait = this.#pause;
    this.#pause = Math.min(longestPause, this.#pause * 2);
  }

  #remember(a: DirectionState, b: DirectionState, shift: number): void {
    const { words, segmentPlaces, segmentLengths, segmentMarks } = plainRun;
    const count = words[runWord.segments];
    for (let i = 0; i < count; i++) {
      const mark = segmentMarks[i];
      const direction = mark & 1 ? b : a;
      const length = segmentLengths[i];
      direction.row = this.#delivered.add(
        direction.row,
        direction.offset,
        length,
        segmentPlaces[i] + shift,
        mark >>> 1,
      );
      direction.offset += length;
    }
  }
}

/** Nothing waits in this direction, nothing ends it. */
function isPlain(direction: DirectionState): boolean {
  return (
    direction.started &&
    !direction.ended &&
    direction.fin < 0 &&
    direction.queue.length === 0 &&
    !direction.zeroWindow &&
    direction.outOfWindowCount === 0
  );
}

/** Notes how a packet is headed: what all packets of its direction begin with, its addresses and ports. */
function learn(cell: DirectionCell, packet: Packet): void {
  const { version, bytes, start } = packet;
  const ip = packet.address - (version === 4 ? 12 : 8);
  const linkLength = ip - start;
  if (packet.fileRanges !== null || linkLength < 0 || linkLength > longestLink) return;
  const tcp = packet.offset;
  if (tcp - ip !== (version === 4 ? 20 : 40)) return;
  cell.link.set(bytes.subarray(start, ip));
  cell.link.set(bytes.subarray(packet.address, packet.address + (version === 4 ? 8 : 32)), longestLink);
  cell.link.set(bytes.subarray(tcp, tcp + 4), longestLink + 32);
  cell.words[word.linkLength] = linkLength;
  cell.words[word.version] = version;
}

function layDown(direction: DirectionState, { words }: DirectionCell): void {
  words[word.next] = direction.next;
  words[word.acknowledged] = direction.acknowledged;
  words[word.isAcknowledged] = direction.hasAcknowledged ? 1 : 0;
}

function takeUp(direction: DirectionState, { words }: DirectionCell): void {
  direction.next = words[word.next];
  direction.acknowledged = words[word.acknowledged];
  direction.hasAcknowledged = words[word.isAcknowledged] !== 0;
}
