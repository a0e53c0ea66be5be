// TCP connections by their addresses and ports: an open-addressed table of row numbers. A packet is compared
// with the addresses directly, so that no key is created for it.

import type { ConnectionSink } from '../model/capture-sink.ts';
import { DirectionState } from './direction-state.ts';
import type { Packet } from './packet.ts';

/**
 * One connection while its addresses and ports belong to it. `a` is the endpoint whose packet was seen first.
 */
export class Flow {
  /** 4 or 6. */
  readonly version: number;
  /** IPv6: source and destination address of the first packet. IPv4 has them as numbers. */
  readonly addresses: Uint8Array | null;
  readonly portA: number;
  readonly portB: number;
  readonly hash: number;
  // IPv4 addresses as numbers, for the comparison that nearly every packet needs.
  readonly addressA: number;
  readonly addressB: number;

  a = new DirectionState();
  b = new DirectionState();
  sink: ConnectionSink | null = null;
  opened = false;
  /** A SYN or SYN and ACK was seen. */
  syn = false;
  clientIsA = true;
  reset = false;
  snaplenNoted = false;
  packets = 0;
  firstTime = Number.NaN;
  lastTime = Number.NaN;
  /** Both directions have ended: their states are released, and these fields keep what is still needed. */
  closed = false;
  isnA: number | null = null;
  isnB: number | null = null;
  nextA = 0;
  nextB = 0;

  constructor(packet: Packet, portA: number, portB: number, hash: number) {
    const { bytes, address } = packet;
    this.version = packet.version;
    this.addresses = packet.version === 4 ? null : bytes.slice(address, address + 32);
    this.portA = portA;
    this.portB = portB;
    this.hash = hash;
    this.addressA = word(bytes, address);
    this.addressB = word(bytes, address + 4);
  }

  /** Releases what only an open connection needs: captures may hold hundreds of thousands of connections. */
  close(): void {
    this.closed = true;
    this.isnA = this.a.syn ? this.a.isn : null;
    this.isnB = this.b.syn ? this.b.isn : null;
    this.nextA = this.a.next;
    this.nextB = this.b.next;
    this.a = closedDirection;
    this.b = closedDirection;
    this.sink = null;
  }

  /**
   * Forgets the connection: its addresses and ports begin another one, with the sender of the current packet
   * as `a` or `b`.
   */
  restart(): void {
    this.a = new DirectionState();
    this.b = new DirectionState();
    this.sink = null;
    this.opened = false;
    this.syn = false;
    this.reset = false;
    this.snaplenNoted = false;
    this.packets = 0;
    this.firstTime = Number.NaN;
    this.closed = false;
  }
}

const closedDirection = new DirectionState();
closedDirection.ended = true;

/** Finds the flow of a packet. */
export class FlowTable {
  readonly flows: Flow[] = [];
  #slots = new Int32Array(1024);
  #last: Flow | null = null;
  /** Set by `find`: whether the packet goes from `a` to `b`. */
  forward = true;

  /** The flow of a TCP packet with these ports; a new one for new addresses and ports. */
  find(packet: Packet, source: number, destination: number): Flow {
    const last = this.#last;
    if (last && this.#matches(last, packet, source, destination)) return last;
    const hash = hashOf(packet, source, destination);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0) {
      const flow = this.flows[this.#slots[slot] - 1];
      if (flow.hash === hash && this.#matches(flow, packet, source, destination)) {
        this.#last = flow;
        return flow;
      }
      slot = (slot + 1) & mask;
    }
    const flow = new Flow(packet, source, destination, hash);
    this.flows.push(flow);
    this.#slots[slot] = this.flows.length;
    if (this.flows.length * 2 > this.#slots.length) this.#grow();
    this.forward = true;
    this.#last = flow;
    return flow;
  }

  #matches(flow: Flow, packet: Packet, source: number, destination: number): boolean {
    if (flow.version !== packet.version) return false;
    const ahead = flow.portA === source && flow.portB === destination;
    const back = flow.portB === source && flow.portA === destination;
    if (!ahead && !back) return false;
    if (flow.version === 4) {
      const from = word(packet.bytes, packet.address);
      const to = word(packet.bytes, packet.address + 4);
      if (ahead && flow.addressA === from && flow.addressB === to) {
        this.forward = true;
        return true;
      }
      this.forward = false;
      return back && flow.addressB === from && flow.addressA === to;
    }
    const { addresses } = flow;
    if (addresses === null) return false;
    if (ahead && isSame(addresses, 0, packet.bytes, packet.address, 32)) {
      this.forward = true;
      return true;
    }
    this.forward = false;
    return (
      back &&
      isSame(addresses, 16, packet.bytes, packet.address, 16) &&
      isSame(addresses, 0, packet.bytes, packet.address + 16, 16)
    );
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let i = 0; i < this.flows.length; i++) {
      let slot = this.flows[i].hash & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = i + 1;
    }
  }
}

function word(bytes: Uint8Array, i: number): number {
  return (bytes[i] << 24) | (bytes[i + 1] << 16) | (bytes[i + 2] << 8) | bytes[i + 3];
}

function isSame(a: Uint8Array, i: number, b: Uint8Array, j: number, length: number): boolean {
  for (let k = 0; k < length; k++) if (a[i + k] !== b[j + k]) return false;
  return true;
}

/** A hash that is the same for both directions. */
function hashOf(packet: Packet, source: number, destination: number): number {
  const { bytes, address } = packet;
  let sum = 0;
  const length = packet.version === 4 ? 4 : 16;
  for (let i = 0; i < length; i += 4) {
    sum = Math.imul(sum, 31) + word(bytes, address + i) + word(bytes, address + length + i);
  }
  let hash = Math.imul(sum | 0, 0x9e3779b1) ^ Math.imul(source + destination, 0x85ebca6b);
  hash ^= Math.imul(source ^ destination, 0xc2b2ae35);
  return hash ^ (hash >>> 15);
}

/** `10.0.0.7:51312`, `[::1]:8080`. `which` 0 is the source of the first packet. */
export function formatEndpoint(flow: Flow, which: 0 | 1): string {
  const port = which === 0 ? flow.portA : flow.portB;
  if (flow.addresses === null) {
    const address = which === 0 ? flow.addressA : flow.addressB;
    return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}:${port}`;
  }
  return `[${formatIpv6(flow.addresses.subarray(which * 16, which * 16 + 16))}]:${port}`;
}

/** RFC 5952: lower case, no leading zeros, the longest run of zeros as `::`. */
export function formatIpv6(bytes: Uint8Array): string {
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push((bytes[i] << 8) | bytes[i + 1]);
  let best = 0;
  let bestAt = -1;
  for (let i = 0; i < 8; ) {
    let j = i;
    while (j < 8 && groups[j] === 0) j++;
    if (j - i > best && j - i > 1) {
      best = j - i;
      bestAt = i;
    }
    i = j === i ? i + 1 : j;
  }
  const text = (part: number[]) => part.map((group) => group.toString(16)).join(':');
  if (bestAt < 0) return text(groups);
  // ::ffff:a.b.c.d, an IPv4-mapped address.
  if (bestAt === 0 && best === 5 && groups[5] === 0xffff) return `::ffff:${bytes.subarray(12).join('.')}`;
  return `${text(groups.slice(0, bestAt))}::${text(groups.slice(bestAt + best))}`;
}
