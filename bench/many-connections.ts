// Measures captures of many short connections: the session in Node beside tshark, on the same file in the same run.
// With `--page` it measures the built page in Chromium too.
// Usage: tsx bench/many-connections.ts [connections] [--page]
// Each connection is about 1 kB: TCP's handshake and end, the upgrade, two messages, a Close from both ends. One in
// a hundred breaks: the server masks a frame.

import { appendFileSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  encodeTcpPacket,
  pcapFileHeader,
  pcapRecordHeader,
  tcpFlag,
} from '../src/decoder/network/pcap-writer.ts';
import type { Side } from './capture-writer.ts';
import { buildApp, openInPage, serveApp } from './page.ts';
import { runSession, runTshark } from './peers.ts';

const version = 1;
/** One of this many connections breaks. */
const brokenEvery = 100;
/** Connections that are written at once. */
const batchSize = 1000;

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

/** Two Ethernet addresses, which are 0, and the type of IPv4. */
const ethernet = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0);
const server = { address: Uint8Array.of(10, 0, 0, 1), port: 8080 };
const { fin, syn, push, ack } = tcpFlag;

/** The packets of a connection, 10.1.x.y to 10.0.0.1:8080. `index` chooses its client. */
function packetsOf(index: number): Uint8Array[] {
  const network = Math.floor(index / 50_000);
  const client = {
    address: Uint8Array.of(10, 1, network >> 8, network & 255),
    port: 10_000 + (index % 50_000),
  };
  const next = { client: 1000, server: 2000 };
  const packet = (from: Side, flags: number, data: Uint8Array = nothing) => {
    const [source, destination] = from === 'client' ? [client, server] : [server, client];
    const acknowledgement = flags & ack ? next[from === 'client' ? 'server' : 'client'] : 0;
    const sequence = next[from];
    next[from] += data.length + (flags & (syn | fin) ? 1 : 0);
    return encodeTcpPacket({ source, destination, sequence, acknowledgement, flags, window: 65535, data });
  };
  const isBroken = index % brokenEvery === brokenEvery - 1;
  return [
    packet('client', syn),
    packet('server', syn | ack),
    packet('client', ack),
    packet('client', push | ack, request),
    packet('server', push | ack, response),
    packet('client', push | ack, hello),
    packet('server', push | ack, isBroken ? maskedAnswer : answer),
    packet('client', push | ack, clientClose),
    packet('server', push | ack, serverClose),
    packet('server', fin | ack),
    packet('client', fin | ack),
    packet('server', ack),
  ];
}

/** The capture of `count` connections in `folder`, made when it is not there yet. */
export function manyConnections(count: number, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `many-${count}-v${version}.pcap`);
  if (existsSync(file)) return file;
  writeFileSync(file, pcapFileHeader());
  let microseconds = 1_700_000_000_000_000;
  for (let first = 0; first < count; first += batchSize) {
    const parts: Uint8Array[] = [];
    for (let index = first; index < Math.min(count, first + batchSize); index++) {
      for (const packet of packetsOf(index)) {
        microseconds += 40;
        parts.push(pcapRecordHeader(microseconds, ethernet.length + packet.length), ethernet, packet);
      }
    }
    appendFileSync(file, Buffer.concat(parts));
  }
  return file;
}

async function measurePage(file: string, tsharkSeconds: number): Promise<void> {
  buildApp();
  const { server, address } = await serveApp();
  const page = await openInPage(address, file);
  server.close();
  console.log(
    `page:    ${page.seconds.toFixed(2)} s, ${page.processorSeconds.toFixed(2)} s of processor, ` +
      `${(page.memory / 1e6).toFixed(0)} MB, longest task ${page.longestTask.toFixed(0)} ms`,
  );
  console.log(`tshark / page: ${(tsharkSeconds / page.seconds).toFixed(2)}x time`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [given] = process.argv.slice(2).filter((argument) => /^\d+$/.test(argument));
  const count = Number(given ?? 100_000);
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
  if (process.argv.includes('--page')) await measurePage(file, tshark.seconds);
}
