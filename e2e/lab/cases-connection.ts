// Connections that end without a Close frame: idle timeouts of proxies, killed and reset peers.
import { pageSocket, wsClient, wsServer } from './kit.ts';
import {
  exampleKey,
  frame,
  type Lab,
  type LabCase,
  npm,
  Opcode,
  pip,
  program,
  type Truth,
  text,
} from './lab.ts';

const none: Truth = { sender: null, breakOffset: null };
const nginxUpgrade =
  'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";';
const haproxy = (lines: string, port: number, backend: number) =>
  `defaults\n  mode http\n  timeout connect 5s\n${lines}\nfrontend f\n  bind 127.0.0.1:${port}\n  default_backend b\n` +
  `backend b\n  server one 127.0.0.1:${backend}\n`;

interface Idle {
  name: string;
  story: string;
  software: string[];
  proxy: (lab: Lab, port: number, backend: number) => Promise<unknown>;
  backend?: 'websockets';
  by?: 'chromium';
  legs: 'client' | 'both' | 'backend';
  slow?: boolean;
}

const idles: Idle[] = [
  {
    name: 'nginx-proxy-read-timeout-60s-default',
    story: 'nginx with its default proxy_read_timeout of 60 s closes an idle WebSocket between ws and ws.',
    software: [program('nginx'), npm('ws')],
    proxy: (lab, port, back) =>
      lab.nginx(
        `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${back}; ${nginxUpgrade} } }`,
      ),
    legs: 'both',
    slow: true,
  },
  {
    name: 'nginx-proxy-read-timeout-60s-chromium',
    story: 'nginx with its default proxy_read_timeout of 60 s closes the idle WebSocket of a page.',
    software: [program('nginx'), pip('websockets'), program('Chromium')],
    proxy: (lab, port, back) =>
      lab.nginx(
        `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${back}; ${nginxUpgrade} } }`,
      ),
    backend: 'websockets',
    by: 'chromium',
    legs: 'client',
    slow: true,
  },
  {
    name: 'haproxy-timeout-client-50s',
    story: "HAProxy with the 50 s of Debian's haproxy.cfg for client and server closes an idle WebSocket.",
    software: [program('HAProxy'), npm('ws')],
    proxy: (lab, port, back) =>
      lab.haproxy(haproxy('  timeout client 50000\n  timeout server 50000', port, back)),
    legs: 'client',
    slow: true,
  },
  {
    name: 'apache-timeout-60s-default',
    story: 'Apache with its default Timeout of 60 s closes an idle WebSocket that it proxies.',
    software: [program('Apache'), npm('ws')],
    proxy: (lab, port, back) =>
      lab.apache(`Listen 127.0.0.1:${port}\nProxyPass / http://127.0.0.1:${back}/ upgrade=websocket`),
    legs: 'both',
    slow: true,
  },
  {
    name: 'nginx-proxy-read-timeout-10s',
    story: 'nginx with proxy_read_timeout 10s closes an idle WebSocket; the backend leg is recorded.',
    software: [program('nginx'), npm('ws')],
    proxy: (lab, port, back) =>
      lab.nginx(
        `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${back}; ${nginxUpgrade} proxy_read_timeout 10s; } }`,
      ),
    legs: 'backend',
    slow: true,
  },
  {
    name: 'haproxy-timeout-tunnel-30s-chromium',
    story: 'HAProxy with timeout tunnel 30s closes the idle WebSocket of a page.',
    software: [program('HAProxy'), npm('ws'), program('Chromium')],
    proxy: (lab, port, back) =>
      lab.haproxy(haproxy('  timeout client 60s\n  timeout server 60s\n  timeout tunnel 30s', port, back)),
    by: 'chromium',
    legs: 'both',
    slow: true,
  },
  {
    name: 'apache-wstunnel-timeout-60s',
    story:
      'Apache with a ws:// target closes an idle WebSocket after its Timeout of 60 s; ProxyTimeout 20 does not shorten it.',
    software: [program('Apache'), pip('websockets'), npm('ws')],
    proxy: (lab, port, back) =>
      lab.apache(`Listen 127.0.0.1:${port}\nProxyTimeout 20\nProxyPass / ws://127.0.0.1:${back}/`),
    backend: 'websockets',
    legs: 'client',
    slow: true,
  },
];

function idle(plan: Idle): LabCase {
  return {
    name: plan.name,
    cause: 'idle-timeout',
    also: ['abnormal-close'],
    software: plan.software,
    story: plan.story,
    slow: plan.slow,
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      if (plan.backend) await lab.python('websockets_server.py', [back, 'echo'], back);
      else await wsServer(lab, back);
      await plan.proxy(lab, port, back);
      const page = plan.by ? await lab.chromium() : null;
      await lab.record(plan.legs === 'both' ? [port, back] : plan.legs === 'client' ? port : back);
      const url = `ws://127.0.0.1:${port}/ws`;
      if (page) await pageSocket(page, url, { send: ['hello', 'subscribe'] });
      else {
        const client = wsClient(lab, url);
        await client.opened;
        for (const [i, one] of ['hello', 'subscribe'].entries()) {
          client.socket.send(one);
          await client.got(i + 1);
        }
        await client.ended;
      }
      return { ...none, port: plan.legs === 'backend' ? back : port };
    },
  };
}

