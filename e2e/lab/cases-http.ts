// HTTP on an open WebSocket: late responses, requests, chunk lines.
import http from 'node:http';
import type { Socket } from 'node:net';
import httpProxy from 'http-proxy';
import { WebSocketServer } from 'ws';
import { httpServer, pageSocket, serverBreak, wsClient, wsServer } from './kit.ts';
import {
  acceptFor,
  exampleKey,
  frame,
  headerOf,
  type LabCase,
  npm,
  Opcode,
  pip,
  program,
  text,
  upgradeRequest,
} from './lab.ts';

type By = 'ws' | 'chromium';

/** A Node server that upgrades with ws and later writes HTTP to the same socket. */
function lateResponse(
  name: string,
  software: string[],
  story: string,
  by: By,
  late: (socket: Socket, request: http.IncomingMessage) => void,
  options: { afterMessages?: number; closed?: boolean; afterMs?: number } = {},
): LabCase {
  return {
    name,
    cause: 'http-response-on-websocket',
    software: [npm('ws'), ...software, ...(by === 'chromium' ? [program('Chromium')] : [])],
    story,
    async run(lab) {
      const port = await lab.port();
      const server = await httpServer(lab, port);
      const wss = new WebSocketServer({ noServer: true });
      server.on('upgrade', (request, socket, head) => {
        wss.handleUpgrade(request, socket, head, (ws) => {
          let count = 0;
          ws.on('error', () => {});
          if (options.afterMs !== undefined)
            setTimeout(() => late(socket as Socket, request), options.afterMs);
          ws.on('message', (data) => {
            ws.send(String(data));
            if (++count === (options.afterMessages ?? 1) && options.afterMs === undefined)
              late(socket as Socket, request);
          });
        });
      });
      const url = `ws://127.0.0.1:${port}/live`;
      const page = by === 'chromium' ? await lab.chromium() : null;
      await lab.record(port);
      const texts = ['hello', 'second message', 'third message'].slice(0, options.afterMessages ?? 1);
      if (page) await pageSocket(page, url, { send: texts });
      else {
        const client = wsClient(lab, url);
        await client.opened;
        for (const [i, one] of texts.entries()) {
          client.socket.send(one);
          if (i + 1 < texts.length) await client.got(i + 1);
        }
        await client.ended;
      }
      return serverBreak(lab, port);
    },
  };
}

function respond(socket: Socket, request: http.IncomingMessage, status: number, body: string): void {
  const response = new http.ServerResponse(request);
  response.assignSocket(socket);
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'X-Powered-By': 'Express' });
  response.end(body);
}

function pythonLate(
  name: string,
  script: string,
  mode: string,
  software: string[],
  story: string,
  by: By,
  words = 'HTTP/1.',
): LabCase {
  return {
    name,
    also: mode === 'close-first' ? ['data-after-close'] : undefined,
    cause: 'http-response-on-websocket',
    software: [...software, by === 'chromium' ? program('Chromium') : npm('ws')],
    story,
    async run(lab) {
      const port = await lab.port();
      await lab.python(script, [port, mode], port);
      const page = by === 'chromium' ? await lab.chromium() : null;
      await lab.record(port);
      if (page) await pageSocket(page, `ws://127.0.0.1:${port}/ws`, { send: ['hello', 'second'] });
      else {
        const client = wsClient(lab, `ws://127.0.0.1:${port}/ws`, [], { perMessageDeflate: false });
        await client.opened;
        for (const one of ['hello', 'second']) client.socket.send(one);
        await client.ended;
      }
      return serverBreak(lab, port, words);
    },
  };
}

