// Reverse proxies that lose the upgrade, speak HTTP/1.0, or add a PROXY header.

import http from 'node:http';
import { httpServer, pageSocket, wsClient, wsServer } from './kit.ts';
import { type Lab, type LabCase, npm, pip, program, type Truth } from './lab.ts';

const haproxyDefaults =
  'defaults\n  mode http\n  timeout connect 2s\n  timeout client 5s\n  timeout server 5s\n';

/** A backend of some kind on a port. */
type Backend = (lab: Lab, port: number) => Promise<unknown>;
const ws: Backend = (lab, port) => wsServer(lab, port);
const python =
  (script: string): Backend =>
  (lab, port) =>
    lab.python(script, [port, 'echo'], port);

const proxies = {
  nginx: (lab: Lab, port: number, backend: number, lines: string) =>
    lab.nginx(
      `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${backend}; proxy_set_header Host $host; ${lines} } }`,
    ),
  apache: (lab: Lab, port: number, backend: number, lines: string) =>
    lab.apache(`Listen 127.0.0.1:${port}\nProxyPass / http://127.0.0.1:${backend}/ ${lines}`),
  caddy: (lab: Lab, port: number, backend: number, lines: string) =>
    lab.caddy(
      port,
      `http://127.0.0.1:${port} {\n  reverse_proxy 127.0.0.1:${backend} {\n    ${lines}\n  }\n}`,
    ),
  haproxy: (lab: Lab, port: number, backend: number, lines: string) =>
    lab.haproxy(
      `${haproxyDefaults}frontend f\n  bind 127.0.0.1:${port}\n  ${lines}\n  default_backend b\nbackend b\n  server one 127.0.0.1:${backend}\n`,
    ),
};

/** Which leg of the proxy the capture shows. */
type Legs = 'client' | 'backend' | 'both';

interface Plan {
  name: string;
  story: string;
  software: string[];
  proxy: keyof typeof proxies;
  lines: string;
  backend: Backend;
  legs: Legs;
  also?: string[];
  browser?: boolean;
  format?: 'pcap' | 'pcapng';
}

function proxied(cause: string, plan: Plan): LabCase {
  const { name, story, also } = plan;
  const software = plan.browser ? [...plan.software, program('Chromium')] : plan.software;
  return {
    name,
    cause,
    also,
    software,
    story,
    async run(lab): Promise<Truth> {
      const [port, backend] = [await lab.port(), await lab.port()];
      await plan.backend(lab, backend);
      await proxies[plan.proxy](lab, port, backend, plan.lines);
      const page = plan.browser ? await lab.chromium() : null;
      const ports = plan.legs === 'both' ? [port, backend] : plan.legs === 'client' ? port : backend;
      await lab.record(ports, { format: plan.format });
      const url = `ws://127.0.0.1:${port}/ws`;
      if (page) await pageSocket(page, url, { send: ['hello'], closeAfter: 1 });
      else {
        const client = wsClient(lab, url);
        client.opened.then(() => client.socket.close()).catch(() => {});
        await client.ended;
      }
      return {
        sender: plan.legs === 'client' ? 'server' : 'client',
        breakOffset: null,
        port: plan.legs === 'client' ? port : backend,
      };
    },
  };
}

const nginx11 = 'proxy_http_version 1.1;';
const nginxUpgrade = 'proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";';

