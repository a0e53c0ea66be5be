// Real ends for the lab's framing and sound cases: servers and clients of ws, WebSocket-Node,
// websocket-driver, Python, Chromium, Firefox and Node.
import http from 'node:http';
import { createRequire } from 'node:module';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type PerMessageDeflateOptions, type RawData, WebSocket, WebSocketServer } from 'ws';
import { Random } from './generate-frames.ts';
import { json, message, sentence } from './generate-traffic.ts';
import { type Lab, pause, type Running, waitFor } from './lab.ts';
import { openConnections } from './packets.ts';

const require = createRequire(import.meta.url);

export interface ServerOptions {
  deflate?: boolean | PerMessageDeflateOptions;
  /** Called with every ws connection. */
  onWs?: (ws: WebSocket, random: Random) => void;
  seed?: number;
  /** Only ASCII in what the server says. */
  ascii?: boolean;
  host?: string;
}

function answer(random: Random, options: ServerOptions): string {
  return json(random, options.ascii);
}

/** A `ws` server that greets, answers each message and echoes binary. */
export async function wsServer(lab: Lab, options: ServerOptions = {}): Promise<number> {
  const port = await lab.port();
  const random = new Random(options.seed ?? port, 'server');
  const server = new WebSocketServer({
    port,
    host: options.host ?? '127.0.0.1',
    perMessageDeflate: options.deflate ?? false,
  });
  await new Promise((resolve) => server.once('listening', resolve));
  lab.defer(() => {
    for (const ws of server.clients) ws.terminate();
    server.close();
  });
  server.on('connection', (ws: WebSocket) => {
    ws.on('error', () => {});
    if (options.onWs) return options.onWs(ws, random);
    chat(ws, random, options);
  });
  return port;
}

/** What a chat server does on one ws connection. */
export function chat(ws: WebSocket, random: Random, options: ServerOptions = {}): void {
  ws.send(JSON.stringify({ type: 'welcome', session: random.int(1e6) }));
  ws.on('message', (data: RawData, isBinary: boolean) => {
    if (ws.readyState !== WebSocket.OPEN) return;
    if (isBinary) ws.send(data as Buffer);
    else ws.send(answer(random, options));
    if (random.chance(0.15)) ws.ping();
  });
}

