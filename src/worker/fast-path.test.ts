// The fast path must give the same results as the general path. Random captures, mostly of ordinary packets,
// are read twice: staged in the memory of the kernels, where the fast path runs, and unstaged, where it does
// not.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { kernels, stage } from '../decoder/bytes/kernels/kernels.ts';
import { MemoryStore } from '../decoder/bytes/store.ts';
import { FastPathPackets } from '../decoder/fast-path/packets.ts';
import { pcap } from '../decoder/importers/formats/pcap.ts';
import { pcapng } from '../decoder/importers/formats/pcapng.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { otherSender, type Sender, senders } from '../decoder/model/basics.ts';
import { opcode } from '../decoder/model/opcode.ts';
import { linkType } from '../decoder/network/link-types.ts';
import {
  encodeTcpPacket,
  pcapFileHeader,
  pcapRecordHeader,
  tcpFlag,
} from '../decoder/network/pcap-writer.ts';
import { PcapngWriter } from '../decoder/network/pcapng-writer.ts';
import { encodeFrame, type FrameSpec, shortestForm } from '../decoder/websocket/encode.ts';
import { ascii, concat, hex, utf8 } from '../testing/bytes.ts';
import { type RandomBelow, seededRandomBelow } from '../testing/random.ts';
import { Capture } from './capture.ts';

const sentence = utf8('{"price":"12 € – ok","plain":"only ASCII here","名前":"値"}');
const text = concat(Array.from({ length: 4000 }, () => sentence));

/** Ways in which a frame may need the general path. */
const oddities: readonly ((
  frame: FrameSpec & { payload: Uint8Array },
  random: RandomBelow,
) => Partial<FrameSpec>)[] = [
  (_, random) => ({ opcode: random(16) }),
  () => ({ rsv: 4 }),
  (_, random) => [{ fin: false }, { fin: false, opcode: 0 }, { opcode: 0 }][random(3)],
  ({ key }) => ({ key: key === undefined ? [1, 2, 3, 4] : undefined }),
  ({ payload }, random) => ({ payload: payload.slice().fill(0xff, random(payload.length)) }),
  ({ payload }) => ({ lengthForm: shortestForm(payload.length) === 7 ? 16 : 64 }),
  () => ({ opcode: opcode.close }),
];

/** A frame. `odd` of a thousand frames need the general path. */
function frame(random: RandomBelow, sender: Sender, odd: number): Uint8Array<ArrayBuffer> {
  const size = random(100);
  const limit = size < 50 ? 30 : size < 80 ? 200 : size < 96 ? 3000 : size < 99 ? 20000 : 150000;
  const start = random(40) * sentence.length;
  let payload = text.slice(start, start + random(limit));
  const isText = random(3) > 0;
  if (isText) {
    let end = payload.length;
    while (end > 0 && (text[start + end] & 0xc0) === 0x80) end--;
    payload = payload.slice(0, end);
  }
  const key = sender === 'client' ? Array.from({ length: 4 }, () => random(256)) : undefined;
  const ordinary = { opcode: isText ? opcode.text : opcode.binary, payload, key };
  if (random(1000) >= odd) return encodeFrame(ordinary);
  const oddity = random(oddities.length + 1);
  // Bytes that are not a frame.
  if (oddity === oddities.length) return payload.slice(0, 40);
  return encodeFrame({ ...ordinary, ...oddities[oddity](ordinary, random) });
}

interface Link {
  readonly type: number;
  /** Its header up to the EtherType. */
  readonly header: Uint8Array;
  readonly hasEtherType: boolean;
}

const links: readonly Link[] = [
  { type: linkType.ethernet, header: hex('020000000001 020000000007'), hasEtherType: true },
  { type: linkType.ethernet, header: hex('020000000001 020000000007 8100 0064'), hasEtherType: true },
  { type: linkType.linuxSll, header: hex('0000 0001 0006 020000000007 0000'), hasEtherType: true },
  { type: linkType.raw, header: new Uint8Array(0), hasEtherType: false },
];

interface Shape {
  readonly link: Link;
  readonly version: 4 | 6;
  readonly format: 'pcap' | 'pcapng';
  readonly littleEndian: boolean;
  readonly nanoseconds: boolean;
}

/** The last byte of each sender's address. */
const hosts: Readonly<Record<Sender, number>> = { client: 7, server: 1 };

function endpointOf({ version }: Shape, sender: Sender, clientPort: number) {
  const address = version === 4 ? Uint8Array.of(10, 0, 0, hosts[sender]) : new Uint8Array(16);
  address[address.length - 1] = hosts[sender];
  return { address, port: sender === 'client' ? clientPort : 8080 };
}

