// TCP segments to byte streams (RFC 9293), as a bystander: the capture may begin late, miss packets, or show them in
// another order. Checksums never reject: with offload they are wrong in sound captures.

import { u16 } from '../bytes/cursor.ts';
import type { CaptureSink } from '../model/capture-sink.ts';
import { Delivery } from './delivery.ts';
import type { ExportedPdu } from './exported-pdu.ts';
import { type Flow, FlowTable } from './flow-table.ts';
import type { Half } from './half.ts';
import type { History } from './history.ts';
import type { Packet } from './packet.ts';
import { PlainPackets } from './plain-packets.ts';

const flagFin = 1;
const flagSyn = 2;
const flagRst = 4;
const flagAck = 16;

/** No window is larger (RFC 7323): a segment further away belongs to something else. */
const maxWindow = 1 << 30;

/** What lies further than this from the end of an ended connection is not a late copy of its bytes. */
const maxRepeat = 1 << 24;

/** All TCP connections of a capture. */
export class Tcp {
  readonly #table = new FlowTable();
  readonly #delivery: Delivery;
  readonly plain: PlainPackets;
  /** TCP segments read. */
  segments = 0;

  constructor(sink: CaptureSink, history: History) {
    this.#delivery = new Delivery(sink, history);
    this.plain = new PlainPackets(history);
  }

  /** Segments that were captured twice. */
  get duplicates(): number {
    return this.#delivery.duplicates;
  }

  /** Segments cut by the snapshot length. */
  get cut(): number {
    return this.#delivery.cut;
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
      // Cut inside the options.
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
    let half = forward ? flow.a : flow.b;
    let other = forward ? flow.b : flow.a;
    if (flags & flagSyn && this.#isAnother(flow, half, other, sequence, flags, acknowledgement)) {
      this.#delivery.close(flow);
      flow.restart();
      half = forward ? flow.a : flow.b;
      other = forward ? flow.b : flow.a;
    }
    flow.packets++;
    flow.lastTime = time;

    let first = sequence;
    if (flags & flagSyn) {
      first = (sequence + 1) | 0;
      if (!half.syn) {
        half.syn = true;
        half.isn = sequence;
        if (!half.started) {
          half.started = true;
          half.next = first;
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
      if (!other.ackedKnown || ((acknowledgement - other.acked) | 0) > 0) {
        other.ackedKnown = true;
        other.acked = acknowledgement;
      }
    }

    // What a RST carries is a remark (RFC 9293 3.10.7), not data.
    if (flags & flagRst) {
      this.#reset(flow, half, time);
      return true;
    }
    if (length + cut > 0) {
      this.#payload(flow, half, packet, first, start, length, cut);
    } else if (half.started && !(flags & (flagSyn | flagFin)) && ((first - half.next) | 0) === -1) {
      this.#delivery.keepAlive(flow, half, time);
    }
    if (flags & flagFin && half.fin < 0) {
      if (!half.started) {
        half.started = true;
        half.next = first;
      }
      const distance = (first - half.next + length + cut) | 0;
      if (distance >= 0) {
        half.fin = half.offset + distance;
        half.finTime = time;
      }
    }
    this.#window(flow, half, u16(bytes, offset + 14), flags, time);
    if (half.fin >= 0 || half.queue.length > 0) this.#delivery.settle(flow, half, time);
    if (other.fin >= 0 || other.queue.length > 0) this.#delivery.settle(flow, other, time);
    if (!(flags & flagSyn)) this.plain.seen(flow, forward, packet);
    return true;
  }

  /** The input ends: what waits is handed on with its holes, and open directions end as cut. */
  end(): void {
    for (const flow of this.#table.flows) this.#delivery.close(flow);
  }

  /** Whether a segment on the four numbers of an ended connection begins another, rather than repeat the old one. */
  #reopens(flow: Flow, forward: boolean, sequence: number, flags: number, length: number): boolean {
    if (flags & flagSyn) return sequence !== (forward ? flow.isnA : flow.isnB);
    if (length === 0 || flags & flagRst) return false;
    return Math.abs((sequence - (forward ? flow.nextA : flow.nextB)) | 0) > maxRepeat;
  }

  /** Whether a SYN opens another connection on the same four numbers. */
  #isAnother(flow: Flow, half: Half, other: Half, sequence: number, flags: number, ack: number): boolean {
    if (flow.packets === 0) return false;
    if (half.syn) return half.isn !== sequence;
    // This half began without its SYN: captured late, it fits what was seen.
    if (half.started) return half.offset > 0 || ((sequence + 1) | 0) !== half.next;
    if ((flags & flagAck) === 0) return flow.opened;
    return other.syn ? ((other.isn + 1) | 0) !== ack && flow.reset : other.offset > 0;
  }

  #payload(
    flow: Flow,
    half: Half,
    packet: Packet,
    first: number,
    start: number,
    length: number,
    cut: number,
  ): void {
    if (half.ended) return;
    if (!half.started) {
      // A lone byte that was acknowledged before it came is a keep-alive probe.
      if (length === 1 && half.ackedKnown && ((first + 1) | 0) === half.acked) return;
      half.started = true;
      half.next = first;
    }
    const distance = (first - half.next) | 0;
    if (distance > maxWindow || distance < -maxWindow) {
      if (!this.#stray(flow, half, first, length + cut, packet.time)) return;
    } else {
      half.strays = 0;
    }
    if (cut > 0) this.#delivery.snaplen(flow, half, packet.time);
    const { pieces } = packet;
    if (pieces === null) {
      this.#delivery.run(flow, half, packet, first, start, length, cut, packet.base + start);
      return;
    }
    for (const piece of pieces) {
      const from = Math.max(piece.start, start);
      const to = Math.min(piece.end, start + length);
      if (from >= to) continue;
      const at = piece.at + from - piece.start;
      this.#delivery.run(flow, half, packet, (first + from - start) | 0, from, to - from, 0, at);
    }
  }

  #reset(flow: Flow, half: Half, time: number): void {
    if (half.ended && flow.reset) return;
    flow.reset = true;
    // The data before a RST may still be on its way in the capture, but nobody will read it.
    this.#delivery.flush(flow, half);
    this.#delivery.finish(flow, half, 'rst', time);
    // A refusal: nobody sent anything, and nothing will come.
    if (flow.a.offset + flow.b.offset === 0) this.#delivery.close(flow);
  }

