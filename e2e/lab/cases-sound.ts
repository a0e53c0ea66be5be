// Sound sessions of every kind: real clients and servers, through real proxies, compressed, fragmented,
// closed in every legal way.
import { constants } from 'node:zlib';
import { softwareOf } from './framing-cases.ts';
import {
  type ClientKind,
  type ClientOptions,
  pythonServer,
  runClient,
  type ServerKind,
  type ServerOptions,
  startServer,
  wsServer,
} from './framing-ends.ts';
import { sound } from './framing-kit.ts';
import { type Lab, type LabCase, npm, program } from './lab.ts';

interface Pair {
  name: string;
  story: string;
  server: ServerKind;
  client: ClientKind;
  /** Fault word for the Python server: 'none', 'plain' or 'fragment'. */
  python?: string;
  serverOptions?: ServerOptions;
  clientOptions?: ClientOptions;
  format?: 'pcap' | 'pcapng';
  any?: boolean;
}

function pair(spec: Pair): LabCase {
  return {
    name: spec.name,
    cause: 'healthy',
    software: [softwareOf(spec.server), softwareOf(spec.client)],
    story: spec.story,
    async run(lab) {
      const python = ['websockets', 'aiohttp', 'tornado'].includes(spec.server);
      const port = python
        ? await pythonServer(lab, spec.server, spec.python)
        : await startServer(lab, spec.server, { seed: spec.name.length, ...spec.serverOptions });
      await lab.record(port, { format: spec.format ?? 'pcap', interface: spec.any ? 'any' : 'lo' });
      await runClient(lab, spec.client, port, { seed: spec.name.length, ...spec.clientOptions });
      return sound(lab);
    },
  };
}

const pairs: LabCase[] = [
  pair({
    name: 'ws-ws',
    story: 'A ws client and a ws server chat and close with 1000.',
    server: 'ws',
    client: 'ws',
  }),
  pair({
    name: 'websockets-client-ws-server',
    story: 'A Python websockets client talks to a ws server.',
    server: 'ws',
    client: 'websockets',
  }),
  pair({
    name: 'ws-client-websockets-server',
    story: 'A ws client talks to a Python websockets server, with deflate.',
    server: 'websockets',
    client: 'ws',
    clientOptions: { deflate: { threshold: 0 } },
  }),
  pair({
    name: 'aiohttp-both-ways',
    story: 'An aiohttp client talks to an aiohttp server.',
    server: 'aiohttp',
    client: 'aiohttp',
  }),
  pair({
    name: 'tornado-both-ways',
    story: 'A tornado client talks to a tornado server with deflate.',
    server: 'tornado',
    client: 'tornado',
    clientOptions: { fault: 'deflate' },
  }),
  pair({
    name: 'aiohttp-deflate-websockets-server',
    story: 'An aiohttp client with compression talks to a Python websockets server.',
    server: 'websockets',
    client: 'aiohttp',
    clientOptions: { fault: 'deflate' },
  }),
  pair({
    name: 'driver-client-ws-server',
    story: 'A websocket-driver client talks to a ws server and closes with a reason.',
    server: 'ws',
    client: 'driver',
  }),
  pair({
    name: 'ws-client-driver-server',
    story: 'A ws client talks to a websocket-driver server.',
    server: 'driver',
    client: 'ws',
  }),
  pair({
    name: 'websocket-node-both-ways',
    story: 'WebSocket-Node on both ends.',
    server: 'websocket',
    client: 'websocket',
  }),
  pair({
    name: 'undici-client-aiohttp-server',
    story: 'Node’s own WebSocket client talks to aiohttp.',
    server: 'aiohttp',
    client: 'undici',
  }),
  pair({
    name: 'chromium-ws-server',
    story: 'Chromium talks to a ws server without compression.',
    server: 'ws',
    client: 'chromium',
    format: 'pcapng',
  }),
  pair({
    name: 'chromium-deflate',
    story: 'Chromium and a ws server with permessage-deflate and context takeover both ways.',
    server: 'ws',
    client: 'chromium',
    serverOptions: { deflate: { threshold: 0 } },
    clientOptions: { messages: 9 },
  }),
  pair({
    name: 'chromium-aiohttp',
    story: 'Chromium talks to aiohttp, which compresses.',
    server: 'aiohttp',
    client: 'chromium',
  }),
  pair({
    name: 'chromium-tornado-any-interface',
    story: 'Chromium talks to tornado, recorded on the “any” device (Linux cooked).',
    server: 'tornado',
    client: 'chromium',
    any: true,
  }),
  pair({
    name: 'deflate-no-takeover',
    story: 'ws both ends, deflate without context takeover in either direction.',
    server: 'ws',
    client: 'ws',
    serverOptions: {
      deflate: { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true },
    },
    clientOptions: { deflate: { threshold: 0 }, messages: 8 },
  }),
  pair({
    name: 'deflate-server-no-takeover',
    story: 'Deflate; only the server forgets its window.',
    server: 'ws',
    client: 'ws',
    serverOptions: { deflate: { threshold: 0, serverNoContextTakeover: true } },
    clientOptions: { deflate: { threshold: 0 }, messages: 8 },
  }),
  pair({
    name: 'deflate-windows-9-and-10',
    story: 'Deflate with windows of 512 bytes for the server and 1024 for the client.',
    server: 'ws',
    client: 'ws',
    serverOptions: { deflate: { threshold: 0, serverMaxWindowBits: 9, clientMaxWindowBits: 10 } },
    clientOptions: { deflate: { threshold: 0 }, messages: 10 },
  }),
  pair({
    name: 'deflate-threshold',
    story: 'Deflate agreed; only messages above 200 bytes are compressed, so RSV1 comes and goes.',
    server: 'ws',
    client: 'ws',
    serverOptions: { deflate: { threshold: 200 } },
    clientOptions: { deflate: { threshold: 200 }, messages: 10 },
  }),
  pair({
    name: 'deflate-stored-blocks',
    story: 'Deflate at level 0: every compressed message is stored blocks.',
    server: 'ws',
    client: 'ws',
    serverOptions: { deflate: { threshold: 0, zlibDeflateOptions: { level: constants.Z_NO_COMPRESSION } } },
    clientOptions: { deflate: { threshold: 0, zlibDeflateOptions: { level: 0 } }, messages: 6 },
  }),
  pair({
    name: 'websockets-fragments-deflate',
    story: 'A Python websockets server fragments compressed messages, splitting characters.',
    server: 'websockets',
    python: 'fragment',
    client: 'ws',
    clientOptions: { deflate: { threshold: 0 } },
  }),
];