/** A WebSocket-Node server. */
export async function nodeServer(
  lab: Lab,
  onConnection: (connection: NodeConnection, random: Random) => void = nodeChat,
): Promise<number> {
  const { server: Server } = require('websocket') as { server: new (options: object) => NodeServer };
  const port = await lab.port();
  const web = http.createServer((_request, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => web.listen(port, '127.0.0.1', resolve));
  const server = new Server({ httpServer: web, autoAcceptConnections: true, keepalive: false });
  const random = new Random(port, 'node');
  server.on('connect', (connection) => onConnection(connection, random));
  lab.defer(() => {
    server.shutDown();
    web.closeAllConnections();
    web.close();
  });
  return port;
}

export interface NodeConnection {
  maskOutgoingPackets: boolean;
  socket: Socket;
  connected: boolean;
  config: { fragmentOutgoingMessages: boolean; fragmentationThreshold: number };
  on(event: 'message', listener: (m: { type: string; utf8Data?: string; binaryData?: Buffer }) => void): void;
  on(event: 'close' | 'error' | 'ping' | 'pong', listener: () => void): void;
  sendUTF(data: string): void;
  sendBytes(data: Buffer): void;
  ping(data: Buffer | string): void;
  close(code?: number, reason?: string): void;
  drop(code: number, reason?: string): void;
}

interface NodeServer {
  on(event: 'connect', listener: (connection: NodeConnection) => void): void;
  shutDown(): void;
}

export function nodeChat(connection: NodeConnection, random: Random): void {
  connection.on('error', () => {});
  connection.sendUTF(JSON.stringify({ hello: random.int(1e6) }));
  connection.on('message', (m) => {
    if (!connection.connected) return;
    if (m.type === 'utf8') connection.sendUTF(json(random));
    else connection.sendBytes(m.binaryData!);
  });
}

/** A websocket-driver server. */
export async function driverServer(
  lab: Lab,
  onDriver: (driver: Driver, random: Random) => void = driverChat,
): Promise<number> {
  const library = require('websocket-driver') as { http(request: http.IncomingMessage): Driver };
  const port = await lab.port();
  const web = http.createServer();
  const random = new Random(port, 'driver');
  web.on('upgrade', (request: http.IncomingMessage, socket: Duplex, body: Buffer) => {
    const driver = library.http(request);
    driver.io.write(body);
    socket.pipe(driver.io).pipe(socket);
    socket.on('error', () => {});
    driver.on('error', () => {});
    driver.on('close', () => socket.end());
    onDriver(driver, random);
    driver.start();
  });
  await new Promise<void>((resolve) => web.listen(port, '127.0.0.1', resolve));
  lab.defer(() => {
    web.closeAllConnections();
    web.close();
  });
  return port;
}

export interface Driver {
  io: Duplex;
  messages: Duplex;
  on(event: 'open' | 'close' | 'error', listener: () => void): void;
  on(event: 'message', listener: (event: { data: string | Buffer }) => void): void;
  start(): boolean;
  text(data: string): boolean;
  binary(data: Buffer): boolean;
  ping(data?: string): boolean;
  close(reason?: string, code?: number): boolean;
}

export function driverChat(driver: Driver, random: Random): void {
  driver.on('open', () => driver.text(JSON.stringify({ ready: true, n: random.int(999) })));
  driver.on('message', ({ data }) => {
    if (typeof data === 'string') driver.text(json(random));
    else driver.binary(data);
  });
}

/** A Python server (websockets, aiohttp or tornado), with a fault or 'none'. */
export async function pythonServer(lab: Lab, library: string, fault = 'none'): Promise<number> {
  const port = await lab.port();
  await lab.python('framing_server.py', [library, port, fault], port);
  return port;
}

export type ServerKind = 'ws' | 'websocket' | 'driver' | 'websockets' | 'aiohttp' | 'tornado';

export function startServer(lab: Lab, kind: ServerKind, options: ServerOptions = {}): Promise<number> {
  if (kind === 'ws') return wsServer(lab, options);
  if (kind === 'websocket') return nodeServer(lab);
  if (kind === 'driver') return driverServer(lab);
  return pythonServer(lab, kind);
}

export type ClientKind =
  | 'ws'
  | 'websocket'
  | 'driver'
  | 'websockets'
  | 'aiohttp'
  | 'tornado'
  | 'chromium'
  | 'firefox'
  | 'undici';

export interface ClientOptions {
  deflate?: boolean | PerMessageDeflateOptions;
  /** How many messages to send. */
  messages?: number;
  /** Milliseconds between them. */
  gap?: number;
  ascii?: boolean;
  seed?: number;
  path?: string;
  host?: string;
  fault?: string;
  /** Closes with this after the messages; absent: 1000. 'none': stays. */
  close?: number | 'none';
  onWs?: (ws: WebSocket, random: Random) => void;
}

/** Starts a client that talks and later closes; resolves when its connection is over (or, for a program, it ended). */
export async function runClient(
  lab: Lab,
  kind: ClientKind,
  port: number,
  options: ClientOptions = {},
): Promise<void> {
  const { messages = 5, gap = 12, path = '/live', host = '127.0.0.1', seed = port } = options;
  const url = `ws://${host}:${port}${path}`;
  const random = new Random(seed, `client ${kind}`);
  const closeCode = options.close ?? 1000;
  if (kind === 'ws') {
    const ws = new WebSocket(url, { perMessageDeflate: options.deflate ?? false });
    lab.defer(() => ws.terminate());
    ws.on('error', () => {});
    ws.on('open', async () => {
      if (options.onWs) return options.onWs(ws, random);
      await talk(ws, random, messages, gap, options.ascii);
      if (closeCode !== 'none') ws.close(closeCode);
    });
    await new Promise<void>((resolve) => ws.once('close', () => resolve()));
  } else if (kind === 'websocket') {
    const { client: Client } = require('websocket') as { client: new (options?: object) => NodeClient };
    const client = new Client();
    await new Promise<void>((resolve) => {
      client.on('connectFailed', () => resolve());
      client.on('connect', async (connection) => {
        connection.on('error', () => {});
        connection.on('close', () => resolve());
        lab.defer(() => {
          connection.socket.destroy();
        });
        for (let i = 0; i < messages && connection.connected; i++) {
          connection.sendUTF(json(random, options.ascii));
          await pause(gap);
        }
        if (connection.connected && closeCode !== 'none') connection.close(closeCode);
      });
      client.connect(url);
    });
  } else if (kind === 'driver') {
    const library = require('websocket-driver') as { client(url: string): Driver };
    const driver = library.client(url);
    const socket = connect(port, host);
    lab.defer(() => {
      socket.destroy();
    });
    socket.on('error', () => {});
    driver.on('error', () => {});
    driver.io.pipe(socket).pipe(driver.io as unknown as NodeJS.WritableStream);
    driver.messages.resume();
    driver.on('open', async () => {
      for (let i = 0; i < messages && !socket.destroyed; i++) {
        driver.text(json(random, options.ascii));
        await pause(gap);
      }
      if (closeCode !== 'none') driver.close('bye', closeCode);
    });
    driver.on('close', () => socket.end());
    driver.start();
    await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  } else if (kind === 'chromium') {
    const page = await lab.chromium();
    const list = Array.from({ length: messages }, () => json(random, options.ascii));
    await page.evaluate(
      (address, all, wait, code) =>
        new Promise<void>((resolve) => {
          const ws = new WebSocket(address);
          ws.onclose = () => resolve();
          ws.onopen = async () => {
            for (const one of all) {
              if (ws.readyState !== 1) return;
              ws.send(one);
              await new Promise((r) => setTimeout(r, wait));
            }
            if (code !== 'none') ws.close(code);
          };
        }),
      url,
      list,
      gap,
      closeCode,
    );
  } else if (kind === 'firefox') {
    const page = await lab.port();
    const list = Array.from({ length: messages }, () => json(random, options.ascii));
    const script = `const ws = new WebSocket(${JSON.stringify(url)}); const all = ${JSON.stringify(list)};
      ws.onopen = () => { const t = setInterval(() => { if (ws.readyState !== 1) clearInterval(t); else if (all.length) ws.send(all.shift());
        else { clearInterval(t); ws.send(new Uint8Array([1, 2, 250])); ${closeCode === 'none' ? '' : `ws.close(${closeCode}, 'done');`} } }, ${gap}); };`;
    const web = http.createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end(`<!doctype html><meta charset="utf-8"><script>${script}</script>`);
    });
    await new Promise<void>((resolve) => web.listen(page, '127.0.0.1', resolve));
    lab.defer(() => {
      web.closeAllConnections();
      web.close();
    });
    const home = { ...process.env, HOME: lab.folder, MOZ_HEADLESS: '1' };
    lab.spawn(
      'firefox-esr',
      ['--headless', '--no-remote', '--profile', lab.folder, `http://127.0.0.1:${page}/`],
      {
        env: home,
      },
    );
    await waitFor(
      () => lab.packets().some((packet) => (packet.tcp?.flags ?? 0) & 5),
      'Firefox closes',
      25_000,
    );
    await waitFor(() => openConnections(lab.packets()).length === 0, 'both ends close', 3000).catch(() => {});
  } else if (kind === 'undici') {
    const script = `const ws = new WebSocket(${JSON.stringify(url)}); let n = 0;
      ws.onopen = () => { const t = setInterval(() => { if (ws.readyState !== 1) return clearInterval(t);
        if (n++ < ${messages}) ws.send(JSON.stringify({ n, note: ${JSON.stringify(sentence(random, 6))} }));
        else { clearInterval(t); ws.close(${closeCode === 'none' ? '' : closeCode}); } }, ${gap}); };
      ws.onclose = () => process.exit(0);`;
    await lab.spawn(process.execPath, ['--no-warnings', '--experimental-websocket', '-e', script]).done;
  } else {
    const program = await pythonClient(lab, kind, url, options.fault ?? 'none', messages, gap);
    const code = await program.done;
    if (code !== 0) throw new Error(`${kind} client: ${program.stderr()}`);
  }
}

interface NodeClient {
  on(event: 'connect', listener: (connection: NodeConnection) => void): void;
  on(event: 'connectFailed', listener: () => void): void;
  connect(url: string): void;
}

export function pythonClient(
  lab: Lab,
  library: string,
  url: string,
  fault: string,
  messages = 5,
  gap = 12,
): Promise<Running> {
  return lab.python('framing_client.py', [library, url, fault, messages, gap]);
}

/** Sends `count` messages of the usual mix on a ws connection, with a ping now and then. */
export async function talk(
  ws: WebSocket,
  random: Random,
  count: number,
  gap: number,
  ascii = false,
): Promise<void> {
  for (let i = 0; i < count && ws.readyState === WebSocket.OPEN; i++) {
    const { data, binary } = message(random, { ascii });
    ws.send(binary ? data : Buffer.from(data).toString('utf8'));
    if (random.chance(0.2)) ws.ping();
    await pause(gap);
  }
}
