// Turns TCP segments into byte streams (RFC 9293) as an observer: the capture may begin late, miss packets,
// or show them in another order. Checksums are ignored: with offload they are wrong in sound captures.

import { u16 } from '../bytes/integers.ts';
import type { CaptureSink } from '../model/capture-sink.ts';
import type { DeliveredSegments } from './delivered-segments.ts';
import type { DirectionState } from './direction-state.ts';
import type { ExportedPdu } from './exported-pdu.ts';
import { type Flow, FlowTable } from './flow-table.ts';
import type { Packet } from './packet.ts';
import type { PacketFastPath } from './packet-fast-path.ts';
import { Reassembly } from './reassembly.ts';

const flagFin = 1;
const flagSyn = 2;
const flagRst = 4;
const flagAck = 16;

/** The largest window (RFC 7323), in bytes. A segment further away does not belong to this stream. */
const maxWindow = 1 << 30;

/** Bytes. A segment further than this from the end of an ended connection is not a late copy of its bytes. */
const maxRepeat = 1 << 24;

/** All TCP connections of a capture. */
export class Tcp {
  readonly #table = new FlowTable();
  readonly #reassembly: Reassembly;
  readonly #fastPath: PacketFastPath | null;
  /** TCP segments read. */
  segments = 0;

  constructor(sink: CaptureSink, delivered: DeliveredSegments, fastPath: PacketFastPath | null = null) {
    this.#reassembly = new Reassembly(sink, delivered);
    this.#fastPath = fastPath;
  }

  /** Segments that were captured twice. */
  get duplicates(): number {
    return this.#reassembly.duplicates;
  }

  /** Segments cut by the snapshot length. */
  get cut(): number {
    return this.#reassembly.cut;
  }

  /** Segments shorter than their IP header says, in packets that were captured whole. */
  get short(): number {
    return this.#reassembly.short;
  }

  /** Takes a packet whose `offset` is at a TCP header. False: the header is not whole. */
  segment(packet: Packet): boolean {
    const { bytes, offset } = packet;
    if (packet.end - offset < 20) return false;
    const header = (bytes[offset + 12] >> 4) * 4;
    if (header < 20) return false;
    this.segments++;
    const start = offset + header;
    let length = packet.end - start;
    let cut = packet.cut;
    if (length < 0) {
      // Truncated inside the options.
      cut = Math.max(0, cut + length);
      length = 0;
    }
    const flags = bytes[offset + 13];
    const sequence = word(bytes, offset + 4);
    const time = packet.time;
    const flow = this.#table.find(packet, u16(bytes, offset), u16(bytes, offset + 2));
    const forward = this.#table.forward;
    const acknowledgement = word(bytes, offset + 8);
    if (flow.closed) {
      if (!this.#reopens(flow, forward, sequence, flags, length + cut)) return true;
      flow.restart();
    }
    let direction = forward ? flow.a : flow.b;
    let other = forward ? flow.b : flow.a;
    if (flags & flagSyn && this.#isAnother(flow, direction, other, sequence, flags, acknowledgement)) {
      this.#reassembly.close(flow);
      flow.restart();
      direction = forward ? flow.a : flow.b;
      other = forward ? flow.b : flow.a;
    }
    if (flow.packets === 0) flow.firstTime = time;
    flow.packets++;
    flow.lastTime = time;

    let first = sequence;
    if (flags & flagSyn) {
      first = (sequence + 1) | 0;
      if (!direction.syn) {
        direction.syn = true;
        direction.isn = sequence;
        if (!direction.started) {
          direction.started = true;
          direction.next = first;
        }
        if (!flow.syn) {
          flow.syn = true;
          flow.clientIsA = forward === ((flags & flagAck) === 0);
        }
      }
    }
    if (flags & flagAck) {
      if (!other.started && flow.syn && !(flags & flagRst)) {
        other.started = true;
        other.next = acknowledgement;
      }
      if (!other.hasAcknowledged || ((acknowledgement - other.acknowledged) | 0) > 0) {
        other.hasAcknowledged = true;
        other.acknowledged = acknowledgement;
      }
    }

    // A RST may carry a text about its reason (RFC 9293 3.10.7), which is not data.
    if (flags & flagRst) {
      this.#reset(flow, direction, time);
      return true;
    }
    if (length + cut > 0) {
      this.#payload(flow, direction, packet, first, start, length, cut);
    } else if (direction.started && !(flags & (flagSyn | flagFin)) && ((first - direction.next) | 0) === -1) {
      this.#reassembly.keepAlive(flow, direction, time);
    }
    if (flags & flagFin && direction.fin < 0) {
      if (!direction.started) {
        direction.started = true;
        direction.next = first;
      }
      const distance = (first - direction.next + length + cut) | 0;
      if (distance >= 0) {
        direction.fin = direction.offset + distance;
        direction.finTime = time;
      }
    }
    this.#window(flow, direction, u16(bytes, offset + 14), flags, time);
    if (direction.fin >= 0 || direction.queue.length > 0) this.#reassembly.settle(flow, direction, time);
    if (other.fin >= 0 || other.queue.length > 0) this.#reassembly.settle(flow, other, time);
    if (!(flags & flagSyn)) this.#fastPath?.observe(flow, forward, packet);
    return true;
  }

  /** The input ends: delivers the queues with their gaps, and ends open directions as truncated. */
  end(): void {
    for (const flow of this.#table.flows) this.#reassembly.close(flow);
  }

  /**
   * Whether a segment with the addresses and ports of an ended connection begins another, instead of
   * repeating the old one.
   */
  #reopens(flow: Flow, forward: boolean, sequence: number, flags: number, length: number): boolean {
    if (flags & flagSyn) return sequence !== (forward ? flow.isnA : flow.isnB);
    if (length === 0 || flags & flagRst) return false;
    return Math.abs((sequence - (forward ? flow.nextA : flow.nextB)) | 0) > maxRepeat;
  }

  /** Whether a SYN opens another connection on the same addresses and ports. */
  #isAnother(
    flow: Flow,
    direction: DirectionState,
    other: DirectionState,
    sequence: number,
    flags: number,
    ack: number,
  ): boolean {
    if (flow.packets === 0) return false;
    if (direction.syn) return direction.isn !== sequence;
    // This direction began without its SYN. A SYN that was captured late fits what was seen.
    if (direction.started) return direction.offset > 0 || ((sequence + 1) | 0) !== direction.next;
    if ((flags & flagAck) === 0) return flow.opened;
    return other.syn ? ((other.isn + 1) | 0) !== ack && flow.reset : other.offset > 0;
  }

