// TLS where plain bytes were expected, and plain bytes where TLS was.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { nginxUpgrade, pageSocket, wsClient, wsServer, wssServer } from './kit.ts';
import { type Lab, type LabCase, npm, pip, program, type Truth, text } from './lab.ts';

const client: Truth = { sender: 'client', breakOffset: null };

/** The kinds of plain server that TLS is sent to. */
const plainServers = {
  ws: { software: npm('ws'), start: (lab: Lab, port: number): Promise<unknown> => wsServer(lab, port) },
  websockets: {
    software: pip('websockets'),
    start: (lab: Lab, port: number): Promise<unknown> =>
      lab.python('websockets_server.py', [port, 'echo'], port),
  },
  aiohttp: {
    software: pip('aiohttp'),
    start: (lab: Lab, port: number): Promise<unknown> =>
      lab.python('aiohttp_server.py', [port, 'echo'], port),
  },
  tornado: {
    software: pip('tornado'),
    start: (lab: Lab, port: number): Promise<unknown> =>
      lab.python('tornado_server.py', [port, 'echo'], port),
  },
  nginx: {
    software: program('nginx'),
    start: (lab: Lab, port: number): Promise<unknown> =>
      lab.nginx(`server { listen 127.0.0.1:${port}; return 404; }`),
  },
};

function tlsToPlain(
  name: string,
  to: keyof typeof plainServers,
  by: 'openssl' | 'node' | 'chromium' | 'websockets' | 'ws',
  story: string,
): LabCase {
  const software = {
    openssl: program('OpenSSL'),
    node: program('Node'),
    chromium: program('Chromium'),
    websockets: pip('websockets'),
    ws: npm('ws'),
  };
  return {
    name,
    cause: 'tls-on-plaintext-port',
    software: [plainServers[to].software, software[by]],
    story,
    async run(lab) {
      const port = await lab.port();
      await plainServers[to].start(lab, port);
      const page = by === 'chromium' ? await lab.chromium() : null;
      await lab.record(port);
      if (page) await pageSocket(page, `wss://127.0.0.1:${port}/ws`);
      else if (by === 'openssl')
        await lab.spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`]).done;
      else if (by === 'websockets') await (await lab.python('websockets_client.py', [port, 'tls'])).done;
      else if (by === 'ws')
        await wsClient(lab, `wss://127.0.0.1:${port}/ws`, [], { rejectUnauthorized: false }).ended;
      else {
        const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
        await new Promise<void>((resolve) => {
          socket.on('error', () => {});
          socket.on('close', () => resolve());
        });
      }
      return client;
    },
  };
}