  #window(flow: Flow, half: Half, window: number, flags: number, time: number): void {
    if (window !== 0) {
      half.zeroWindow = false;
    } else if (!half.zeroWindow && !(flags & (flagSyn | flagFin))) {
      half.zeroWindow = true;
      this.#delivery.event(flow, 'zero-window', half, time, half.offset);
    }
  }

  /** A segment outside any window: dropped, until three in a row follow each other; then the capture has a large hole. */
  #stray(flow: Flow, half: Half, first: number, length: number, time: number): boolean {
    const follows = half.strays > 0 && first === half.strayNext;
    half.strays = follows ? half.strays + 1 : 1;
    half.strayNext = (first + length) | 0;
    if (half.strays < 3) return false;
    half.strays = 0;
    this.#delivery.flush(flow, half);
    this.#delivery.gap(flow, half, (first - half.next) >>> 0, time);
    return true;
  }

  /**
   * An exported data unit. Wireshark exports what one segment holds, and again the whole that it was a part of: with
   * sequence numbers the second copy is known for one, without them the units are taken in order.
   */
  applicationData(packet: Packet, pdu: ExportedPdu): void {
    this.segments++;
    const flow = this.#table.find(packet, pdu.sourcePort, pdu.destinationPort);
    const half = this.#table.forward ? flow.a : flow.b;
    flow.packets++;
    flow.lastTime = packet.time;
    if (packet.end <= packet.offset) return;
    if (!half.started) {
      half.started = true;
      half.next = pdu.sequence ?? 0;
    }
    let first = pdu.sequence ?? half.next;
    const old = Math.max(0, (half.next - first) | 0);
    if (old >= packet.end - packet.offset) return;
    packet.offset += old;
    first = (first + old) | 0;
    this.#payload(flow, half, packet, first, packet.offset, packet.end - packet.offset, packet.cut);
  }
}

function word(bytes: Uint8Array, i: number): number {
  return (bytes[i] << 24) | (bytes[i + 1] << 16) | (bytes[i + 2] << 8) | bytes[i + 3];
}