  #payload(
    flow: Flow,
    direction: DirectionState,
    packet: Packet,
    first: number,
    start: number,
    length: number,
    cut: number,
  ): void {
    if (direction.ended) {
      const isNew = length > 0 && ((first - direction.next) | 0) >= 0;
      if (isNew && direction.endKind === 'rst') this.#reassembly.dataAfterReset(flow, direction, packet.time);
      return;
    }
    if (!direction.started) {
      // A lone byte that was acknowledged before it came is a keep-alive probe.
      if (length === 1 && direction.hasAcknowledged && ((first + 1) | 0) === direction.acknowledged) return;
      direction.started = true;
      direction.next = first;
    }
    const distance = (first - direction.next) | 0;
    if (distance > maxWindow || distance < -maxWindow) {
      if (!this.#outOfWindow(flow, direction, first, length + cut, packet.time)) return;
    } else {
      direction.outOfWindowCount = 0;
    }
    if (cut > 0) this.#reassembly.snaplen(flow, direction, packet);
    const { fileRanges } = packet;
    if (fileRanges === null) {
      this.#reassembly.segment(flow, direction, packet, first, start, length, cut, packet.base + start);
      return;
    }
    for (const range of fileRanges) {
      const from = Math.max(range.start, start);
      const to = Math.min(range.end, start + length);
      if (from >= to) continue;
      const at = range.at + from - range.start;
      this.#reassembly.segment(flow, direction, packet, (first + from - start) | 0, from, to - from, 0, at);
    }
  }

  #reset(flow: Flow, direction: DirectionState, time: number): void {
    if (direction.ended && flow.reset) return;
    flow.reset = true;
    // Data before a RST may still follow in the capture, but the receiver never reads it.
    this.#reassembly.flush(flow, direction);
    this.#reassembly.finish(flow, direction, 'rst', time);
    // A refusal: no data was sent, and none will follow.
    if (flow.a.offset + flow.b.offset === 0) this.#reassembly.close(flow);
  }

  #window(flow: Flow, direction: DirectionState, window: number, flags: number, time: number): void {
    if (window !== 0) {
      direction.zeroWindow = false;
    } else if (!direction.zeroWindow && !(flags & (flagSyn | flagFin))) {
      direction.zeroWindow = true;
      this.#reassembly.event(flow, 'zero-window', direction, time, direction.offset);
    }
  }

  /**
   * A segment outside any window: dropped, until three in a row follow each other; then the capture has a
   * large gap.
   */
  #outOfWindow(flow: Flow, direction: DirectionState, first: number, length: number, time: number): boolean {
    const follows = direction.outOfWindowCount > 0 && first === direction.outOfWindowNext;
    direction.outOfWindowCount = follows ? direction.outOfWindowCount + 1 : 1;
    direction.outOfWindowNext = (first + length) | 0;
    if (direction.outOfWindowCount < 3) return false;
    direction.outOfWindowCount = 0;
    this.#reassembly.flush(flow, direction);
    this.#reassembly.gap(flow, direction, (first - direction.next) >>> 0, time);
    return true;
  }

  /**
   * Takes an exported data unit. Wireshark exports the data of one segment, and again the whole unit that
   * contains it. A sequence number shows that bytes are a second copy; units without one are taken in order.
   */
  applicationData(packet: Packet, pdu: ExportedPdu): void {
    this.segments++;
    const flow = this.#table.find(packet, pdu.sourcePort, pdu.destinationPort);
    const direction = this.#table.forward ? flow.a : flow.b;
    flow.packets++;
    flow.lastTime = packet.time;
    if (packet.end <= packet.offset) return;
    if (!direction.started) {
      direction.started = true;
      direction.next = pdu.sequence ?? 0;
    }
    let first = pdu.sequence ?? direction.next;
    const old = Math.max(0, (direction.next - first) | 0);
    if (old >= packet.end - packet.offset) return;
    packet.offset += old;
    first = (first + old) | 0;
    this.#payload(flow, direction, packet, first, packet.offset, packet.end - packet.offset, packet.cut);
  }
}

function word(bytes: Uint8Array, i: number): number {
  return (bytes[i] << 24) | (bytes[i + 1] << 16) | (bytes[i + 2] << 8) | bytes[i + 3];
}
