// Reads ordinary packets of one connection by the kernel, many at a time: packets in order, with the headers
// of the packets before them, and no TCP flag but ACK and PSH. Flow and sink end up as the general path
// (`network/tcp.ts`) would leave them. The first packets of each direction take the general path and give the
// headers to compare with.

import { word } from '../bytes/column.ts';
import { inKernelMemory } from '../bytes/kernels/kernels.ts';
import type { ConnectionSink } from '../model/capture-sink.ts';
import type { DeliveredSegments } from '../network/delivered-segments.ts';
import type { DirectionState } from '../network/direction-state.ts';
import type { Flow } from '../network/flow-table.ts';
import type { Packet } from '../network/packet.ts';
import type { PacketFastPath, PacketRecords, PacketsRead } from '../network/packet-fast-path.ts';
import { ConnectionDecoder } from '../websocket/connection-decoder.ts';
import type { ConnectionState } from '../websocket/frame-state.ts';
import { isContinuable, readFrameState, writeFrameState } from './frames.ts';
import { type KernelContext, type KernelDirection, kernelContext, maxLinkLength } from './kernel-context.ts';
import { batchDouble, batchWord, directionWord } from './layout.ts';

/** Below this many packets a batch costs more than it saves. */
const minPackets = 4;
/**
 * After batches that did not pay, at most this many packets take the general path before the next attempt.
 */
const maxPause = 64;
/** A batch has fewer payload bytes: its records are in one chunk of the input. */
const maxBatchBytes = 1 << 21;

/** The fast path of one capture. */
export class FastPathPackets implements PacketFastPath {
  readonly #context: KernelContext;
  #flow: Flow | null = null;
  /** Packets that still take the general path before the next attempt. */
  #wait = 0;
  /** The next value of `#wait`: twice as many after each attempt that did not pay. */
  #pause = 1;
  isReady = false;
  readonly #result = { end: 0, packetCount: 0, lastTime: Number.NaN };

  constructor(context: KernelContext) {
    this.#context = context;
  }

  observe(flow: Flow, forward: boolean, packet: Packet): void {
    const { batch } = this.#context;
    if (flow !== this.#flow || this.#context.owner !== this) {
      this.#context.owner = this;
      this.#flow = flow;
      this.isReady = false;
      this.#forgetHeaders();
    } else if (this.#wait > 0) {
      this.#wait--;
    } else {
      this.isReady = flow.sink !== null;
    }
    const direction = forward ? batch.first : batch.second;
    if (direction.words[directionWord.ipVersion] === 0) learnHeaders(direction, packet);
  }

  read(records: PacketRecords, delivered: DeliveredSegments): PacketsRead {
    const { kernels, batch } = this.#context;
    const result = this.#result;
    result.end = records.start;
    result.packetCount = 0;
    this.isReady = false;
    const flow = this.#context.owner === this ? this.#flow : null;
    const sink = flow?.sink?.target ?? flow?.sink ?? null;
    if (flow === null || sink === null || !inKernelMemory(records.bytes)) return result;
    const { a, b } = flow;
    if (flow.closed || !isOrdinary(a) || !isOrdinary(b)) {
      this.#postpone();
      return result;
    }
    const state = savedState(sink);
    this.#writeRecords(records);
    writeDirection(batch.first, a, state);
    writeDirection(batch.second, b, state);
    this.#context.frameRows.count = 0;
    kernels.readPackets(batch.address);
    const { packetCount } = batch;
    if (packetCount === 0) {
      this.#forgetHeaders();
      this.#postpone();
      return result;
    }
    if (packetCount < minPackets) this.#postpone();
    else this.#pause = 1;
    result.end = batch.words[batchWord.start] - records.bytes.byteOffset;
    result.packetCount = packetCount;
    result.lastTime = batch.lastTime;
    flow.packets += packetCount;
    flow.lastTime = batch.lastTime;
    this.#noteDelivered(flow, records.base - records.bytes.byteOffset, delivered);
    if (state === null) this.#handOnSegments(sink, flow);
    else this.#restore(sink, flow, state);
    readDirection(batch.first, a);
    readDirection(batch.second, b);
    // The batch may have ended because the segment rows ran out.
    this.isReady = batch.segmentCount === batch.segments.capacity;
    return result;
  }