const tlsCases: LabCase[] = [
  tlsToPlain(
    'chromium-wss-to-ws',
    'ws',
    'chromium',
    'A page opens wss:// against the port of a plain ws server.',
  ),
  tlsToPlain(
    'openssl-to-websockets',
    'websockets',
    'openssl',
    'openssl s_client connects to a plain Python websockets server.',
  ),
  tlsToPlain(
    'node-tls-to-aiohttp',
    'aiohttp',
    'node',
    'A Node TLS client connects to a plain aiohttp server.',
  ),
  tlsToPlain(
    'websockets-wss-to-tornado',
    'tornado',
    'websockets',
    'A Python websockets client opens wss:// against a plain tornado server.',
  ),
  tlsToPlain('ws-wss-to-nginx', 'nginx', 'ws', 'A ws client opens wss:// against a plain nginx port.'),
  {
    name: 'nginx-proxy-pass-https-to-plain-backend',
    cause: 'tls-on-plaintext-port',
    software: [program('nginx'), npm('ws')],
    story: 'nginx has proxy_pass https:// for a backend that speaks plain HTTP; both legs are recorded.',
    also: ['upgrade-refused'],
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await wsServer(lab, back);
      await lab.nginx(
        `server { listen 127.0.0.1:${port}; location / { proxy_pass https://127.0.0.1:${back}; ${nginxUpgrade} } }`,
      );
      await lab.record([port, back]);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return { ...client, port: back };
    },
  },
  {
    name: 'haproxy-ssl-to-plain-backend',
    cause: 'tls-on-plaintext-port',
    software: [program('HAProxy'), pip('websockets')],
    story:
      'HAProxy has ssl verify none on a server line whose backend speaks plain HTTP; the backend leg is recorded.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await lab.python('websockets_server.py', [back, 'echo'], back);
      await lab.haproxy(
        'defaults\n  mode http\n  timeout connect 2s\n  timeout client 5s\n  timeout server 5s\n  retries 0\n' +
          `frontend f\n  bind 127.0.0.1:${port}\n  default_backend b\nbackend b\n  server one 127.0.0.1:${back} ssl verify none\n`,
      );
      await lab.record(back);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return client;
    },
  },
  {
    name: 'tls-started-after-upgrade',
    cause: 'tls-on-plaintext-port',
    software: [program('Node'), npm('ws')],
    story:
      'A client upgrades in the clear and then starts TLS on the same socket, so a ClientHello stands where a frame should.',
    async run(lab) {
      const port = await lab.port();
      await wsServer(lab, port);
      await lab.record(port);
      const peer = await lab.tcpClient(port);
      await peer.upgrade('/');
      const secure = tls.connect({ socket: peer.socket, rejectUnauthorized: false });
      await new Promise<void>((resolve) => {
        secure.on('error', () => {});
        secure.on('close', () => resolve());
      });
      return { sender: 'client', breakOffset: 0 };
    },
  },
  {
    name: 'tls-records-from-server-after-101',
    cause: 'tls-on-plaintext-port',
    software: [program('Node'), program('Chromium')],
    story:
      'A gateway answers 101 in the clear and then copies the undecrypted records of its TLS backend to the page.',
    async run(lab) {
      const back = await lab.port();
      await wssServer(lab, back);
      let at = 0;
      const { port } = await lab.tcpServer(async (peer) => {
        await peer.accept();
        await peer.send(text('{"type":"ready"}'));
        at = peer.sent;
        const upstream = await lab.tcpClient(back);
        const records: Buffer[] = [];
        // the hello of a real TLS client makes the backend answer with real records
        upstream.socket.on('data', (data) => records.push(data));
        const hello = await clientHello();
        await upstream.send(hello);
        while (records.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
        await peer.send(Buffer.concat(records));
        await peer.closed();
        await peer.end();
      });
      const page = await lab.chromium();
      await lab.record(port, { format: 'pcapng' });
      await pageSocket(page, `ws://127.0.0.1:${port}/`);
      return { sender: 'server', breakOffset: at };
    },
  },
];

/** The first flight of Node's TLS client, caught on a socket of its own. */
function clientHello(): Promise<Buffer> {
  return new Promise((resolve) => {
    const catcher = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (data) => {
        resolve(data);
        socket.destroy();
        catcher.close();
      });
    });
    catcher.listen(0, '127.0.0.1', () => {
      const { port } = catcher.address() as net.AddressInfo;
      tls.connect({ port, host: '127.0.0.1' }).on('error', () => {});
    });
  });
}

