// TLS without keys, and HTTP/2 where HTTP/1.1 or frames were expected.
import http2 from 'node:http2';
import { converse, nginxUpgrade, pageSocket, wsClient, wsServer, wssServer } from './kit.ts';
import {
  close,
  exampleKey,
  frame,
  type LabCase,
  npm,
  Opcode,
  pip,
  program,
  type Truth,
  text,
} from './lab.ts';

const none: Truth = { sender: null, breakOffset: null };
const client: Truth = { sender: 'client', breakOffset: null };
const server: Truth = { sender: 'server', breakOffset: null };

const encrypted: LabCase[] = [
  {
    name: 'node-https-ws-client',
    cause: 'encrypted',
    software: [program('Node'), npm('ws')],
    story: 'A sound wss connection between ws and ws over TLS 1.3, without keys.',
    async run(lab) {
      const port = await lab.port();
      await wssServer(lab, port);
      await lab.record(port);
      await converse(lab, `wss://127.0.0.1:${port}/ws`, ['hello', 'second message', 'third'], {
        rejectUnauthorized: false,
      });
      return none;
    },
  },
  {
    name: 'nginx-ssl-chromium',
    cause: 'encrypted',
    software: [program('nginx'), npm('ws'), program('Chromium')],
    story: 'A page talks wss to nginx, which forwards to ws; only the encrypted leg is recorded.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await wsServer(lab, back);
      const { key, cert } = lab.certificate();
      await lab.nginx(
        `server { listen 127.0.0.1:${port} ssl; ssl_certificate ${cert}; ssl_certificate_key ${key};` +
          ` location / { proxy_pass http://127.0.0.1:${back}; ${nginxUpgrade} } }`,
      );
      const page = await lab.chromium();
      await lab.record(port, { format: 'pcapng' });
      await pageSocket(page, `wss://127.0.0.1:${port}/ws`, { send: ['hello', 'again'], closeAfter: 2 });
      return none;
    },
  },
  {
    name: 'websockets-tls12',
    cause: 'encrypted',
    software: [pip('websockets')],
    story: 'A sound wss connection between Python websockets and itself over TLS 1.2, without keys.',
    async run(lab) {
      const port = await lab.port();
      const { key, cert } = lab.certificate();
      await lab.python('websockets_server.py', [port, 'tls12', 0, cert, key], port);
      await lab.record(port);
      await (await lab.python('websockets_client.py', [port, 'tls'])).done;
      return none;
    },
  },
  {
    name: 'openssl-s-client-to-node',
    cause: 'encrypted',
    software: [program('OpenSSL'), program('Node'), npm('ws')],
    story: 'openssl s_client carries an upgrade and a frame to Node https, without keys.',
    async run(lab) {
      const port = await lab.port();
      await wssServer(lab, port);
      await lab.record(port);
      const one = lab.spawn('openssl', ['s_client', '-quiet', '-connect', `127.0.0.1:${port}`]);
      const key = 'dGhlIHNhbXBsZSBub25jZQ==';
      one.child.stdin?.write(
        `GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      );
      while (!one.stdout().includes('101 Switching')) await new Promise((resolve) => setTimeout(resolve, 20));
      one.child.stdin?.write(Buffer.concat([text('hello', exampleKey), close(1000, '', exampleKey)]));
      await one.done;
      return none;
    },
  },
];

const h2: LabCase[] = [
  {
    name: 'node-http2-client-to-ws',
    cause: 'http2-preface',
    software: [program('Node'), npm('ws')],
    story: 'A Node http2 client connects in the clear to a plain ws server and sends its preface.',
    async run(lab) {
      const port = await lab.port();
      await wsServer(lab, port);
      await lab.record(port);
      const session = http2.connect(`http://127.0.0.1:${port}`);
      session.on('error', () => {});
      await new Promise<void>((resolve) => session.on('close', resolve));
      return client;
    },
  },
  {
    name: 'haproxy-proto-h2-to-websockets',
    cause: 'http2-preface',
    software: [program('HAProxy'), pip('websockets'), npm('ws')],
    story:
      'HAProxy has proto h2 on the server line of a backend that knows HTTP/1.1 only; the backend leg is recorded.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await lab.python('websockets_server.py', [back, 'echo'], back);
      await lab.haproxy(
        'defaults\n  mode http\n  timeout connect 2s\n  timeout client 3s\n  timeout server 3s\n  retries 0\n' +
          `frontend f\n  bind 127.0.0.1:${port}\n  default_backend b\nbackend b\n  server one 127.0.0.1:${back} proto h2\n`,
      );
      await lab.record(back);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return client;
    },
  },
  {
    name: 'nginx-grpc-pass-to-ws',
    cause: 'http2-preface',
    also: ['upgrade-refused'],
    software: [program('nginx'), npm('ws')],
    story: 'nginx has grpc_pass for a ws backend, so it speaks HTTP/2 to it; both legs are recorded.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await wsServer(lab, back);
      await lab.nginx(
        `server { listen 127.0.0.1:${port}; location / { grpc_pass grpc://127.0.0.1:${back}; } }`,
      );
      await lab.record([port, back]);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return { ...client, port: back };
    },
  },
  {
    name: 'ws-client-to-node-http2-server',
    cause: 'http2-preface',
    software: [program('Node'), npm('ws')],
    story: 'A ws client opens ws:// against a Node http2 server, which answers with HTTP/2 frames.',
    async run(lab) {
      const port = await lab.port();
      const one = http2.createServer();
      one.on('sessionError', () => {});
      one.on('session', (session) => session.on('error', () => {}));
      await new Promise<void>((resolve) => one.listen(port, '127.0.0.1', resolve));
      lab.defer(() => {
        one.close();
      });
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return server;
    },
  },
  {
    name: 'chromium-to-nginx-http2-port',
    cause: 'http2-preface',
    software: [program('nginx'), program('Chromium')],
    story: 'nginx listens with http2 and without ssl, and a page opens ws:// there.',
    async run(lab) {
      const port = await lab.port();
      await lab.nginx(`server { listen 127.0.0.1:${port} http2; return 404; }`);
      const page = await lab.chromium();
      await lab.record(port);
      await pageSocket(page, `ws://127.0.0.1:${port}/ws`);
      return server;
    },
  },
  {
    name: 'preface-after-upgrade-to-ws',
    cause: 'http2-preface',
    software: [program('Node'), npm('ws')],
    story: 'A Node http2 session is started on a socket that was upgraded to WebSocket.',
    async run(lab) {
      const port = await lab.port();
      await wsServer(lab, port);
      await lab.record(port);
      const peer = await lab.tcpClient(port);
      await peer.upgrade('/');
      await peer.send(frame({ opcode: Opcode.ping, mask: exampleKey }));
      peer.socket.removeAllListeners('data');
      const session = http2.connect(`http://127.0.0.1:${port}`, { createConnection: () => peer.socket });
      session.on('error', () => {});
      await new Promise<void>((resolve) => session.on('close', resolve));
      return { sender: 'client', breakOffset: 6 };
    },
  },
];

/** Cases of encrypted and http2-preface. */
export const cases: LabCase[] = [...encrypted, ...h2];
