// Servers on packages of npm: npm_servers.cjs LIBRARY PORT MODE [CODE REASON].
const [library, port, mode, code, reason] = process.argv.slice(2);
const hello = JSON.stringify({ hello: library, city: 'Zürich' });
const http = require('node:http');

function act(count, one) {
  if (count !== 2) return;
  if (mode === 'close') one.close(Number(code), reason);
  if (mode === 'kill') setTimeout(() => process.kill(process.pid, 'SIGKILL'), 60);
  if (mode === 'raw') one.raw(`${JSON.stringify({ type: 'tick', at: 1 })}`);
  if (mode === 'http') one.raw('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  if (mode === 'throw') throw new Error('no such order');
}

if (library === 'ws-old') {
  const { Server } = require('ws-old');
  const server = new Server({
    host: '127.0.0.1',
    port: Number(port),
    perMessageDeflate: mode === 'deflate',
    ...(mode === 'limit' ? { maxPayload: 2000 } : {}),
  });
  server.on('connection', (ws) => {
    let count = 0;
    ws.on('error', () => {});
    ws.send(hello);
    ws.on('message', (text) => {
      ws.send(`echo: ${text}`);
      act(++count, { close: (c, r) => ws.close(c, r), raw: (bytes) => ws._socket.write(bytes) });
    });
  });
} else if (library === 'uws') {
  const uws = require('@trufflesuite/uws-js-unofficial');
  uws
    .App()
    .ws('/*', {
      maxPayloadLength: mode === 'limit' ? 2000 : 1 << 20,
      idleTimeout: mode === 'idle' ? 8 : 120,
      sendPingsAutomatically: mode !== 'idle',
      compression: mode === 'deflate' ? uws.SHARED_COMPRESSOR : uws.DISABLED,
      upgrade:
        mode === 'refuse' ? (res) => res.writeStatus('401 Unauthorized').end('{"error":"token"}') : undefined,
      open: (ws) => {
        ws.count = 0;
        ws.send(hello);
      },
      message: (ws, data) => {
        ws.send(`echo: ${Buffer.from(data)}`, false, mode === 'deflate');
        if (++ws.count !== 2) return;
        if (mode === 'close') ws.end(Number(code), reason);
        if (mode === 'drop') ws.close();
        if (mode === 'kill') setTimeout(() => process.kill(process.pid, 'SIGKILL'), 60);
        if (mode === 'fragments') {
          ws.sendFirstFragment('{"list":[');
          ws.send('{"alert":1}');
          ws.sendLastFragment('1,2]}');
        }
      },
    })
    .listen('127.0.0.1', Number(port), () => {});
} else if (library === 'nes') {
  const server = require('@hapi/hapi').server({ host: '127.0.0.1', port: Number(port) });
  server
    .register({
      plugin: require('@hapi/nes'),
      options: mode === 'heartbeat' ? { heartbeat: { interval: 800, timeout: 400 } } : { heartbeat: false },
    })
    .then(() => {
      server.route({ method: 'GET', path: '/h', handler: () => ({ city: 'Zürich' }) });
      return server.start();
    });
} else if (library === 'sockjs') {
  const server = http.createServer();
  const echo = require('sockjs').createServer({ log: () => {} });
  echo.on('connection', (conn) => {
    let count = 0;
    conn.write(hello);
    conn.on('data', (text) => {
      conn.write(`echo: ${text}`);
      if (++count === 2 && mode === 'close') conn.close(Number(code), reason);
    });
  });
  echo.installHandlers(server, { prefix: '/s' });
  server.listen(Number(port), '127.0.0.1');
}
