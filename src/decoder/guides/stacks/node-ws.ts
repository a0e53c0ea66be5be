import { afterSilence, type Fix, type Guide, importLine } from '../guide.ts';
import { nodeHandwrittenFixes } from './node-handwritten.ts';
import { nodeRefusalFixes } from './node-refusals.ts';

const ran = { with: 'Node 20, ws 8.23' };
const readme = 'https://github.com/websockets/ws#readme';
const api = 'https://github.com/websockets/ws/blob/master/doc/ws.md';

const js = (text: string) => ({ language: 'js' as const, text });

const wsFixes: Fix[] = [
  {
    id: 'several-servers',
    causes: [
      'double-handshake',
      'http-response-on-websocket',
      'valid-bytes-receiver-at-fault',
      'upgrade-refused',
    ],
    conditions: { 'upgrade-refused': { statuses: [400], tunnel: false } },
    title: 'Several WebSocket servers on one HTTP server',
    wrong: js(`${importLine('{ createServer }', 'node:http')}
${importLine('{ WebSocketServer }', 'ws')}

const server = createServer();
const chat = new WebSocketServer({ server, path: '/chat' });
const feed = new WebSocketServer({ server, path: '/feed' });

chat.on('connection', (ws) => ws.send('chat'));
feed.on('connection', (ws) => ws.send('feed'));
server.listen(8080);
`),
    right: js(`${importLine('{ createServer }', 'node:http')}
${importLine('{ WebSocketServer }', 'ws')}

const server = createServer();
const chat = new WebSocketServer({ noServer: true });
const feed = new WebSocketServer({ noServer: true });
const byPath = new Map([['/chat', chat], ['/feed', feed]]);

server.on('upgrade', (request, socket, head) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  const target = byPath.get(pathname);
  if (!target) {
    socket.end('HTTP/1.1 404 Not Found\\r\\nConnection: close\\r\\nContent-Length: 0\\r\\n\\r\\n');
    return;
  }
  target.handleUpgrade(request, socket, head, (ws) => target.emit('connection', ws, request));
});

chat.on('connection', (ws) => ws.send('chat'));
feed.on('connection', (ws) => ws.send('feed'));
server.listen(8080);
`),
    why: 'Each server made with { server } hears every upgrade. The one whose path does not fit answers 400 on the same socket, after the 101 of the other: the browser prints "Invalid frame header".',
    confirm:
      "node -e \"const w=new (require('ws'))('ws://localhost:8080/chat');w.on('message',m=>console.log(String(m)));w.on('error',console.log)\"\nmust print chat, and nothing else.",
    ran,
    source: `${readme}`,
  },
  {
    id: 'max-payload',
    causes: ['message-too-large'],
    title: 'Raise maxPayload, or send less at once',
    wrong: js(`${importLine('{ WebSocketServer }', 'ws')}

const server = new WebSocketServer({ port: 8080, maxPayload: 1024 });
server.on('connection', (ws) => {
  ws.on('error', (error) => console.error(error.message));
  ws.on('message', (data, isBinary) => ws.send(data, { binary: isBinary }));
});
`),
    right: js(`${importLine('{ WebSocketServer }', 'ws')}

const server = new WebSocketServer({ port: 8080, maxPayload: 8 * 1024 * 1024 });
server.on('connection', (ws) => {
  ws.on('error', (error) => console.error(error.message));
  ws.on('message', (data, isBinary) => ws.send(data, { binary: isBinary }));
});
`),
    why: 'A message above maxPayload (100 MiB when not set) is answered by close code 1009. Without an error handler it also ends the process.',
    confirm: 'Send a message of the size that failed: it must be answered, not closed with 1009.',
    ran,
    source: `${api}#new-websocketserveroptions-callback`,
  },
  {
    id: 'raw-socket-writes',
    causes: ['unframed-text', 'concurrent-writes', 'http-response-on-websocket'],
    title: 'Write through ws, never to its socket',
    wrong: js(`${importLine('{ WebSocketServer }', 'ws')}

const server = new WebSocketServer({ port: 8080 });
server.on('connection', (ws) => {
  ws._socket.write(JSON.stringify({ type: 'welcome' }));
});
`),
    right: js(`${importLine('{ WebSocketServer }', 'ws')}

const server = new WebSocketServer({ port: 8080 });
server.on('connection', (ws) => {
  ws.send(JSON.stringify({ type: 'welcome' }));
});
`),
    why: 'After the upgrade every byte on the socket belongs to a frame. Text written to the socket has no frame header, and it can also fall into the middle of a frame that ws is sending.',
    confirm: 'The first byte after the 101 must be 81 (a text frame), not 7b.',
    ran,
    source: `${api}#websocketsenddata-options-callback`,
  },
  {
    id: 'relay-messages',
    causes: [
      'deflate-corrupt',
      'compression-flag-misplaced',
      'compression-not-negotiated',
      'context-takeover-mismatch',
      'handshake-negotiation',
    ],
    title: 'A relay forwards messages, not bytes',
    wrong: js(`${importLine('{ WebSocket, WebSocketServer }', 'ws')}

const relay = new WebSocketServer({ port: 8080, perMessageDeflate: false });
relay.on('connection', (client) => {
  const backend = new WebSocket('ws://127.0.0.1:9090');
  backend.on('open', () => backend._socket.on('data', (bytes) => client._socket.write(bytes)));
  client.on('message', (data, isBinary) => backend.send(data, { binary: isBinary }));
});
`),
    right: js(`${importLine('{ WebSocket, WebSocketServer }', 'ws')}

const relay = new WebSocketServer({ port: 8080, perMessageDeflate: false });
relay.on('connection', (client) => {
  const backend = new WebSocket('ws://127.0.0.1:9090');
  backend.on('message', (data, isBinary) => client.send(data, { binary: isBinary }));
  client.on('message', (data, isBinary) => backend.send(data, { binary: isBinary }));
});
`),
    why: 'Each side has its own handshake. The backend agreed on permessage-deflate with the relay and the client did not, so copied frames arrive compressed with RSV1 set. Forwarded messages are framed anew for each side.',
    confirm: 'The first frame that the client gets must begin with 81 or 82, not with c1 or c2.',
    ran,
    source: `${readme}`,
  },
  {
    id: 'binary',
    causes: ['binary-sent-as-text', 'text-not-utf8'],
    title: 'Send bytes as a binary message',
    wrong: js(`${importLine('{ WebSocketServer }', 'ws')}

const server = new WebSocketServer({ port: 8080 });
server.on('connection', (ws) => {
  const image = Buffer.from('89504e470d0a1a0a', 'hex');
  ws.send(image, { binary: false });
});
`),
    right: js(`${importLine('{ WebSocketServer }', 'ws')}

const server = new WebSocketServer({ port: 8080 });
server.on('connection', (ws) => {
  const image = Buffer.from('89504e470d0a1a0a', 'hex');
  ws.send(image);
});
`),
    why: 'A text frame must hold UTF-8; browsers fail the connection with 1007 at the first byte that is not. ws sends a Buffer as binary unless told otherwise: a relay must pass isBinary on.',
    confirm: 'The frame must begin with 82 (binary), not with 81.',
    ran,
    source: `${api}#websocketsenddata-options-callback`,
  },
  {
    id: 'mask',
    causes: ['server-masked-frame'],
    title: 'A server does not mask',
    wrong: js(`${importLine('{ WebSocketServer }', 'ws')}

const server = new WebSocketServer({ port: 8080 });
server.on('connection', (ws) => ws.send('hello', { mask: true }));
`),
    right: js(`${importLine('{ WebSocketServer }', 'ws')}

const server = new WebSocketServer({ port: 8080 });
server.on('connection', (ws) => ws.send('hello'));
`),
    why: 'Only clients mask. A browser fails the connection: "A server must not mask any frames that it sends to the client."',
    confirm: 'The second byte of the frame must be below 80 (hex).',
    ran,
    source: `${api}#websocketsenddata-options-callback`,
  },
  {
    id: 'heartbeat',
    causes: ['idle-timeout', 'abnormal-close'],
    conditions: afterSilence,
    title: 'Ping, so that nothing on the way calls it idle',
    wrong: js(`${importLine('{ WebSocketServer }', 'ws')}

const server = new WebSocketServer({ port: 8080 });
server.on('connection', (ws) => ws.send('hello'));
`),
    right: js(`${importLine('{ WebSocketServer }', 'ws')}

const server = new WebSocketServer({ port: 8080 });
server.on('connection', (ws) => {
  ws.isAlive = true;
  ws.on('pong', () => { ws.isAlive = true; });
  ws.send('hello');
});

const beat = setInterval(() => {
  for (const ws of server.clients) {
    if (!ws.isAlive) {
      ws.terminate();
      continue;
    }
    ws.isAlive = false;
    ws.ping();
  }
}, 30_000);
server.on('close', () => clearInterval(beat));
`),
    why: 'ws sends no pings by itself. Proxies close what is still for 60 s or so; a ping every 30 s keeps it open and finds clients that are gone.',
    confirm: 'A ping (89 00) must come at least every 30 s.',
    ran,
    source: `${readme}`,
  },
  {
    id: 'answer-heartbeat',
    causes: ['idle-timeout'],
    conditions: { 'idle-timeout': { variant: 'heartbeat' } },
    title: "Answer the application's heartbeat",
    wrong: js(`${importLine('WebSocket', 'ws')}

const ws = new WebSocket('ws://localhost:8080/');
ws.on('message', (data) => console.log(JSON.parse(data)));
`),
    right: js(`${importLine('WebSocket', 'ws')}

const ws = new WebSocket('ws://localhost:8080/');
ws.on('message', (data) => {
  const message = JSON.parse(data);
  if (message.type === 'ping') ws.send(JSON.stringify({ type: 'pong' }));
  else console.log(message);
});
`),
    why: 'A library answers Ping frames by itself. A heartbeat that is a message of the application has to be answered by the application, in the form that its protocol asks for.',
    confirm: 'In a capture a message of the other side must follow each heartbeat.',
    ran: { notRun: 'The answer that is asked for depends on the application.' },
    source: `${readme}`,
  },
  {
    id: 'private-authority',
    causes: ['tls-certificate-rejected'],
    title: 'Trust the authority that signed the certificate',
    wrong: js(`${importLine('WebSocket', 'ws')}

const ws = new WebSocket('wss://localhost:8443/');
ws.on('open', () => console.log('open'));
`),
    right: js(`${importLine('{ readFileSync }', 'node:fs')}
${importLine('WebSocket', 'ws')}

const ws = new WebSocket('wss://localhost:8443/', { ca: readFileSync('ca.pem') });
ws.on('open', () => console.log('open'));
`),
    why: 'Node knows the public authorities alone. A certificate that is signed by your own one, or by itself, is refused until the client is given that authority. NODE_EXTRA_CA_CERTS=ca.pem does the same without a change. rejectUnauthorized: false switches the check off, also for an attacker.',
    confirm: 'The client must print open.',
    ran: { notRun: 'The text needs a certificate and an authority, which the test does not have.' },
    source: 'https://nodejs.org/docs/latest-v20.x/api/tls.html#tlsconnectoptions-callback',
  },
  {
    id: 'enable-connect-protocol',
    causes: ['http2-handshake'],
    title: 'Allow WebSockets on an HTTP/2 server',
    wrong: js(`${importLine('{ createServer }', 'node:http2')}

const server = createServer();
server.on('stream', (stream, headers) => {
  if (headers[':protocol'] === 'websocket') stream.respond({ ':status': 200 });
  else stream.respond({ ':status': 404 }, { endStream: true });
});
server.listen(8080);
`),
    right: js(`${importLine('{ createServer }', 'node:http2')}

const server = createServer({ settings: { enableConnectProtocol: true } });
server.on('stream', (stream, headers) => {
  if (headers[':protocol'] === 'websocket') stream.respond({ ':status': 200 });
  else stream.respond({ ':status': 404 }, { endStream: true });
});
server.listen(8080);
`),
    why: 'Without the setting Node resets an extended CONNECT with PROTOCOL_ERROR, and browsers do not send one. ws itself speaks HTTP/1.1 only: the frames of the stream are yours to read and write.',
    confirm: 'The SETTINGS frame of the server must hold 00 08 00 00 00 01.',
    ran: { with: 'Node 20' },
    source: 'https://nodejs.org/docs/latest-v20.x/api/http2.html#settings-object',
  },
];

/** Node with the ws package, and Node servers that write frames by hand. */
export const nodeWsGuide: Guide = {
  stack: 'node-ws',
  name: 'Node: ws, or frames by hand',
  versions: 'Run with Node 20 and ws 8.23.',
  fixes: [...nodeRefusalFixes, ...wsFixes, ...nodeHandwrittenFixes],
};
