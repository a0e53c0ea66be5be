// A browser compiles code in earnest only once it has run for a while, and until then it is several times slower. While the
// page rests, the worker reads captures of its own, so that the first one of the user finds the code ready.

import { ByteBuilder } from '../decoder/bytes/byte-builder.ts';
import { u32 } from '../decoder/bytes/cursor.ts';
import { stage } from '../decoder/bytes/kernels/kernels.ts';
import { MemoryStore } from '../decoder/bytes/store.ts';
import { encodeText } from '../decoder/bytes/utf8.ts';
import { pcap } from '../decoder/importers/formats/pcap.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { unmaskCopy } from '../decoder/websocket/mask.ts';
import { Capture } from './capture.ts';
import { createSession } from './session.ts';

/** How often the capture is read: from here on it is read no faster. Each time takes a few milliseconds. */
const rounds = 40;
/** And in each of them it is decoded this often more: kernels take longest to be compiled. */
const decodings = 8;
/** Between two rounds, in milliseconds: the page has the processor to itself most of the time. */
const rest = 10;

const maskingKey = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);
const messages = 24;
const mss = 1448;
/** Ethernet 14, IPv4 20, TCP 20. */
const headerSize = 54;

/** Adds a message of one frame. */
function addFrame(to: ByteBuilder, byte0: number, payload: Uint8Array, masked: boolean): void {
  const { length } = payload;
  const form = length < 126 ? [length] : [126, length >> 8, length & 255];
  form[0] |= masked ? 128 : 0;
  to.append(Uint8Array.from([byte0, ...form, ...(masked ? maskingKey : [])]));
  to.append(unmaskCopy(payload, masked ? u32(maskingKey, 0) : 0));
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Ethernet and IPv4 with the addresses of both ends, and the ports: by the side that sends. */
const headers = [0, 1].map((from) => {
  const header = new DataView(new ArrayBuffer(headerSize));
  header.setUint16(12, 0x0800);
  header.setUint32(14, 0x45000000);
  header.setUint32(22, 0x40060000);
  for (const [i, end] of [from, 1 - from].entries()) {
    header.setUint8(i === 0 ? 11 : 5, end);
    header.setUint32(26 + 4 * i, 0x0a000001 + end);
    header.setUint16(34 + 2 * i, end === 0 ? 50000 : 80);
  }
  return header;
});

/**
 * A pcap file of one sound connection: short and long messages, text and binary, some segments sent twice or overtaken.
 * Numbers are as large as they are in practice: what has seen only small ones is compiled for those.
 */
export async function warmUpCapture(compressed: boolean): Promise<Uint8Array<ArrayBuffer>> {
  const file = new ByteBuilder();
  let packets = 0;
  const next = [0xffff0000, 0x60000000];
  let time = 1_700_000_000_123_456;
  const head = new DataView(new ArrayBuffer(24));
  for (const [i, word] of [0xa1b2c3d4, 0x00040002, 0, 0, 262144, 1].entries()) {
    head.setUint32(4 * i, word, true);
  }
  file.append(new Uint8Array(head.buffer));

  const packet = (from: number, flags: number, data: Uint8Array, offset = 0) => {
    const bytes = new Uint8Array(16 + headerSize + data.length);
    const record = new DataView(bytes.buffer);
    time += 40;
    record.setUint32(0, Math.floor(time / 1e6), true);
    record.setUint32(4, time % 1e6, true);
    record.setUint32(8, headerSize + data.length, true);
    record.setUint32(12, headerSize + data.length, true);
    bytes.set(new Uint8Array(headers[from].buffer), 16);
    const view = new DataView(bytes.buffer, 16);
    view.setUint16(16, headerSize - 14 + data.length);
    view.setUint16(18, ++packets);
    view.setUint32(38, next[from] + offset);
    view.setUint32(42, next[1 - from]);
    view.setUint16(46, 0x5000 | flags);
    view.setUint16(48, 1000);
    bytes.set(data, headerSize + 16);
    file.append(bytes);
  };
  const nothing = new Uint8Array(0);
  const send = (from: number, data: Uint8Array) => {
    const segments = Array.from({ length: Math.ceil(data.length / mss) }, (_, i) => i);
    if (packets % 9 === 0) segments.reverse();
    if (packets % 11 === 0) segments.push(0);
    for (const i of segments) packet(from, 0x18, data.subarray(i * mss, (i + 1) * mss), i * mss);
    next[from] += data.length;
    packet(1 - from, 0x10, nothing);
  };

  packet(0, 0x02, nothing);
  next[0]++;
  packet(1, 0x12, nothing);
  next[1]++;
  const extension = 'permessage-deflate; client_no_context_takeover; server_no_context_takeover';
  const upgrade = `Upgrade: websocket\r\nConnection: Upgrade\r\n${compressed ? `Sec-WebSocket-Extensions: ${extension}\r\n` : ''}`;
  const asked = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
  const answer = 'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n';
  send(0, encodeText(`GET / HTTP/1.1\r\nHost: a\r\n${upgrade}${asked}`));
  send(1, encodeText(`HTTP/1.1 101 Switching Protocols\r\n${upgrade}${answer}`));
  const frames = new ByteBuilder();
  for (let i = 0; i < messages; i++) {
    const words = Array.from({ length: 1 + i * 9 }, (_, n) => `"k${(n * i * 7919) % 99991}":"é${n * n * i}"`);
    const text = encodeText(`{${words.join()}}`);
    const from = i & 1;
    const masked = from === 0;
    if (compressed) {
      addFrame(frames, 0xc1, await deflated(text), masked);
    } else {
      // Many short ones, one long, and two that do not end with the segment.
      for (let n = 0; n < 200; n++) addFrame(frames, n & 1 ? 0x82 : 0x81, text.subarray(0, n & 7), masked);
      addFrame(frames, 0x81, text, masked);
      addFrame(frames, 0x82, text, masked);
    }
    send(from, frames.take());
  }
  for (const from of [0, 1]) {
    addFrame(frames, 0x88, Uint8Array.of(3, 232), from === 0);
    send(from, frames.take());
  }
  packet(0, 0x11, nothing);
  packet(1, 0x11, nothing);
  return file.take();
}

/** Decodes alone, without a question to the result. */
function decode(bytes: Uint8Array<ArrayBuffer>): void {
  const capture = new Capture('', new MemoryStore(''), noAssumptions);
  const run = pcap.open(capture, { name: null, size: bytes.length });
  run.push(stage(bytes));
  run.end();
  capture.finish();
}

/** Reads two such captures in turns, again and again, as long as nothing else is `wanted`. */
export async function warmUp(wanted: () => boolean): Promise<void> {
  if (typeof CompressionStream === 'undefined') return;
  const captures = [await warmUpCapture(false), await warmUpCapture(true)];
  const context = { signal: { cancelled: false }, progress: () => undefined };
  for (let round = 0; round < rounds && !wanted(); round++) {
    const bytes = captures[round & 1];
    const session = createSession();
    await session.open(
      { kind: 'bytes', bytes, name: '', format: 'pcap', assumptions: noAssumptions },
      context,
    );
    await session.rows({ connection: 0, filter: '', from: 0, count: 64 }, context);
    await session.frame({ connection: 0, frame: round % messages }, context);
    for (let i = 0; i < decodings; i++) decode(bytes);
    await new Promise((resolve) => setTimeout(resolve, rest));
  }
}
