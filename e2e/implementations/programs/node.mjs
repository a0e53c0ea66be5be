// WebSocket packages of Node.js as clients or servers: node.mjs <package> <client|server>. A client reads lines
// `<i> <url> <0|1>`, a server prints its port first; both print one JSON object for each stream. REPORT_MODULES names
// a folder with the packages.
import http from 'node:http';
import { createRequire } from 'node:module';
import net from 'node:net';
import { createInterface } from 'node:readline';

const [name, role] = process.argv.slice(2);
const own = createRequire(import.meta.url);
const others = process.env.REPORT_MODULES ? createRequire(`${process.env.REPORT_MODULES}/`) : own;
/** A package of the named folder, or of this project where that folder does not have it. */
function load(name) {
  try {
    return others(name);
  } catch {
    return own(name);
  }
}
process.on('uncaughtException', (error) => console.error(String(error)));

const say = (i, text, more = {}) => console.log(JSON.stringify({ i: Number(i), text, ...more }));
const sayError = (i, error) =>
  say(i, error.message, { error: error.constructor.name, code: error.code ?? null });
const indexOf = (path) => /\/(\d+)$/.exec(path)[1];

const listen = (server) =>
  server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));

/** Reports the first error of an emitter, or that it closed without one. */
function watch(i, emitter, closed = () => null) {
  let isSaid = false;
  emitter.on('error', (error) => {
    if (!isSaid) sayError(i, error);
    isSaid = true;
  });
  emitter.on('close', (...args) => {
    if (!isSaid) say(i, closed(...args));
    isSaid = true;
  });
}
const dropped = (code) => (code === 1006 ? 'no message, close 1006' : null);

/** websocket for Node.js tells the reason of a refusal where it drops the connection. */
function watchDrop(i, connection) {
  let reason = null;
  const drop = connection.drop;
  connection.drop = function (...args) {
    reason ??= args[1] ?? '';
    return drop.apply(this, args);
  };
  connection.on('close', () => say(i, reason));
}

const clients = {
  ws: (i, url, deflate) => {
    const { WebSocket } = load('ws');
    watch(i, new WebSocket(url, { perMessageDeflate: deflate }), dropped);
  },
  'websocket-driver': (i, url, deflate) => {
    const driver = load('websocket-driver').client(url);
    if (deflate) driver.addExtension(load('permessage-deflate'));
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.pipe(driver.io).pipe(socket);
    watch(i, driver);
    socket.on('close', () => driver.emit('close', {}));
    driver.start();
  },
  websocket: (i, url) => {
    const client = new (load('websocket').client)();
    client.on('connect', (connection) => watchDrop(i, connection));
    client.on('connectFailed', (error) => sayError(i, error));
    client.connect(url);
  },
};
function webSocketClass(WebSocket) {
  return (i, url) => {
    let message = null;
    let type = null;
    const socket = new WebSocket(url);
    socket.onerror = (event) => {
      message ??= event.message || event.error?.message || '';
      type ??= event.error?.constructor?.name ?? null;
    };
    socket.onclose = ({ code }) => say(i, message ?? dropped(code), { onWire: true, error: type });
  };
}
for (const one of ['undici', 'undici6', 'undici7']) {
  clients[one] = (...args) => webSocketClass(load(one).WebSocket)(...args);
}
clients.builtin = (...args) => webSocketClass(globalThis.WebSocket)(...args);

const servers = {
  ws: () => {
    const server = http.createServer();
    const sockets = new (load('ws').WebSocketServer)({ server, perMessageDeflate: true });
    sockets.on('connection', (socket, request) => watch(indexOf(request.url), socket, dropped));
    listen(server);
  },
  'websocket-driver': () => {
    const server = http.createServer();
    server.on('upgrade', (request, socket) => {
      const driver = load('websocket-driver').http(request);
      if (request.headers['sec-websocket-extensions']) driver.addExtension(load('permessage-deflate'));
      socket.on('error', () => undefined);
      watch(indexOf(request.url), driver);
      socket.on('close', () => driver.emit('close', {}));
      socket.pipe(driver.io).pipe(socket);
      driver.start();
    });
    listen(server);
  },
  websocket: () => {
    const httpServer = http.createServer();
    const server = new (load('websocket').server)({ httpServer, autoAcceptConnections: false });
    server.on('request', (request) => {
      watchDrop(indexOf(request.resource), request.accept(null, ''));
    });
    listen(httpServer);
  },
};

if (role === 'server') servers[name]();
else {
  createInterface(process.stdin).on('line', (line) => {
    const [i, url, deflate] = line.split(' ');
    clients[name](i, url, deflate === '1');
  });
}