const stripped: Plan[] = [
  {
    name: 'nginx-without-upgrade-headers-both-legs',
    story: 'nginx forwards with HTTP/1.1 but without Upgrade and Connection, so the ws backend answers 426.',
    software: [program('nginx'), npm('ws')],
    proxy: 'nginx',
    lines: nginx11,
    backend: ws,
    legs: 'both',
  },
  {
    name: 'nginx-default-client-leg-chromium',
    story: 'nginx with proxy_pass alone: the page sees 426 of the ws backend through nginx.',
    software: [program('nginx'), npm('ws')],
    proxy: 'nginx',
    lines: '',
    backend: ws,
    legs: 'client',
    browser: true,
    also: ['upgrade-refused', 'proxy-http-1.0'],
    format: 'pcapng',
  },
  {
    name: 'nginx-aiohttp-backend-leg',
    story:
      'nginx forwards with HTTP/1.1 but without Upgrade and Connection; the aiohttp backend answers 400.',
    software: [program('nginx'), pip('aiohttp')],
    proxy: 'nginx',
    lines: nginx11,
    backend: python('aiohttp_server.py'),
    legs: 'backend',
  },
  {
    name: 'nginx-tornado-client-leg',
    story: 'nginx does not forward the upgrade; tornado answers 400 Can "Upgrade" only to "WebSocket".',
    software: [program('nginx'), pip('tornado'), npm('ws')],
    proxy: 'nginx',
    lines: nginx11,
    backend: python('tornado_server.py'),
    legs: 'client',
    also: ['upgrade-refused'],
  },
  {
    name: 'nginx-websockets-both-legs-chromium',
    story: 'nginx forwards Connection: close to a Python websockets server, which answers 426.',
    software: [program('nginx'), pip('websockets')],
    proxy: 'nginx',
    lines: nginx11,
    backend: python('websockets_server.py'),
    legs: 'both',
    browser: true,
  },
  {
    name: 'apache-proxypass-http-both-legs',
    story: 'Apache has ProxyPass http:// without upgrade=websocket, so the ws backend gets a plain GET.',
    software: [program('Apache'), npm('ws')],
    proxy: 'apache',
    lines: '',
    backend: ws,
    legs: 'both',
  },
  {
    name: 'apache-proxypass-http-client-leg-chromium',
    story: 'Apache has ProxyPass http:// without upgrade=websocket; the page sees the answer of the backend.',
    software: [program('Apache'), npm('ws')],
    proxy: 'apache',
    lines: '',
    backend: ws,
    legs: 'client',
    browser: true,
    also: ['upgrade-refused'],
  },
  {
    name: 'apache-aiohttp-backend-leg',
    story: 'Apache has ProxyPass http:// without upgrade=websocket in front of aiohttp.',
    software: [program('Apache'), pip('aiohttp')],
    proxy: 'apache',
    lines: '',
    backend: python('aiohttp_server.py'),
    legs: 'backend',
  },
  {
    name: 'caddy-header-up-both-legs',
    story: 'Caddy has header_up -Upgrade in its reverse_proxy, so the ws backend gets a plain GET.',
    software: [program('Caddy'), npm('ws')],
    proxy: 'caddy',
    lines: 'header_up -Upgrade',
    backend: ws,
    legs: 'both',
  },
  {
    name: 'caddy-header-up-websockets-backend-leg-chromium',
    story: 'Caddy has header_up -Connection in its reverse_proxy, before a Python websockets server.',
    software: [program('Caddy'), pip('websockets')],
    proxy: 'caddy',
    lines: 'header_up -Connection',
    backend: python('websockets_server.py'),
    legs: 'backend',
    browser: true,
  },
  {
    name: 'haproxy-del-header-both-legs',
    story: 'HAProxy deletes the Upgrade header on the way to the ws backend.',
    software: [program('HAProxy'), npm('ws')],
    proxy: 'haproxy',
    lines: 'http-request del-header Upgrade',
    backend: ws,
    legs: 'both',
  },
  {
    name: 'haproxy-del-header-tornado-backend-leg',
    story: 'HAProxy deletes the Upgrade header on the way to a tornado backend, which answers 400.',
    software: [program('HAProxy'), pip('tornado')],
    proxy: 'haproxy',
    lines: 'http-request del-header Upgrade',
    backend: python('tornado_server.py'),
    legs: 'backend',
  },
];