const responses: LabCase[] = [
  lateResponse(
    'express-404-after-upgrade',
    [program('Node')],
    'A framework gives the upgraded socket to a ServerResponse and its last middleware answers 404.',
    'chromium',
    (socket, request) => respond(socket, request, 404, '<pre>Cannot GET /live</pre>'),
  ),
  lateResponse(
    'error-handler-500',
    [program('Node')],
    'The error handler of the framework answers 500 on the upgraded socket after the third message.',
    'ws',
    (socket, request) => respond(socket, request, 500, '<h1>Internal Server Error</h1>'),
    { afterMessages: 3 },
  ),
  lateResponse(
    'request-timeout-408',
    [program('Node')],
    'A request timer that nobody stopped writes 408 into the open WebSocket.',
    'chromium',
    (socket) => {
      socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
    },
    { afterMs: 1500 },
  ),
  lateResponse(
    'client-error-400',
    [program('Node')],
    'A clientError handler kept from the HTTP days writes 400 Bad Request into the open WebSocket.',
    'ws',
    (socket) => {
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    },
    { afterMessages: 2 },
  ),
  {
    name: 'http-proxy-502-when-backend-dies',
    cause: 'http-response-on-websocket',
    software: [npm('http-proxy'), npm('ws'), program('Chromium')],
    story:
      "The backend resets its connection, and the gateway's error handler for http-proxy writes 502 to the open WebSocket.",
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await wsServer(lab, back, {}, (socket, request) => {
        socket.on('message', (data) => {
          socket.send(String(data));
          if (String(data) === 'second') setTimeout(() => request.socket.resetAndDestroy(), 50);
        });
      });
      const proxy = httpProxy.createProxyServer({ target: `http://127.0.0.1:${back}`, ws: true });
      proxy.on('error', (_error, _request, socket) => {
        socket.end(
          'HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\nContent-Length: 11\r\n\r\nBad Gateway',
        );
      });
      lab.defer(() => proxy.close());
      const server = await httpServer(lab, port);
      server.on('upgrade', (request, socket, head) => proxy.ws(request, socket, head));
      const page = await lab.chromium();
      await lab.record(port, { format: 'pcapng' });
      await pageSocket(page, `ws://127.0.0.1:${port}/`, { send: ['first', 'second'] });
      return serverBreak(lab, port);
    },
  },
  pythonLate(
    'aiohttp-second-response',
    'aiohttp_server.py',
    'second-response',
    [pip('aiohttp')],
    'The aiohttp handler returns a JSON response after it has prepared a WebSocket.',
    'ws',
  ),
  pythonLate(
    'wsgi-200-after-return',
    'wsgi_server.py',
    'return',
    [program('Python')],
    'The WSGI app returns after it took the socket, and wsgiref writes its 200 on it.',
    'chromium',
  ),
  pythonLate(
    'wsgi-200-after-close',
    'wsgi_server.py',
    'close-first',
    [program('Python')],
    'The WSGI app sends a Close frame and returns, and wsgiref writes its 200 after it.',
    'ws',
  ),
  pythonLate(
    'wsgi-500-on-exception',
    'wsgi_server.py',
    'raise',
    [program('Python')],
    'The WSGI app raises, and wsgiref writes its 500 page on the open WebSocket.',
    'chromium',
  ),
];

const requests: LabCase[] = [
  {
    name: 'python-http-client-reuses-connection',
    cause: 'http-request-on-websocket',
    software: [program('Python'), npm('ws')],
    story: 'http.client is used for the upgrade, and the next GET goes out on the same connection.',
    async run(lab) {
      const port = await lab.port();
      await wsServer(lab, port);
      await lab.record(port);
      await (await lab.python('http_client.py', [port])).done;
      return { sender: 'client', breakOffset: await lab.offsetOf('client', port, 'GET /api/health') };
    },
  },
  {
    name: 'python-http-client-after-a-frame',
    cause: 'http-request-on-websocket',
    software: [program('Python'), pip('aiohttp')],
    story: 'A client sends one good frame and then a GET on the same connection to aiohttp.',
    async run(lab) {
      const port = await lab.port();
      await lab.python('aiohttp_server.py', [port, 'echo'], port);
      await lab.record(port);
      await (await lab.python('http_client.py', [port, 'frame'])).done;
      return { sender: 'client', breakOffset: await lab.offsetOf('client', port, 'GET /api/health') };
    },
  },
  {
    name: 'node-agent-hands-out-upgraded-socket',
    cause: 'http-request-on-websocket',
    software: [program('Node'), npm('ws')],
    story: 'A Node client keeps its own pool and hands the upgraded socket out for a POST.',
    async run(lab) {
      const port = await lab.port();
      await wsServer(lab, port);
      await lab.record(port);
      const headers = {
        Upgrade: 'websocket',
        Connection: 'Upgrade',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Version': '13',
      };
      const upgraded = await new Promise<Socket>((resolve) => {
        const request = http.get({ port, host: '127.0.0.1', path: '/ws', headers });
        request.on('upgrade', (_answer, socket) => resolve(socket as Socket));
      });
      upgraded.on('error', () => {});
      upgraded.write(text('hello', exampleKey));
      const post = http.request({
        host: '127.0.0.1',
        port,
        method: 'POST',
        path: '/api/events',
        createConnection: () => upgraded,
        headers: { 'Content-Type': 'application/json', 'Content-Length': 13 },
      });
      post.on('error', () => {});
      post.end('{"event":"x"}');
      await new Promise((resolve) => upgraded.once('close', resolve));
      return { sender: 'client', breakOffset: await lab.offsetOf('client', port, 'POST /api') };
    },
  },
  {
    name: 'gateway-sends-request-twice',
    also: ['double-handshake'],
    cause: 'http-request-on-websocket',
    software: [program('Node'), pip('websockets')],
    story:
      'A gateway writes the upgrade request to the backend twice, once for each of its two upgrade handlers.',
    async run(lab) {
      const port = await lab.port();
      await lab.python('websockets_server.py', [port, 'echo'], port);
      await lab.record(port);
      const peer = await lab.tcpClient(port);
      await peer.upgrade('/ws');
      await peer.send(upgradeRequest());
      await peer.closed();
      await peer.end();
      return { sender: 'client', breakOffset: 0 };
    },
  },
];

