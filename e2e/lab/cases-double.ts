// Two upgrade handlers on one socket.
import type http from 'node:http';
import httpProxy from 'http-proxy';
import { Server as SocketServer } from 'socket.io';
import websocket from 'websocket';
import { WebSocketServer } from 'ws';
import { httpServer, pageSocket, serverBreak, wsClient, wsServer } from './kit.ts';
import { type Lab, type LabCase, npm, program } from './lab.ts';

type By = 'ws' | 'chromium';

/** Those whose second answer is a 400, not a 101. */
const answers400 = ['two-ws-servers-with-paths', 'two-ws-servers-with-paths-chromium', 'socketio-and-ws'];

/** Answers every message with itself, after a greeting when given. */
function echo(wss: WebSocketServer, greeting?: string): WebSocketServer {
  wss.on('connection', (socket) => {
    socket.on('error', () => {});
    if (greeting) socket.send(greeting);
    socket.on('message', (data) => socket.send(String(data)));
  });
  return wss;
}

/** One HTTP server that `setUp` gives more than one owner of its upgrades. */
function twice(
  name: string,
  software: string[],
  story: string,
  by: By,
  setUp: (lab: Lab, server: http.Server) => void | Promise<void>,
  options: { also?: string[]; path?: string; format?: 'pcap' | 'pcapng' } = {},
): LabCase {
  return {
    name,
    cause: 'double-handshake',
    also: options.also ?? (answers400.includes(name) ? ['http-response-on-websocket'] : undefined),
    software: [...software, ...(by === 'chromium' ? [program('Chromium')] : [])],
    story,
    async run(lab) {
      const port = await lab.port();
      const server = await httpServer(lab, port);
      await setUp(lab, server);
      const url = `ws://127.0.0.1:${port}${options.path ?? '/a'}`;
      const page = by === 'chromium' ? await lab.chromium() : null;
      await lab.record(port, { format: options.format });
      if (page) await pageSocket(page, url, { send: ['hello', 'again'], closeAfter: 2 });
      else {
        const client = wsClient(lab, url);
        client.opened.then(() => client.socket.send('hello')).catch(() => {});
        await client.ended;
      }
      return serverBreak(lab, port);
    },
  };
}

const twoPaths = (_lab: Lab, server: http.Server) => {
  echo(new WebSocketServer({ server, path: '/a' }));
  echo(new WebSocketServer({ server, path: '/b' }));
};

/** Cases of double-handshake. */
export const cases: LabCase[] = [
  twice(
    'two-ws-servers-with-paths',
    [npm('ws')],
    'Two ws servers with the paths /a and /b share one HTTP server; the second answers 400 on the socket of /a.',
    'ws',
    twoPaths,
  ),
  twice(
    'two-ws-servers-with-paths-chromium',
    [npm('ws')],
    'Two ws servers with the paths /a and /b share one HTTP server; a page opens /a.',
    'chromium',
    twoPaths,
    { format: 'pcapng' },
  ),
  twice(
    'socketio-and-ws',
    [npm('socket.io'), npm('ws')],
    'A ws server for /graphql on the HTTP server of socket.io answers 400 to the upgrade of socket.io.',
    'chromium',
    (lab, server) => {
      const sockets = new SocketServer(server);
      lab.defer(() => sockets.close());
      echo(new WebSocketServer({ server, path: '/graphql' }));
    },
    { path: '/socket.io/?EIO=4&transport=websocket' },
  ),
  twice(
    'ws-and-websocket-node',
    [npm('ws'), npm('websocket')],
    'ws and WebSocket-Node both accept every upgrade of one HTTP server.',
    'ws',
    (_lab, server) => {
      echo(new WebSocketServer({ server }));
      const other = new websocket.server({ httpServer: server, autoAcceptConnections: false });
      other.on('request', (request) => {
        const connection = request.accept(undefined, request.origin);
        connection.on('message', (message) => {
          if (message.type === 'utf8') connection.sendUTF(message.utf8Data);
        });
        connection.on('error', () => {});
      });
    },
  ),
  twice(
    'http-proxy-registered-twice',
    [npm('http-proxy'), npm('ws')],
    'The upgrade handler of http-proxy is registered twice, so the backend is dialled twice and every answer comes twice.',
    'chromium',
    async (lab, server) => {
      const backend = await lab.port();
      await wsServer(lab, backend);
      const proxy = httpProxy.createProxyServer({ target: `http://127.0.0.1:${backend}`, ws: true });
      proxy.on('error', () => {});
      lab.defer(() => proxy.close());
      for (let i = 0; i < 2; i++)
        server.on('upgrade', (request, socket, head) => proxy.ws(request, socket, head));
    },
  ),
  twice(
    'proxy-and-hmr-server',
    [npm('http-proxy'), npm('ws')],
    'A dev server proxies /api and its hot-reload ws server is bound to the same HTTP server; both accept.',
    'ws',
    async (lab, server) => {
      const backend = await lab.port();
      await wsServer(lab, backend);
      const proxy = httpProxy.createProxyServer({ target: `http://127.0.0.1:${backend}`, ws: true });
      proxy.on('error', () => {});
      lab.defer(() => proxy.close());
      echo(new WebSocketServer({ server }), '{"type":"connected"}');
      server.on('upgrade', (request, socket, head) => proxy.ws(request, socket, head));
    },
  ),
];