/** Through a proxy that forwards the upgrade as it should. */
function through(
  name: string,
  story: string,
  software: string,
  client: ClientKind,
  start: (lab: Lab, near: number, far: number) => Promise<unknown>,
  deflate = false,
): LabCase {
  return {
    name,
    cause: 'healthy',
    software: [software, npm('ws'), softwareOf(client)],
    story,
    async run(lab) {
      const far = await wsServer(lab, { seed: 3, deflate: deflate ? { threshold: 0 } : false });
      const near = await lab.port();
      await start(lab, near, far);
      await lab.record(near);
      await runClient(lab, client, near, { seed: 3, deflate });
      return sound(lab);
    },
  };
}

const proxies: LabCase[] = [
  through(
    'through-nginx',
    'Through nginx with Upgrade and Connection forwarded.',
    program('nginx'),
    'ws',
    (lab, near, far) =>
      lab.nginx(
        `server { listen 127.0.0.1:${near}; location / { proxy_pass http://127.0.0.1:${far}; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; } }`,
      ),
  ),
  through(
    'through-nginx-chromium-deflate',
    'Chromium through nginx with compression end to end.',
    program('nginx'),
    'chromium',
    (lab, near, far) =>
      lab.nginx(
        `server { listen 127.0.0.1:${near}; location / { proxy_pass http://127.0.0.1:${far}; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; } }`,
      ),
    true,
  ),
  through(
    'through-apache',
    'Through Apache with upgrade=websocket.',
    program('Apache'),
    'websockets',
    (lab, near, far) =>
      lab.apache(`Listen 127.0.0.1:${near}\nProxyPass / http://127.0.0.1:${far}/ upgrade=websocket\n`),
  ),
  through(
    'through-haproxy',
    'Through HAProxy in http mode with a tunnel timeout.',
    program('HAProxy'),
    'ws',
    (lab, near, far) =>
      lab.haproxy(
        `defaults\n  mode http\n  timeout connect 5s\n  timeout client 30s\n  timeout server 30s\n  timeout tunnel 1h\nfrontend f\n  bind 127.0.0.1:${near}\n  default_backend b\nbackend b\n  server s 127.0.0.1:${far}\n`,
      ),
    true,
  ),
];

