import { type Guide, importLine } from '../guide.ts';

const js = (text: string) => ({ language: 'js' as const, text });
const ran = { with: 'Node 20, socket.io 4.8, ws 8.23' };
const options = 'https://socket.io/docs/v4/server-options/';

/** Socket.IO on its own and beside another WebSocket server. */
export const socketioGuide: Guide = {
  stack: 'socketio',
  name: 'Socket.IO',
  versions: 'Run with socket.io 4.8.',
  fixes: [
    {
      id: 'beside-ws',
      causes: ['double-handshake', 'http-response-on-websocket', 'valid-bytes-receiver-at-fault'],
      title: 'Socket.IO beside another WebSocket server',
      wrong: js(`${importLine('{ createServer }', 'node:http')}
${importLine('{ Server }', 'socket.io')}
${importLine('{ WebSocketServer }', 'ws')}

const server = createServer();
const io = new Server(server);
const graphql = new WebSocketServer({ server, path: '/graphql' });

io.on('connection', (socket) => socket.emit('hello'));
graphql.on('connection', (ws) => ws.send('hello'));
server.listen(8080);
`),
      right: js(`${importLine('{ createServer }', 'node:http')}
${importLine('{ Server }', 'socket.io')}
${importLine('{ WebSocketServer }', 'ws')}

const server = createServer();
const io = new Server(server, { destroyUpgrade: false });
const graphql = new WebSocketServer({ noServer: true });

server.on('upgrade', (request, socket, head) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname === '/graphql') {
    graphql.handleUpgrade(request, socket, head, (ws) => graphql.emit('connection', ws, request));
  } else if (!pathname.startsWith('/socket.io/')) {
    socket.destroy();
  }
});

io.on('connection', (socket) => socket.emit('hello'));
graphql.on('connection', (ws) => ws.send('hello'));
server.listen(8080);
`),
      why: 'ws with { server, path } answers 400 to every upgrade that is not its own, also to those that Socket.IO has just answered with 101. destroyUpgrade: false keeps Socket.IO from closing, after a second, the ones that are not its own.',
      confirm: 'Connect both clients at once: both must get hello and stay open for 5 s.',
      ran,
      source: `${options}#destroyupgrade`,
    },
    {
      id: 'ping-timeout',
      causes: ['idle-timeout'],
      conditions: { 'idle-timeout': { variant: 'heartbeat' } },
      title: 'Leave both event loops free, and give the heartbeat time',
      wrong: js(`${importLine('{ Server }', 'socket.io')}

const io = new Server(8080, { pingInterval: 5_000, pingTimeout: 2_000 });
io.on('connection', (socket) => {
  socket.on('report', (rows) => socket.emit('report', buildReport(rows)));
});
`),
      right: js(`import { Worker } from 'node:worker_threads';
${importLine('{ Server }', 'socket.io')}

const io = new Server(8080, { pingInterval: 25_000, pingTimeout: 20_000 });
io.on('connection', (socket) => {
  socket.on('report', (rows) => {
    const worker = new Worker('./build-report.mjs', { workerData: rows });
    worker.once('message', (report) => socket.emit('report', report));
  });
});
`),
      why: 'The server sends “2” each pingInterval and expects “3” within pingTimeout; the client expects a “2” within the sum of both. Work that blocks the event loop of either side for longer, a page in the background or a sleeping device ends the connection with “ping timeout”.',
      confirm:
        'Log the reason of disconnect: it must not be "ping timeout". In a capture a 3 must follow each 2.',
      ran: { notRun: 'The timers of the right text take longer than a test may.' },
      source: `${options}#pingtimeout`,
    },
    {
      id: 'max-http-buffer-size',
      causes: ['message-too-large'],
      title: 'Raise maxHttpBufferSize, or send less at once',
      wrong: js(`${importLine('{ createServer }', 'node:http')}
${importLine('{ Server }', 'socket.io')}

const server = createServer();
const io = new Server(server, { maxHttpBufferSize: 1000 });
io.on('connection', (socket) => socket.on('data', (data) => socket.emit('got', data.length)));
server.listen(8080);
`),
      right: js(`${importLine('{ createServer }', 'node:http')}
${importLine('{ Server }', 'socket.io')}

const server = createServer();
const io = new Server(server, { maxHttpBufferSize: 1e7 });
io.on('connection', (socket) => socket.on('data', (data) => socket.emit('got', data.length)));
server.listen(8080);
`),
      why: 'A message above maxHttpBufferSize (1 MB when not set) is answered by close code 1009; the client only sees "transport close" and connects again.',
      confirm: 'Send a message of the size that failed: "got" must come back.',
      ran,
      source: `${options}#maxhttpbuffersize`,
    },
    {
      id: 'plain-client',
      causes: ['upgrade-refused', 'unframed-text'],
      conditions: {
        'upgrade-refused': { statuses: [400], tunnel: false },
        'unframed-text': { onlySeen: true },
      },
      title: 'A Socket.IO server wants a Socket.IO client',
      wrong: js(`const ws = new WebSocket('ws://127.0.0.1:8080/');
ws.onopen = () => ws.send(JSON.stringify(['hello']));
`),
      right: js(`${importLine('{ io }', 'socket.io-client')}

const socket = io('http://127.0.0.1:8080', { transports: ['websocket'] });
socket.on('connect', () => socket.emit('hello'));
`),
      why: 'Socket.IO listens under /socket.io/?EIO=4&transport=websocket and puts its own packets (0, 40, 42[...]) into the messages. A plain WebSocket gets no answer, or 400.',
      confirm:
        'curl -si "http://localhost:8080/socket.io/?EIO=4&transport=polling" | head -1\nmust print: HTTP/1.1 200 OK',
      ran,
      source: 'https://socket.io/docs/v4/#what-socketio-is-not',
    },
    {
      id: 'sticky-sessions',
      causes: ['upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [400], tunnel: false } },
      title: 'Reach one instance with all requests of a session',
      wrong: js(`${importLine('{ io }', 'socket.io-client')}

const socket = io('http://127.0.0.1:8080');
socket.on('connect', () => socket.emit('hello'));
`),
      right: js(`${importLine('{ io }', 'socket.io-client')}

const socket = io('http://127.0.0.1:8080', { transports: ['websocket'] });
socket.on('connect', () => socket.emit('hello'));
`),
      why: 'The client opens a session by HTTP requests and upgrades later. With several instances behind a load balancer a later request reaches one that answers 400 "Session ID unknown". A WebSocket alone stays on its instance; to keep the HTTP requests, make the balancer sticky (nginx: ip_hash or hash $cookie_io).',
      confirm: 'Connect 20 times with two instances running: all must get the connect event.',
      ran,
      source: 'https://socket.io/docs/v4/using-multiple-nodes/',
    },
  ],
};
