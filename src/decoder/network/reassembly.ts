// The output of TCP: bytes in order, gaps that will not be filled, ends and events. It opens a connection at
// the sink when there is something to report.

import type { CaptureSink, CarrierEvent, EndKind } from '../model/capture-sink.ts';
import type { DeliveredSegments } from './delivered-segments.ts';
import { type DirectionState, enqueue, segmentOverhead } from './direction-state.ts';
import { type Flow, formatEndpoint } from './flow-table.ts';
import type { Packet } from './packet.ts';
import { guessClient } from './roles.ts';

/** Limits of the bytes that wait for missing ones: per direction, and in total. */
const maxQueuedPerDirection = 4 << 20;
const maxQueued = 64 << 20;
/**
 * A gap that the receiver has acknowledged is given this many packets or seconds to appear late in the
 * capture.
 */
const gapPatiencePackets = 16;
const gapPatienceSeconds = 0.05;
/** Wireshark's limit: a segment that comes this soon after later ones was reordered, not lost. */
const reorderSeconds = 0.003;

/** Bytes of a packet that an earlier segment carried. */
interface RepeatedBytes {
  /** Index of the first one in the packet. */
  readonly start: number;
  readonly length: number;
  /** Stream offset of the first one; negative before the first byte that the capture shows. */
  readonly streamOffset: number;
  readonly fileOffset: number;
}

/** Puts segments in order and hands them on. */
export class Reassembly {
  readonly #sink: CaptureSink;
  readonly #delivered: DeliveredSegments;
  #queued = 0;
  readonly #waiting = new Set<Flow>();
  /** Segments that were captured twice. */
  duplicates = 0;
  /** Segments cut by the snapshot length. */
  cut = 0;
  /** Segments shorter than their IP header says, in packets that were captured whole. */
  short = 0;

  constructor(sink: CaptureSink, delivered: DeliveredSegments) {
    this.#sink = sink;
    this.#delivered = delivered;
  }

