// Small real servers and clients that many cases share: Node http with ws, a ws client, a page's WebSocket.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import type { TlsOptions } from 'node:tls';
import type { Page } from 'puppeteer-core';
import { type ClientOptions, type ServerOptions, WebSocket, WebSocketServer } from 'ws';
import { type Lab, npm, pause, pip, program, type Truth } from './lab.ts';

/** An HTTP server on a port of 127.0.0.1, closed with the lab. */
export async function httpServer(
  lab: Lab,
  port: number,
  onRequest?: http.RequestListener,
): Promise<http.Server> {
  const server = onRequest ? http.createServer(onRequest) : http.createServer();
  const sockets = new Set<Duplex>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  lab.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return server;
}

/** A ws server on a port; echoes unless `onSocket` is given. */
export async function wsServer(
  lab: Lab,
  port: number,
  options: ServerOptions = {},
  onSocket?: (socket: WebSocket, request: http.IncomingMessage) => void,
): Promise<WebSocketServer> {
  const server = new WebSocketServer({ host: '127.0.0.1', port, ...options });
  server.on('connection', (socket, request) => {
    socket.on('error', () => {});
    if (onSocket) onSocket(socket, request);
    else socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  await new Promise<void>((resolve) => server.once('listening', resolve));
  lab.defer(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return server;
}

/** What a client saw; `ended` resolves after the close event. */
export interface ClientLog {
  socket: WebSocket;
  messages: string[];
  opened: Promise<void>;
  ended: Promise<{ code: number; reason: string; error: string }>;
  /** Resolves when `n` messages have come. */
  got(n: number): Promise<void>;
}

/** A ws client to a URL; errors are kept, not thrown, but `opened` rejects when it never opens. */
export function wsClient(
  lab: Lab,
  url: string,
  protocols: string[] = [],
  options: ClientOptions = {},
): ClientLog {
  const socket = new WebSocket(url, protocols, { handshakeTimeout: 10_000, ...options });
  const messages: string[] = [];
  const waiting: { n: number; resolve: () => void }[] = [];
  let error = '';
  socket.on('error', (e) => {
    error = e.message;
  });
  socket.on('message', (data) => {
    messages.push(String(data));
    for (const one of waiting) if (messages.length >= one.n) one.resolve();
  });
  const ended = new Promise<{ code: number; reason: string; error: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason), error }));
  });
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('close', () => reject(new Error(`not opened: ${error}`)));
  });
  opened.catch(() => {});
  lab.defer(() => socket.terminate());
  const got = (n: number) =>
    new Promise<void>((resolve, reject) => {
      if (messages.length >= n) resolve();
      waiting.push({ n, resolve });
      void ended.then((end) => reject(new Error(`closed before ${n} messages: ${JSON.stringify(end)}`)));
    });
  return { socket, messages, opened, ended, got };
}

/** Opens a ws client, sends texts one by one awaiting an echo each, and closes with 1000. */
export async function converse(
  lab: Lab,
  url: string,
  texts: string[],
  options: ClientOptions = {},
): Promise<void> {
  const client = wsClient(lab, url, [], options);
  await client.opened;
  for (const [i, one] of texts.entries()) {
    client.socket.send(one);
    await client.got(i + 1);
  }
  client.socket.close(1000, 'done');
  await client.ended;
}

/**
 * Sends each message once the other side has sent something, or after `everyMs` without an answer, and closes with
 * 1000 at last. After `limitMs` the connection is cut.
 */
export async function sendInTurn(
  client: ClientLog,
  messages: readonly (string | Buffer)[],
  { everyMs, limitMs }: { readonly everyMs: number; readonly limitMs: number },
): Promise<void> {
  const rest = [...messages];
  const next = () => {
    if (client.socket.readyState !== WebSocket.OPEN) return;
    const one = rest.shift();
    if (one === undefined) client.socket.close(1000);
    else client.socket.send(one);
  };
  client.socket.on('message', next);
  const timer = setInterval(next, everyMs);
  await Promise.race([client.ended, pause(limitMs)]);
  clearInterval(timer);
  client.socket.terminate();
}

