// npm run tap: bytes go through unchanged, both ends see what the other did, the file holds it all.

import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { lacks, repository, start, withFolder } from '../fixes/harness/process.ts';
import {
  dial,
  followed,
  inspectFile,
  packets,
  type RunningTap,
  serve,
  sleep,
  startTap,
  until,
} from './kit.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function tapTo(port: number, out: string, more: readonly string[] = []): Promise<RunningTap> {
  const tap = await startTap([`ws://127.0.0.1:${port}`, '--out', out, ...more]);
  closers.push(() => tap.running.stop());
  return tap;
}

const inFolder = (use: (out: string) => Promise<void>) =>
  withFolder(async (folder) => {
    try {
      await use(path.join(folder, 'tap.pcapng'));
    } finally {
      for (const close of closers.splice(0).reverse()) await close();
    }
  });

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function webSocketServer(): Promise<{ port: number; server: WebSocketServer }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(async () => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return { port: (server.address() as net.AddressInfo).port, server };
}

describe.skipIf(lacks('tshark'))('tap', { timeout: 60_000 }, () => {
  it('forwards a WebSocket, says that it was sound, and ends with 0', () =>
    inFolder(async (out) => {
      const { port, server } = await webSocketServer();
      server.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
      const tap = await tapTo(port, out, ['--once']);
      const client = new WebSocket(`ws://127.0.0.1:${tap.port}/chat`);
      await new Promise((resolve) => client.once('open', resolve));
      const big = randomBytes(200_000);
      client.send(big);
      const echoed = await new Promise<Buffer>((resolve) =>
        client.once('message', (data: Buffer) => resolve(data)),
      );
      expect(echoed.equals(big)).toBe(true);
      client.close(1000);
      await new Promise((resolve) => tap.running.child.once('close', resolve));
      expect(tap.running.child.exitCode, tap.text()).toBe(0);
      expect(tap.text()).toMatch(/^#1 closed, .* Nothing is wrong with this connection$/m);
      const { connections } = await inspectFile(out);
      expect(connections).toHaveLength(1);
      expect(connections[0].diagnosis[0].cause).toBe('healthy');
      expect(connections[0].messages.map(({ sha256: hash }) => hash)).toEqual([sha256(big), sha256(big)]);
    }));

  it('names the cause, the evidence and the link as soon as a connection broke', () =>
    inFolder(async (out) => {
      const { port, server } = await webSocketServer();
      server.on('connection', (_socket, request) => {
        request.socket.write('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbad');
      });
      const tap = await tapTo(port, out);
      const client = new WebSocket(`ws://127.0.0.1:${tap.port}/`);
      client.on('error', () => {});
      await new Promise((resolve) => client.once('close', resolve));
      await tap.says('Show it: http');
      expect(tap.text()).toContain('double-handshake');
      expect(tap.text()).toMatch(/\[server (?:0x)?0, \d+ bytes\]/);
      expect(tap.text()).toMatch(/Show it: http:\/\/127\.0\.0\.1:4173\/#v=1&\S+/);
      expect(tap.text()).toContain('Connection 1 ');
      expect(await tap.interrupt()).toBe(1);
      expect(tap.text()).toContain('1 connection: 1 broken. Recorded');
    }));

  it('says so when a connection is broken and nobody closes it', () =>
    inFolder(async (out) => {
      const { port, server } = await webSocketServer();
      server.on('connection', (socket, request) => {
        socket.pause();
        request.socket.write(Buffer.from('plain text\nwithout frames\n'));
      });
      const tap = await tapTo(port, out);
      // a client that reads and says nothing
      const { socket } = await dial(tap.port);
      socket.write(
        `GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
      );
      await tap.says('#1 is broken and still open.');
      expect(tap.text()).toContain('unframed-text');
      socket.destroy();
      await tap.says(/^#1 (?:closed|reset)/m);
      expect(tap.text().match(/Show it:/g)).toHaveLength(1);
    }));

  it('keeps the other direction open after a FIN', () =>
    inFolder(async (out) => {
      const got: Buffer[] = [];
      const server = await serve(
        (socket) => {
          socket.on('data', (data) => got.push(data));
          socket.on('end', () => {
            setTimeout(() => socket.write('after your end'), 150);
            setTimeout(() => socket.end(' and mine'), 300);
          });
        },
        { allowHalfOpen: true },
      );
      closers.push(server.close);
      const tap = await tapTo(server.port, out, ['--once']);
      const client = await dial(tap.port, { allowHalfOpen: true });
      client.socket.end('question');
      await until(
        () => client.events.includes('close'),
        () => client.events.join(),
      );
      expect(client.events).toEqual(['end', 'close']);
      expect(client.bytes().toString()).toBe('after your end and mine');
      expect(Buffer.concat(got).toString()).toBe('question');
      await until(() => tap.running.child.exitCode !== null, tap.text);
      const fins = await packets(out, 'tcp.flags.fin==1', ['tcp.srcport', 'tcp.seq', 'tcp.ack']);
      expect(fins.map(([from]) => from === String(server.port))).toEqual([false, true]);
      expect(fins[0].slice(1)).toEqual(['9', '1']);
      // the server's FIN stands behind its 23 bytes, and it has the client's 8 bytes and FIN
      expect(fins[1].slice(1)).toEqual(['24', '10']);
      expect(await packets(out, 'tcp.analysis.flags', ['frame.number'])).toEqual([]);
    }));

  it.each(['client', 'server'] as const)('hands on a reset by the %s and goes on', (who) =>
    inFolder(async (out) => {
      const seen: string[] = [];
      const server = await serve((socket) => {
        socket.on('error', (error: NodeJS.ErrnoException) => seen.push(error.code ?? ''));
        socket.on('data', () => {
          if (who === 'server') socket.resetAndDestroy();
        });
      });
      closers.push(server.close);
      const tap = await tapTo(server.port, out);
      const client = await dial(tap.port);
      client.socket.write('hello');
      await sleep(100);
      if (who === 'client') client.socket.resetAndDestroy();
      await tap.says(`#1 reset by the ${who}`);
      if (who === 'client')
        await until(
          () => seen.includes('ECONNRESET'),
          () => seen.join(),
        );
      else
        await until(
          () => client.events.includes('ECONNRESET'),
          () => client.events.join(),
        );
      const resets = await packets(out, 'tcp.flags.reset==1', ['tcp.srcport']);
      expect(resets).toHaveLength(1);
      expect(resets[0][0] === String(server.port)).toBe(who === 'server');
      // and takes the next
      const again = await dial(tap.port);
      again.socket.end('x');
      await tap.says('#2 127.0.0.1');
    }),
  );

  it('says when nobody listens, resets the client, and forwards once somebody does', () =>
    inFolder(async (out) => {
      const gone = await serve(() => {});
      await gone.close();
      const tap = await tapTo(gone.port, out);
      const refused = await dial(tap.port);
      await until(
        () => refused.events.includes('close'),
        () => refused.events.join(),
      );
      expect(refused.events).toContain('ECONNRESET');
      await tap.says(`127.0.0.1:${gone.port} refused the connection: nothing listens there. The tap goes on`);
      const server = net.createServer((socket) => socket.end('now'));
      await new Promise<void>((resolve) => server.listen(gone.port, '127.0.0.1', resolve));
      closers.push(async () => server.close());
      const served = await dial(tap.port);
      await until(
        () => served.bytes().length === 3,
        () => served.events.join(),
      );
      served.socket.end();
      await tap.says('#2 closed');
      expect(await tap.interrupt()).toBe(1);
      expect(tap.text()).toContain('1 unreachable');
    }));

  it('says in a sentence that the port is taken, and that it cannot write', async () => {
    const server = await serve(() => {});
    closers.push(server.close);
    const end = async (...words: string[]) => {
      const running = start(process.execPath, ['--import', 'tsx', 'src/cli/tap.ts', ...words], {
        cwd: repository,
      });
      await new Promise((resolve) => running.child.once('close', resolve));
      return [running.child.exitCode, running.output.text];
    };
    expect(await end('ws://127.0.0.1:1', '--listen', String(server.port))).toEqual([
      2,
      `tap: Port ${server.port} of 127.0.0.1 is in use by another program. Choose another with --listen, or --listen 0 for a free one.\n`,
    ]);
    expect(await end('ws://127.0.0.1:1', '--listen', '0', '--out', '/nowhere/x.pcapng')).toEqual([
      2,
      'tap: Cannot write /nowhere/x.pcapng: its folder does not exist. Name another file with --out.\n',
    ]);
    expect(await end('ftp://x')).toEqual([
      2,
      expect.stringContaining('tap: Expected an address such as ws://'),
    ]);
  });

  it('ends open connections at Ctrl+C, finishes the file and sums up', () =>
    inFolder(async (out) => {
      const { port, server } = await webSocketServer();
      server.on('connection', (socket) => socket.send('welcome'));
      const tap = await tapTo(port, out);
      const client = new WebSocket(`ws://127.0.0.1:${tap.port}/`);
      client.on('error', () => {});
      await new Promise((resolve) => client.once('message', resolve));
      const status = await tap.interrupt();
      expect(tap.text()).toContain('#1 open until the tap stopped');
      expect(tap.text()).toMatch(/1 connection: 1 \w+\. Recorded [\d.]+ KiB in /);
      expect(status, tap.text()).toBe(0);
      const { connections } = await inspectFile(out);
      expect(connections[0].frames).toHaveLength(1);
    }));

  it('says of TLS that it stays encrypted', () =>
    inFolder(async (out) => {
      const hello = Buffer.from('16030100050100000100', 'hex');
      const server = await serve((socket) =>
        socket.once('data', () => socket.end(Buffer.from('15030100020228', 'hex'))),
      );
      closers.push(server.close);
      const tap = await startTap([`wss://127.0.0.1:${server.port}`, '--out', out]);
      closers.push(() => tap.running.stop());
      expect(tap.text()).toContain('TLS passes through untouched');
      const client = await dial(tap.port);
      client.socket.write(hello);
      await until(
        () => client.events.includes('end'),
        () => client.events.join(),
      );
      client.socket.end();
      await tap.says(/^#1 closed.*The bytes are TLS/m);
      expect((await followed(out, 0)).client.equals(hello)).toBe(true);
    }));

  it('is readable while it is written, and by its owner alone', () =>
    inFolder(async (out) => {
      const server = await serve((socket) => socket.pipe(socket));
      closers.push(server.close);
      const tap = await tapTo(server.port, out);
      const client = await dial(tap.port);
      const before = process.hrtime.bigint();
      client.socket.write('ping');
      await until(
        () => client.bytes().length === 4,
        () => client.events.join(),
      );
      await sleep(100);
      const rows = await packets(out, 'tcp.len>0', [
        'frame.time_epoch',
        'tcp.payload',
        'tcp.checksum.status',
      ]);
      expect(rows.map(([, payload]) => payload)).toEqual(['70696e67', '70696e67']);
      expect(Number(process.hrtime.bigint() - before)).toBeGreaterThan(0);
      for (const [time] of rows) expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(20);
      const { mode } = process.getBuiltinModule('node:fs').statSync(out);
      expect(mode & 0o077).toBe(0);
      expect(readFileSync(out).subarray(0, 4).toString('hex')).toBe('0a0d0d0a');
    }));
});
