// TCP segments as packets, and what the network stack makes of them.

import type { Sender } from '../decoder/model/basics.ts';
import { linkType } from '../decoder/network/link-types.ts';
import { encodeTcpPacket, tcpFlag } from '../decoder/network/pcap-writer.ts';
import { NetworkStack } from '../decoder/network/stack.ts';
import { ascii } from './bytes.ts';
import { RecordingSink } from './recording-sink.ts';

/** What a segment is made of; the client is 10.0.0.7:51312, the server 10.0.0.1:8080. */
export interface Segment {
  readonly from: Sender;
  readonly seq: number;
  readonly ack?: number;
  /** Letters of S, A, F, R, P; `A` when left out. */
  readonly flags?: string;
  readonly data?: string | Uint8Array;
  readonly window?: number;
  /** IP identification; each packet gets another one when left out. */
  readonly id?: number;
  readonly clientPort?: number;
  readonly serverPort?: number;
}

const flagLetters = { F: tcpFlag.fin, S: tcpFlag.syn, R: tcpFlag.rst, P: tcpFlag.push, A: tcpFlag.ack };

let identification = 1;

/** The segment as an IPv4 packet. */
export function ipv4Packet(segment: Segment): Uint8Array<ArrayBuffer> {
  const client = { address: Uint8Array.of(10, 0, 0, 7), port: segment.clientPort ?? 51312 };
  const server = { address: Uint8Array.of(10, 0, 0, 1), port: segment.serverPort ?? 8080 };
  const fromClient = segment.from === 'client';
  const letters = segment.flags ?? 'A';
  const flags = Object.entries(flagLetters).filter(([letter]) => letters.includes(letter));
  return encodeTcpPacket({
    source: fromClient ? client : server,
    destination: fromClient ? server : client,
    sequence: segment.seq,
    acknowledgement: segment.ack ?? 0,
    flags: flags.reduce((sum, [, bit]) => sum | bit, 0),
    window: segment.window ?? 65535,
    data: typeof segment.data === 'string' ? ascii(segment.data) : (segment.data ?? new Uint8Array(0)),
    identification: segment.id ?? identification++ & 0xffff,
  });
}

/**
 * A packet with its time in seconds and its length on the wire; without them 1 ms after the one before, and
 * whole.
 */
export type Timed =
  | Uint8Array
  | { readonly packet: Uint8Array; readonly time: number; readonly wire?: number };

/** Runs packets of one link type through the stack; they follow each other in the file. */
export function runPackets(packets: readonly Timed[], type: number = linkType.raw): RecordingSink {
  const sink = new RecordingSink();
  const stack = new NetworkStack(sink, 'test');
  let at = 0;
  packets.forEach((timed, n) => {
    const { packet, time, wire } =
      timed instanceof Uint8Array
        ? { packet: timed, time: n / 1000, wire: undefined }
        : { wire: undefined, ...timed };
    stack.beginChunk(packet);
    stack.packet(packet, 0, packet.length, wire ?? packet.length, at, type, time);
    stack.endChunk();
    at += packet.length;
  });
  stack.end();
  return sink;
}

/** The lines of the only connection. */
export function linesOf(packets: readonly Timed[], type: number = linkType.raw): string[] {
  const sink = runPackets(packets, type);
  if (sink.connections.length !== 1) throw new Error(`${sink.connections.length} connections`);
  return sink.connections[0].lines;
}
