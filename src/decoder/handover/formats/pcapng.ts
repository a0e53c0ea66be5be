// One connection as a pcapng file: Ethernet, IP and TCP around the bytes of each direction, in their order and at
// their times. Sequence numbers skip what the capture lacks, and the peer acknowledges it: whoever reads the file
// sees a loss of the capture, not of the network. Decrypted bytes are written as they are: no TLS around them.

import { concat } from '../../bytes/concat.ts';
import { otherSender, type Sender } from '../../model/basics.ts';
import { type Endpoint, parseEndpoint } from '../../network/addresses.ts';
import { linkType } from '../../network/link-types.ts';
import { encodeTcpPacket, tcpFlag } from '../../network/pcap-writer.ts';
import { PcapngWriter } from '../../network/pcapng-writer.ts';
import type { Segment } from '../../segments/segments.ts';
import type { ConnectionFacts } from '../connection-facts.ts';
import type { Output } from '../output.ts';

/** Stand for ends that the input does not name (RFC 5737). */
const unknownClient: Endpoint = { address: Uint8Array.of(192, 0, 2, 1), port: 50000 };
const unknownServer: Endpoint = { address: Uint8Array.of(192, 0, 2, 2), port: 80 };
const etherTypes = { 4: 0x0800, 16: 0x86dd } as const;
/** Data of one packet: IPv4 gives lengths 16 bits. */
const maxData = 60_000;
/** Between two packets where the input has no times. */
const stepSeconds = 0.001;
/** Window scale 14 (RFC 7323) in the packets that open: a gigabyte may wait for its acknowledgement. */
const openingOptions = Uint8Array.of(2, 4, 0xff, 0xd7, 1, 3, 3, 14);

/** Writes the packets of a connection. Sequence numbers begin at 1,000 and at 2,000. */
class PacketStream {
  readonly blocks: Uint8Array<ArrayBuffer>[] = [];
  readonly #writer: PcapngWriter;
  readonly #ends: Readonly<Record<Sender, Endpoint>>;
  readonly #next: Record<Sender, number> = { client: 1000, server: 2000 };
  #time: number;
  #identification = 0;

  constructor(facts: ConnectionFacts, time: number) {
    this.#ends = endpointsOf(facts);
    this.#time = Number.isFinite(time) ? Math.max(0, time) : 0;
    const format = { littleEndian: true, nanoseconds: false, linkType: linkType.ethernet };
    this.#writer = new PcapngWriter({ ...format, comment: facts.changed });
    this.blocks.push(this.#writer.header());
  }

  /** The later packets are of this time, in seconds; NaN: a little after those before. */
  at(time: number): void {
    // Packets of both directions are in the order of the connection: no packet is earlier than the one before.
    if (Number.isFinite(time)) this.#time = Math.max(this.#time, time);
    else this.#time += stepSeconds;
  }

  /** `kept`: bytes of the data that the file holds; the rest counts as cut off by the capture. */
  packet(sender: Sender, flags: number, data = new Uint8Array(0), kept = data.length): void {
    const peer = otherSender(sender);
    const opens = (flags & tcpFlag.syn) !== 0;
    const packet = encodeTcpPacket({
      source: this.#ends[sender],
      destination: this.#ends[peer],
      sequence: this.#next[sender],
      acknowledgement: flags & tcpFlag.ack ? this.#next[peer] : 0,
      flags,
      window: 65535,
      data,
      identification: this.#identification++ & 0xffff,
      ...(opens && { options: openingOptions }),
    });
    this.#next[sender] += data.length + (flags & (tcpFlag.syn | tcpFlag.fin) ? 1 : 0);
    const type = etherTypes[this.#ends[sender].address.length as 4 | 16];
    const from = sender === 'client' ? 1 : 2;
    const link = Uint8Array.of(2, 0, 0, 0, 0, 3 - from, 2, 0, 0, 0, 0, from, type >> 8, type & 255);
    const whole = concat([link, packet]);
    const captured = whole.slice(0, whole.length - data.length + kept);
    this.blocks.push(this.#writer.packet(Math.round(this.#time * 1e6), captured, whole.length));
  }

  open(): void {
    this.packet('client', tcpFlag.syn);
    this.packet('server', tcpFlag.syn | tcpFlag.ack);
    this.packet('client', tcpFlag.ack);
  }

  data(sender: Sender, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += maxData)
      this.packet(sender, tcpFlag.push | tcpFlag.ack, bytes.slice(at, at + maxData));
  }

  /** Bytes that the capture lacks, and that the peer received: packets that are not there, or were cut short. */
  gap(sender: Sender, length: number, areCutShort: boolean): void {
    if (areCutShort) {
      for (let left = length; left > 0; left -= maxData)
        this.packet(sender, tcpFlag.ack, new Uint8Array(Math.min(left, maxData)), 0);
    } else this.#next[sender] += length;
    this.packet(otherSender(sender), tcpFlag.ack);
  }
}

function endpointsOf({ client, server }: ConnectionFacts): Record<Sender, Endpoint> {
  const ends = {
    client: (client === null ? null : parseEndpoint(client)) ?? unknownClient,
    server: (server === null ? null : parseEndpoint(server)) ?? unknownServer,
  };
  const isMixed = ends.client.address.length !== ends.server.address.length;
  const widened = (end: Endpoint): Endpoint =>
    end.address.length === 16
      ? end
      : { ...end, address: concat([new Uint8Array(10), Uint8Array.of(255, 255), end.address]) };
  return isMixed ? { client: widened(ends.client), server: widened(ends.server) } : ends;
}

export const pcapngOutput: Output = {
  id: 'pcapng',
  kind: 'capture',
  write({ facts, segments }: { facts: ConnectionFacts; segments: readonly Segment[] }) {
    const first = segments.find(({ time }) => Number.isFinite(time))?.time ?? 0;
    const packets = new PacketStream(facts, first);
    // One that was not seen to open has no packets that open it: the reader must not take it for a whole one.
    if (!facts.isMidStream) packets.open();
    for (const { sender, kind, time, length, bytes } of segments) {
      packets.at(time);
      if (kind === 'data') packets.data(sender, bytes);
      else if (kind === 'gap') packets.gap(sender, length, facts.arePacketsCutShort);
      else if (kind === 'fin') packets.packet(sender, tcpFlag.fin | tcpFlag.ack);
      else packets.packet(sender, tcpFlag.rst | tcpFlag.ack);
    }
    return packets.blocks;
  },
};