const abrupt: LabCase[] = [
  {
    name: 'server-process-killed',
    cause: 'abnormal-close',
    software: [pip('websockets'), program('Chromium')],
    story: 'The process of a Python websockets server is killed with SIGKILL while a page is connected.',
    async run(lab) {
      const port = await lab.port();
      const server = await lab.python('websockets_server.py', [port, 'echo'], port);
      const page = await lab.chromium();
      await lab.record(port);
      setTimeout(() => server.child.kill('SIGKILL'), 600);
      await pageSocket(page, `ws://127.0.0.1:${port}/`, { send: ['hello', 'again'] });
      return none;
    },
  },
  {
    name: 'server-terminate',
    cause: 'abnormal-close',
    software: [npm('ws')],
    story: 'A ws server calls terminate, so the socket ends with FIN and no Close frame.',
    async run(lab) {
      const port = await lab.port();
      await wsServer(lab, port, {}, (socket) => {
        socket.on('message', (data) => socket.send(String(data), () => socket.terminate()));
      });
      await lab.record(port);
      const client = wsClient(lab, `ws://127.0.0.1:${port}/`);
      await client.opened;
      client.socket.send('hello');
      await client.ended;
      return none;
    },
  },
  {
    name: 'server-reset-chromium',
    cause: 'abnormal-close',
    software: [npm('ws'), program('Node'), program('Chromium')],
    story: 'The Node server resets the connection (RST) in the middle of a conversation.',
    async run(lab) {
      const port = await lab.port();
      await wsServer(lab, port, {}, (socket, request) => {
        let n = 0;
        socket.on('message', (data) => {
          socket.send(String(data));
          if (++n === 2) setTimeout(() => request.socket.resetAndDestroy(), 30);
        });
      });
      const page = await lab.chromium();
      await lab.record(port, { format: 'pcapng' });
      await pageSocket(page, `ws://127.0.0.1:${port}/`, { send: ['one', 'two'] });
      return none;
    },
  },
  {
    name: 'server-dies-inside-a-frame',
    cause: 'abnormal-close',
    also: ['short-write'],
    software: [program('Node'), npm('ws')],
    story: 'The server ends its socket after 40 of the 300 bytes of a message.',
    async run(lab) {
      const { port } = await lab.tcpServer(async (peer) => {
        await peer.accept();
        await peer.send(text('ready'));
        await peer.send(frame({ opcode: Opcode.text, payload: 'x'.repeat(300) }).subarray(0, 44));
        await peer.end();
        await peer.closed();
      });
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/`, [], { perMessageDeflate: false }).ended;
      return none;
    },
  },
  {
    name: 'client-process-killed',
    cause: 'abnormal-close',
    software: [pip('websockets'), npm('ws')],
    story: 'The process of a Python websockets client is killed with SIGKILL.',
    async run(lab) {
      const port = await lab.port();
      await wsServer(lab, port);
      await lab.record(port);
      await (await lab.python('websockets_client.py', [port, 'killed'])).done;
      return none;
    },
  },
  {
    name: 'client-transport-aborted',
    cause: 'abnormal-close',
    software: [pip('websockets'), pip('aiohttp')],
    story: 'A Python websockets client aborts its transport, so it leaves without a Close frame.',
    async run(lab) {
      const port = await lab.port();
      await lab.python('aiohttp_server.py', [port, 'echo'], port);
      await lab.record(port);
      await (await lab.python('websockets_client.py', [port, 'aborted'])).done;
      return none;
    },
  },
  {
    name: 'client-reset-after-unread-data',
    cause: 'abnormal-close',
    software: [program('Node'), pip('tornado')],
    story: 'A client closes its socket while answers are still unread, so the kernel sends RST.',
    async run(lab) {
      const port = await lab.port();
      await lab.python('tornado_server.py', [port, 'echo'], port);
      await lab.record(port);
      const peer = await lab.tcpClient(port);
      await peer.upgrade('/');
      await peer.send(text('hello', exampleKey));
      await peer.readFrame();
      peer.reset();
      return none;
    },
  },
  {
    name: 'nginx-stopped',
    cause: 'abnormal-close',
    software: [program('nginx'), npm('ws'), program('Chromium')],
    story: 'nginx is stopped with SIGTERM while a page is connected through it.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await wsServer(lab, back);
      const nginx = await lab.nginx(
        `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${back}; ${nginxUpgrade} } }`,
      );
      const page = await lab.chromium();
      await lab.record([port, back]);
      setTimeout(() => nginx.child.kill('SIGTERM'), 700);
      await pageSocket(page, `ws://127.0.0.1:${port}/`, { send: ['hello', 'again'] });
      return { ...none, port };
    },
  },
];

/** Cases of idle-timeout and abnormal-close. */
export const cases: LabCase[] = [...idles.map(idle), ...abrupt];
