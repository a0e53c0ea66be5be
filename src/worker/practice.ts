// A browser compiles code in earnest only once it has run for a while, and until then it is several times slower. While the
// page rests, the worker reads a capture of its own, so that the first one of the user finds the code ready.

import { noAssumptions } from '../decoder/model/assumptions.ts';
import { createSession } from './session.ts';

/** How often the capture is read: from here on it is read no faster. Each time takes a few milliseconds. */
const rounds = 60;
/** Between two rounds, in milliseconds: the page has the processor to itself most of the time. */
const rest = 10;

const key = [0x37, 0xfa, 0x21, 0x3d];
const messages = 40;
const mss = 1448;

const encoder = new TextEncoder();

/** A message of one frame. */
function frame(byte0: number, payload: Uint8Array, masked: boolean): Uint8Array {
  const { length } = payload;
  const form = length < 126 ? [length] : [126, length >> 8, length & 255];
  form[0] |= masked ? 128 : 0;
  const head = [byte0, ...form, ...(masked ? key : [])];
  const bytes = new Uint8Array(head.length + length);
  bytes.set(head);
  for (let i = 0; i < length; i++) bytes[head.length + i] = payload[i] ^ (masked ? key[i & 3] : 0);
  return bytes;
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A pcap file of one sound connection: short and long messages, text and binary, plain and compressed. */
export async function practiceCapture(): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  const next = [1, 1];
  let time = 0;
  const packet = (from: 0 | 1, flags: number, data: Uint8Array) => {
    const bytes = new Uint8Array(16 + 40 + data.length);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, 1, true);
    view.setUint32(4, time++, true);
    view.setUint32(8, 40 + data.length, true);
    view.setUint32(12, 40 + data.length, true);
    view.setUint32(16, 0x45000000 | (40 + data.length));
    view.setUint32(24, 0x40060000);
    for (const [i, end] of [from, 1 - from].entries()) {
      view.setUint32(28 + 4 * i, 0x0a000001 + end);
      view.setUint16(36 + 2 * i, end === 0 ? 50000 : 80);
    }
    view.setUint32(40, next[from]);
    view.setUint32(44, next[1 - from]);
    view.setUint16(48, 0x5000 | flags);
    view.setUint16(50, 1000);
    bytes.set(data, 56);
    next[from] += data.length + (flags & 3 ? 1 : 0);
    parts.push(bytes);
  };
  const send = (from: 0 | 1, data: Uint8Array) => {
    for (let at = 0; at < data.length; at += mss) packet(from, 0x18, data.subarray(at, at + mss));
    packet(from === 0 ? 1 : 0, 0x10, new Uint8Array(0));
  };
  const file = new DataView(new ArrayBuffer(24));
  for (const [i, word] of [0xa1b2c3d4, 0x00040002, 0, 0, 262144, 101].entries())
    file.setUint32(4 * i, word, true);
  parts.push(new Uint8Array(file.buffer));
  packet(0, 0x02, new Uint8Array(0));
  packet(1, 0x12, new Uint8Array(0));
  const upgrade = 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Extensions: permessage-deflate';
  const noTakeover = '; client_no_context_takeover; server_no_context_takeover\r\n';
  const asked = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
  const answer = 'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n';
  send(0, encoder.encode(`GET / HTTP/1.1\r\nHost: a\r\n${upgrade}${noTakeover}${asked}`));
  send(1, encoder.encode(`HTTP/1.1 101 Switching Protocols\r\n${upgrade}${noTakeover}${answer}`));
  for (let i = 0; i < messages; i++) {
    const words = Array.from(
      { length: 1 + (i % 40) * 6 },
      (_, n) => `"k${(n * i * 7919) % 9973}":"é${n * i}"`,
    );
    const text = encoder.encode(`{${words.join()}}`);
    const from = i & 1 ? 0 : 1;
    const masked = from === 0;
    if (i % 4 > 1) {
      send(from, frame(0xc1, await deflated(text), masked));
    } else {
      // Many short ones in a segment, and one long.
      for (let n = 0; n < 64; n++) send(from, frame(n & 1 ? 0x82 : 0x81, text.subarray(0, n & 7), masked));
      send(from, frame(0x81, text, masked));
    }
  }
  for (const from of [0, 1] as const) send(from, frame(0x88, Uint8Array.of(3, 232), from === 0));
  packet(0, 0x11, new Uint8Array(0));
  packet(1, 0x11, new Uint8Array(0));
  return new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

/** Reads it again and again, as long as nothing else is `wanted`. */
export async function practise(wanted: () => boolean): Promise<void> {
  if (typeof CompressionStream === 'undefined') return;
  const bytes = await practiceCapture();
  const context = { signal: { cancelled: false }, progress: () => undefined };
  for (let round = 0; round < rounds && !wanted(); round++) {
    const session = createSession();
    await session.open(
      { kind: 'bytes', bytes, name: '', format: 'pcap', assumptions: noAssumptions },
      context,
    );
    await new Promise((resolve) => setTimeout(resolve, rest));
  }
}
