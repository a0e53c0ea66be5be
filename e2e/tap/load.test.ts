// The tap under load: many connections at once, a slow reader, and the time that it adds.

import { createHash, randomBytes } from 'node:crypto';
import type net from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { measureLatency } from '../../bench/tap.ts';
import { lacks, withFolder } from '../fixes/harness/process.ts';
import { dial, followed, inspectFile, packets, serve, sleep, startTap, until } from './kit.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** 200 connections, 32 messages each of 5 kB, every one echoed: 64 MB through the tap. */
const connections = 200;
const messages = 32;
const messageBytes = 5000;

describe.skipIf(lacks('tshark'))('tap under load', { timeout: 240_000 }, () => {
  it(`takes ${connections} connections at once and records every byte of 64 MB`, () =>
    withFolder(async (folder) => {
      const out = path.join(folder, 'load.pcapng');
      const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
      await new Promise((resolve) => server.once('listening', resolve));
      server.on('connection', (socket) =>
        socket.on('message', (data, binary) => socket.send(data, { binary })),
      );
      const { port } = server.address() as net.AddressInfo;
      const tap = await startTap([`ws://127.0.0.1:${port}`, '--out', out]);
      try {
        const expected = new Map<number, { hashes: string[]; first: Buffer }>();
        const one = async () => {
          const client = new WebSocket(`ws://127.0.0.1:${tap.port}/`, { perMessageDeflate: false });
          await new Promise((resolve, reject) => {
            client.once('open', resolve);
            client.once('error', reject);
          });
          const local = (client as unknown as { _socket: net.Socket })._socket.localPort ?? 0;
          const hashes: string[] = [];
          let first = Buffer.alloc(0);
          let echoed = 0;
          const all = new Promise<void>((resolve, reject) => {
            client.on('message', (data: Buffer) => {
              if (sha256(data) !== hashes[echoed]) reject(new Error(`Message ${echoed} came back changed.`));
              echoed++;
              if (echoed === messages) resolve();
            });
          });
          for (let i = 0; i < messages; i++) {
            const data = randomBytes(messageBytes);
            if (i === 0) first = data;
            hashes.push(sha256(data));
            client.send(data);
          }
          await all;
          expected.set(local, { hashes, first });
          client.close(1000);
          await new Promise((resolve) => client.once('close', resolve));
        };
        await Promise.all(Array.from({ length: connections }, one));
        expect(expected.size).toBe(connections);
        await until(
          () => (tap.text().match(/Nothing is wrong with this connection/g) ?? []).length === connections,
          () => tap.text().slice(-2000),
          120_000,
        );
        expect(await tap.interrupt()).toBe(0);
        expect(tap.text()).toContain(`${connections} connections: ${connections} sound`);

        const inspected = await inspectFile(out);
        expect(inspected.connections).toHaveLength(connections);
        for (const connection of inspected.connections) {
          const { hashes } = expected.get(Number(connection.client.split(':').at(-1))) ?? { hashes: [] };
          for (const sender of ['client', 'server']) {
            const found = connection.messages.filter((message) => message.sender === sender);
            expect(found.map((message) => message.sha256)).toEqual(hashes);
          }
          expect(connection.diagnosis[0].cause).toBe('healthy');
        }
        // tshark finds the same connections, whole and in order
        const syns = await packets(out, 'tcp.flags.syn==1 && tcp.flags.ack==0', [
          'tcp.stream',
          'tcp.srcport',
        ]);
        expect(syns).toHaveLength(connections);
        expect(
          await packets(out, 'tcp.analysis.lost_segment || tcp.analysis.retransmission', ['frame.number']),
        ).toEqual([]);
        const [stream, from] = syns[117];
        const { server: bytes } = await followed(out, Number(stream));
        const first = expected.get(Number(from))?.first ?? Buffer.alloc(1);
        const at = bytes.indexOf('\r\n\r\n') + 4;
        expect(bytes.subarray(at, at + 4).toString('hex')).toBe('827e1388');
        expect(bytes.subarray(at + 4, at + 4 + messageBytes).equals(first)).toBe(true);
      } finally {
        await tap.running.stop();
        for (const client of server.clients) client.terminate();
        server.close();
      }
    }));

  it('makes the sender wait for a slow reader, in bounded memory, and loses nothing', () =>
    withFolder(async (folder) => {
      const out = path.join(folder, 'slow.pcapng');
      const total = 256 << 20;
      const piece = randomBytes(1 << 20);
      const hash = createHash('sha256');
      let handed = 0;
      const server = await serve((socket) => {
        const more = () => {
          while (handed < total) {
            handed += piece.length;
            hash.update(piece);
            if (!socket.write(piece)) {
              socket.once('drain', more);
              return;
            }
          }
          socket.end();
        };
        more();
      });
      const tap = await startTap([`ws://127.0.0.1:${server.port}`, '--out', out]);
      try {
        const base = tap.peakMemory();
        const { socket } = await dial(tap.port);
        socket.removeAllListeners('data');
        socket.pause();
        await sleep(1500);
        const stalled = handed;
        await sleep(700);
        // kernel buffers fill, then everything stands still
        expect(handed).toBe(stalled);
        expect(handed).toBeLessThan(40 << 20);
        const got = createHash('sha256');
        let count = 0;
        // 1 MiB at a time with a pause after each
        socket.on('data', (data) => {
          const before = count >> 20;
          got.update(data);
          count += data.length;
          if (count >> 20 !== before) {
            socket.pause();
            setTimeout(() => socket.resume(), 2);
          }
        });
        socket.resume();
        await until(
          () => count === total,
          () => `${count} of ${total}`,
          60_000,
        );
        expect(got.digest('hex')).toBe(hash.digest('hex'));
        // before the diagnosis, whose decoder has memory of its own; buffers that were written wait for the collector
        const grown = tap.peakMemory() - base;
        console.log(`slow reader: 256 MiB, peak memory grew by ${Math.round(grown / 1e6)} MB`);
        if (base > 0) expect(grown).toBeLessThan(230e6);
        socket.end();
        await tap.says('#1 closed');
        await tap.interrupt();
        const lengths = await packets(out, `tcp.len>0 && tcp.srcport==${server.port}`, [
          'tcp.seq',
          'tcp.len',
        ]);
        let next = 1;
        for (const [sequence, length] of lengths) {
          expect(Number(sequence)).toBe(next);
          next += Number(length);
        }
        expect(next).toBe(total + 1);
      } finally {
        await tap.running.stop();
        await server.close();
      }
    }));

  it('adds less than a millisecond to a round trip', async () => {
    const { direct, tapped, added } = await measureLatency(2000);
    console.log(
      `round trip of 125 bytes: direct p50 ${direct.p50} ms p99 ${direct.p99} ms, through the tap p50 ${tapped.p50} ms p99 ${tapped.p99} ms, added p50 ${added.p50} ms p99 ${added.p99} ms`,
    );
    expect(added.p50).toBeLessThan(1);
  });
});