const special: LabCase[] = [
  {
    name: 'socket-io',
    cause: 'healthy',
    software: [npm('socket.io'), npm('socket.io-client')],
    story: 'Socket.IO over WebSocket alone: Engine.IO packets, acknowledgements and a binary attachment.',
    async run(lab) {
      const { Server } = await import('socket.io');
      const { io } = await import('socket.io-client');
      const port = await lab.port();
      const server = new Server(port, { transports: ['websocket'] });
      server.on('connection', (socket) => {
        socket.emit('hello', { id: 1 });
        socket.on('add', (a: number, b: number, done: (sum: number) => void) => done(a + b));
        socket.on('upload', (bytes: Buffer) => socket.emit('uploaded', bytes.length, bytes));
      });
      lab.defer(() => {
        server.disconnectSockets(true);
        void server.close();
      });
      await lab.record(port);
      const socket = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], reconnection: false });
      lab.defer(() => {
        socket.disconnect();
      });
      await new Promise((resolve) => socket.once('hello', resolve));
      await socket.emitWithAck('add', 2, 40);
      socket.emit('upload', Buffer.from([1, 2, 3, 250, 251]));
      await new Promise((resolve) => socket.once('uploaded', resolve));
      socket.disconnect();
      return sound(lab);
    },
  },
  {
    name: 'subprotocol',
    cause: 'healthy',
    software: [npm('ws')],
    story: 'Client and server agree on the subprotocol graphql-transport-ws.',
    async run(lab) {
      const { WebSocket: Client, WebSocketServer } = await import('ws');
      const port = await lab.port();
      const server = new WebSocketServer({
        port,
        host: '127.0.0.1',
        handleProtocols: (all) => (all.has('graphql-transport-ws') ? 'graphql-transport-ws' : false),
      });
      lab.defer(() => {
        server.close();
      });
      server.on('connection', (ws) => ws.on('message', () => ws.send('{"type":"connection_ack"}')));
      await lab.record(port);
      const ws = new Client(`ws://127.0.0.1:${port}/graphql`, ['graphql-ws', 'graphql-transport-ws'], {
        perMessageDeflate: false,
      });
      ws.on('open', () => ws.send('{"type":"connection_init"}'));
      ws.on('message', () => ws.close(1000));
      await new Promise((resolve) => ws.once('close', resolve));
      return sound(lab);
    },
  },
  {
    name: 'ipv6',
    cause: 'healthy',
    software: [npm('ws')],
    story: 'A session over IPv6, ::1 to ::1.',
    async run(lab) {
      const port = await wsServer(lab, { seed: 8, host: '::1' });
      await lab.record(port);
      await runClient(lab, 'ws', port, { seed: 8, host: '[::1]' });
      return sound(lab);
    },
  },
  {
    name: 'keep-alive-request-before',
    cause: 'healthy',
    software: [npm('ws'), program('Node')],
    story: 'Two HTTP requests on the same TCP connection before the upgrade.',
    async run(lab) {
      const http = await import('node:http');
      const { WebSocketServer } = await import('ws');
      const port = await lab.port();
      const web = http.createServer((_request, response) => response.end('{"ok":true}'));
      const server = new WebSocketServer({ server: web });
      server.on('connection', (ws) => {
        ws.on('error', () => {});
        ws.on('message', (data) => ws.send(`echo ${String(data)}`));
      });
      await new Promise<void>((resolve) => web.listen(port, '127.0.0.1', resolve));
      lab.defer(() => {
        web.closeAllConnections();
        server.close();
        web.close();
      });
      await lab.record(port);
      const { frame, text } = await import('./generate-frames.ts');
      const peer = await lab.tcpClient(port);
      for (const path of ['/config', '/session']) {
        await peer.send(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
        await peer.until(() => (peer.pending.includes('{"ok":true}') ? true : null), 'an answer');
        peer.pending = Buffer.alloc(0);
      }
      await peer.upgrade('/ws');
      const key = Uint8Array.of(1, 2, 3, 4);
      for (const word of ['one', 'two', 'three']) {
        await peer.send(Buffer.from(frame({ payload: text(word), key })));
        await peer.readFrame();
      }
      await peer.send(Buffer.from(frame({ opcode: 8, payload: Uint8Array.of(3, 232), key })));
      await peer.readFrame();
      await peer.closed();
      await peer.end();
      return { sender: null, breakOffset: null };
    },
  },
  {
    name: '101-and-frames-in-one-segment',
    cause: 'healthy',
    software: [`hand-written server (${program('Node')})`, npm('ws')],
    story: 'The server’s 101 and its first two frames went out in one segment.',
    async run(lab) {
      const { upgradeResponse, headerOf, text, close } = await import('./lab.ts');
      const { port } = await lab.tcpServer(async (peer) => {
        const head = await peer.readHead();
        const answer = upgradeResponse(headerOf(head, 'sec-websocket-key') ?? '');
        await peer.send(Buffer.concat([answer, text('{"type":"welcome"}'), text('{"type":"state","n":1}')]));
        await peer.readFrame();
        await peer.readFrame();
        await peer.send(close(1000));
        await peer.closed();
        await peer.end();
      });
      await lab.record(port);
      await runClient(lab, 'ws', port, { messages: 1 });
      return sound(lab);
    },
  },
  pair({
    name: 'firefox',
    story: 'Firefox talks to a ws server with compression.',
    server: 'ws',
    client: 'firefox',
    serverOptions: { deflate: { threshold: 0 } },
  }),
];

export const cases: LabCase[] = [...pairs, ...proxies, ...special];
