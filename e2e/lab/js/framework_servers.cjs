// Servers of npm packages that wrap ws or another library: framework_servers.cjs LIBRARY PORT MODE [CODE REASON].
const [library, port, mode, code, reason] = process.argv.slice(2);
const hello = JSON.stringify({ hello: library, city: 'Zürich' });
const at = { host: '127.0.0.1', port: Number(port) };

function act(count, one) {
  if (count !== 2) return;
  if (mode === 'close') one.close(Number(code), reason);
  if (mode === 'kill') setTimeout(() => process.kill(process.pid, 'SIGKILL'), 60);
  if (mode === 'throw') throw new Error('no such order');
  if (mode === 'raw') one.raw?.();
}

const starts = {
  async hono() {
    const { serve } = require('@hono/node-server');
    const { Hono } = require('hono');
    const { createNodeWebSocket } = require('@hono/node-ws');
    const app = new Hono();
    const { injectWebSocket, upgradeWebSocket } = createNodeWebSocket({ app });
    app.use('*', async (c, next) => {
      if (mode === 'refuse') return c.json({ error: 'login first' }, Number(code));
      await next();
      if (mode === 'late-header') c.header('X-Trace', '1');
    });
    app.get(
      '/',
      upgradeWebSocket(() => {
        let count = 0;
        return {
          onOpen: (_event, ws) => ws.send(hello),
          onMessage(event, ws) {
            ws.send(`echo: ${event.data}`);
            act(++count, { close: (c, r) => ws.close(c, r), raw: () => ws.raw._socket.write('{"tick":1}') });
          },
        };
      }),
    );
    injectWebSocket(serve({ fetch: app.fetch, hostname: at.host, port: at.port }));
  },
  async koa() {
    const Koa = require('koa');
    const app = new Koa();
    app.use(require('koa-easy-ws')());
    app.use(async (context) => {
      if (mode === 'refuse') {
        context.status = Number(code);
        context.body = reason;
        return;
      }
      if (!context.ws) return;
      const ws = await context.ws();
      let count = 0;
      ws.send(hello);
      ws.on('message', (text) => {
        ws.send(`echo: ${text}`);
        act(++count, { close: (c, r) => ws.close(c, r), raw: () => ws._socket.write('data: tick\n\n') });
      });
      if (mode === 'body')
        setTimeout(
          () => ws._socket?.write('HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nNot Found'),
          80,
        );
    });
    app.listen(at.port, at.host);
  },
  async crossws() {
    const { createServer } = require('node:http');
    const { default: adapter } = await import(require.resolve('crossws/adapters/node'));
    const counts = new Map();
    const ws = adapter({
      hooks: {
        upgrade() {
          if (mode === 'refuse')
            return new Response(reason, { status: Number(code), headers: { 'x-why': 'tenant' } });
          return undefined;
        },
        open: (peer) => peer.send(hello),
        message(peer, message) {
          peer.send(`echo: ${message.text()}`);
          counts.set(peer.id, (counts.get(peer.id) ?? 0) + 1);
          act(counts.get(peer.id), { close: (c, r) => peer.close(c, r) });
        },
      },
    });
    const server = createServer((_q, a) => a.end('ok'));
    server.on('upgrade', (request, socket, head) => ws.handleUpgrade(request, socket, head));
    server.listen(at.port, at.host);
  },
  async 'rpc-websockets'() {
    const { Server } = require('rpc-websockets');
    const server = new Server(at);
    server.register('sum', ([a, b]) => a + b);
    server.register('fail', () => {
      throw server.createError(-32010, 'no such order');
    });
    server.event('tick');
    if (mode === 'close')
      server.register('leave', (_p, id) => setTimeout(() => server.closeNamespace?.('/') ?? id, 50));
    setInterval(() => server.emit('tick', Date.now()), 300);
  },
  async peerjs() {
    const { PeerServer } = require('peer');
    PeerServer({ ...at, path: '/', key: 'peerjs', alive_timeout: 2000 });
  },
  async vite() {
    const { createServer } = await import('vite');
    const server = await createServer({
      configFile: false,
      root: process.cwd(),
      logLevel: 'silent',
      server: { host: at.host, port: at.port, strictPort: true },
    });
    await server.listen();
    if (mode === 'reload') setInterval(() => server.ws.send({ type: 'full-reload', path: '*' }), 400);
  },
  async engineio() {
    const { Server } = require('engine.io');
    const http = require('node:http').createServer().listen(at.port, at.host);
    const server = new Server({
      pingInterval: 1500,
      pingTimeout: 1000,
      maxHttpBufferSize: mode === 'limit' ? 2000 : 1e6,
      allowUpgrades: true,
    });
    server.attach(http);
    server.on('connection', (socket) => {
      let count = 0;
      socket.send(hello);
      socket.on('message', (text) => {
        socket.send(`echo: ${text}`);
        if (mode === 'binary') socket.send(Buffer.from([0x81, 0x7e, 0, 1, 0x88, 0]));
        act(++count, { close: () => socket.close() });
      });
    });
  },
};
starts[library]();
