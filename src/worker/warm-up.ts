// A browser compiles code only after that code has run for a while; until then it is several times slower.
// While the page is idle, the worker decodes captures of its own, so that the user's first capture meets
// compiled code.

import { ByteBuilder } from '../decoder/bytes/byte-builder.ts';
import { stage } from '../decoder/bytes/kernels/kernels.ts';
import { MemoryStore } from '../decoder/bytes/store.ts';
import { encodeText } from '../decoder/bytes/utf8.ts';
import { pcap } from '../decoder/importers/formats/pcap.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import type { Sender } from '../decoder/model/basics.ts';
import { opcode } from '../decoder/model/opcode.ts';
import {
  encodeTcpPacket,
  pcapFileHeader,
  pcapRecordHeader,
  tcpFlag,
} from '../decoder/network/pcap-writer.ts';
import { encodeFrame } from '../decoder/websocket/encode.ts';
import { Capture } from './capture.ts';
import { deflateRaw } from './deflate-raw.ts';
import { createSession } from './session.ts';

/** How often the captures are read: more makes reading no faster. Each round takes a few milliseconds. */
const rounds = 40;
/** Additional decodings in each round: kernels take longest to be compiled. */
const decodingsPerRound = 8;
/** Pause between two rounds, in milliseconds: the page has the processor to itself most of the time. */
const pauseMilliseconds = 10;

const maskingKey = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);
const messageCount = 24;
/** Short frames before each long one. */
const shortFrameCount = 200;
/** TCP payload bytes in a segment: what Ethernet leaves with TCP timestamps. */
const maxSegmentSize = 1448;
const ethernetHeader: Readonly<Record<Sender, Uint8Array>> = {
  client: Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x08, 0x00),
  server: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x08, 0x00),
};
const endpoints = {
  client: { address: Uint8Array.of(10, 0, 0, 1), port: 50000 },
  server: { address: Uint8Array.of(10, 0, 0, 2), port: 80 },
} as const;
const noData = new Uint8Array(0);

/** Writes one TCP connection as a pcap file; some segments are sent twice or overtaken by later ones. */
class ConnectionWriter {
  readonly #file = new ByteBuilder();
  /**
   * Sequence numbers are near their wrap, and the time has its real size: code that has seen only small
   * numbers is compiled
 for small numbers.
   */
  readonly #sequence: Record<Sender, number> = { client: 0xffff0000, server: 0x60000000 };
  #microseconds = 1_700_000_000_123_456;
  #packetCount = 0;

  constructor() {
    this.#file.append(pcapFileHeader());
  }

  /** A packet without data that takes a sequence number: SYN or FIN. */
  signal(sender: Sender, flags: number): void {
    this.#packet(sender, flags, noData, 0);
    this.#sequence[sender]++;
  }

  send(sender: Sender, data: Uint8Array): void {
    const indices = Array.from({ length: Math.ceil(data.length / maxSegmentSize) }, (_, i) => i);
    if (this.#packetCount % 9 === 0) indices.reverse();
    if (this.#packetCount % 11 === 0) indices.push(0);
    for (const i of indices) {
      const segment = data.subarray(i * maxSegmentSize, (i + 1) * maxSegmentSize);
      this.#packet(sender, tcpFlag.push | tcpFlag.ack, segment, i * maxSegmentSize);
    }
    this.#sequence[sender] += data.length;
    this.#packet(sender === 'client' ? 'server' : 'client', tcpFlag.ack, noData, 0);
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#file.take();
  }

  #packet(sender: Sender, flags: number, data: Uint8Array, offset: number): void {
    const peer = sender === 'client' ? 'server' : 'client';
    this.#microseconds += 40;
    const packet = encodeTcpPacket({
      source: endpoints[sender],
      destination: endpoints[peer],
      sequence: this.#sequence[sender] + offset,
      acknowledgement: this.#sequence[peer],
      flags,
      window: 1000,
      data,
      identification: ++this.#packetCount,
    });
    const link = ethernetHeader[sender];
    this.#file.append(pcapRecordHeader(this.#microseconds, link.length + packet.length));
    this.#file.append(link);
    this.#file.append(packet);
  }
}

/** A pcap file of one sound connection: short and long messages, text and binary. */
export async function warmUpCapture(compressed: boolean): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ConnectionWriter();
  writer.signal('client', tcpFlag.syn);
  writer.signal('server', tcpFlag.syn | tcpFlag.ack);
  const extension = 'permessage-deflate; client_no_context_takeover; server_no_context_takeover';
  const upgrade = `Upgrade: websocket\r\nConnection: Upgrade\r\n${compressed ? `Sec-WebSocket-Extensions: ${extension}\r\n` : ''}`;
  const key = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
  const accept = 'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n';
  writer.send('client', encodeText(`GET / HTTP/1.1\r\nHost: a\r\n${upgrade}${key}`));
  writer.send('server', encodeText(`HTTP/1.1 101 Switching Protocols\r\n${upgrade}${accept}`));
  const frames = new ByteBuilder();
  for (let i = 0; i < messageCount; i++) {
    const members = Array.from(
      { length: 1 + i * 9 },
      (_, n) => `"k${(n * i * 7919) % 99991}":"é${n * n * i}"`,
    );
    const text = encodeText(`{${members.join()}}`);
    const sender = i & 1 ? 'server' : 'client';
    const key = sender === 'client' ? maskingKey : undefined;
    const add = (code: number, payload: Uint8Array, rsv = 0) =>
      frames.append(encodeFrame({ opcode: code, payload, rsv, key }));
    if (compressed) {
      add(opcode.text, await deflateRaw(text), 4);
    } else {
      // Many short frames, and two long ones that do not end with a segment.
      for (let n = 0; n < shortFrameCount; n++) {
        add(n & 1 ? opcode.binary : opcode.text, text.subarray(0, n & 7));
      }
      add(opcode.text, text);
      add(opcode.binary, text);
    }
    writer.send(sender, frames.take());
  }
  const closePayload = Uint8Array.of(3, 232);
  writer.send('client', encodeFrame({ opcode: opcode.close, payload: closePayload, key: maskingKey }));
  writer.send('server', encodeFrame({ opcode: opcode.close, payload: closePayload }));
  writer.signal('client', tcpFlag.fin | tcpFlag.ack);
  writer.signal('server', tcpFlag.fin | tcpFlag.ack);
  return writer.take();
}

/** Decodes a capture without looking at the result. */
function decode(bytes: Uint8Array<ArrayBuffer>): void {
  const capture = new Capture('', new MemoryStore(''), noAssumptions);
  const run = pcap.open(capture, { name: null, size: bytes.length });
  run.push(stage(bytes));
  run.end();
  capture.finish();
}

/** Reads two such captures in turns until the rounds are done or `isCancelled` says so. */
export async function warmUp(isCancelled: () => boolean): Promise<void> {
  if (typeof CompressionStream === 'undefined') return;
  const captures = [await warmUpCapture(false), await warmUpCapture(true)];
  const context = { signal: { cancelled: false }, progress: () => undefined };
  for (let round = 0; round < rounds && !isCancelled(); round++) {
    const bytes = captures[round & 1];
    const session = createSession();
    await session.open(
      { kind: 'bytes', bytes, name: '', format: 'pcap', assumptions: noAssumptions },
      context,
    );
    await session.rows({ connection: 0, filter: '', from: 0, count: 64 }, context);
    await session.frame({ connection: 0, frame: round % messageCount }, context);
    for (let i = 0; i < decodingsPerRound; i++) decode(bytes);
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
}