const chunked: LabCase[] = [
  {
    name: 'aiohttp-stream-response',
    cause: 'chunked-on-websocket',
    software: [pip('aiohttp'), npm('ws')],
    story: 'Frames are written through a StreamResponse with enable_chunked_encoding and status 101.',
    async run(lab) {
      const port = await lab.port();
      await lab.python('aiohttp_server.py', [port, 'chunked'], port);
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return { sender: 'server', breakOffset: 0 };
    },
  },
  {
    name: 'python-http-server-chromium',
    cause: 'chunked-on-websocket',
    software: [program('Python'), program('Chromium')],
    story:
      'A server on http.server writes each frame as a chunk and says Transfer-Encoding: chunked in its 101.',
    async run(lab) {
      const port = await lab.port();
      await lab.python('handshake_server.py', [port, 'chunked'], port);
      const page = await lab.chromium();
      await lab.record(port);
      await pageSocket(page, `ws://127.0.0.1:${port}/ws`);
      return { sender: 'server', breakOffset: 0 };
    },
  },
  {
    name: 'node-request-write',
    cause: 'chunked-on-websocket',
    software: [program('Node'), npm('ws')],
    story:
      'A Node client writes its frames with request.write at once, so they leave in the chunked coding of the request.',
    async run(lab) {
      const port = await lab.port();
      await wsServer(lab, port);
      await lab.record(port);
      const request = http.request({
        host: '127.0.0.1',
        port,
        path: '/ws',
        headers: {
          Upgrade: 'websocket',
          Connection: 'Upgrade',
          'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
          'Sec-WebSocket-Version': '13',
          'Transfer-Encoding': 'chunked',
        },
      });
      request.on('error', () => {});
      const ended = new Promise((resolve) => {
        request.on('upgrade', (_answer, socket) => socket.resume().once('close', resolve));
      });
      request.flushHeaders();
      request.write(text('hello', exampleKey));
      request.write(text('a second message', exampleKey));
      await ended;
      return { sender: 'client', breakOffset: await lab.offsetOf('client', port, 'b\r\n') };
    },
  },
  {
    name: 'node-gateway-rechunks-answer',
    cause: 'chunked-on-websocket',
    software: [program('Node'), npm('ws'), program('Chromium')],
    story:
      'A gateway copies the 101 of the backend and pipes the rest through a chunked writer; frames after the first message get chunk lines too.',
    async run(lab) {
      const [back] = [await lab.port()];
      await wsServer(lab, back, {}, (socket) => {
        socket.send('{"type":"welcome"}');
        socket.on('message', (data) => socket.send(String(data)));
      });
      const { port } = await lab.tcpServer(async (peer) => {
        const request = await peer.readHead();
        const upstream = await lab.tcpClient(back);
        await upstream.send(request);
        const answer = await upstream.readHead();
        await peer.send(answer.replace('\r\n\r\n', '\r\nTransfer-Encoding: chunked\r\n\r\n'));
        const onward = (data: Buffer) =>
          peer.socket.write(
            Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')]),
          );
        await upstream.take(20).then(onward);
        upstream.socket.on('data', onward);
        peer.socket.on('data', (data) => upstream.socket.write(data));
        await peer.closed();
        await peer.end();
      });
      const page = await lab.chromium();
      await lab.record(port);
      await pageSocket(page, `ws://127.0.0.1:${port}/ws`);
      return { sender: 'server', breakOffset: 0 };
    },
  },
  {
    name: 'chunk-lines-from-the-second-message',
    cause: 'chunked-on-websocket',
    software: [program('Node'), npm('ws')],
    story: 'The first frame is written to the socket, the later ones through the chunked response stream.',
    async run(lab) {
      let at = 0;
      const { port } = await lab.tcpServer(async (peer) => {
        const request = await peer.readHead();
        const accept = acceptFor(headerOf(request, 'sec-websocket-key') ?? '');
        await peer.send(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
        );
        peer.mark();
        await peer.send(frame({ payload: 'x'.repeat(200) }));
        await peer.send(frame({ opcode: Opcode.ping, payload: 'p' }));
        at = peer.sent;
        for (const words of ['y'.repeat(300), 'end']) {
          const one = frame({ payload: words });
          await peer.send(
            Buffer.concat([Buffer.from(`${one.length.toString(16)}\r\n`), one, Buffer.from('\r\n')]),
          );
        }
        await peer.closed();
        await peer.end();
      });
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return { sender: 'server', breakOffset: at };
    },
  },
];

/** Cases of http-response-on-websocket, http-request-on-websocket and chunked-on-websocket. */
export const cases: LabCase[] = [...responses, ...requests, ...chunked];
