// TCP segments to byte streams (RFC 9293), as a bystander: the capture may begin late, miss packets, or show them in
// another order. Checksums never reject: with offload they are wrong in sound captures.

import { u16 } from '../bytes/cursor.ts';
import type { CaptureSink, EndKind } from '../model/capture-sink.ts';
import type { ExportedPdu } from './exported-pdu.ts';
import { type Flow, FlowTable, formatEndpoint } from './flow-table.ts';
import { type Half, heldOverhead, hold } from './half.ts';
import type { History } from './history.ts';
import type { Packet } from './packet.ts';

const flagFin = 1;
const flagSyn = 2;
const flagRst = 4;
const flagAck = 16;

/** Limits of what waits for missing bytes: per direction, and in all. */
const maxHeldPerHalf = 4 << 20;
const maxHeld = 64 << 20;
/** No window is larger (RFC 7323): a segment further away belongs to something else. */
const maxWindow = 1 << 30;
/** A hole that the receiver has acknowledged is given this many packets or seconds to appear late in the capture. */
const holePatiencePackets = 16;
const holePatienceSeconds = 0.05;
/** Wireshark's measure: a segment that comes this soon after later ones was overtaken, not lost. */
const reorderSeconds = 0.003;

/** All TCP connections of a capture. */
export class Tcp {
  readonly #sink: CaptureSink;
  readonly #history: History;
  readonly #table = new FlowTable();
  #held = 0;
  readonly #waiting = new Set<Flow>();
  /** TCP segments read. */
  segments = 0;
  /** Segments that were captured twice. */
  duplicates = 0;
  /** Segments cut by the snapshot length. */
  cut = 0;
  /** Segments whose header is not whole. */
  short = 0;
  /** Segments with data, or SYN. */
  useful = 0;

  constructor(sink: CaptureSink, history: History) {
    this.#sink = sink;
    this.#history = history;
  }

