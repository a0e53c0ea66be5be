// A backend that keeps every byte it is sent, and a raw client that keeps every byte it is answered.
// Neither uses a WebSocket library: the tests look at the bytes, not at what a library makes of them.

import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';

const handshakeSuffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Sec-WebSocket-Accept for a key (RFC 6455 section 4.2.2). */
export function acceptFor(key: string): string {
  return createHash('sha1')
    .update(key + handshakeSuffix)
    .digest('base64');
}

/** A masked client frame or an unmasked server frame, payload up to 65,535 bytes. */
export function frame(opcode: number, payload: Buffer | string, masked: boolean): Buffer {
  const body = Buffer.from(payload);
  const maskBit = masked ? 0x80 : 0;
  const head =
    body.length < 126
      ? Buffer.from([0x80 | opcode, maskBit | body.length])
      : Buffer.from([0x80 | opcode, maskBit | 126, body.length >> 8, body.length & 255]);
  if (!masked) {
    return Buffer.concat([head, body]);
  }
  const key = randomBytes(4);
  return Buffer.concat([head, key, body.map((byte, index) => byte ^ key[index & 3])]);
}

/** Value of a header in a raw head, in any case; null when it is not there. */
export function headerOf(head: string, name: string): string | null {
  const line = head.split('\r\n').find((text) => text.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line === undefined ? null : line.slice(line.indexOf(':') + 1).trim();
}

/** One connection as the backend saw it. */
export interface Seen {
  bytes: Buffer;
  /** Request head up to and with the blank line, or '' while it is incomplete. */
  head: string;
  upgraded: boolean;
  closed: boolean;
}

export interface Backend {
  port: number;
  seen: Seen[];
  close(): Promise<void>;
}

/** How the backend answers. */
export interface BackendOptions {
  tls?: { key: string; cert: string };
  /** Skips a PROXY protocol line or header before the request. */
  acceptProxyProtocol?: boolean;
  /** Bytes to write right after the 101. */
  greeting?: Buffer;
}

/**
 * A WebSocket server that upgrades a correct request, answers 426 to any other (400 when it is not HTTP), and
 * echoes the bytes of the frames it gets, unmasked.
 */
export async function startBackend(options: BackendOptions = {}): Promise<Backend> {
  const seen: Seen[] = [];
  const sockets = new Set<net.Socket>();
  const onSocket = (socket: net.Socket) => {
    const entry: Seen = { bytes: Buffer.alloc(0), head: '', upgraded: false, closed: false };
    seen.push(entry);
    sockets.add(socket);
    let skipped = 0;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      entry.closed = true;
      sockets.delete(socket);
    });
    socket.on('data', (data: Buffer) => {
      entry.bytes = Buffer.concat([entry.bytes, data]);
      if (entry.upgraded) {
        echo(socket, data);
        return;
      }
      if (skipped === 0 && options.acceptProxyProtocol) {
        skipped = proxyHeaderLength(entry.bytes);
      }
      const rest = entry.bytes.subarray(skipped);
      const end = rest.indexOf('\r\n\r\n');
      if (end >= 0) {
        entry.head = rest.subarray(0, end + 4).toString('latin1');
        entry.upgraded = answer(socket, entry.head, options.greeting);
      } else if (rest.length >= 4 && !/^[A-Z]{3}/.test(rest.toString('latin1'))) {
        entry.head = '';
        socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      }
    });
  };
  const server = options.tls ? tls.createServer(options.tls, onSocket) : net.createServer(onSocket);
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    seen,
    async close() {
      for (const socket of sockets) {
        socket.destroy();
      }
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function proxyHeaderLength(bytes: Buffer): number {
  if (bytes.subarray(0, 12).equals(Buffer.from('0d0a0d0a000d0a515549540a', 'hex'))) {
    return bytes.length < 16 ? 0 : 16 + bytes.readUInt16BE(14);
  }
  const end = bytes.indexOf('\r\n');
  return bytes.subarray(0, 6).toString('latin1') === 'PROXY ' && end > 0 ? end + 2 : 0;
}

function answer(socket: net.Socket, head: string, greeting: Buffer | undefined): boolean {
  const key = headerOf(head, 'Sec-WebSocket-Key');
  const good =
    /^GET \S+ HTTP\/1\.1\r\n/.test(head) &&
    /(^|,\s*)websocket(\s*,|$)/i.test(headerOf(head, 'Upgrade') ?? '') &&
    /(^|,\s*)upgrade(\s*,|$)/i.test(headerOf(head, 'Connection') ?? '') &&
    headerOf(head, 'Sec-WebSocket-Version') === '13' &&
    key !== null;
  if (!good) {
    socket.end(
      'HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
    );
    return false;
  }
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      `Sec-WebSocket-Accept: ${acceptFor(key)}\r\n\r\n`,
  );
  if (greeting) {
    socket.write(greeting);
  }
  return true;
}