const http10: Plan[] = [
  {
    name: 'nginx-default-version-both-legs',
    also: ['healthy'],
    story:
      'nginx forwards Upgrade and Connection but keeps its default proxy_http_version 1.0; ws is the backend.',
    software: [program('nginx'), npm('ws')],
    proxy: 'nginx',
    lines: nginxUpgrade,
    backend: ws,
    legs: 'both',
  },
  {
    name: 'nginx-default-version-websockets',
    story: 'nginx forwards the upgrade as HTTP/1.0 to a Python websockets server, which wants HTTP/1.1.',
    software: [program('nginx'), pip('websockets')],
    proxy: 'nginx',
    lines: nginxUpgrade,
    backend: python('websockets_server.py'),
    legs: 'both',
    browser: true,
    format: 'pcapng',
  },
  {
    name: 'nginx-default-version-aiohttp-backend-leg',
    also: ['healthy'],
    story: 'nginx forwards the upgrade as HTTP/1.0 to aiohttp.',
    software: [program('nginx'), pip('aiohttp')],
    proxy: 'nginx',
    lines: nginxUpgrade,
    backend: python('aiohttp_server.py'),
    legs: 'backend',
  },
  {
    name: 'nginx-explicit-1.0-tornado',
    also: ['healthy'],
    story: 'nginx has proxy_http_version 1.0 with the upgrade headers forwarded to tornado.',
    software: [program('nginx'), pip('tornado')],
    proxy: 'nginx',
    lines: `proxy_http_version 1.0; ${nginxUpgrade}`,
    backend: python('tornado_server.py'),
    legs: 'both',
  },
  {
    name: 'nginx-default-version-before-haproxy',
    also: ['healthy'],
    story: 'nginx forwards the upgrade as HTTP/1.0 to HAProxy, which stands before ws.',
    software: [program('nginx'), program('HAProxy'), npm('ws')],
    proxy: 'nginx',
    lines: nginxUpgrade,
    backend: async (lab, port) => {
      const behind = await lab.port();
      await wsServer(lab, behind);
      await proxies.haproxy(lab, port, behind, '');
    },
    legs: 'both',
  },
  {
    name: 'nginx-default-version-before-apache',
    story:
      'nginx forwards the upgrade as HTTP/1.0 to Apache, which never answers it; the client gives up after 10 s.',
    software: [program('nginx'), program('Apache'), npm('ws')],
    proxy: 'nginx',
    lines: nginxUpgrade,
    backend: async (lab, port) => {
      const behind = await lab.port();
      await wsServer(lab, behind);
      await proxies.apache(lab, port, behind, 'upgrade=websocket');
    },
    legs: 'both',
  },
  {
    name: 'apache-force-proxy-request-1.0',
    also: ['proxy-stripped-upgrade'],
    story: 'Apache forwards the upgrade with force-proxy-request-1.0 set, so as HTTP/1.0.',
    software: [program('Apache'), npm('ws')],
    proxy: 'apache',
    lines: 'upgrade=websocket\nSetEnv force-proxy-request-1.0 1',
    backend: ws,
    legs: 'both',
  },
  {
    name: 'apache-force-proxy-request-1.0-websockets-backend-leg',
    also: ['proxy-stripped-upgrade'],
    story: 'Apache forwards the upgrade as HTTP/1.0 to a Python websockets server.',
    software: [program('Apache'), pip('websockets')],
    proxy: 'apache',
    lines: 'upgrade=websocket\nSetEnv force-proxy-request-1.0 1',
    backend: python('websockets_server.py'),
    legs: 'backend',
  },
];

/** HAProxy puts a PROXY header before the request; the backend does not know it. */
function sendProxy(
  name: string,
  version: 'send-proxy' | 'send-proxy-v2',
  backend: Backend,
  behind: string,
  legs: Legs,
): LabCase {
  return {
    name,
    cause: 'proxy-protocol-header',
    software: [program('HAProxy'), behind],
    story: `HAProxy is set to ${version}, and the backend takes the PROXY header for the request.`,
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await backend(lab, back);
      await lab.haproxy(
        `${haproxyDefaults}frontend f\n  bind 127.0.0.1:${port}\n  default_backend b\nbackend b\n  server one 127.0.0.1:${back} ${version}\n`,
      );
      await lab.record(legs === 'both' ? [port, back] : back);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return { sender: 'client', breakOffset: null, port: back };
    },
  };
}

/** Cases of proxy-stripped-upgrade, proxy-http-1.0 and proxy-protocol-header. */
export const cases: LabCase[] = [
  ...stripped.map((plan) => proxied('proxy-stripped-upgrade', plan)),
  ...http10.map((plan) => proxied('proxy-http-1.0', plan)),
  sendProxy('haproxy-v1-ws', 'send-proxy', ws, npm('ws'), 'backend'),
  sendProxy('haproxy-v1-ws-both-legs', 'send-proxy', ws, npm('ws'), 'both'),
  sendProxy('haproxy-v1-aiohttp', 'send-proxy', python('aiohttp_server.py'), pip('aiohttp'), 'backend'),
  sendProxy('haproxy-v2-ws', 'send-proxy-v2', ws, npm('ws'), 'backend'),
  sendProxy(
    'haproxy-v2-websockets',
    'send-proxy-v2',
    python('websockets_server.py'),
    pip('websockets'),
    'backend',
  ),
  {
    name: 'node-gateway-drops-hop-by-hop',
    cause: 'proxy-stripped-upgrade',
    software: [program('Node'), npm('ws')],
    story: 'A Node gateway copies all headers but the hop-by-hop ones, Upgrade and Connection among them.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await wsServer(lab, back);
      await httpServer(lab, port, (request, response) => {
        const { connection: _connection, upgrade: _upgrade, ...headers } = request.headers;
        headers.via = '1.1 gateway';
        const onward = http.request({ port: back, path: request.url, headers, agent: false }, (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        });
        onward.end();
      });
      await lab.record([port, back]);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return { sender: 'client', breakOffset: null, port: back };
    },
  },
];