interface PacketFields {
  readonly sender: Sender;
  readonly clientPort: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly window: number;
  readonly data: Uint8Array;
}

function packetOf(shape: Shape, fields: PacketFields, random: RandomBelow): Uint8Array<ArrayBuffer> {
  const { sender, clientPort, data } = fields;
  const { link } = shape;
  const packet = encodeTcpPacket({
    ...fields,
    source: endpointOf(shape, sender, clientPort),
    destination: endpointOf(shape, otherSender(sender), clientPort),
    identification: random(65536),
    options: random(4) === 0 ? hex('0101080a 00000001 00000002') : new Uint8Array(0),
  });
  const etherType = shape.version === 4 ? hex('0800') : hex('86dd');
  const isPadded = link === links[0] && data.length === 0;
  return concat([
    link.header,
    link.hasEtherType ? etherType : new Uint8Array(0),
    packet,
    isPadded ? new Uint8Array(6) : new Uint8Array(0),
  ]);
}

const noData = new Uint8Array(0);
const request =
  'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
const responseOf = (extension: string) =>
  `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${extension}\r\n`;

/**
 * The packets of one connection; some begin after its handshake. `odd` of a thousand need the general path.
 */
function packets(shape: Shape, random: RandomBelow, odd: number, frames: number): Uint8Array<ArrayBuffer>[] {
  const result: Uint8Array<ArrayBuffer>[] = [];
  const clientPort = 40000 + random(1000);
  const next = { client: random(2) * -3000 + 5, server: 0x7ffffff0 };
  const send = (
    sender: Sender,
    data: Uint8Array,
    flags: number = tcpFlag.push | tcpFlag.ack,
    window = 1000,
  ) => {
    const fields = { sender, clientPort, flags, window, data };
    const numbers = { sequence: next[sender], acknowledgement: next[otherSender(sender)] };
    const packet = packetOf(shape, { ...fields, ...numbers }, random);
    next[sender] += data.length + (flags & (tcpFlag.syn | tcpFlag.fin) ? 1 : 0);
    result.push(packet);
  };
  const isLate = random(8) === 0;
  if (!isLate) {
    send('client', noData, tcpFlag.syn);
    send('server', noData, tcpFlag.syn | tcpFlag.ack);
    send('client', noData, tcpFlag.ack);
    send('client', ascii(request));
    const isCompressed = random(4) === 0;
    send('server', ascii(responseOf(isCompressed ? 'Sec-WebSocket-Extensions: permessage-deflate\r\n' : '')));
  }
  for (let i = 0; i < frames; i++) {
    const sender = senders[random(2)];
    const bytes = concat(Array.from({ length: 1 + random(12) }, () => frame(random, sender, odd)));
    const segment = [1448, 1448, 1448, 536, 65000, bytes.length < 2000 ? 1 + random(60) : 1448][random(6)];
    for (let at = 0; at < bytes.length; at += segment) {
      // Flags with URG, ECE or CWR beside ACK.
      const flags = random(1000) < odd ? [0x10, 0x38, 0x50, 0xd0][random(4)] : tcpFlag.ack;
      send(sender, bytes.subarray(at, at + segment), flags, random(1000) < odd ? 0 : 1000);
      if (random(3) === 0) send(otherSender(sender), noData, tcpFlag.ack);
    }
  }
  if (random(3) > 0) {
    for (const sender of senders) {
      send(sender, noData, tcpFlag.ack | (random(4) === 0 ? tcpFlag.rst : tcpFlag.fin));
    }
  }
  disturb(result, random, odd);
  return result;
}

/** Loses, repeats, swaps, truncates and damages packets, in the network and in the capture. */
function disturb(packets: Uint8Array<ArrayBuffer>[], random: RandomBelow, odd: number): void {
  for (let i = 4; i < packets.length - 1; i++) {
    if (random(2000) >= odd) continue;
    const what = random(5);
    if (what === 0) packets.splice(i, 1);
    if (what === 1) packets.splice(i + 1 + random(3), 0, packets[i]);
    if (what === 2) [packets[i], packets[i + 1]] = [packets[i + 1], packets[i]];
    if (what === 3) packets[i] = packets[i].slice(0, 40 + random(packets[i].length));
    if (what === 4) {
      packets[i] = packets[i].slice();
      packets[i][random(packets[i].length)] ^= 1 << random(8);
    }
  }
}

