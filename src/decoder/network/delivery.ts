// What comes out of TCP: bytes in order, holes that will not be filled, ends and events. It opens a connection at the sink
// when there is something to say of it.

import type { CaptureSink, EndKind } from '../model/capture-sink.ts';
import { type Flow, formatEndpoint } from './flow-table.ts';
import { type Half, heldOverhead, hold } from './half.ts';
import type { History } from './history.ts';
import type { Packet } from './packet.ts';
import { guessClientIsA } from './roles.ts';

/** Limits of what waits for missing bytes: per direction, and in all. */
const maxHeldPerHalf = 4 << 20;
const maxHeld = 64 << 20;
/** A hole that the receiver has acknowledged is given this many packets or seconds to appear late in the capture. */
const holePatiencePackets = 16;
const holePatienceSeconds = 0.05;
/** Wireshark's measure: a segment that comes this soon after later ones was overtaken, not lost. */
const reorderSeconds = 0.003;

/** Puts segments in order and hands them on. */
export class Delivery {
  readonly #sink: CaptureSink;
  readonly #history: History;
  #held = 0;
  readonly #waiting = new Set<Flow>();
  /** Segments that were captured twice. */
  duplicates = 0;
  /** Segments cut by the snapshot length. */
  cut = 0;

  constructor(sink: CaptureSink, history: History) {
    this.#sink = sink;
    this.#history = history;
  }

  /** One run of bytes that lie together in the file. */
  run(
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
        this.keepAlive(flow, half, time);
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
      if (cut > 0) this.gap(flow, half, cut, time);
      return;
    }
    const offset = half.offset + distance;
    const before = half.queueCost;
    if (distance === 0) this.#filled(flow, half, offset, time);
    const { fresh, differs } = hold(half, offset, bytes, start, length, at, time, identification);
    if (cut > 0) hold(half, offset + length, null, 0, cut, -1, time, 0);
    this.#held += half.queueCost - before;
    if (differs >= 0) {
      this.event(flow, 'overlap-differs', half, time, differs);
    } else if (fresh === 0 && length > 0 && distance > 0) {
      this.event(flow, 'retransmission', half, time, offset);
    }
    this.#waiting.add(flow);
    this.#drain(flow, half);
    if (half.queueCost > maxHeldPerHalf) this.flush(flow, half);
    if (this.#held > maxHeld) this.#flushAll();
  }

  /** The hole before the queue is being filled. */
  #filled(flow: Flow, half: Half, offset: number, time: number): void {
    const late = time - half.queue[0].time;
    if (!(Math.abs(late) > reorderSeconds)) {
      this.event(flow, 'reordered', half, time, offset);
    } else {
      this.event(flow, 'retransmission', half, time, offset, 'the first copy is not in the capture');
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
      this.event(flow, 'overlap-differs', half, packet.time, compared.offset);
    } else {
      this.event(flow, 'retransmission', half, packet.time, Math.max(0, offset));
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

  gap(flow: Flow, half: Half, length: number, time: number): void {
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
        this.gap(flow, half, piece.length, piece.time);
      }
    }
    if (queue.length === 0 && flow.a.queue.length + flow.b.queue.length === 0) this.#waiting.delete(flow);
  }

  /** Gives up the holes before all that is held. */
  flush(flow: Flow, half: Half): void {
    const { queue } = half;
    while (queue.length > 0) {
      const hole = queue[0].start - half.offset;
      if (hole > 0) this.gap(flow, half, hole, queue[0].time);
      this.#drain(flow, half);
    }
  }

  #flushAll(): void {
    for (const flow of [...this.#waiting]) {
      this.flush(flow, flow.a);
      this.flush(flow, flow.b);
    }
  }

  /** Looks whether a hole must be given up, and whether the stream has come to its FIN. */
  settle(flow: Flow, half: Half, time: number): void {
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
        this.gap(flow, half, hole, half.queue.length > 0 ? half.queue[0].time : half.finTime);
        this.#drain(flow, half);
      }
    }
    if (half.fin >= 0 && half.offset >= half.fin) this.finish(flow, half, 'fin', half.finTime);
  }

  finish(flow: Flow, half: Half, kind: EndKind, time: number): void {
    if (half.ended) return;
    half.ended = true;
    half.endKind = kind;
    half.endTime = time;
    if (flow.opened) flow.sink?.end(half.sender, kind, time);
    // A connection that ends without a byte is shown too: a refusal is a finding. The mere tail of one is not.
    else if (flow.syn) this.#open(flow, half, time);
    if (flow.opened && flow.a.ended && flow.b.ended) flow.close();
  }

  close(flow: Flow): void {
    if (flow.packets === 0 || flow.closed) return;
    for (const half of [flow.a, flow.b]) {
      this.flush(flow, half);
      if (half.ended || half.fin < 0) continue;
      if (half.fin > half.offset) this.gap(flow, half, half.fin - half.offset, half.finTime);
      this.finish(flow, half, 'fin', half.finTime);
    }
    if (!flow.opened && flow.syn) this.#open(flow, flow.a, flow.lastTime);
    for (const half of [flow.a, flow.b]) this.finish(flow, half, 'cut', flow.lastTime);
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

  keepAlive(flow: Flow, half: Half, time: number): void {
    this.event(flow, 'keep-alive', half, time, half.offset);
  }

  snaplen(flow: Flow, half: Half, time: number): void {
    this.cut++;
    if (flow.snaplenNoted) return;
    flow.snaplenNoted = true;
    this.event(flow, 'snaplen-cut', half, time, half.offset);
  }

  event(
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
}
