// The upgrade is refused: every server with the status that it really gives.

import { Server as SocketServer } from 'socket.io';
import { WebSocketServer } from 'ws';
import { httpServer, pageSocket, wsClient, wsServer } from './kit.ts';
import { type LabCase, npm, pip, program, type Truth } from './lab.ts';

const refused: Truth = { sender: 'server', breakOffset: null };
const cause = 'upgrade-refused';

/** Cases of upgrade-refused. */
export const cases: LabCase[] = [
  {
    name: 'ws-verify-client-401',
    cause,
    software: [npm('ws'), program('Node')],
    story: 'The ws server asks verifyClient, which refuses a request without a token with 401.',
    async run(lab) {
      const port = await lab.port();
      await wsServer(lab, port, { verifyClient: (_info, done) => done(false, 401, 'Unauthorized') });
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/chat`).ended;
      return refused;
    },
  },
  {
    name: 'ws-wrong-path-400-chromium',
    cause,
    software: [npm('ws'), program('Chromium')],
    story: 'A page opens /socket while the ws server serves /ws only, and ws answers 400.',
    async run(lab) {
      const port = await lab.port();
      await wsServer(lab, port, { path: '/ws' });
      const page = await lab.chromium();
      await lab.record(port);
      await pageSocket(page, `ws://127.0.0.1:${port}/socket`);
      return refused;
    },
  },
  {
    name: 'node-http-404',
    cause,
    software: [program('Node'), npm('ws')],
    story: 'The Node server has no upgrade handler at all, so the router answers the request with 404.',
    async run(lab) {
      const port = await lab.port();
      await httpServer(lab, port, (_request, response) => {
        response.writeHead(404, { 'Content-Type': 'text/plain' });
        response.end('Cannot GET /ws\n');
      });
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return refused;
    },
  },
  {
    name: 'node-hand-written-429',
    cause,
    software: [program('Node'), npm('ws'), program('Chromium')],
    story: 'The upgrade handler counts connections and answers 429 with Retry-After above its limit.',
    async run(lab) {
      const port = await lab.port();
      const server = await httpServer(lab, port);
      server.on('upgrade', (_request, socket) => {
        socket.end(
          'HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
        );
      });
      const page = await lab.chromium();
      await lab.record(port, { format: 'pcapng' });
      await pageSocket(page, `ws://127.0.0.1:${port}/feed`);
      return refused;
    },
  },
  {
    name: 'socketio-bad-transport-400',
    cause,
    software: [npm('socket.io'), npm('ws')],
    story:
      'A plain WebSocket client opens /socket.io/ without EIO and transport, and the server answers 400.',
    async run(lab) {
      const port = await lab.port();
      const io = new SocketServer();
      const server = await httpServer(lab, port);
      io.attach(server);
      lab.defer(() => io.close());
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/socket.io/`).ended;
      return refused;
    },
  },
  {
    name: 'nginx-auth-basic-401',
    cause,
    software: [program('nginx'), npm('ws'), program('Chromium')],
    story:
      'nginx protects the location with auth_basic and answers 401 to the page, which sends no credentials.',
    async run(lab) {
      const port = await lab.port();
      lab.file('users', 'someone:$apr1$x$x\n');
      await lab.nginx(
        `server { listen 127.0.0.1:${port}; location / { auth_basic "staff"; auth_basic_user_file ${lab.folder}/users; } }`,
      );
      const page = await lab.chromium();
      await lab.record(port);
      await pageSocket(page, `ws://127.0.0.1:${port}/ws`);
      return refused;
    },
  },
  {
    name: 'nginx-redirect-301',
    cause,
    software: [program('nginx'), npm('ws')],
    story:
      'nginx redirects every plain request to https with 301, and a WebSocket client does not follow it.',
    async run(lab) {
      const port = await lab.port();
      await lab.nginx(`server { listen 127.0.0.1:${port}; return 301 https://$host$request_uri; }`);
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return refused;
    },
  },
  {
    name: 'nginx-login-302',
    cause,
    software: [program('nginx'), npm('ws')],
    story: 'nginx sends a request without a session cookie to its login page with 302.',
    async run(lab) {
      const port = await lab.port();
      await lab.nginx(
        `server { listen 127.0.0.1:${port}; location /login { return 200; }` +
          ' location / { if ($cookie_session = "") { return 302 /login?next=$request_uri; } return 204; } }',
      );
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return refused;
    },
  },
  {
    name: 'nginx-slow-backend-504',
    cause,
    software: [program('nginx'), program('Node'), npm('ws')],
    story:
      'nginx forwards the upgrade to a Node server that never answers it, and gives up with 504 after one second.',
    async run(lab) {
      const [port, backend] = [await lab.port(), await lab.port()];
      const server = await httpServer(lab, backend, () => {});
      server.on('upgrade', () => {});
      await lab.nginx(
        `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${backend}; proxy_http_version 1.1;` +
          ' proxy_read_timeout 1s; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; } }',
      );
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return refused;
    },
  },
  {
    name: 'nginx-backend-down-502',
    cause,
    software: [program('nginx'), npm('ws'), program('Chromium')],
    story: 'nginx forwards the upgrade to a port where nothing listens and answers 502.',
    async run(lab) {
      const [port, dead] = [await lab.port(), await lab.port()];
      await lab.nginx(
        `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${dead}; proxy_http_version 1.1;` +
          ' proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; } }',
      );
      const page = await lab.chromium();
      await lab.record(port, { format: 'pcapng' });
      await pageSocket(page, `ws://127.0.0.1:${port}/ws`);
      return refused;
    },
  },
  {
    name: 'nginx-limit-req-429',
    cause,
    software: [program('nginx'), npm('ws')],
    story: 'nginx limits the rate of requests and answers the second connection of the second with 429.',
    async run(lab) {
      const [port, backend] = [await lab.port(), await lab.port()];
      await wsServer(lab, backend);
      await lab.nginx(
        `limit_req_zone $binary_remote_addr zone=one:1m rate=1r/m;\nserver { listen 127.0.0.1:${port}; location / {` +
          ` limit_req zone=one; limit_req_status 429; proxy_pass http://127.0.0.1:${backend}; proxy_http_version 1.1;` +
          ' proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; } }',
      );
      const first = wsClient(lab, `ws://127.0.0.1:${port}/ws`);
      await first.opened;
      first.socket.close();
      await first.ended;
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return refused;
    },
  },
  {
    name: 'haproxy-deny-403',
    cause,
    software: [program('HAProxy'), npm('ws')],
    story: 'HAProxy denies requests whose Origin is not on its list with 403.',
    async run(lab) {
      const port = await lab.port();
      await lab.haproxy(
        'defaults\n  mode http\n  timeout connect 2s\n  timeout client 5s\n  timeout server 5s\n' +
          `frontend f\n  bind 127.0.0.1:${port}\n  http-request deny unless { req.hdr(Origin) https://app.example }\n`,
      );
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`, [], { origin: 'https://evil.example' }).ended;
      return refused;
    },
  },
  {
    name: 'haproxy-no-server-503',
    cause,
    software: [program('HAProxy'), program('Chromium')],
    story: 'HAProxy has no server that is up and answers 503.',
    async run(lab) {
      const [port, dead] = [await lab.port(), await lab.port()];
      await lab.haproxy(
        'defaults\n  mode http\n  timeout connect 1s\n  timeout client 5s\n  timeout server 5s\n  retries 0\n' +
          `frontend f\n  bind 127.0.0.1:${port}\n  default_backend b\nbackend b\n  server one 127.0.0.1:${dead}\n`,
      );
      const page = await lab.chromium();
      await lab.record(port);
      await pageSocket(page, `ws://127.0.0.1:${port}/ws`);
      return refused;
    },
  },
  {
    name: 'apache-require-403',
    cause,
    software: [program('Apache'), npm('ws')],
    story: 'Apache forbids the location with Require all denied and answers 403.',
    async run(lab) {
      const port = await lab.port();
      await lab.apache(`Listen 127.0.0.1:${port}\n<Location />\n  Require all denied\n</Location>`);
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return refused;
    },
  },
  {
    name: 'apache-backend-down-503',
    cause,
    software: [program('Apache'), program('Chromium')],
    story: 'Apache forwards to a ws:// backend where nothing listens and answers 503.',
    async run(lab) {
      const [port, dead] = [await lab.port(), await lab.port()];
      await lab.apache(`Listen 127.0.0.1:${port}\nProxyPass / ws://127.0.0.1:${dead}/`);
      const page = await lab.chromium();
      await lab.record(port);
      await pageSocket(page, `ws://127.0.0.1:${port}/ws`);
      return refused;
    },
  },
  {
    name: 'aiohttp-401',
    cause,
    software: [pip('aiohttp'), npm('ws')],
    story: 'The aiohttp handler checks a token before it prepares the WebSocket and raises HTTPUnauthorized.',
    async run(lab) {
      const port = await lab.port();
      await lab.python('aiohttp_server.py', [port, 'refuse-401'], port);
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return refused;
    },
  },
  {
    name: 'websockets-origin-403-chromium',
    cause,
    software: [pip('websockets'), program('Chromium')],
    story: "The Python websockets server accepts one origin only; the page's other origin gets 403.",
    async run(lab) {
      const port = await lab.port();
      await lab.python('websockets_server.py', [port, 'origins'], port);
      const page = await lab.chromium();
      await lab.record(port);
      await pageSocket(page, `ws://127.0.0.1:${port}/`);
      return refused;
    },
  },
  {
    name: 'tornado-check-origin-403-chromium',
    cause,
    software: [pip('tornado'), program('Chromium')],
    story: 'Tornado compares Origin and Host by default; the page comes from another port and gets 403.',
    async run(lab) {
      const port = await lab.port();
      await lab.python('tornado_server.py', [port, 'check-origin'], port);
      const page = await lab.chromium();
      await lab.record(port);
      await pageSocket(page, `ws://127.0.0.1:${port}/ws`);
      return refused;
    },
  },
  {
    name: 'ws-no-server-403',
    cause,
    software: [npm('ws'), program('Node')],
    story: 'The dispatcher in front of a noServer ws refuses an unknown tenant with 403 and a JSON body.',
    async run(lab) {
      const port = await lab.port();
      const server = await httpServer(lab, port);
      const wss = new WebSocketServer({ noServer: true });
      server.on('upgrade', (request, socket, head) => {
        if (request.url === '/tenant/1') return wss.handleUpgrade(request, socket, head, () => {});
        const body = '{"error":"unknown tenant"}';
        socket.end(
          `HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
        );
      });
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/tenant/7`).ended;
      return refused;
    },
  },
  {
    name: 'caddy-backend-down-502',
    cause,
    software: [program('Caddy'), npm('ws')],
    story: 'Caddy forwards to a backend where nothing listens and answers 502.',
    async run(lab) {
      const [port, dead] = [await lab.port(), await lab.port()];
      await lab.caddy(port, `http://127.0.0.1:${port} {\n  reverse_proxy 127.0.0.1:${dead}\n}`);
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return refused;
    },
  },
  {
    name: 'caddy-basic-auth-401-chromium',
    cause,
    software: [program('Caddy'), program('Chromium')],
    story: 'Caddy answers 401 to a page that sends no token.',
    async run(lab) {
      const port = await lab.port();
      await lab.caddy(
        port,
        `http://127.0.0.1:${port} {\n  @none not header Authorization *\n  header @none WWW-Authenticate Bearer\n  respond @none "token required" 401\n}`,
      );
      const page = await lab.chromium();
      await lab.record(port);
      await pageSocket(page, `ws://127.0.0.1:${port}/ws`);
      return refused;
    },
  },
];
