// What the framing and sound cases share: real ends on either side, a truth read from the recorded bytes by the strict
// reader, a relay that damages, and ws with a broken send path.

import http from 'node:http';
import { createRequire } from 'node:module';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type PerMessageDeflateOptions, type RawData, WebSocket, WebSocketServer } from 'ws';
import { Random } from './generate-frames.ts';
import { agreedDeflate, headEnd, join, type Sender, strictRead } from './generate-strict.ts';
import { json, message, sentence } from './generate-traffic.ts';
import { type Lab, type Packet, type Peer, pause, type Running, type Truth, waitFor } from './lab.ts';
import { openConnections } from './packets.ts';

const require = createRequire(import.meta.url);

/** Both directions of the first connection in these packets, in sequence order, TCP payload only. */
export function directions(packets: Packet[]): { client: Uint8Array; server: Uint8Array } {
  const first = packets.find((packet) => packet.tcp && packet.tcp.flags & 2 && !(packet.tcp.flags & 16))?.tcp;
  const from = first?.from ?? packets.find((packet) => packet.tcp)?.tcp?.from;
  const side = (mine: boolean): Uint8Array => {
    const own = packets
      .map((packet) => packet.tcp)
      .filter((tcp) => tcp !== null && (tcp.from === from) === mine) as NonNullable<Packet['tcp']>[];
    const syn = own.find((tcp) => tcp.flags & 2);
    const start = syn ? (syn.seq + 1) >>> 0 : (own.find((tcp) => tcp.payload.length > 0)?.seq ?? 0);
    let got: Uint8Array = new Uint8Array(0);
    const parts = own
      .filter((tcp) => tcp.payload.length > 0)
      .map((tcp) => ({ at: (tcp.seq - start) | 0, bytes: tcp.payload }))
      .sort((a, b) => a.at - b.at);
    for (const { at, bytes } of parts) {
      if (at + bytes.length <= got.length) continue;
      if (at > got.length) throw new Error(`the recording lacks ${at - got.length} bytes`);
      got = join([got, bytes.subarray(Math.max(0, got.length - at))]);
    }
    return got;
  };
  return { client: side(true), server: side(false) };
}

/** What the strict reader says of one direction, from its first byte after the blank line. */
export function readDirection(streams: { client: Uint8Array; server: Uint8Array }, sender: Sender) {
  const head = Buffer.from(streams.server.subarray(0, Math.max(0, headEnd(streams.server)))).toString(
    'latin1',
  );
  const bytes = streams[sender].subarray(headEnd(streams[sender]));
  return strictRead(bytes, sender, agreedDeflate(head)?.[sender] ?? null);
}

/**
 * The truth of what was recorded: waits until the connection is over, then lets the strict reader find the break of
 * `sender`, which must be of the kind `reason`; 'unfinished' accepts a frame that never completes. `echo`: the other end
 * repeats the fault in its answer.
 */
export async function truth(lab: Lab, sender: Sender, reason: RegExp, echo = false): Promise<Truth> {
  await waitFor(
    () => openConnections(lab.packets()).length === 0 && lab.packets().length > 3,
    'the end',
    2500,
  ).catch(() => {});
  await pause(40);
  const streams = directions(lab.packets());
  const result = readDirection(streams, sender);
  const found = result.reason ?? (result.openOffset === null ? 'nothing' : 'unfinished');
  if (!reason.test(found))
    throw new Error(`expected a break by ${reason}, the strict reader found: ${found}`);
  const other = readDirection(streams, sender === 'client' ? 'server' : 'client');
  if (other.reason && !echo)
    throw new Error(`the other direction breaks as well: ${other.reason} at ${other.breakOffset}`);
  return { sender, breakOffset: result.breakOffset ?? result.openOffset };
}