/** What a page's WebSocket reported. */
export interface PageLog {
  events: string[];
  console: string[];
}

/**
 * Opens a WebSocket in a page, sends the texts once open (each after the answer to the one before when `pace` is
 * 'echo'), closes it after the last answer if `close` is set, and resolves with its close event.
 */
export async function pageSocket(
  page: Page,
  url: string,
  plan: { protocols?: string[]; send?: string[]; pace?: 'echo' | 'at-once'; closeAfter?: number } = {},
): Promise<PageLog> {
  const lines: string[] = [];
  page.on('console', (message) => lines.push(message.text()));
  const events = await page.evaluate(
    (address: string, p: typeof plan) =>
      new Promise<string[]>((resolve) => {
        const log: string[] = [];
        const texts = [...(p.send ?? [])];
        const socket = new WebSocket(address, p.protocols ?? []);
        let received = 0;
        socket.onopen = () => {
          log.push('open');
          if (p.pace === 'at-once') for (const one of texts.splice(0)) socket.send(one);
          else if (texts.length > 0) socket.send(texts.shift()!);
          if (p.closeAfter === 0) socket.close(1000);
        };
        socket.onmessage = (event) => {
          received++;
          log.push(`message ${typeof event.data === 'string' ? event.data.slice(0, 80) : 'binary'}`);
          if (texts.length > 0) socket.send(texts.shift()!);
          if (received === p.closeAfter) socket.close(1000, 'done');
        };
        socket.onclose = (event) => {
          log.push(`close ${event.code} ${event.reason}`);
          resolve(log);
        };
      }),
    url,
    plan,
  );
  return { events, console: lines };
}

/** The real clients that most cases use. */
export type By = 'ws' | 'chromium' | 'websockets';
/** Name and version of a client. */
export const bySoftware = (by: By) =>
  by === 'chromium' ? program('Chromium') : by === 'ws' ? npm('ws') : pip('websockets');

/** Starts recording a port, then connects a client that sends a few messages and stays until it is closed. */
export async function connect(lab: Lab, by: By, port: number, format?: 'pcap' | 'pcapng'): Promise<void> {
  const page = by === 'chromium' ? await lab.chromium() : null;
  await lab.record(port, { format });
  if (page) await pageSocket(page, `ws://127.0.0.1:${port}/`, { send: ['hello', 'second', 'third'] });
  else if (by === 'websockets') await (await lab.python('websockets_client.py', [port, 'echo'])).done;
  else {
    const client = wsClient(lab, `ws://127.0.0.1:${port}/`, [], { perMessageDeflate: false });
    await client.opened.then(() => client.socket.send('hello')).catch(() => {});
    client.socket.on('message', () => client.socket.send('next'));
    await client.ended;
  }
}

/** A Node https server with ws on it. */
export async function wssServer(lab: Lab, port: number, options: TlsOptions = {}): Promise<void> {
  const { key, cert } = lab.certificate();
  const one = https.createServer({ key: readFileSync(key), cert: readFileSync(cert), ...options });
  one.on('tlsClientError', () => {});
  const sockets = new WebSocketServer({ server: one });
  sockets.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.on('message', (data) => socket.send(String(data)));
  });
  await new Promise<void>((resolve) => one.listen(port, '127.0.0.1', resolve));
  lab.defer(() => {
    one.closeAllConnections();
    for (const socket of sockets.clients) socket.terminate();
    one.close();
  });
}

/** What nginx needs in a location to forward the upgrade. */
export const nginxUpgrade =
  'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";';

/** The truth of an HTTP status line, or another text, that stands in the server's stream after the first blank line. */
export async function serverBreak(lab: Lab, port: number, words = 'HTTP/1.1 '): Promise<Truth> {
  return { sender: 'server', breakOffset: await lab.offsetOf('server', port, words) };
}
