// The kernel that reads plain packets must leave everything as it is left when each packet is read for itself. Captures made at
// random, most of whose packets are plain, are read both ways: staged in the kernels' memory, where it runs, and as they are.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { kernels, stage } from '../decoder/bytes/kernels/kernels.ts';
import { MemoryStore } from '../decoder/bytes/store.ts';
import { pcap } from '../decoder/importers/formats/pcap.ts';
import { pcapng } from '../decoder/importers/formats/pcapng.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { type Sender, senders } from '../decoder/model/basics.ts';
import { FastPathPackets } from '../decoder/network/fast-path-packets.ts';
import { ascii, hex, join } from '../decoder/network/test-packets.ts';
import { Capture } from './capture.ts';

type Random = (below: number) => number;

/** Numbers below what is asked for: mulberry32. */
function randomOf(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const sentence = new TextEncoder().encode('{"price":"12 € – ok","plain":"only ASCII here","名前":"値"}');
const text = join(...Array.from({ length: 4000 }, () => sentence));

/** The second byte without the mask bit, and what of the length comes after it. */
function lengthBytes(length: number, form: number): number[] {
  if (form < 126) return [length];
  const low = [(length >> 8) & 255, length & 255];
  return form === 126 ? [126, ...low] : [127, 0, 0, 0, 0, length >>> 24, (length >> 16) & 255, ...low];
}

/** A frame. Of a thousand, `odd` are not plain. */
function frame(random: Random, sender: Sender, odd: number): Uint8Array<ArrayBuffer> {
  const size = random(100);
  const most = size < 50 ? 30 : size < 80 ? 200 : size < 96 ? 3000 : size < 99 ? 20000 : 150000;
  const start = random(40) * sentence.length;
  let payload = text.slice(start, start + random(most));
  let byte0 = 0x82;
  if (random(3) > 0) {
    byte0 = 0x81;
    let end = payload.length;
    while (end > 0 && (text[start + end] & 0xc0) === 0x80) end--;
    payload = payload.slice(0, end);
  }
  let masked = sender === 'client';
  let form = payload.length > 65535 ? 127 : payload.length > 125 ? 126 : 0;
  if (random(1000) < odd) {
    const what = random(8);
    if (what === 0) byte0 = 0x80 | random(16);
    if (what === 1) byte0 |= 0x40;
    if (what === 2) byte0 = [0x01, 0x00, 0x80][random(3)];
    if (what === 3) masked = !masked;
    if (what === 4) payload.fill(0xff, random(payload.length));
    if (what === 5) form = form < 126 ? 126 : 127;
    if (what === 6) byte0 = 0x88;
    if (what === 7) return payload.slice(0, 40);
  }
  const [second, ...rest] = lengthBytes(payload.length, form);
  const key = masked ? Array.from({ length: 4 }, () => random(256)) : [];
  const head = Uint8Array.from([byte0, (masked ? 128 : 0) | second, ...rest, ...key]);
  return join(head, masked ? payload.map((byte, i) => byte ^ key[i & 3]) : payload);
}

const linkHeaders: Readonly<Record<string, readonly [number, string]>> = {
  ethernet: [1, '020000000001 020000000007'],
  vlan: [1, '020000000001 020000000007 8100 0064'],
  cooked: [113, '0000 0001 0006 020000000007 0000'],
  raw: [101, ''],
};

interface Shape {
  readonly link: string;
  readonly version: 4 | 6;
  readonly format: 'pcap' | 'pcapng';
  readonly bigEndian: boolean;
  /** Nanoseconds, in pcap; 9 as `if_tsresol`, in pcapng. */
  readonly fine: boolean;
}

function packetOf(
  shape: Shape,
  sender: Sender,
  port: number,
  sequence: number,
  acknowledgement: number,
  flags: number,
  window: number,
  data: Uint8Array,
  random: Random,
): Uint8Array<ArrayBuffer> {
  const options = random(4) === 0 ? hex('0101080a 00000001 00000002') : new Uint8Array(0);
  const tcp = new Uint8Array(20 + options.length + data.length);
  const view = new DataView(tcp.buffer);
  view.setUint16(sender === 'client' ? 0 : 2, port);
  view.setUint16(sender === 'client' ? 2 : 0, 8080);
  view.setUint32(4, sequence >>> 0);
  view.setUint32(8, acknowledgement >>> 0);
  tcp[12] = (5 + options.length / 4) << 4;
  tcp[13] = flags;
  view.setUint16(14, window);
  tcp.set(options, 20);
  tcp.set(data, 20 + options.length);
  const ends = sender === 'client' ? [7, 1] : [1, 7];
  let ip: Uint8Array;
  if (shape.version === 4) {
    ip = hex('45000000 00004000 40060000 0a000000 0a000000');
    new DataView(ip.buffer).setUint16(2, 20 + tcp.length);
    new DataView(ip.buffer).setUint16(4, random(65536));
    ip[15] = ends[0];
    ip[19] = ends[1];
  } else {
    ip = join(hex('60000000 0000 06 40'), new Uint8Array(32));
    new DataView(ip.buffer).setUint16(4, tcp.length);
    ip[23] = ends[0];
    ip[39] = ends[1];
  }
  const type = shape.link === 'raw' ? '' : shape.version === 4 ? '0800' : '86dd';
  const padding = shape.link === 'ethernet' && data.length === 0 ? hex('000000000000') : new Uint8Array(0);
  return join(hex(linkHeaders[shape.link][1]), hex(type), ip, tcp, padding);
}

/** Packets of one connection after another, or of two at once. */
function packets(shape: Shape, random: Random, odd: number, frames: number): Uint8Array<ArrayBuffer>[] {
  const result: Uint8Array<ArrayBuffer>[] = [];
  const port = 40000 + random(1000);
  const next = { client: random(2) * -3000 + 5, server: 0x7ffffff0 };
  const say = (sender: Sender, data: Uint8Array, flags = 0x18, window = 1000) => {
    const other = sender === 'client' ? next.server : next.client;
    const packet = packetOf(shape, sender, port, next[sender], other, flags, window, data, random);
    next[sender] += data.length + (flags & 3 ? 1 : 0);
    result.push(packet);
  };
  const nothing = new Uint8Array(0);
  const late = random(8) === 0;
  if (!late) {
    say('client', nothing, 0x02);
    say('server', nothing, 0x12);
    say('client', nothing, 0x10);
    say(
      'client',
      ascii(
        'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      ),
    );
    const deflate = random(4) === 0 ? 'Sec-WebSocket-Extensions: permessage-deflate\r\n' : '';
    say(
      'server',
      ascii(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${deflate}\r\n`,
      ),
    );
  }
  for (let i = 0; i < frames; i++) {
    const sender = senders[random(2)];
    const bytes = join(...Array.from({ length: 1 + random(12) }, () => frame(random, sender, odd)));
    const segment = [1448, 1448, 1448, 536, 65000, bytes.length < 2000 ? 1 + random(60) : 1448][random(6)];
    for (let at = 0; at < bytes.length; at += segment) {
      const flags = random(1000) < odd ? [0x11, 0x38, 0x50, 0xd0][random(4)] : 0x10;
      say(sender, bytes.subarray(at, at + segment), flags & ~1, random(1000) < odd ? 0 : 1000);
      if (random(3) === 0) say(sender === 'client' ? 'server' : 'client', nothing, 0x10);
    }
  }
  if (random(3) > 0) for (const sender of senders) say(sender, nothing, random(4) === 0 ? 0x14 : 0x11);
  // What happens on the way, and at the capturing end.
  for (let i = 4; i < result.length - 1; i++) {
    if (random(2000) >= odd) continue;
    const what = random(5);
    if (what === 0) result.splice(i, 1);
    if (what === 1) result.splice(i + 1 + random(3), 0, result[i]);
    if (what === 2) [result[i], result[i + 1]] = [result[i + 1], result[i]];
    if (what === 3) result[i] = result[i].slice(0, 40 + random(result[i].length));
    if (what === 4) {
      result[i] = result[i].slice();
      result[i][random(result[i].length)] ^= 1 << random(8);
    }
  }
  return result;
}

function captureOf(shape: Shape, list: readonly Uint8Array[], random: Random): Uint8Array<ArrayBuffer> {
  const little = !shape.bigEndian;
  const words = (...values: number[]) => {
    const bytes = new Uint8Array(values.length * 4);
    for (const [i, value] of values.entries())
      new DataView(bytes.buffer).setUint32(i * 4, value >>> 0, little);
    return bytes;
  };
  const [type] = linkHeaders[shape.link];
  const parts: Uint8Array[] = [];
  if (shape.format === 'pcap')
    parts.push(words(shape.fine ? 0xa1b23c4d : 0xa1b2c3d4, 0x00020004, 0, 0, 262144, type));
  else {
    const option = shape.fine ? [little ? 0x00010009 : 0x00090001, little ? 9 : 0x09000000, 0] : [];
    const length = 20 + option.length * 4;
    parts.push(words(0x0a0d0d0a, 28, 0x1a2b3c4d, little ? 1 : 0x10000, -1, -1, 28));
    parts.push(words(1, length, little ? type : type << 16, 262144, ...option, length));
  }
  let time = 1_700_000_000_000_000;
  for (const packet of list) {
    time += random(3) * 40;
    const wire = packet.length + (random(500) === 0 ? 10 : 0);
    const ticks = shape.fine ? time * 1000 : time;
    if (shape.format === 'pcap') {
      const fraction = (time % 1e6) * (shape.fine ? 1000 : 1);
      parts.push(words(Math.floor(time / 1e6), fraction, packet.length, wire), packet);
    } else {
      const padding = (4 - (packet.length & 3)) & 3;
      const length = 32 + packet.length + padding;
      parts.push(
        words(6, length, 0, Math.floor(ticks / 2 ** 32), ticks % 2 ** 32, packet.length, wire),
        packet,
      );
      parts.push(new Uint8Array(padding), words(length));
    }
  }
  return join(...parts);
}

/** Everything that was read, in one list. */
function read(bytes: Uint8Array, format: Shape['format'], chunk: number, staged: boolean): unknown[] {
  const store = new MemoryStore('capture');
  const capture = new Capture('capture', store, noAssumptions);
  const run = (format === 'pcap' ? pcap : pcapng).open(capture, { name: null, size: bytes.length });
  for (let at = 0; at < bytes.length; at += chunk) {
    const piece = bytes.slice(at, at + chunk);
    store.append(piece);
    run.push(staged ? stage(piece) : piece);
  }
  run.end();
  capture.finish();
  const said: unknown[] = [capture.notes, capture.description, capture.otherConnections];
  for (const decoder of capture.decoders) {
    const { frames, messages, directions, ...rest } = decoder.view();
    said.push({ ...rest, frames: frames.length, messages: messages.length });
    for (let i = 0; i < frames.length; i++) {
      said.push([frames.heads.get(i), frames.states.get(i), frames.payloadLength(i), frames.maskingKey(i)]);
      said.push([frames.offset(i), frames.time(i), frames.violations(i), frames.message(i)]);
    }
    for (let i = 0; i < messages.length; i++) {
      said.push([
        messages.states.get(i),
        messages.firstFrame(i),
        messages.lastFrame(i),
        messages.applicationLength(i),
      ]);
    }
    for (const sender of senders) {
      const { map, ...direction } = directions[sender];
      said.push(direction, ...Array.from({ length: map.extentCount }, (_, i) => map.extent(i)));
    }
  }
  return said;
}

function shapeOf(random: Random): Shape {
  return {
    link: Object.keys(linkHeaders)[random(4)],
    version: random(3) === 0 ? 6 : 4,
    format: random(2) === 0 ? 'pcap' : 'pcapng',
    bigEndian: random(3) === 0,
    fine: random(2) === 0,
  };
}

/** Two connections at once in one of four: runs of packets of each, taken in turns. */
function interleaved(a: Uint8Array<ArrayBuffer>[], b: Uint8Array<ArrayBuffer>[], random: Random) {
  const result: Uint8Array<ArrayBuffer>[] = [];
  while (a.length + b.length > 0) {
    const from = random(2) === 0 ? a : b;
    result.push(...from.splice(0, 1 + random(30)));
  }
  return result;
}

describe('plain packets', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([0, 2, 30, 200])(
    'are read by the kernel as one by one: %i in a thousand frames are odd',
    (odd) => {
      expect(kernels).not.toBeNull();
      const runs = Number(process.env.PLAIN_PACKETS ?? 40);
      const taken = vi.spyOn(FastPathPackets.prototype, 'run');
      for (let seed = 1; seed <= runs; seed++) {
        const random = randomOf(seed * 1000 + odd);
        const shape = shapeOf(random);
        const one = packets(shape, random, odd, 30 + random(60));
        const list = random(4) === 0 ? interleaved(one, packets(shape, random, odd, 30), random) : one;
        const bytes = captureOf(shape, list, random);
        const chunk = [1 << 20, 70000, 3000 + random(5000), 1 << 16][random(4)];
        const expected = read(bytes, shape.format, chunk, false);
        expect(read(bytes, shape.format, chunk, true), `seed ${seed}`).toEqual(expected);
      }
      expect(taken.mock.calls.length).toBeGreaterThan(runs);
    },
    600_000,
  );

  it('of a sound capture are nearly all taken', () => {
    let taken = 0;
    const run = FastPathPackets.prototype.run;
    vi.spyOn(FastPathPackets.prototype, 'run').mockImplementation(function (this: FastPathPackets, ...args) {
      const stopped = run.apply(this, args);
      taken += this.packets;
      return stopped;
    });
    const random = randomOf(7);
    for (const format of ['pcap', 'pcapng'] as const) {
      const shape: Shape = { link: 'ethernet', version: 4, format, bigEndian: false, fine: false };
      const list = packets(shape, random, 0, 300);
      taken = 0;
      read(captureOf(shape, list, random), format, 1 << 20, true);
      expect(taken / list.length).toBeGreaterThan(0.95);
    }
  });
});
