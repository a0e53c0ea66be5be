// Feeds faulty client bytes to real servers on 127.0.0.1 and compares what they say, and the code of the
// Close frame that they send, with the prediction:
//   npx tsx e2e/implementations/verify-servers.ts
// PYTHON=path names a Python with websockets, aiohttp and tornado.

import { type ChildProcess, spawn } from 'node:child_process';
import http from 'node:http';
import { createRequire } from 'node:module';
import net, { type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import type { Report } from '../../src/decoder/implementations/implementation.ts';
import { reportsFor } from '../../src/decoder/implementations/reports.ts';
import { clientCases } from './client-cases.ts';
import { firstFault } from './facts.ts';

const here = dirname(fileURLToPath(import.meta.url));
const load = createRequire(import.meta.url);

interface Running {
  readonly port: number;
  readonly version: string;
  /** Error texts by path, filled while the server runs. */
  readonly texts: Map<string, string>;
  stop(): void;
}
interface Program {
  readonly implementation: string;
  /** The text is the reason of the Close frame. */
  readonly onWire?: boolean;
  readonly start: () => Promise<Running>;
}

function listen(server: http.Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}
function stopper(server: http.Server): () => void {
  return () => {
    server.closeAllConnections();
    server.close();
  };
}

async function startWs(): Promise<Running> {
  const texts = new Map<string, string>();
  const server = http.createServer();
  new WebSocketServer({ server }).on('connection', (socket, request) => {
    socket.on('error', (error) => texts.set(request.url ?? '', error.message));
  });
  return {
    port: await listen(server),
    version: load('ws/package.json').version,
    texts,
    stop: stopper(server),
  };
}

interface Driver {
  readonly io: NodeJS.ReadWriteStream;
  on(event: 'error', handler: (error: Error) => void): void;
  start(): void;
}
async function startDriver(): Promise<Running> {
  const texts = new Map<string, string>();
  const module = load('websocket-driver');
  const server = http.createServer();
  server.on('upgrade', (request, socket) => {
    const driver: Driver = module.http(request);
    driver.on('error', (error) => texts.set(request.url ?? '', error.message));
    socket.on('error', () => undefined);
    socket.pipe(driver.io).pipe(socket);
    driver.start();
  });
  const version = load('websocket-driver/package.json').version;
  return { port: await listen(server), version, texts, stop: stopper(server) };
}

interface NodeRequest {
  accept(protocol: null, origin: string): NodeConnection;
  readonly resource: string;
}
interface NodeConnection {
  on(event: 'close', handler: (code: number, text: string) => void): void;
}
async function startWebsocketNode(): Promise<Running> {
  const texts = new Map<string, string>();
  const server = http.createServer();
  const sockets = new (load('websocket').server)({ httpServer: server, autoAcceptConnections: false });
  sockets.on('request', (request: NodeRequest) => {
    request.accept(null, '').on('close', (_code, text) => texts.set(request.resource, text));
  });
  const version = load('websocket/package.json').version;
  return { port: await listen(server), version, texts, stop: stopper(server) };
}

function startPython(name: string): Promise<Running> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(
      process.env.PYTHON ?? '/usr/bin/python3',
      [join(here, 'servers.py'), name],
      {
        stdio: ['pipe', 'pipe', 'ignore'],
      },
    );
    const texts = new Map<string, string>();
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`the ${name} server ended`)));
    if (!child.stdout) return;
    createInterface(child.stdout).on('line', (line) => {
      const said = JSON.parse(line);
      if (said.port) {
        resolve({ port: said.port, version: said.version, texts, stop: () => child.kill() });
      } else texts.set(said.path, said.text);
    });
  });
}

interface Heard {
  readonly closeCode: number | null;
  readonly reason: string;
}
/** Upgrades, sends the bytes, and reads the first Close frame that comes back. */
function send(port: number, path: string, bytes: Uint8Array): Promise<Heard> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    let data = Buffer.alloc(0);
    let begin = -1;
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      let at = begin;
      while (at >= 0 && at + 2 <= data.length) {
        const length = data[at + 1] & 127;
        if ((data[at] & 15) === 8) {
          const payload = data.subarray(at + 2, at + 2 + length);
          resolve({
            closeCode: payload.length >= 2 ? payload.readUInt16BE(0) : null,
            reason: payload.subarray(2).toString(),
          });
          return;
        }
        at += 2 + length;
      }
      resolve({ closeCode: null, reason: '' });
    };
    const timer = setTimeout(done, 900);
    socket.on('error', () => undefined);
    socket.on('close', done);
    socket.on('data', (chunk) => {
      data = Buffer.concat([data, chunk]);
      if (begin >= 0) return;
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) return;
      begin = end + 4;
      socket.write(bytes);
    });
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
  });
}

const programs: readonly Program[] = [
  { implementation: 'ws 8', start: startWs },
  { implementation: 'websocket-driver 0.8 (faye-websocket)', start: startDriver },
  { implementation: 'websocket 1 (WebSocket-Node)', onWire: true, start: startWebsocketNode },
  { implementation: 'Python websockets 17', onWire: true, start: () => startPython('websockets') },
  { implementation: 'aiohttp 3.14', start: () => startPython('aiohttp') },
  { implementation: 'Tornado 6', onWire: true, start: () => startPython('tornado') },
];

/**
 * Whether the text was said, and the Close frame has the code. A Close that is answered in kind counts as no
 * report.
 */
function agrees(predicted: Report | null, text: string, heard: Heard): boolean {
  if (predicted === null) return text === '' || text === 'Cannot write to closing transport';
  const wanted = predicted.text.startsWith('no message') ? '' : predicted.text;
  const pattern = wanted
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^.*${pattern}`).test(text) && predicted.closeCode === heard.closeCode;
}

let failed = 0;
for (const program of programs) {
  let running: Running;
  try {
    running = await program.start();
  } catch (error) {
    console.log(`${program.implementation}: not run, ${(error as Error).message}`);
    continue;
  }
  console.log(`${program.implementation}  ${running.version}`);
  let agree = 0;
  try {
    const heard = await Promise.all(clientCases.map((one, i) => send(running.port, `/${i}`, one.bytes)));
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const [i, one] of clientCases.entries()) {
      const facts = firstFault(one.bytes, { sender: 'client' });
      const predicted = facts
        ? (reportsFor(facts).find((report) => report.implementation === program.implementation) ?? null)
        : null;
      const text = program.onWire ? heard[i].reason : (running.texts.get(`/${i}`) ?? '');
      if (agrees(predicted, text, heard[i])) agree++;
      else {
        console.log(
          `  ${one.name}: predicted "${predicted?.text ?? null}" ${predicted?.closeCode ?? null}, said "${text}" ${heard[i].closeCode}`,
        );
      }
    }
  } finally {
    running.stop();
  }
  failed += clientCases.length - agree;
  console.log(`  ${agree} of ${clientCases.length} agree`);
}
process.exit(failed === 0 ? 0 : 1);