function captureOf(shape: Shape, list: readonly Uint8Array[], random: RandomBelow): Uint8Array<ArrayBuffer> {
  const { littleEndian, nanoseconds, link } = shape;
  const format = { littleEndian, nanoseconds, linkType: link.type };
  const pcapngWriter = new PcapngWriter(format);
  const isPcap = shape.format === 'pcap';
  const parts: Uint8Array[] = [isPcap ? pcapFileHeader(format) : pcapngWriter.header()];
  let microseconds = 1_700_000_000_000_000;
  for (const packet of list) {
    microseconds += random(3) * 40;
    const wireLength = packet.length + (random(500) === 0 ? 10 : 0);
    if (isPcap) parts.push(pcapRecordHeader(microseconds, packet.length, wireLength, format), packet);
    else parts.push(pcapngWriter.packet(microseconds, packet, wireLength));
  }
  return concat(parts);
}

/** Everything that was decoded, in one list. */
function read(bytes: Uint8Array, format: Shape['format'], chunk: number, staged: boolean): unknown[] {
  const store = new MemoryStore('capture');
  const capture = new Capture('capture', store, noAssumptions);
  const run = (format === 'pcap' ? pcap : pcapng).open(capture, { name: null, size: bytes.length });
  for (let at = 0; at < bytes.length; at += chunk) {
    const part = bytes.slice(at, at + chunk);
    store.append(part);
    run.push(staged ? stage(part) : part);
  }
  run.end();
  capture.finish();
  const found: unknown[] = [capture.notes, capture.description, capture.otherConnections];
  for (const decoder of capture.decoders) {
    const { frames, messages, directions, ...rest } = decoder.view();
    found.push({ ...rest, frames: frames.length, messages: messages.length });
    for (let i = 0; i < frames.length; i++) {
      found.push([frames.heads.get(i), frames.states.get(i), frames.payloadLength(i), frames.maskingKey(i)]);
      found.push([frames.offset(i), frames.time(i), frames.violations(i), frames.message(i)]);
    }
    for (let i = 0; i < messages.length; i++) {
      found.push([
        messages.states.get(i),
        messages.firstFrame(i),
        messages.lastFrame(i),
        messages.applicationLength(i),
      ]);
    }
    for (const sender of senders) {
      const { map, ...direction } = directions[sender];
      found.push(direction, ...Array.from({ length: map.extentCount }, (_, i) => map.extent(i)));
    }
  }
  return found;
}

function shapeOf(random: RandomBelow): Shape {
  return {
    link: links[random(links.length)],
    version: random(3) === 0 ? 6 : 4,
    format: random(2) === 0 ? 'pcap' : 'pcapng',
    littleEndian: random(3) > 0,
    nanoseconds: random(2) === 0,
  };
}

/** The packets of two connections, a run of one and a run of the other in turns. */
function interleaved(a: Uint8Array<ArrayBuffer>[], b: Uint8Array<ArrayBuffer>[], random: RandomBelow) {
  const result: Uint8Array<ArrayBuffer>[] = [];
  while (a.length + b.length > 0) {
    const from = random(2) === 0 ? a : b;
    result.push(...from.splice(0, 1 + random(30)));
  }
  return result;
}

describe('the fast path', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([0, 2, 30, 200])(
    'reads what the general path reads: %i of a thousand frames need the general path',
    (odd) => {
      expect(kernels).not.toBeNull();
      const runs = Number(process.env.FAST_PATH_RUNS ?? 40);
      const run = vi.spyOn(FastPathPackets.prototype, 'read');
      for (let seed = 1; seed <= runs; seed++) {
        const random = seededRandomBelow(seed * 1000 + odd);
        const shape = shapeOf(random);
        const one = packets(shape, random, odd, 30 + random(60));
        const list = random(4) === 0 ? interleaved(one, packets(shape, random, odd, 30), random) : one;
        const bytes = captureOf(shape, list, random);
        const chunk = [1 << 20, 70000, 3000 + random(5000), 1 << 16][random(4)];
        const expected = read(bytes, shape.format, chunk, false);
        expect(read(bytes, shape.format, chunk, true), `seed ${seed}`).toEqual(expected);
      }
      expect(run.mock.calls.length).toBeGreaterThan(runs);
    },
    600_000,
  );

  it('reads nearly all packets of a sound capture', () => {
    let taken = 0;
    const original = FastPathPackets.prototype.read;
    vi.spyOn(FastPathPackets.prototype, 'read').mockImplementation(function (this: FastPathPackets, ...args) {
      const result = original.apply(this, args);
      taken += result.packetCount;
      return result;
    });
    const random = seededRandomBelow(7);
    for (const format of ['pcap', 'pcapng'] as const) {
      const shape: Shape = { link: links[0], version: 4, format, littleEndian: true, nanoseconds: false };
      const list = packets(shape, random, 0, 300);
      taken = 0;
      read(captureOf(shape, list, random), format, 1 << 20, true);
      expect(taken / list.length).toBeGreaterThan(0.95);
    }
  });
});