  /** Takes a packet whose `offset` is at a TCP header. */
  segment(packet: Packet): void {
    const { bytes, offset } = packet;
    if (packet.end - offset < 20) {
      this.short++;
      return;
    }
    const header = (bytes[offset + 12] >> 4) * 4;
    if (header < 20) {
      this.short++;
      return;
    }
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
    let half = forward ? flow.a : flow.b;
    let other = forward ? flow.b : flow.a;
    if (flags & flagSyn && this.#isAnother(flow, half, other, sequence, flags, acknowledgement)) {
      this.#close(flow);
      flow.restart();
      half = forward ? flow.a : flow.b;
      other = forward ? flow.b : flow.a;
    }
    flow.packets++;
    flow.lastTime = time;

    let first = sequence;
    if (flags & flagSyn) {
      first = (sequence + 1) | 0;
      this.useful++;
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
      return;
    }
    if (length + cut > 0) {
      this.useful++;
      this.#payload(flow, half, packet, first, start, length, cut);
    } else if (half.started && !(flags & (flagSyn | flagFin)) && ((first - half.next) | 0) === -1) {
      this.#keepAlive(flow, half, time);
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
    if (half.fin >= 0 || half.queue.length > 0) this.#settle(flow, half, time);
    if (other.fin >= 0 || other.queue.length > 0) this.#settle(flow, other, time);
  }

  /** The input ends: what waits is handed on with its holes, and open directions end as cut. */
  end(): void {
    for (const flow of this.#table.flows) this.#close(flow);
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
    if (cut > 0) this.#snaplen(flow, half, packet.time);
    const { pieces } = packet;
    if (pieces === null) {
      this.#run(flow, half, packet, first, start, length, cut, packet.base + start);
      return;
    }
    for (const piece of pieces) {
      const from = Math.max(piece.start, start);
      const to = Math.min(piece.end, start + length);
      if (from >= to) continue;
      const at = piece.at + from - piece.start;
      this.#run(flow, half, packet, (first + from - start) | 0, from, to - from, 0, at);
    }
  }

  /** One run of bytes that lie together in the file. */
  #run(
    flow: Flow,
    half: Half,
    packet: Packet,
    first: number,
    start: number,
    length: number,
    cut: number,
    at: number,
  ): void {
    const { bytes, time, identification } = packet;
    let distance = (first - half.next) | 0;
    if (distance < 0) {
      const old = Math.min(-distance, length);
      const rest = length + cut + distance;
      if (rest <= 0 && length + cut === 1 && distance === -1) {
        this.#keepAlive(flow, half, time);
        return;
      }
      this.#again(flow, half, bytes, start, old, half.offset + distance, at, packet);
      if (rest <= 0) return;
      start += old;
      at += old;
      length -= old;
      cut = Math.min(cut, rest);
      distance = 0;
    }
    if (distance === 0 && half.queue.length === 0) {
      if (length > 0) this.#deliver(flow, half, bytes, start, length, at, time, identification);
      if (cut > 0) this.#gap(flow, half, cut, time);
      return;
    }
    const offset = half.offset + distance;
    const before = half.queueCost;
    if (distance === 0) this.#filled(flow, half, offset, time);
    const { fresh, differs } = hold(half, offset, bytes, start, length, at, time, identification);
    if (cut > 0) hold(half, offset + length, null, 0, cut, -1, time, 0);
    this.#held += half.queueCost - before;
    if (differs >= 0) {
      this.#event(flow, 'overlap-differs', half, time, differs);
    } else if (fresh === 0 && length > 0 && distance > 0) {
      this.#event(flow, 'retransmission', half, time, offset);
    }
    this.#waiting.add(flow);
    this.#drain(flow, half);
    if (half.queueCost > maxHeldPerHalf) this.#flush(flow, half);
    if (this.#held > maxHeld) this.#flushAll();
  }

  /** The hole before the queue is being filled. */
  #filled(flow: Flow, half: Half, offset: number, time: number): void {
    const late = time - half.queue[0].time;
    if (!(Math.abs(late) > reorderSeconds)) {
      this.#event(flow, 'reordered', half, time, offset);
    } else {
      this.#event(flow, 'retransmission', half, time, offset, 'the first copy is not in the capture');
    }
  }

  /** Bytes that were handed on before. */
  #again(
    flow: Flow,
    half: Half,
    bytes: Uint8Array,
    start: number,
    length: number,
    offset: number,
    at: number,
    packet: Packet,
  ): void {
    if (length === 0) return;
    if (this.#history.isSamePacket(half.row, offset, length, packet.identification)) {
      this.duplicates++;
      return;
    }
    // Offsets below zero lie before the first byte that the capture shows.
    const skipped = Math.min(length, Math.max(0, -offset));
    const compared = this.#history.compare(
      half.row,
      offset + skipped,
      bytes,
      start + skipped,
      start + length,
      at + skipped,
    );
    if (compared.result === 'differs') {
      this.#event(flow, 'overlap-differs', half, packet.time, compared.offset);
    } else {
      this.#event(flow, 'retransmission', half, packet.time, Math.max(0, offset));
    }
  }

  #deliver(
    flow: Flow,
    half: Half,
    bytes: Uint8Array,
    start: number,
    length: number,
    at: number,
    time: number,
    identification: number,
  ): void {
    if (!flow.opened) this.#open(flow, half, time);
    flow.sink?.data(half.sender, bytes.subarray(start, start + length), at, time);
    half.row = this.#history.add(half.row, half.offset, length, at, identification);
    half.next = (half.next + length) | 0;
    half.offset += length;
  }

  #gap(flow: Flow, half: Half, length: number, time: number): void {
    if (!flow.opened) this.#open(flow, half, time);
    flow.sink?.gap(half.sender, length, time);
    half.next = (half.next + length) | 0;
    half.offset += length;
  }

  /** Hands on what follows without a hole. */
  #drain(flow: Flow, half: Half): void {
    const { queue } = half;
    while (queue.length > 0 && queue[0].start <= half.offset) {
      const piece = queue.shift()!;
      const cost = heldOverhead + (piece.bytes ? piece.length : 0);
      half.queueCost -= cost;
      this.#held -= cost;
      half.holePackets = -1;
      if (piece.bytes) {
        this.#deliver(flow, half, piece.bytes, 0, piece.length, piece.at, piece.time, piece.identification);
      } else {
        this.#gap(flow, half, piece.length, piece.time);
      }
    }
    if (queue.length === 0 && flow.a.queue.length + flow.b.queue.length === 0) this.#waiting.delete(flow);
  }

  /** Gives up the holes before all that is held. */
  #flush(flow: Flow, half: Half): void {
    const { queue } = half;
    while (queue.length > 0) {
      const hole = queue[0].start - half.offset;
      if (hole > 0) this.#gap(flow, half, hole, queue[0].time);
      this.#drain(flow, half);
    }
  }

  #flushAll(): void {
    for (const flow of [...this.#waiting]) {
      this.#flush(flow, flow.a);
      this.#flush(flow, flow.b);
    }
  }

  /** Looks whether a hole must be given up, and whether the stream has come to its FIN. */
  #settle(flow: Flow, half: Half, time: number): void {
    if (half.ended) return;
    const target = half.queue.length > 0 ? half.queue[0].start : half.fin;
    const hole = target - half.offset;
    if (hole > 0 && half.ackedKnown && ((half.acked - half.next) | 0) >= hole) {
      if (half.holePackets < 0) {
        half.holePackets = flow.packets;
        half.holeTime = time;
      } else if (
        flow.packets - half.holePackets >= holePatiencePackets ||
        Math.abs(time - half.holeTime) >= holePatienceSeconds
      ) {
        half.holePackets = -1;
        this.#gap(flow, half, hole, half.queue.length > 0 ? half.queue[0].time : half.finTime);
        this.#drain(flow, half);
      }
    }
    if (half.fin >= 0 && half.offset >= half.fin) this.#finish(flow, half, 'fin', half.finTime);
  }

  #finish(flow: Flow, half: Half, kind: EndKind, time: number): void {
    if (half.ended) return;
    half.ended = true;
    half.endKind = kind;
    half.endTime = time;
    if (flow.opened) flow.sink?.end(half.sender, kind, time);
    // A connection that ends without a byte is shown too: a refusal is a finding. The mere tail of one is not.
    else if (flow.syn) this.#open(flow, half, time);
  }

  #reset(flow: Flow, half: Half, time: number): void {
    if (half.ended && flow.reset) return;
    flow.reset = true;
    // The data before a RST may still be on its way in the capture, but nobody will read it.
    this.#flush(flow, half);
    this.#finish(flow, half, 'rst', time);
  }

  #close(flow: Flow): void {
    if (flow.packets === 0) return;
    for (const half of [flow.a, flow.b]) {
      this.#flush(flow, half);
      if (half.ended || half.fin < 0) continue;
      if (half.fin > half.offset) this.#gap(flow, half, half.fin - half.offset, half.finTime);
      this.#finish(flow, half, 'fin', half.finTime);
    }
    if (!flow.opened && flow.syn) this.#open(flow, flow.a, flow.lastTime);
    for (const half of [flow.a, flow.b]) this.#finish(flow, half, 'cut', flow.lastTime);
    flow.sink = null;
  }

  #open(flow: Flow, first: Half, time: number): void {
    flow.opened = true;
    const clientIsA = flow.syn ? flow.clientIsA : guessClientIsA(flow, first === flow.a);
    flow.a.sender = clientIsA ? 'client' : 'server';
    flow.b.sender = clientIsA ? 'server' : 'client';
    flow.sink = this.#sink.connection({
      transport: 'tcp',
      fidelity: 'bytes',
      client: formatEndpoint(flow, clientIsA ? 0 : 1),
      server: formatEndpoint(flow, clientIsA ? 1 : 0),
      roles: flow.syn ? 'known' : 'guess',
    });
    if (!flow.syn) flow.sink.event({ kind: 'no-syn', sender: null, time });
    for (const half of [flow.a, flow.b]) {
      if (half.ended) flow.sink.end(half.sender, half.endKind, half.endTime);
    }
  }

  #keepAlive(flow: Flow, half: Half, time: number): void {
    this.#event(flow, 'keep-alive', half, time, half.offset);
  }

  #window(flow: Flow, half: Half, window: number, flags: number, time: number): void {
    if (window !== 0) {
      half.zeroWindow = false;
    } else if (!half.zeroWindow && !(flags & (flagSyn | flagFin))) {
      half.zeroWindow = true;
      this.#event(flow, 'zero-window', half, time, half.offset);
    }
  }

  #snaplen(flow: Flow, half: Half, time: number): void {
    this.cut++;
    if (flow.snaplenNoted) return;
    flow.snaplenNoted = true;
    this.#event(flow, 'snaplen-cut', half, time, half.offset);
  }

  /** A segment outside any window: dropped, until three in a row follow each other; then the capture has a large hole. */
  #stray(flow: Flow, half: Half, first: number, length: number, time: number): boolean {
    const follows = half.strays > 0 && first === half.strayNext;
    half.strays = follows ? half.strays + 1 : 1;
    half.strayNext = (first + length) | 0;
    if (half.strays < 3) return false;
    half.strays = 0;
    this.#flush(flow, half);
    this.#gap(flow, half, (first - half.next) >>> 0, time);
    return true;
  }

  #event(
    flow: Flow,
    kind: 'retransmission' | 'reordered' | 'overlap-differs' | 'keep-alive' | 'zero-window' | 'snaplen-cut',
    half: Half,
    time: number,
    offset: number,
    detail?: string,
  ): void {
    if (!flow.opened) {
      // Before the first byte these say nothing that a SYN alone would not.
      if (kind === 'keep-alive' || kind === 'zero-window') return;
      this.#open(flow, half, time);
    }
    flow.sink?.event(
      detail
        ? { kind, sender: half.sender, time, offset, detail }
        : { kind, sender: half.sender, time, offset },
    );
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
    this.useful++;
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

const ephemeral = 32768;

/** Without a SYN: servers listen on low ports; between two of a kind the lower; between equals, who sends first asks. */
function guessClientIsA(flow: Flow, firstIsA: boolean): boolean {
  const { portA, portB } = flow;
  if (portA === portB) return firstIsA;
  if (portA < ephemeral !== portB < ephemeral) return portA > portB;
  if (portA < 1024 !== portB < 1024) return portA > portB;
  const known = (port: number) => knownPorts.includes(port);
  if (known(portA) !== known(portB)) return known(portB);
  if (portA >= ephemeral) return firstIsA;
  return portA > portB;
}

const knownPorts = [80, 443, 3000, 3001, 4200, 5000, 5173, 8000, 8008, 8080, 8081, 8443, 8888, 9000, 9001];
