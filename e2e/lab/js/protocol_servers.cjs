// Servers of frameworks and protocols on npm: protocol_servers.cjs LIBRARY PORT MODE [CODE REASON].
const [library, port, mode, code, reason] = process.argv.slice(2);
const http = require('node:http');
const hello = JSON.stringify({ hello: library, city: 'Zürich' });
const listen = (server) => server.listen(Number(port), '127.0.0.1');

function act(count, one) {
  if (count !== 2) return;
  if (mode === 'close') one.close(Number(code), reason);
  if (mode === 'kill') setTimeout(() => process.kill(process.pid, 'SIGKILL'), 60);
  if (mode === 'raw') one.raw('data: {"tick":1}\n\n');
  if (mode === 'throw') throw new Error('no such order');
}

/** What every server on ws does with its sockets. */
function talk(ws) {
  let count = 0;
  ws.on('error', () => {});
  ws.send(hello);
  ws.on('message', (text) => {
    ws.send(`echo: ${text}`);
    act(++count, { close: (c, r) => ws.close(c, r), raw: (bytes) => ws._socket.write(bytes) });
  });
}

const servers = {
  async fastify() {
    const app = require('fastify')();
    await app.register(require('@fastify/websocket'), {
      options: mode === 'limit' ? { maxPayload: 2000 } : {},
    });
    app.register(async (scope) => {
      scope.get('/', { websocket: true }, async (ws) => {
        if (mode === 'throw') {
          ws.send(hello);
          await new Promise((resolve) => setTimeout(resolve, 80));
          throw new Error('no such order');
        }
        talk(ws);
      });
      if (mode === 'hook') {
        scope.addHook('preValidation', async (_request, reply) => {
          await reply.code(401).send({ statusCode: 401, error: 'Unauthorized', message: 'token expired' });
        });
      }
    });
    await app.listen({ host: '127.0.0.1', port: Number(port) });
  },
  express() {
    const app = require('express')();
    require('express-ws')(app);
    if (mode === 'middleware') app.use((_request, response) => response.status(503).send('maintenance'));
    app.ws('/', talk);
    listen(app);
  },
  primus() {
    const Primus = require('primus');
    const server = http.createServer();
    const options = { transformer: 'websockets', pingInterval: mode === 'ping' ? 1000 : 30000 };
    const primus = new Primus(server, options);
    if (mode === 'refuse') primus.authorize((_request, done) => done(new Error('token expired')));
    primus.on('connection', (spark) => {
      spark.write({ hello: 'primus' });
      spark.on('data', (data) => {
        spark.write({ echo: data });
        if (mode === 'end') spark.end();
      });
    });
    listen(server);
  },
  async aedes() {
    const server = http.createServer();
    const broker = await require('aedes').Aedes.createBroker();
    if (mode === 'refuse')
      broker.authenticate = (_client, _user, _password, done) => done(new Error('no'), false);
    const stream = require('websocket-stream');
    stream.createServer({ server }, (one) => broker.handle(one));
    if (mode === 'kill')
      broker.on('publish', (_packet, client) => {
        if (client) setTimeout(() => process.kill(process.pid, 'SIGKILL'), 80);
      });
    listen(server);
  },
  graphql() {
    const { GraphQLObjectType, GraphQLSchema, GraphQLString } = require('graphql');
    const serveOn = require('graphql-ws/use/ws').useServer;
    const { WebSocketServer } = require('ws');
    const field = { type: GraphQLString, resolve: () => 'Zürich' };
    const ticks = {
      type: GraphQLString,
      async *subscribe() {
        for (let i = 0; i < 3; i++) yield { tick: `row ${i}` };
        if (mode === 'throw') throw new Error('no such order');
      },
    };
    const schema = new GraphQLSchema({
      query: new GraphQLObjectType({ name: 'Query', fields: { city: field } }),
      subscription: new GraphQLObjectType({ name: 'Subscription', fields: { tick: ticks } }),
    });
    const sockets = new WebSocketServer({ host: '127.0.0.1', port: Number(port) });
    serveOn({ schema, connectionInitWaitTimeout: 700, onConnect: () => mode !== 'forbidden' }, sockets);
  },
  async hocuspocus() {
    const { Server } = require('@hocuspocus/server');
    await new Server({ port: Number(port), address: '127.0.0.1', quiet: true, timeout: 2000 }).listen();
  },
  'http-proxy-middleware'() {
    const { createProxyMiddleware } = require('http-proxy-middleware');
    const app = require('express')();
    const proxy = createProxyMiddleware({
      target: `http://127.0.0.1:${code}`,
      ws: mode !== 'no-ws',
      logger: undefined,
    });
    app.use(proxy);
    const server = listen(app);
    if (mode === 'upgrade') server.on('upgrade', proxy.upgrade);
  },
};

servers[library]();
