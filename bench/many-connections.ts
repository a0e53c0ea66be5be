// Measures captures of many short connections: the session in Node beside tshark, on the same file in the same run.
// Usage: tsx bench/many-connections.ts [connections]
// Each connection is about 1 kB: TCP's handshake and end, the upgrade, two messages, a Close from both ends. One in
// a hundred breaks: the server masks a frame.

import { closeSync, existsSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Side } from './capture-writer.ts';
import { runSession, runTshark } from './peers.ts';

const version = 1;
/** One of this many connections breaks. */
const brokenEvery = 100;
const headers = 54;
const flushAt = 4 << 20;

const request = Buffer.from(
  'GET /chat HTTP/1.1\r\nHost: 10.0.0.1:8080\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  'latin1',
);
const response = Buffer.from(
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
    'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n',
  'latin1',
);
const hello = Buffer.concat([Buffer.from([0x81, 0x85, 1, 2, 3, 4]), Buffer.from('ignmn', 'latin1')]);
const answer = Buffer.from([0x81, 5, 0x77, 0x6f, 0x72, 0x6c, 0x64]);
const maskedAnswer = Buffer.from([0x81, 0x85, 1, 2, 3, 4, 0x76, 0x6d, 0x71, 0x68, 0x65]);
const clientClose = Buffer.from([0x88, 0x82, 1, 2, 3, 4, 2, 0xea]);
const serverClose = Buffer.from([0x88, 2, 3, 0xe8]);
const nothing = Buffer.alloc(0);

/** Writes packets of many connections, 10.x.y.z to 10.0.0.1:8080. */
class ManyWriter {
  readonly #file: number;
  readonly #buffer = Buffer.alloc(flushAt + 65536);
  #used = 0;
  #microseconds = 1_700_000_000_000_000;

  constructor(path: string) {
    this.#file = openSync(path, 'w');
    const head = Buffer.alloc(24);
    head.writeUInt32LE(0xa1b2c3d4, 0);
    head.writeUInt16LE(2, 4);
    head.writeUInt16LE(4, 6);
    head.writeUInt32LE(262144, 16);
    head.writeUInt32LE(1, 20);
    head.copy(this.#buffer);
    this.#used = head.length;
  }

  connection(index: number): void {
    const sequence: Record<Side, number> = { client: 1000, server: 2000 };
    const send = (side: Side, bytes: Buffer, flags: number) => {
      this.#packet(index, side, sequence, bytes, flags);
      sequence[side] += bytes.length + (flags & 3 ? 1 : 0);
    };
    send('client', nothing, 0x02);
    send('server', nothing, 0x12);
    send('client', nothing, 0x10);
    send('client', request, 0x18);
    send('server', response, 0x18);
    send('client', hello, 0x18);
    send('server', index % brokenEvery === brokenEvery - 1 ? maskedAnswer : answer, 0x18);
    send('client', clientClose, 0x18);
    send('server', serverClose, 0x18);
    send('server', nothing, 0x11);
    send('client', nothing, 0x11);
    send('server', nothing, 0x10);
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #packet(index: number, side: Side, sequence: Record<Side, number>, bytes: Buffer, flags: number): void {
    if (this.#used > flushAt) this.#flush();
    const out = this.#buffer;
    const size = headers + bytes.length;
    let at = this.#used;
    this.#microseconds += 40;
    out.writeUInt32LE(Math.floor(this.#microseconds / 1e6), at);
    out.writeUInt32LE(this.#microseconds % 1e6, at + 4);
    out.writeUInt32LE(size, at + 8);
    out.writeUInt32LE(size, at + 12);
    at += 16;
    out.fill(0, at, at + headers);
    out[at + 12] = 8;
    out[at + 14] = 0x45;
    out.writeUInt16BE(size - 14, at + 16);
    out[at + 22] = 64;
    out[at + 23] = 6;
    const address = 0x0a010000 + Math.floor(index / 50_000);
    const port = 10_000 + (index % 50_000);
    const isClient = side === 'client';
    out.writeUInt32BE(isClient ? address : 0x0a000001, at + 26);
    out.writeUInt32BE(isClient ? 0x0a000001 : address, at + 30);
    out.writeUInt16BE(isClient ? port : 8080, at + 34);
    out.writeUInt16BE(isClient ? 8080 : port, at + 36);
    out.writeUInt32BE(sequence[side], at + 38);
    out.writeUInt32BE(flags & 0x10 ? sequence[isClient ? 'server' : 'client'] : 0, at + 42);
    out[at + 46] = 0x50;
    out[at + 47] = flags;
    out.writeUInt16BE(0xffff, at + 48);
    bytes.copy(out, at + headers);
    this.#used = at + size;
  }

  #flush(): void {
    writeSync(this.#file, this.#buffer, 0, this.#used);
    this.#used = 0;
  }
}

/** The capture of `count` connections in `folder`, made when it is not there yet. */
export function manyConnections(count: number, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `many-${count}-v${version}.pcap`);
  if (existsSync(file)) return file;
  const writer = new ManyWriter(file);
  for (let index = 0; index < count; index++) writer.connection(index);
  writer.close();
  return file;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const count = Number(process.argv[2] ?? 100_000);
  const file = manyConnections(count, '.cache/bench');
  const megabytes = statSync(file).size / 1e6;
  const ours = await runSession(file);
  const tshark = await runTshark(file);
  const seconds = ours.seconds + ours.diagnosisSeconds;
  console.log(`${count} connections, ${megabytes.toFixed(1)} MB`);
  console.log(
    `session: ${ours.seconds.toFixed(2)} s and ${ours.diagnosisSeconds.toFixed(2)} s of diagnosis, ` +
      `${(ours.memory / 1e6).toFixed(0)} MB, ${(ours.memory / count / 1e3).toFixed(2)} kB a connection, ${ours.causes.length} diagnosed`,
  );
  console.log(`tshark:  ${tshark.seconds.toFixed(2)} s, ${(tshark.memory / 1e6).toFixed(0)} MB`);
  console.log(`tshark / session: ${(tshark.seconds / seconds).toFixed(2)}x time`);
}