/** The kinds of TLS server that plain HTTP is sent to. */
const tlsServers: Record<string, { software: string; start: (lab: Lab, port: number) => Promise<unknown> }> =
  {
    node: { software: program('Node'), start: (lab, port) => wssServer(lab, port) },
    nginx: {
      software: program('nginx'),
      start: (lab, port) => {
        const { key, cert } = lab.certificate();
        return lab.nginx(
          `server { listen 127.0.0.1:${port} ssl; ssl_certificate ${cert}; ssl_certificate_key ${key}; return 404; }`,
        );
      },
    },
    apache: {
      software: program('Apache'),
      start: (lab, port) => {
        const { key, cert } = lab.certificate();
        return lab.apache(
          `Listen 127.0.0.1:${port} https\nSSLEngine on\nSSLCertificateFile ${cert}\nSSLCertificateKeyFile ${key}`,
        );
      },
    },
    haproxy: {
      software: program('HAProxy'),
      start: (lab, port) => {
        const { key, cert } = lab.certificate();
        const both = lab.file('both.pem', readFileSync(cert, 'utf8') + readFileSync(key, 'utf8'));
        return lab.haproxy(
          'defaults\n  mode http\n  timeout connect 2s\n  timeout client 3s\n  timeout server 3s\n' +
            `frontend f\n  bind 127.0.0.1:${port} ssl crt ${both}\n  http-request return status 404\n`,
        );
      },
    },
    caddy: {
      software: program('Caddy'),
      start: (lab, port) => {
        const { key, cert } = lab.certificate();
        return lab.caddy(
          port,
          `https://127.0.0.1:${port} {\n  bind 127.0.0.1\n  tls ${cert} ${key}\n  respond 404\n}`,
        );
      },
    },
    java: {
      software: program('Java'),
      start: (lab, port) => {
        const { key, cert } = lab.certificate();
        const store = join(lab.folder, 'store.p12');
        const args = [
          'pkcs12',
          '-export',
          '-inkey',
          key,
          '-in',
          cert,
          '-out',
          store,
          '-passout',
          'pass:changeit',
        ];
        execFileSync('openssl', args);
        const source = fileURLToPath(new URL('java/TlsServer.java', import.meta.url));
        return lab.serve(port, 'java', [source, String(port), store, 'changeit']);
      },
    },
    openssl: {
      software: program('OpenSSL'),
      start: (lab, port) => {
        const { key, cert } = lab.certificate();
        return lab.serve(port, 'openssl', [
          's_server',
          '-accept',
          `127.0.0.1:${port}`,
          '-key',
          key,
          '-cert',
          cert,
          '-quiet',
        ]);
      },
    },
    websockets: {
      software: pip('websockets'),
      start: (lab, port) => {
        const { key, cert } = lab.certificate();
        return lab.python('websockets_server.py', [port, 'tls', 0, cert, key], port);
      },
    },
  };

function plainToTls(to: string, by: 'ws' | 'chromium' | 'websockets', format?: 'pcap' | 'pcapng'): LabCase {
  return {
    name: `${by}-to-${to}`,
    cause: 'plaintext-on-tls-port',
    also: ['nginx', 'apache', 'caddy'].includes(to)
      ? ['upgrade-refused']
      : to === 'java'
        ? undefined
        : ['abnormal-close'],
    software: [
      tlsServers[to].software,
      by === 'ws' ? npm('ws') : by === 'chromium' ? program('Chromium') : pip('websockets'),
    ],
    story: `A client opens ws:// against the TLS port of ${tlsServers[to].software}.`,
    async run(lab) {
      const port = await lab.port();
      await tlsServers[to].start(lab, port);
      const page = by === 'chromium' ? await lab.chromium() : null;
      await lab.record(port, { format });
      if (page) await pageSocket(page, `ws://127.0.0.1:${port}/ws`);
      else if (by === 'websockets') await (await lab.python('websockets_client.py', [port, 'echo'])).done;
      else await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return client;
    },
  };
}

/** Cases of tls-on-plaintext-port and plaintext-on-tls-port. */
export const cases: LabCase[] = [
  ...tlsCases,
  plainToTls('node', 'ws'),
  plainToTls('java', 'chromium'),
  plainToTls('java', 'ws'),
  plainToTls('nginx', 'chromium', 'pcapng'),
  plainToTls('nginx', 'websockets'),
  plainToTls('apache', 'ws'),
  plainToTls('haproxy', 'ws'),
  plainToTls('openssl', 'chromium'),
  plainToTls('caddy', 'chromium'),
  plainToTls('caddy', 'websockets'),
  plainToTls('websockets', 'ws'),
];