function echo(socket: net.Socket, data: Buffer): void {
  if (data.length < 6 || (data[1] & 0x80) === 0 || (data[1] & 0x7f) > 125) {
    return;
  }
  const length = data[1] & 0x7f;
  const key = data.subarray(2, 6);
  const payload = Buffer.from(data.subarray(6, 6 + length).map((byte, index) => byte ^ key[index & 3]));
  socket.write(frame(data[0] & 0x0f, payload, false));
  if ((data[0] & 0x0f) === 8) {
    socket.end();
  }
}

/** What came back from an upgrade request. */
export interface Answer {
  /** 0 when no HTTP status line came back. */
  status: number;
  head: string;
  key: string;
  /** Every byte after the head so far. */
  stream: Buffer;
  all: Buffer;
  closed: boolean;
  socket: net.Socket;
  /** Waits until `stream` has this many bytes, the socket closed, or the time is up. */
  read(bytes: number, limitMs?: number): Promise<Buffer>;
  /** Waits until the socket closed; false when it is still open after the time. */
  waitClosed(limitMs: number): Promise<boolean>;
  end(): void;
}

export interface AskOptions {
  path?: string;
  tls?: boolean;
  connection?: string;
  host?: string;
  origin?: string;
  extra?: string[];
  /** Bytes sent before the request, as a load balancer with PROXY protocol does. */
  before?: Buffer | string;
  limitMs?: number;
}

/** Sends one upgrade request as a browser does and keeps the answer. Never throws on a refusal. */
export async function askUpgrade(port: number, options: AskOptions = {}): Promise<Answer> {
  const key = randomBytes(16).toString('base64');
  const socket = options.tls
    ? tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] })
    : net.connect(port, '127.0.0.1');
  const answer: Answer = {
    status: 0,
    head: '',
    key,
    stream: Buffer.alloc(0),
    all: Buffer.alloc(0),
    closed: false,
    socket,
    read: (bytes, limitMs = 3000) =>
      waitUntil(() => answer.closed || answer.stream.length >= bytes, limitMs, answer),
    waitClosed: async (limitMs) => {
      await waitUntil(() => answer.closed, limitMs, answer);
      return answer.closed;
    },
    end: () => socket.destroy(),
  };
  socket.on('error', () => undefined);
  socket.on('close', () => {
    answer.closed = true;
  });
  socket.on('end', () => {
    answer.closed = true;
  });
  socket.on('data', (data: Buffer) => {
    answer.all = Buffer.concat([answer.all, data]);
    const end = answer.all.indexOf('\r\n\r\n');
    if (end >= 0) {
      answer.head = answer.all.subarray(0, end + 4).toString('latin1');
      answer.status = Number(/^HTTP\/\d\.\d (\d{3})/.exec(answer.head)?.[1] ?? 0);
      answer.stream = answer.all.subarray(end + 4);
    }
  });
  await Promise.race([
    once(socket, options.tls ? 'secureConnect' : 'connect').catch(() => undefined),
    once(socket, 'close').catch(() => undefined),
  ]);
  if (options.before) {
    socket.write(options.before);
  }
  socket.write(
    [
      `GET ${options.path ?? '/'} HTTP/1.1`,
      `Host: ${options.host ?? 'example.test'}`,
      `Connection: ${options.connection ?? 'keep-alive, Upgrade'}`,
      'Upgrade: websocket',
      `Origin: ${options.origin ?? 'http://example.test'}`,
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${key}`,
      ...(options.extra ?? []),
      '\r\n',
    ].join('\r\n'),
  );
  await waitUntil(() => answer.head !== '' || answer.closed, options.limitMs ?? 5000, answer);
  return answer;
}

async function waitUntil(done: () => boolean, limitMs: number, answer: Answer): Promise<Buffer> {
  const until = Date.now() + limitMs;
  while (!done() && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return answer.stream;
}

/** True when a browser takes the answer as an upgrade (RFC 6455 section 4.1), and a text frame sent comes back. */
export async function echoes(answer: Answer, text = 'ping'): Promise<boolean> {
  const upgraded =
    answer.status === 101 &&
    headerOf(answer.head, 'Sec-WebSocket-Accept') === acceptFor(answer.key) &&
    headerOf(answer.head, 'Upgrade')?.toLowerCase() === 'websocket' &&
    /(^|,\s*)upgrade(\s*,|$)/i.test(headerOf(answer.head, 'Connection') ?? '');
  if (!upgraded) {
    return false;
  }
  const before = answer.stream.length;
  answer.socket.write(frame(1, text, true));
  const stream = await answer.read(before + 2 + text.length);
  return stream.subarray(before).equals(frame(1, text, false));
}
