// tap.mjs and tap.py inside real servers and clients: what they record is what tcpdump sees on the wire, and
// of TLS what the other end wrote.

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import {
  freePort,
  lacks,
  lacksPython,
  needPython,
  type Running,
  repository,
  start,
  waitForPort,
  withFolder,
} from '../fixes/harness/process.ts';
import { followedAll, inspectFile, packets, sleep, until } from './kit.ts';

const taps = path.join(repository, 'public/taps');

async function tcpdump(port: number, file: string): Promise<Running> {
  const words = [
    '-i',
    'lo',
    '-s',
    '0',
    '-U',
    '--immediate-mode',
    '-B',
    '65536',
    '-w',
    file,
    `tcp port ${port}`,
  ];
  const running = start('tcpdump', words);
  await until(
    () => running.output.text.includes('listening on'),
    () => running.output.text,
  );
  return running;
}

/** Text, a large binary message, an empty one, a burst and a clean close. */
async function talk(url: string, options: WebSocket.ClientOptions = {}): Promise<void> {
  const client = new WebSocket(url, { rejectUnauthorized: false, ...options });
  await new Promise((resolve, reject) => {
    client.once('open', resolve);
    client.once('error', reject);
  });
  const messages = ['hello', randomBytes(300_000), '', ...Array.from({ length: 20 }, (_, i) => `burst ${i}`)];
  let echoed = 0;
  const all = new Promise<void>((resolve) => {
    client.on('message', () => {
      echoed++;
      if (echoed === messages.length) resolve();
    });
  });
  for (const message of messages) client.send(message);
  await all;
  client.close(1000, 'done');
  await new Promise((resolve) => client.once('close', resolve));
}

interface ServerCase {
  readonly name: string;
  readonly file: string;
  readonly command: () => string;
  readonly source: string;
}

const python = () => needPython(['websockets', 'aiohttp']);
const echoInPython = `
async def main(port, out):
    tap_loop(asyncio.get_running_loop(), out)
`;

const plainServers: readonly ServerCase[] = [
  {
    name: 'tap.mjs in ws on an http server',
    file: 'server.mjs',
    command: () => process.execPath,
    source: `
import { createServer } from 'node:http';
import { WebSocketServer } from '${path.join(repository, 'node_modules/ws/wrapper.mjs')}';
import { tapServer } from '${taps}/tap.mjs';
const [port, out] = process.argv.slice(2);
const server = tapServer(createServer((request, response) => response.end('plain')), out);
new WebSocketServer({ server }).on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
server.listen(Number(port), '127.0.0.1');
`,
  },
  {
    name: 'tap.mjs in ws with its own server tapped through net',
    file: 'server.mjs',
    command: () => process.execPath,
    source: `
import { createServer } from 'node:http';
import net from 'node:net';
import { WebSocketServer } from '${path.join(repository, 'node_modules/ws/wrapper.mjs')}';
import { tapServer } from '${taps}/tap.mjs';
const [port, out] = process.argv.slice(2);
const http = createServer();
new WebSocketServer({ server: http, perMessageDeflate: true }).on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
tapServer(net.createServer((socket) => http.emit('connection', socket)), out).listen(Number(port), '127.0.0.1');
`,
  },
  {
    name: 'tap.py in websockets',
    file: 'server.py',
    command: python,
    source: `
import asyncio, sys
sys.path.insert(0, '${taps}')
from tap import tap_loop
import websockets
async def echo(socket):
    async for message in socket:
        await socket.send(message)
${echoInPython}
    async with websockets.serve(echo, '127.0.0.1', port):
        await asyncio.Future()
asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
`,
  },
  {
    name: 'tap.py in aiohttp',
    file: 'server.py',
    command: python,
    source: `
import asyncio, sys
sys.path.insert(0, '${taps}')
from tap import tap_loop
from aiohttp import web, WSMsgType
async def echo(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        if message.type == WSMsgType.TEXT:
            await socket.send_str(message.data)
        elif message.type == WSMsgType.BINARY:
            await socket.send_bytes(message.data)
    return socket
${echoInPython}
    app = web.Application()
    app.add_routes([web.get('/', echo)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, '127.0.0.1', port).start()
    await asyncio.Future()
asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
`,
  },
];

