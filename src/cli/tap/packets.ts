// Makes packets for bytes of a program: Ethernet, IPv4 or IPv6, TCP (RFC 791, 8200, 9293), as a network card
// between the two ends would have seen them. One packet a piece of data, up to what an IPv4 packet can hold.

import { randomInt } from 'node:crypto';
import { isIPv4 } from 'node:net';
import type { Sender } from '../../decoder/model/basics.ts';

export const tcpFlag = { fin: 1, syn: 2, rst: 4, push: 8, ack: 16 } as const;

/** Most bytes of data in one packet: IPv4 gives lengths 16 bits. */
export const maxPacketData = 65_000;

/** One endpoint of a connection. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** 16 bytes of an IPv6 address, or 4 of an IPv4 one; `null` when it is neither. */
export function addressBytes(text: string): Buffer | null {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text);
  const plain = (mapped?.[1] ?? text).replace(/%.*$/, '');
  if (isIPv4(plain)) return Buffer.from(plain.split('.').map(Number));
  if (!/^[0-9a-f:.]+$/i.test(plain) || !plain.includes(':')) return null;
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(plain);
  const whole = dotted
    ? `${dotted[1]}${((Number(dotted[2]) << 8) | Number(dotted[3])).toString(16)}:${((Number(dotted[4]) << 8) | Number(dotted[5])).toString(16)}`
    : plain;
  const [head, tail] = whole.split('::');
  const words = (part: string | undefined): string[] => (part ? part.split(':') : []);
  const gap = 8 - words(head).length - words(tail).length;
  const all = [...words(head), ...Array<string>(Math.max(0, gap)).fill('0'), ...words(tail)];
  if (all.length !== 8) return null;
  const bytes = Buffer.alloc(16);
  all.forEach((word, i) => {
    bytes.writeUInt16BE(Number.parseInt(word, 16) & 0xffff, i * 2);
  });
  return bytes;
}

function widened(address: Buffer): Buffer {
  if (address.length === 16) return address;
  return Buffer.concat([Buffer.from('00000000000000000000ffff', 'hex'), address]);
}

/**
 * Adds 16-bit words to an Internet checksum (RFC 1071) that is not yet folded; an odd last byte counts as the
 * high one.
 */
function sum(bytes: Uint8Array, from: number, to: number, start: number): number {
  let total = start;
  let i = from;
  for (; i + 1 < to; i += 2) total += (bytes[i] << 8) | bytes[i + 1];
  if (i < to) total += bytes[i] << 8;
  return total;
}

function folded(total: number): number {
  let rest = total;
  while (rest > 0xffff) rest = (rest & 0xffff) + Math.floor(rest / 65536);
  return ~rest & 0xffff;
}

interface Half {
  /** Ethernet and IP header, ports; lengths, numbers and checksums are filled in for each packet. */
  readonly template: Buffer;
  next: number;
  /** The sequence number up to which the peer received data. */
  acknowledged: number;
}

/** One TCP connection as packets. Sequence numbers begin at a random number, as in real traffic. */
export class TcpPackets {
  readonly #halves: Readonly<Record<Sender, Half>>;
  readonly #ipLength: number;

  constructor(client: Endpoint, server: Endpoint) {
    let from = addressBytes(client.address) ?? Buffer.alloc(4);
    let to = addressBytes(server.address) ?? Buffer.alloc(4);
    if (from.length !== to.length) {
      from = widened(from);
      to = widened(to);
    }
    this.#ipLength = from.length === 4 ? 20 : 40;
    const ports = (a: number, b: number) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt16BE(a & 0xffff, 0);
      bytes.writeUInt16BE(b & 0xffff, 2);
      return bytes;
    };
    const half = (macs: string, a: Buffer, b: Buffer, numbers: Buffer): Half => {
      const first = randomInt(2 ** 32);
      const ip = a.length === 4 ? '080045000000000040004006' + '0000' : '86dd6000000000000640';
      return {
        template: Buffer.concat([Buffer.from(macs + ip, 'hex'), a, b, numbers]),
        next: first,
        acknowledged: first,
      };
    };
    this.#halves = {
      client: half('020000000002020000000001', from, to, ports(client.port, server.port)),
      server: half('020000000001020000000002', to, from, ports(server.port, client.port)),
    };
  }

  /** Bytes of headers before the data of a packet without TCP options. */
  get headerLength(): number {
    return 14 + this.#ipLength + 20;
  }

  /** The headers of one packet with `data` after them. Moves the sender's sequence number on. */
  packet(sender: Sender, flags: number, data: Uint8Array = nothing): Buffer {
    const half = this.#halves[sender];
    const other = this.#halves[sender === 'client' ? 'server' : 'client'];
    const opens = (flags & tcpFlag.syn) !== 0;
    const tcp = 14 + this.#ipLength;
    const header = Buffer.alloc(tcp + (opens ? 28 : 20));
    half.template.copy(header);
    header.writeUInt32BE(half.next, tcp + 4);
    header.writeUInt32BE(flags & tcpFlag.ack ? other.acknowledged : 0, tcp + 8);
    header[tcp + 12] = ((header.length - tcp) / 4) << 4;
    header[tcp + 13] = flags;
    header.writeUInt16BE(0xffff, tcp + 14);
    // MSS 65,495; no operation; window scale 14: a gigabyte may be unacknowledged
    if (opens) header.set([2, 4, 0xff, 0xd7, 1, 3, 3, 14], tcp + 20);
    const segment = header.length - tcp + data.length;
    if (this.#ipLength === 20) {
      header.writeUInt16BE(20 + segment, 16);
      header.writeUInt16BE(folded(sum(header, 14, 34, 0)), 24);
    } else header.writeUInt16BE(segment, 18);
    const addresses = this.#ipLength === 20 ? 26 : 22;
    const heads = sum(header, addresses, header.length, 6 + segment);
    header.writeUInt16BE(folded(sum(data, 0, data.length, heads)), tcp + 16);
    const counted = data.length + (opens || flags & tcpFlag.fin ? 1 : 0);
    half.next = (half.next + counted) >>> 0;
    if (opens) half.acknowledged = half.next;
    return header;
  }

  /** `count` bytes of `sender` were delivered to the peer; a FIN counts as one. */
  delivered(sender: Sender, count: number): void {
    const half = this.#halves[sender];
    half.acknowledged = (half.acknowledged + count) >>> 0;
  }
}

const nothing = new Uint8Array(0);