/** Nothing is wrong, and the strict reader agrees. */
export async function sound(lab: Lab): Promise<Truth> {
  if (!lab.leaveOpen)
    await waitFor(
      () => openConnections(lab.packets()).length === 0 && lab.packets().length > 3,
      'the end',
      6000,
    );
  else await pause(150);
  const streams = directions(lab.packets());
  for (const sender of ['client', 'server'] as const) {
    const { reason, breakOffset } = readDirection(streams, sender);
    if (reason) throw new Error(`${sender} breaks: ${reason} at ${breakOffset}`);
  }
  return { sender: null, breakOffset: null };
}

// ------------------------------------------------------------------------------------------------ real servers

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

// ------------------------------------------------------------------------------------------------ real clients

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

// ------------------------------------------------------------------------------------------------ faults

/** Breaks the send path of one ws connection: each frame's bytes go through `change` (index from 0) before the socket. */
export function breakSender(
  ws: WebSocket,
  change: (bytes: Buffer, index: number) => Buffer | Buffer[],
): void {
  const inner = ws as unknown as {
    _sender: { sendFrame(list: Buffer[], done?: (error?: Error) => void): void };
  };
  const sender = inner._sender;
  const original = sender.sendFrame;
  let index = 0;
  sender.sendFrame = function sendFrame(list, done) {
    const changed = change(Buffer.concat(list.map((part) => Buffer.from(part))), index++);
    for (const part of Array.isArray(changed) ? changed.slice(0, -1) : []) original.call(this, [part]);
    original.call(this, [Array.isArray(changed) ? changed[changed.length - 1] : changed], done);
  };
}

/** What a relay does with the bytes of one direction; state lives in the closure. Head: the HTTP head has not ended. */
export type Change = (chunk: Buffer, offset: number) => Buffer;

export interface Relay {
  port: number;
}

/** A TCP relay before `target`; after each HTTP head the bytes go through `change`. FIN and RST are passed on. */
export async function relay(
  lab: Lab,
  target: number,
  change: {
    toServer?: Change;
    toClient?: Change;
    requestHead?: (head: string) => string;
    responseHead?: (head: string) => string;
  },
): Promise<Relay> {
  const sockets = new Set<Socket>();
  const one = (
    from: Socket,
    to: Socket,
    map: Change | undefined,
    onHead: ((head: string) => string) | undefined,
  ): void => {
    let head: Buffer | null = Buffer.alloc(0);
    let offset = 0;
    let held: Buffer[] | null = null;
    const release = (): void => {
      if (held && held.length > 0) to.write(Buffer.concat(held));
      held = null;
    };
    // the change and what follows it go on together, so that frames after the fault are seen before the other end closes
    const forward = (bytes: Buffer, damaged: boolean): void => {
      if (damaged && held === null) {
        held = [];
        setTimeout(release, 100);
      }
      if (bytes.length === 0) return;
      if (held) held.push(bytes);
      else to.write(bytes);
    };
    from.on('data', (chunk: Buffer) => {
      let rest = chunk;
      if (head) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        const text = head.subarray(0, end + 4).toString('latin1');
        to.write(Buffer.from(onHead ? onHead(text) : text, 'latin1'));
        rest = head.subarray(end + 4);
        head = null;
      }
      if (rest.length === 0) return;
      const changed = map ? map(rest, offset) : rest;
      offset += rest.length;
      forward(changed, !changed.equals(rest));
    });
    from.on('end', () => {
      release();
      to.end();
    });
    from.on('error', () => to.destroy());
    from.on('close', () => setTimeout(() => to.destroy(), 50));
  };
  const server: Server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      sockets.add(socket);
    }
    one(near, far, change.toServer, change.requestHead);
    one(far, near, change.toClient, change.responseHead);
  });
  const port = await lab.port();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  lab.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port };
}

/** Waits for the other end to finish, at most `ms`, then ends. */
export async function partWith(peer: Peer, ms = 400): Promise<void> {
  await Promise.race([peer.closed(), pause(ms)]);
  await peer.end();
}