async function withServer(
  { file, command, source }: ServerCase,
  use: (port: number, out: string, folder: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const port = await freePort();
    const out = path.join(folder, 'out.pcapng');
    writeFileSync(path.join(folder, file), source);
    const running = start(command(), [path.join(folder, file), String(port), out], { cwd: folder });
    try {
      await waitForPort(port, running);
      await use(port, out, folder);
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}\n${running.output.text}`, {
        cause: error,
      });
    } finally {
      await running.stop();
    }
  });
}

/** Streams with bytes, by the client's port. */
async function streams(file: string): Promise<Map<string, { client: Buffer; server: Buffer }>> {
  const opens = await packets(file, 'tcp.flags.syn==1 && tcp.flags.ack==0', ['tcp.stream', 'tcp.srcport']);
  const bytes = await followedAll(
    file,
    opens.map(([stream]) => Number(stream)),
  );
  const named = opens.map(([, port], i) => [port, bytes[i]] as const);
  return new Map(named.filter(([, { client }]) => client.length > 0));
}

const mayCapture = process.getuid?.() === 0;

const isLacking = lacks('tcpdump', 'tshark', 'openssl') || lacksPython('websockets', 'aiohttp');

describe.skipIf(isLacking)('taps', { timeout: 90_000 }, () => {
  it.each(['tap.mjs', 'tap.py'])('%s is short and needs nothing', (name) => {
    const text = readFileSync(path.join(taps, name), 'utf8');
    expect(text.split('\n').length - 1).toBeLessThan(200);
    const modules = text.split('\n').filter((line) => /^(?:import|from) /.test(line));
    const own =
      name === 'tap.py' ? 'import asyncio, os, socket, struct, threading, time, weakref' : 'node:fs';
    expect(modules).toEqual([expect.stringContaining(own)]);
  });

  it.skipIf(!mayCapture).each(plainServers)('$name records what tcpdump sees', (server) =>
    withServer(server, async (port, out, folder) => {
      const wire = path.join(folder, 'wire.pcap');
      const dump = await tcpdump(port, wire);
      await Promise.all([talk(`ws://127.0.0.1:${port}/`), talk(`ws://127.0.0.1:${port}/`)]);
      const client = new WebSocket(`ws://127.0.0.1:${port}/`);
      await new Promise((resolve) => client.once('open', resolve));
      client.terminate();
      await sleep(500);
      await dump.stop();
      const [seen, recorded] = [await streams(wire), await streams(out)];
      expect(seen.size).toBe(3);
      for (const [from, bytes] of seen) {
        const same = recorded.get(from);
        expect(same?.client.equals(bytes.client), `client of ${from}`).toBe(true);
        expect(same?.server.equals(bytes.server), `server of ${from}`).toBe(true);
      }
      expect(
        await packets(
          out,
          'tcp.analysis.lost_segment || tcp.analysis.retransmission || _ws.malformed || ip.checksum.status==0',
          ['frame.number'],
        ),
      ).toEqual([]);
      const { connections } = await inspectFile(out);
      const whole = connections.filter(({ messages }) => messages.length > 0);
      expect(whole.map(({ messages }) => messages.length)).toEqual([46, 46]);
      for (const one of whole) expect(one.diagnosis[0].cause).toBe('healthy');
    }),
  );

  it('the taps record what the other end of TLS wrote', () =>
    withFolder(async (folder) => {
      const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
      const words = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout ${key} -out ${cert}`;
      execFileSync('openssl', words.split(' '), { stdio: 'ignore' });
      const cases: ServerCase[] = [
        {
          name: 'node',
          file: 'server.mjs',
          command: () => process.execPath,
          source: `
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { WebSocketServer } from '${path.join(repository, 'node_modules/ws/wrapper.mjs')}';
import { tapServer } from '${taps}/tap.mjs';
const [port, out] = process.argv.slice(2);
const server = tapServer(createServer({ key: readFileSync('${key}'), cert: readFileSync('${cert}') }), out);
new WebSocketServer({ server }).on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
server.listen(Number(port), '127.0.0.1');
`,
        },
        {
          name: 'python',
          file: 'server.py',
          command: python,
          source: plainServers[2].source
            .replace('import asyncio, sys', 'import asyncio, ssl, sys')
            .replace(
              '    async with',
              `    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\n    context.load_cert_chain('${cert}', '${key}')\n    async with`,
            )
            .replace("'127.0.0.1', port)", "'127.0.0.1', port, ssl=context)"),
        },
      ];
      for (const one of cases) {
        await withServer(one, async (port, out) => {
          const sent: Buffer[] = [];
          const got: Buffer[] = [];
          let local = 0;
          const createConnection = (() => {
            const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
            socket.on('secureConnect', () => {
              local = socket.localPort ?? 0;
            });
            const write = socket._write;
            socket._write = function tapped(chunk, encoding, done) {
              sent.push(Buffer.from(chunk, encoding));
              return write.call(this, chunk, encoding, done);
            };
            socket._writev = undefined;
            const push = socket.push;
            socket.push = function tapped(chunk, encoding) {
              if (chunk) got.push(chunk);
              return push.call(this, chunk, encoding);
            };
            return socket;
          }) as unknown as WebSocket.ClientOptions['createConnection'];
          await talk(`wss://127.0.0.1:${port}/`, { createConnection });
          await sleep(300);
          const recorded = (await streams(out)).get(String(local));
          expect(recorded?.client.equals(Buffer.concat(sent)), `${one.name} client`).toBe(true);
          expect(recorded?.server.equals(Buffer.concat(got)), `${one.name} server`).toBe(true);
          const { connections } = await inspectFile(out);
          expect(connections[0].handshake?.status).toBe(101);
          expect(connections[0].diagnosis[0].cause).toBe('healthy');
        });
      }
    }));

  it.skipIf(!mayCapture)('the taps record clients', () =>
    withFolder(async (folder) => {
      const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
      await new Promise((resolve) => server.once('listening', resolve));
      server.on('connection', (socket) =>
        socket.on('message', (data, binary) => socket.send(data, { binary })),
      );
      const { port } = server.address() as net.AddressInfo;
      const wire = path.join(folder, 'wire.pcap');
      const dump = await tcpdump(port, wire);
      try {
        const { tapSocket } = (await import(path.join(taps, 'tap.mjs'))) as {
          tapSocket(socket: net.Socket, file: string): net.Socket;
        };
        const out = path.join(folder, 'node.pcapng');
        const createConnection = ((options: net.NetConnectOpts) =>
          tapSocket(net.connect(options), out)) as unknown as WebSocket.ClientOptions['createConnection'];
        await talk(`ws://127.0.0.1:${port}/`, { createConnection });
        const script = path.join(folder, 'client.py');
        writeFileSync(
          script,
          `
import asyncio, socket, ssl, sys, threading
sys.path.insert(0, '${taps}')
from tap import tap_loop, tap_socket, tap_listener
import websockets, aiohttp
port, folder = int(sys.argv[1]), sys.argv[2]
async def main(out):
    tap_loop(asyncio.get_running_loop(), out)
    async with websockets.connect(f'ws://127.0.0.1:{port}/') as one:
        await one.send('from websockets')
        await one.send(bytes(200000))
        await one.recv(), await one.recv()
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(f'ws://127.0.0.1:{port}/') as two:
            await two.send_str('from aiohttp')
            await two.receive()
asyncio.run(main(folder + '/python.pcapng'))
# sockets without asyncio, both ends of them
def serve(listener):
    connection, _ = listener.accept()
    with connection, connection.makefile('rwb') as stream:
        stream.write(stream.readline().upper())
        stream.flush()
listener = tap_listener(socket.create_server(('127.0.0.1', 0)), folder + '/accepted.pcapng')
thread = threading.Thread(target=serve, args=(listener,))
thread.start()
client = tap_socket(socket.create_connection(listener.getsockname()), folder + '/dialled.pcapng')
client.sendall(b'over ')
client.send(b'plain sockets\\n')
into = bytearray(5)
client.recv_into(into)
rest = b''
while data := client.recv(100):
    rest += data
client.close()
thread.join()
print(bytes(into) + rest)
`,
        );
        const running = start(python(), [script, String(port), folder]);
        await new Promise((resolve) => running.child.once('close', resolve));
        expect(running.output.text).toBe("b'OVER PLAIN SOCKETS\\n'\n");
        await sleep(500);
        await dump.stop();
        const seen = await streams(wire);
        const recorded = new Map([
          ...(await streams(out)),
          ...(await streams(path.join(folder, 'python.pcapng'))),
        ]);
        expect(seen.size).toBe(3);
        for (const [from, bytes] of seen) {
          expect(recorded.get(from)?.client.equals(bytes.client), from).toBe(true);
          expect(recorded.get(from)?.server.equals(bytes.server), from).toBe(true);
        }
        for (const name of ['accepted', 'dialled']) {
          const [bytes] = (await streams(path.join(folder, `${name}.pcapng`))).values();
          expect([bytes.client.toString(), bytes.server.toString()]).toEqual([
            'over plain sockets\n',
            'OVER PLAIN SOCKETS\n',
          ]);
          const fins = await packets(path.join(folder, `${name}.pcapng`), 'tcp.flags.fin==1', [
            'tcp.srcport',
          ]);
          expect(fins.length, name).toBeGreaterThan(0);
        }
      } finally {
        await dump.stop();
        for (const client of server.clients) client.terminate();
        server.close();
      }
    }),
  );
});