  /** Takes one run of bytes that are contiguous in the file. */
  segment(
    flow: Flow,
    direction: DirectionState,
    packet: Packet,
    first: number,
    start: number,
    length: number,
    cut: number,
    at: number,
  ): void {
    const { bytes, time, identification } = packet;
    let distance = (first - direction.next) | 0;
    if (distance < 0) {
      const old = Math.min(-distance, length);
      const rest = length + cut + distance;
      if (rest <= 0 && length + cut === 1 && distance === -1) {
        this.keepAlive(flow, direction, time);
        return;
      }
      this.#retransmitted(flow, direction, packet, {
        start,
        length: old,
        streamOffset: direction.offset + distance,
        fileOffset: at,
      });
      if (rest <= 0) return;
      start += old;
      at += old;
      length -= old;
      cut = Math.min(cut, rest);
      distance = 0;
    }
    if (distance === 0 && direction.queue.length === 0) {
      if (length > 0) this.#deliver(flow, direction, bytes, start, length, at, time, identification);
      if (cut > 0) this.gap(flow, direction, cut, time);
      return;
    }
    const offset = direction.offset + distance;
    const before = direction.queueBytes;
    if (distance === 0) this.#gapFilled(flow, direction, offset, time);
    const { fresh, differs } = enqueue(direction, offset, bytes, start, length, at, time, identification);
    if (cut > 0) enqueue(direction, offset + length, null, 0, cut, -1, time, 0);
    this.#queued += direction.queueBytes - before;
    if (differs >= 0) {
      this.event(flow, 'overlap-differs', direction, time, differs);
    } else if (fresh === 0 && length > 0 && distance > 0) {
      this.event(flow, 'retransmission', direction, time, offset);
    }
    this.#waiting.add(flow);
    this.#drain(flow, direction);
    if (direction.queueBytes > maxQueuedPerDirection) this.flush(flow, direction);
    if (this.#queued > maxQueued) this.#flushAll();
  }

  /** The gap before the queue is being filled. */
  #gapFilled(flow: Flow, direction: DirectionState, offset: number, time: number): void {
    const late = time - (direction.queue.first?.time ?? time);
    if (!(Math.abs(late) > reorderSeconds)) {
      this.event(flow, 'reordered', direction, time, offset);
    } else {
      this.event(flow, 'retransmission', direction, time, offset, 'the first copy is not in the capture');
    }
  }

  /** Handles bytes that were delivered before. */
  #retransmitted(flow: Flow, direction: DirectionState, packet: Packet, repeated: RepeatedBytes): void {
    const { start, length, streamOffset, fileOffset } = repeated;
    if (length === 0) return;
    const isSamePacket = this.#delivered.isSamePacket(
      direction.row,
      streamOffset,
      length,
      packet.identification,
    );
    if (isSamePacket) this.duplicates++;
    // Negative offsets are before the first byte that the capture shows.
    const skipped = Math.min(length, Math.max(0, -streamOffset));
    const compared = this.#delivered.compare(
      direction.row,
      streamOffset + skipped,
      packet.bytes,
      start + skipped,
      start + length,
      fileOffset + skipped,
    );
    if (compared.result === 'differs') {
      this.event(
        flow,
        isSamePacket ? 'copy-differs' : 'overlap-differs',
        direction,
        packet.time,
        compared.offset,
      );
    } else if (!isSamePacket) {
      this.event(flow, 'retransmission', direction, packet.time, Math.max(0, streamOffset));
    }
  }

  #deliver(
    flow: Flow,
    direction: DirectionState,
    bytes: Uint8Array,
    start: number,
    length: number,
    at: number,
    time: number,
    identification: number,
  ): void {
    if (!flow.opened) this.#open(flow, direction, time);
    flow.sink?.data(direction.sender, bytes.subarray(start, start + length), at, time);
    direction.row = this.#delivered.add(direction.row, direction.offset, length, at, identification);
    direction.next = (direction.next + length) | 0;
    direction.offset += length;
  }

  gap(flow: Flow, direction: DirectionState, length: number, time: number): void {
    if (!flow.opened) this.#open(flow, direction, time);
    flow.sink?.gap(direction.sender, length, time);
    direction.next = (direction.next + length) | 0;
    direction.offset += length;
  }

  /** Hands on what follows without a gap. */
  #drain(flow: Flow, direction: DirectionState): void {
    const { queue } = direction;
    for (let next = queue.first; next !== undefined && next.start <= direction.offset; next = queue.first) {
      queue.shift();
      const { bytes, length, at, time } = next;
      const cost = segmentOverhead + (bytes === null ? 0 : length);
      direction.queueBytes -= cost;
      this.#queued -= cost;
      direction.gapPackets = -1;
      if (bytes === null) this.gap(flow, direction, length, time);
      else this.#deliver(flow, direction, bytes, 0, length, at, time, next.identification);
    }
    if (queue.length === 0 && flow.a.queue.length + flow.b.queue.length === 0) this.#waiting.delete(flow);
  }

  /** Gives up all gaps and delivers the queue. */
  flush(flow: Flow, direction: DirectionState): void {
    const { queue } = direction;
    for (let { first } = queue; first !== undefined; first = queue.first) {
      const gap = first.start - direction.offset;
      if (gap > 0) this.gap(flow, direction, gap, first.time);
      this.#drain(flow, direction);
    }
  }

  #flushAll(): void {
    for (const flow of [...this.#waiting]) {
      this.flush(flow, flow.a);
      this.flush(flow, flow.b);
    }
  }

  /** Checks whether a gap must be given up, and whether the stream has reached its FIN. */
  settle(flow: Flow, direction: DirectionState, time: number): void {
    if (direction.ended) return;
    const { first } = direction.queue;
    const target = first?.start ?? direction.fin;
    const gap = target - direction.offset;
    if (gap > 0 && direction.hasAcknowledged && ((direction.acknowledged - direction.next) | 0) >= gap) {
      if (direction.gapPackets < 0) {
        direction.gapPackets = flow.packets;
        direction.gapTime = time;
      } else if (
        flow.packets - direction.gapPackets >= gapPatiencePackets ||
        Math.abs(time - direction.gapTime) >= gapPatienceSeconds
      ) {
        direction.gapPackets = -1;
        this.gap(flow, direction, gap, first?.time ?? direction.finTime);
        this.#drain(flow, direction);
      }
    }
    if (direction.fin >= 0 && direction.offset >= direction.fin)
      this.finish(flow, direction, 'fin', direction.finTime);
  }

  finish(flow: Flow, direction: DirectionState, kind: EndKind, time: number): void {
    if (direction.ended) return;
    direction.ended = true;
    direction.endKind = kind;
    direction.endTime = time;
    if (flow.opened) flow.sink?.end(direction.sender, kind, time);
    // A connection that ends without a byte is shown too: a refusal is a finding. The last packets of an
    // earlier one are not.
    else if (flow.syn) this.#endWithoutBytes(flow, direction, time);
    if (flow.opened && flow.a.ended && flow.b.ended) flow.close();
  }

  /** A scan opens and closes hundreds of thousands of connections: they are counted, once both directions ended. */
  #endWithoutBytes(flow: Flow, direction: DirectionState, time: number): void {
    if (this.#sink.connectionWithoutBytes === undefined) {
      this.#open(flow, direction, time);
    } else if (flow.a.ended && flow.b.ended) {
      const server = flow.clientIsA ? flow.b : flow.a;
      const isAnswered = server.syn || server.hasAcknowledged;
      const isUnanswered = !isAnswered && flow.packets > 1;
      const isReset = server.endKind === 'rst';
      this.#sink.connectionWithoutBytes({
        server: formatEndpoint(flow, flow.clientIsA ? 1 : 0),
        end: isReset ? (isAnswered ? 'reset' : 'refused') : isUnanswered ? 'unanswered' : 'other',
        lasted: flow.lastTime - flow.firstTime,
      });
      flow.close();
    }
  }

  close(flow: Flow): void {
    if (flow.packets === 0 || flow.closed) return;
    for (const direction of [flow.a, flow.b]) {
      this.flush(flow, direction);
      if (direction.ended || direction.fin < 0) continue;
      if (direction.fin > direction.offset)
        this.gap(flow, direction, direction.fin - direction.offset, direction.finTime);
      this.finish(flow, direction, 'fin', direction.finTime);
    }
    if (!flow.opened && flow.syn && this.#sink.connectionWithoutBytes === undefined)
      this.#open(flow, flow.a, flow.lastTime);
    for (const direction of [flow.a, flow.b]) this.finish(flow, direction, 'cut', flow.lastTime);
    flow.sink = null;
  }

  #open(flow: Flow, first: DirectionState, time: number): void {
    flow.opened = true;
    const guessed = flow.syn ? null : guessClient(flow, first === flow.a);
    const clientIsA = guessed?.isA ?? flow.clientIsA;
    flow.a.sender = clientIsA ? 'client' : 'server';
    flow.b.sender = clientIsA ? 'server' : 'client';
    flow.sink = this.#sink.connection({
      transport: 'tcp',
      fidelity: 'bytes',
      client: formatEndpoint(flow, clientIsA ? 0 : 1),
      server: formatEndpoint(flow, clientIsA ? 1 : 0),
      roles: guessed?.roles ?? 'known',
    });
    if (!flow.syn) flow.sink.event({ kind: 'no-syn', sender: null, time });
    for (const direction of [flow.a, flow.b]) {
      if (direction.ended) flow.sink.end(direction.sender, direction.endKind, direction.endTime);
    }
  }

  keepAlive(flow: Flow, direction: DirectionState, time: number): void {
    this.event(flow, 'keep-alive', direction, time, direction.offset);
  }

  snaplen(flow: Flow, direction: DirectionState, { time, isWhole }: Packet): void {
    if (isWhole) this.short++;
    else this.cut++;
    if (flow.snaplenNoted) return;
    flow.snaplenNoted = true;
    this.event(flow, isWhole ? 'packet-short' : 'snaplen-cut', direction, time, direction.offset);
  }

  /** An end that sends after its own RST did not send that RST. */
  dataAfterReset(flow: Flow, direction: DirectionState, time: number): void {
    if (direction.wentOnAfterReset) return;
    direction.wentOnAfterReset = true;
    if (flow.opened) this.event(flow, 'data-after-reset', direction, time, direction.offset);
  }

  event(
    flow: Flow,
    kind: Exclude<CarrierEvent['kind'], 'checksum-wrong' | 'no-syn'>,
    direction: DirectionState,
    time: number,
    offset: number,
    detail?: string,
  ): void {
    if (!flow.opened) {
      // Before the first byte these events add nothing to a SYN.
      if (kind === 'keep-alive' || kind === 'zero-window') return;
      this.#open(flow, direction, time);
    }
    flow.sink?.event(
      detail
        ? { kind, sender: direction.sender, time, offset, detail }
        : { kind, sender: direction.sender, time, offset },
    );
  }
}