  #forgetHeaders(): void {
    const { first, second } = this.#context.batch;
    first.words[directionWord.ipVersion] = 0;
    second.words[directionWord.ipVersion] = 0;
  }

  #postpone(): void {
    this.#wait = this.#pause;
    this.#pause = Math.min(maxPause, this.#pause * 2);
  }

  #writeRecords({ bytes, start, end, layout }: PacketRecords): void {
    const { words, doubles } = this.#context.batch;
    words[batchWord.start] = bytes.byteOffset + start;
    words[batchWord.end] = bytes.byteOffset + end;
    words[batchWord.format] = layout.format;
    words[batchWord.recordHeader] = layout.recordHeader;
    words[batchWord.isBigEndian] = layout.isBigEndian ? 1 : 0;
    words[batchWord.interfaceNumber] = layout.interfaceNumber;
    words[batchWord.maxLength] = layout.maxLength;
    words[batchWord.packetCount] = 0;
    doubles[batchDouble.divisor] = layout.divisor;
    doubles[batchDouble.timeOffset] = layout.timeOffset;
  }

  /** Notes the segments as delivered. `addressToFile` leads from an address to a file offset. */
  #noteDelivered({ a, b }: Flow, addressToFile: number, delivered: DeliveredSegments): void {
    const { segments, segmentCount } = this.#context.batch;
    const { addresses, lengths, marks, fileOffsets, fromServer } = segments;
    for (let i = 0; i < segmentCount; i++) {
      const mark = marks[i];
      const direction = mark & 1 ? b : a;
      const length = lengths[i];
      const fileOffset = addresses[i] + addressToFile;
      fileOffsets[i] = fileOffset;
      fromServer[i] = direction.sender === 'server' ? 1 : 0;
      direction.row = delivered.add(direction.row, direction.offset, length, fileOffset, mark >>> 1);
      direction.offset += length;
    }
  }

  /** Only packets were read: hands their payloads to the sink. */
  #handOnSegments(sink: ConnectionSink, { a, b }: Flow): void {
    const { memory, batch } = this.#context;
    const { addresses, lengths, marks, times, fileOffsets } = batch.segments;
    const { segmentCount } = batch;
    for (let i = 0; i < segmentCount; i++) {
      const { sender } = marks[i] & 1 ? b : a;
      const bytes = memory.subarray(addresses[i], addresses[i] + lengths[i]);
      sink.data(sender, bytes, fileOffsets[i], times[i]);
    }
  }

  /** Frames were read too: the decoder continues after them. */
  #restore(sink: ConnectionSink, { a, b }: Flow, state: ConnectionState): void {
    if (!(sink instanceof ConnectionDecoder)) return;
    const { batch, frameRows } = this.#context;
    const client = a.sender === 'client' ? batch.first : batch.second;
    const server = b.sender === 'server' ? batch.second : batch.first;
    sink.restoreState({
      segments: batch.segments,
      segmentCount: batch.segmentCount,
      frames: frameRows,
      frameCount: frameRows.count,
      offsetHigh: Math.floor(state.client.offset / word),
      states: {
        client: readFrameState(client, state.client),
        server: readFrameState(server, state.server),
      },
    });
  }
}

/** The fast path for a new capture, or `null` where kernels cannot run. */
export function createPacketFastPath(context: KernelContext | null = kernelContext): PacketFastPath | null {
  return context === null ? null : new FastPathPackets(context);
}

/** The state of a sink whose frames the kernel can read, or `null`. */
function savedState(sink: ConnectionSink): ConnectionState | null {
  const state = sink instanceof ConnectionDecoder ? sink.saveState() : null;
  if (state === null || !isContinuable(state.client) || !isContinuable(state.server)) return null;
  // Rows of both directions are appended together, with one upper part of their offsets.
  const high = Math.floor(state.client.offset / word);
  const isHigh = (offset: number) =>
    Math.floor(offset / word) === high && Math.floor((offset + maxBatchBytes) / word) === high;
  return isHigh(state.client.offset) && isHigh(state.server.offset) ? state : null;
}

/** Whether the direction is open, with an empty queue and an open window. */
function isOrdinary(direction: DirectionState): boolean {
  return (
    direction.started &&
    !direction.ended &&
    direction.fin < 0 &&
    direction.queue.length === 0 &&
    !direction.zeroWindow &&
    direction.outOfWindowCount === 0
  );
}

/** Keeps the headers that every packet of a direction has: link header, addresses and ports. */
function learnHeaders(direction: KernelDirection, packet: Packet): void {
  const { version, bytes, start } = packet;
  const isIpv4 = version === 4;
  const ip = packet.address - (isIpv4 ? 12 : 8);
  const linkLength = ip - start;
  if (packet.fileRanges !== null || linkLength < 0 || linkLength > maxLinkLength) return;
  const tcp = packet.offset;
  if (tcp - ip !== (isIpv4 ? 20 : 40)) return;
  direction.link.set(bytes.subarray(start, ip));
  direction.addresses.set(bytes.subarray(packet.address, packet.address + (isIpv4 ? 8 : 32)));
  direction.ports.set(bytes.subarray(tcp, tcp + 4));
  direction.words[directionWord.linkLength] = linkLength;
  direction.words[directionWord.ipVersion] = version;
}

function writeDirection(target: KernelDirection, from: DirectionState, state: ConnectionState | null): void {
  const { words } = target;
  words[directionWord.sequence] = from.next;
  words[directionWord.acknowledged] = from.acknowledged;
  words[directionWord.hasAcknowledged] = from.hasAcknowledged ? 1 : 0;
  words[directionWord.readsFrames] = state === null ? 0 : 1;
  if (state !== null) writeFrameState(target, state[from.sender]);
}

function readDirection({ words }: KernelDirection, to: DirectionState): void {
  to.next = words[directionWord.sequence];
  to.acknowledged = words[directionWord.acknowledged];
  to.hasAcknowledged = words[directionWord.hasAcknowledged] !== 0;
}
