// Reproductions run against real libraries, which say of them what was measured for the recorded bytes; and against a
// plain socket, which sees exactly the recorded bytes.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import type { Sender } from '../../src/decoder/model/basics.ts';
import { type Handed, handedOver, inFolder, isInstalled, openBytes, openCapture, saved } from './kit.ts';

/** The Python of the system has the packages of the system. */
const python = process.env.PYTHON ?? '/usr/bin/python3';
const runners = { node: process.execPath, python } as const;
type Language = keyof typeof runners;
const languages: readonly Language[] = isInstalled(python, ['--version']) ? ['node', 'python'] : ['node'];
const hasWebsockets = isInstalled(python, ['-c', 'import websockets']);

/** A program that is running, with the lines that it has printed. */
interface Running {
  readonly child: ChildProcess;
  readonly lines: string[];
  /** Resolves with the first line that matches. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  ended: Promise<unknown>;
}

function start(command: string, args: readonly string[]): Running {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const take = (line: string) => {
    lines.push(line);
    for (const check of waiting) check();
  };
  createInterface({ input: child.stdout }).on('line', take);
  createInterface({ input: child.stderr }).on('line', take);
  return {
    child,
    lines,
    ended: once(child, 'close'),
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const found = lines.map((line) => pattern.exec(line)).find((match) => match !== null);
          if (found === undefined) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        child.once('close', () => reject(new Error(`no ${pattern} in\n${lines.join('\n')}`)));
        check();
      }),
  };
}

async function play(
  handed: Handed,
  language: Language,
  args: readonly string[],
  use: (run: Running) => Promise<void>,
) {
  await inFolder(async (folder) => {
    const run = start(runners[language], [await saved(folder, handed), ...args]);
    try {
      await use(run);
    } finally {
      run.child.kill();
      await run.ended;
    }
  });
}

/** What a library says of the recorded bytes, as the reports of the connection have it. */
interface Expected {
  readonly handed: Handed;
  readonly text: string;
  readonly closeCode: number | null;
}

async function expected(
  capture: string,
  language: Language,
  library: string,
  plays: Sender,
): Promise<Expected> {
  const opened = await openCapture(capture);
  const role = plays === 'server' ? 'client' : 'server';
  const report = opened.view.connections[0].reports.find(
    (one) => one.implementation === library && one.role === role && !one.accepts,
  );
  if (report?.text == null) throw new Error(`no report of ${library} on ${capture}`);
  const handed = await handedOver(opened, language, { play: plays });
  return { handed, text: report.text, closeCode: report.closeCode };
}

const closeLine = (who: Sender, code: number) => new RegExp(`${who}: close, \\d+ bytes, code ${code}`);
const listening = /listening on ws:\/\/127\.0\.0\.1:(\d+)/;

/** Captures of which the server's bytes are at fault, and of which the client's are. */
const faultyServers = [
  'server-masked-frame/echoes-masked-close.pcap',
  'reserved-opcode/opcode-3.pcap',
  'reserved-bits/rsv1-as-priority-flag.pcap',
  'close-code-invalid/aiohttp-close-1005.pcap',
  'control-too-long/close-reason-stack-trace.pcap',
  'context-takeover-mismatch/keeps-window-agreed-away.pcap',
  'short-write/binary-cut.pcap',
  'upgrade-refused/aiohttp-401.pcap',
];
const faultyClients = [
  'client-unmasked-frame/never-masks.pcap',
  'reserved-opcode/opcode-7-heartbeat.pcap',
  'text-not-utf8/client-gbk.pcap',
  'trailing-bytes/client-newline.pcap',
  'deflate-corrupt/gzip-member.pcap',
  'wrong-mask-key/masked-twice.pcap',
];
const few = 2;

describe.each(languages)('a server as a program for %s', (language) => {
  const chosen = language === 'node' ? faultyServers : faultyServers.slice(0, few);

  it.each(chosen)('ws says what was measured: %s', { timeout: 30_000 }, async (capture) => {
    const { handed, text, closeCode } = await expected(capture, language, 'ws 8', 'server');
    await play(handed, language, ['0', '--once'], async (run) => {
      const [, port] = await run.line(listening);
      const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
      const [error] = await once(socket, 'error');
      expect(error.message).toBe(text);
      if (closeCode !== null) await run.line(closeLine('client', closeCode));
    });
  });

  const others = language === 'python' ? faultyServers : faultyServers.slice(0, few);
  it.runIf(hasWebsockets).each(others)(
    'websockets for Python says what was measured: %s',
    { timeout: 30_000 },
    async (capture) => {
      const library = 'Python websockets 10 (legacy)';
      const { handed, text, closeCode } = await expected(capture, language, library, 'server');
      await play(handed, language, ['0', '--once'], async (run) => {
        const [, port] = await run.line(listening);
        const client = start(python, ['-c', pythonClient, `ws://127.0.0.1:${port}/`]);
        await client.ended;
        expect(client.lines.join('\n')).toContain(text);
        if (closeCode !== null) await run.line(closeLine('client', closeCode));
      });
    },
  );
});

const pythonClient = `
import asyncio, sys, websockets
async def main():
    try:
        async with websockets.connect(sys.argv[1], max_size=None) as ws:
            while True: await ws.recv()
    except Exception as error:
        while error is not None:
            print(type(error).__name__, error)
            error = error.__cause__ or error.__context__
asyncio.run(main())
`;

const pythonServer = `
import asyncio, websockets
async def handle(ws):
    try:
        while True: await ws.recv()
    except Exception as error:
        while error is not None:
            print(type(error).__name__, error, flush=True)
            error = error.__cause__ or error.__context__
async def main():
    async with websockets.serve(handle, '127.0.0.1', 0, max_size=None) as server:
        print('port', server.sockets[0].getsockname()[1], flush=True)
        await asyncio.Future()
asyncio.run(main())
`;

/** A server of ws, and the first error of its connections. */
async function withServer(use: (url: string, failed: Promise<Error>) => Promise<void>): Promise<void> {
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: true });
  const failed = new Promise<Error>((resolve) => {
    server.on('connection', (socket) => {
      socket.on('error', resolve);
      socket.on('message', () => {});
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  try {
    await use(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/`, failed);
  } finally {
    for (const client of server.clients) client.terminate();
    server.close();
    http.close();
  }
}

describe.each(languages)('a client as a program for %s', (language) => {
  const chosen = language === 'node' ? faultyClients : faultyClients.slice(0, few);

  it.each(chosen)('ws says what was measured: %s', { timeout: 30_000 }, async (capture) => {
    const { handed, text, closeCode } = await expected(capture, language, 'ws 8', 'client');
    await withServer(async (url, failed) => {
      await play(handed, language, [url], async (run) => {
        expect((await failed).message).toBe(text);
        if (closeCode !== null) await run.line(closeLine('server', closeCode));
      });
    });
  });

  const others = language === 'python' ? faultyClients : faultyClients.slice(0, few);
  it.runIf(hasWebsockets).each(others)(
    'websockets for Python says what was measured: %s',
    { timeout: 30_000 },
    async (capture) => {
      const library = 'Python websockets 10 (legacy)';
      const { handed, text, closeCode } = await expected(capture, language, library, 'client');
      const server = start(python, ['-c', pythonServer]);
      try {
        const [, port] = await server.line(/^port (\d+)/);
        await play(handed, language, [`ws://127.0.0.1:${port}/`], async (run) => {
          if (closeCode !== null) await run.line(closeLine('server', closeCode));
        });
        await server.line(new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
      } finally {
        server.child.kill();
        await server.ended;
      }
    },
  );
});

/** All bytes of a socket up to its end. */
async function bytesUntilEnd(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = [];
  socket.on('data', (bytes) => parts.push(bytes));
  socket.on('error', () => {});
  await once(socket, 'close');
  return Buffer.concat(parts);
}

/** The recorded bytes of a side. */
async function recorded(capture: string, bytesOf: Sender): Promise<Buffer> {
  const { content } = await handedOver(await openCapture(capture), 'hex', { bytesOf });
  return Buffer.from((await content.text()).replace(/\s/g, ''), 'hex');
}

const request = (key: string) =>
  `GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`;

describe.each(languages)('a plain socket sees the recorded bytes of a program for %s', (language) => {
  const sound = 'healthy/101-and-frames-in-one-segment.pcap';

  it('that plays the server, with the accept value of its own key', { timeout: 60_000 }, async () => {
    const handed = await handedOver(await openCapture(sound), language, { play: 'server' });
    await play(handed, language, ['0', '--once'], async (run) => {
      const [, port] = await run.line(listening);
      const socket = connect(Number(port), '127.0.0.1');
      socket.write(request('dGhlIHNhbXBsZSBub25jZQ=='));
      const [seen, whole] = [await bytesUntilEnd(socket), await recorded(sound, 'server')];
      const accept = /Sec-WebSocket-Accept: (\S+)/i;
      expect(accept.exec(seen.toString('latin1'))?.[1]).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
      const without = (bytes: Buffer) => bytes.toString('latin1').replace(accept, '');
      expect(without(seen)).toBe(without(whole));
    });
  });

  it('that plays the client, masks included', { timeout: 60_000 }, async () => {
    const capture = 'client-unmasked-frame/never-masks.pcap';
    const handed = await handedOver(await openCapture(capture), language, { play: 'client' });
    const listener = createTcpServer();
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    try {
      const connected = once(listener, 'connection');
      await play(handed, language, [`ws://127.0.0.1:${port}/`], async () => {
        const [socket] = (await connected) as [Socket];
        socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
        const [seen, whole] = [await bytesUntilEnd(socket), await recorded(capture, 'client')];
        const host = /\r\nHost: \S+/i;
        const without = (bytes: Buffer) => bytes.toString('latin1').replace(host, '');
        expect(seen.toString('latin1')).toContain(`Host: 127.0.0.1:${port}`);
        expect(without(seen)).toBe(without(whole));
      });
    } finally {
      listener.close();
    }
  });

  it('makes the handshake that the recording lacks', { timeout: 60_000 }, async () => {
    const opened = await openBytes(new Blob(['a105 48656c6c6f']), 'paste');
    const handed = await handedOver(opened, language, { play: 'server' });
    expect(handed.notes.join(' ')).toContain('no handshake');
    await play(handed, language, ['0', '--once'], async (run) => {
      const [, port] = await run.line(listening);
      const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
      const [error] = await once(socket, 'error');
      expect(error.message).toBe('Invalid WebSocket frame: RSV2 and RSV3 must be clear');
    });
  });
});
