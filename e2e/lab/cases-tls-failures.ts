// TLS handshakes that fail: certificates, names, versions, protocols and client certificates that do not fit.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import tls from 'node:tls';
import { pageSocket, wsClient, wssServer } from './kit.ts';
import { type Lab, type LabCase, npm, pip, program, type Truth } from './lab.ts';

const client: Truth = { sender: 'client', breakOffset: null };
const server: Truth = { sender: 'server', breakOffset: null };

function folderOf(lab: Lab): string {
  return lab.certificate().key.replace(/\/[^/]*$/, '');
}

/** Self-signed with `openssl ca`, which takes both dates: `x509` makes no expired certificate. */
const authority = (folder: string) => `[ca]
default_ca=one
[one]
dir=${folder}
new_certs_dir=${folder}
database=${folder}/index.txt
serial=${folder}/serial
default_md=sha256
policy=any
unique_subject=no
[any]
commonName=supplied
`;

/** A certificate for these names, valid or expired. */
function certificateFor(lab: Lab, names: string, isExpired: boolean): { key: string; cert: string } {
  const folder = folderOf(lab);
  const at = (end: string) => join(folder, `made${end}`);
  const run = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  writeFileSync(at('.ext'), `subjectAltName=${names}\n`);
  writeFileSync(at('.cnf'), authority(folder));
  writeFileSync(join(folder, 'index.txt'), '');
  writeFileSync(join(folder, 'serial'), '1000\n');
  const ec = ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const [key, cert] = [at('.key'), at('.pem')];
  run(
    'req',
    '-new',
    '-newkey',
    ...ec,
    '-nodes',
    '-subj',
    '/CN=test server',
    '-keyout',
    key,
    '-out',
    at('.csr'),
  );
  const dates = [
    '-startdate',
    '20200101000000Z',
    '-enddate',
    isExpired ? '20210101000000Z' : '20400101000000Z',
  ];
  const files = [
    '-config',
    at('.cnf'),
    '-keyfile',
    key,
    '-in',
    at('.csr'),
    '-out',
    cert,
    '-extfile',
    at('.ext'),
  ];
  run('ca', '-batch', '-selfsign', '-notext', ...files, ...dates);
  return { key, cert };
}

function nginxServer(port: number, { key, cert }: { key: string; cert: string }, more = ''): string {
  return `server { listen 127.0.0.1:${port} ssl; server_name localhost; ssl_certificate ${cert}; ssl_certificate_key ${key}; ${more} location / { return 204; } }`;
}

/** openssl s_client, which ends by itself when the handshake fails. */
async function sClient(lab: Lab, port: number, ...args: string[]): Promise<void> {
  await lab.spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, ...args]).done;
}

/** A Python client in a few lines; its error is the end that is recorded. */
async function python(lab: Lab, text: string): Promise<void> {
  const file = join(folderOf(lab), 'client.py');
  writeFileSync(file, text);
  await lab.spawn('/usr/bin/python3', [file]).done;
}

const pythonClient = (port: number, setup = '', host = 'localhost') => `
import asyncio, ssl, websockets
context = ssl.create_default_context()
${setup}
async def main():
    try:
        async with websockets.connect("wss://127.0.0.1:${port}/chat", ssl=context, server_hostname="${host}"):
            pass
    except Exception as error:
        print(type(error).__name__, error)
asyncio.run(main())
`;

const rejected: LabCase[] = [
  {
    name: 'websockets-unknown-ca-tls12',
    cause: 'tls-certificate-rejected',
    software: [program('nginx'), pip('websockets')],
    story: 'A Python client that trusts no such authority connects to nginx over TLS 1.2.',
    async run(lab) {
      const port = await lab.port();
      await lab.nginx(nginxServer(port, lab.certificate(), 'ssl_protocols TLSv1.2;'));
      await lab.record(port);
      await python(lab, pythonClient(port));
      return client;
    },
  },
  {
    name: 'websockets-expired-tls12',
    cause: 'tls-certificate-rejected',
    software: [program('nginx'), pip('websockets')],
    story: 'The certificate of nginx is expired; a Python client that trusts it otherwise ends TLS 1.2.',
    async run(lab) {
      const port = await lab.port();
      const pair = certificateFor(lab, 'DNS:localhost,IP:127.0.0.1', true);
      await lab.nginx(nginxServer(port, pair, 'ssl_protocols TLSv1.2;'));
      await lab.record(port);
      await python(lab, pythonClient(port, `context.load_verify_locations("${pair.cert}")`));
      return client;
    },
  },
  {
    name: 'websockets-wrong-name-tls12',
    cause: 'tls-certificate-rejected',
    software: [program('nginx'), pip('websockets')],
    story: 'A Python client asks for localhost, and the certificate of nginx is for another host.',
    async run(lab) {
      const port = await lab.port();
      const pair = certificateFor(lab, 'DNS:chat.example.net', false);
      await lab.nginx(nginxServer(port, pair, 'ssl_protocols TLSv1.2;'));
      await lab.record(port);
      await python(lab, pythonClient(port, `context.load_verify_locations("${pair.cert}")`));
      return client;
    },
  },
  {
    name: 'openssl-unknown-ca-tls13',
    cause: 'tls-certificate-rejected',
    software: [npm('ws'), program('OpenSSL')],
    story:
      'openssl s_client with -verify_return_error rejects a self-signed certificate over TLS 1.3, without keys.',
    async run(lab) {
      const port = await lab.port();
      await wssServer(lab, port);
      await lab.record(port);
      await sClient(lab, port, '-verify_return_error', '-servername', 'localhost');
      return client;
    },
  },
  {
    name: 'ws-self-signed-tls12',
    cause: 'tls-certificate-rejected',
    software: [npm('ws')],
    story:
      'A ws client finishes TLS 1.2, then rejects the self-signed certificate and closes without a request.',
    async run(lab) {
      const port = await lab.port();
      await wssServer(lab, port, { maxVersion: 'TLSv1.2' });
      await lab.record(port);
      await wsClient(lab, `wss://localhost:${port}/ws`).ended;
      return client;
    },
  },
];

/** A Python client without a certificate at `openssl s_server -Verify`. */
function requiresCertificate(version: 'tls1_2' | 'tls1_3', story: string): LabCase {
  return {
    name: `openssl-requires-certificate-${version.replace('1_', '1')}`,
    cause: 'tls-client-certificate',
    software: [program('OpenSSL'), pip('websockets')],
    story,
    async run(lab) {
      const port = await lab.port();
      const { key, cert } = lab.certificate();
      const identity = ['-key', key, '-cert', cert];
      lab.spawn('openssl', [
        's_server',
        '-accept',
        `${port}`,
        ...identity,
        '-Verify',
        '1',
        `-${version}`,
        '-quiet',
      ]);
      await new Promise((resolve) => setTimeout(resolve, 400));
      await lab.record(port);
      await python(
        lab,
        pythonClient(port, 'context.check_hostname = False\ncontext.verify_mode = ssl.CERT_NONE'),
      );
      return server;
    },
  };
}

const clientCertificate: LabCase[] = [
  {
    name: 'node-requires-certificate-tls12',
    cause: 'tls-client-certificate',
    software: [npm('ws'), program('OpenSSL')],
    story: 'A Node server with requestCert refuses an openssl client without a certificate over TLS 1.2.',
    async run(lab) {
      const port = await lab.port();
      const at = lab.certificate();
      const one = tls.createServer({
        key: readFileSync(at.key),
        cert: readFileSync(at.cert),
        ca: readFileSync(at.cert),
        requestCert: true,
        rejectUnauthorized: true,
        maxVersion: 'TLSv1.2',
      });
      one.on('tlsClientError', () => {});
      await new Promise<void>((resolve) => one.listen(port, '127.0.0.1', resolve));
      lab.defer(() => {
        one.close();
      });
      await lab.record(port);
      await sClient(lab, port, '-servername', 'localhost');
      return server;
    },
  },
  requiresCertificate(
    'tls1_2',
    'openssl s_server with -Verify refuses a Python client without a certificate over TLS 1.2.',
  ),
  requiresCertificate(
    'tls1_3',
    'openssl s_server with -Verify refuses a Python client without a certificate over TLS 1.3, without keys.',
  ),
];

const parameters: LabCase[] = [
  {
    name: 'openssl-tls11-to-nginx-tls13',
    cause: 'tls-no-common-parameters',
    software: [program('nginx'), program('OpenSSL')],
    story: 'openssl s_client offers TLS 1.2 at most, and nginx takes TLS 1.3 alone.',
    async run(lab) {
      const port = await lab.port();
      await lab.nginx(nginxServer(port, lab.certificate(), 'ssl_protocols TLSv1.3;'));
      await lab.record(port);
      await sClient(lab, port, '-tls1_2', '-servername', 'localhost');
      return server;
    },
  },
  {
    name: 'websockets-no-common-suite',
    cause: 'tls-no-common-parameters',
    software: [npm('ws'), pip('websockets')],
    story: 'A Python client offers one suite that the Node server does not have.',
    async run(lab) {
      const port = await lab.port();
      await wssServer(lab, port, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' });
      await lab.record(port);
      await python(
        lab,
        pythonClient(
          port,
          'context.maximum_version = ssl.TLSVersion.TLSv1_2\ncontext.set_ciphers("ECDHE-ECDSA-CHACHA20-POLY1305")',
        ),
      );
      return server;
    },
  },
];

const others: LabCase[] = [
  {
    name: 'nginx-rejects-unknown-name',
    cause: 'tls-server-name-rejected',
    software: [program('nginx'), pip('websockets')],
    story: 'nginx has ssl_reject_handshake in its default server; a Python client asks for another name.',
    async run(lab) {
      const port = await lab.port();
      await lab.nginx(
        `server { listen 127.0.0.1:${port} ssl default_server; ssl_reject_handshake on; } ${nginxServer(port, lab.certificate())}`,
      );
      await lab.record(port);
      await python(lab, pythonClient(port, '', 'other.example.net'));
      return server;
    },
  },
  {
    name: 'node-alpn-http2-alone',
    cause: 'tls-alpn-mismatch',
    software: [program('Node'), program('Chromium')],
    story: 'A Node server takes h2 alone (ALPN), and a page opens wss://, which offers http/1.1.',
    async run(lab) {
      const port = await lab.port();
      await wssServer(lab, port, { ALPNProtocols: ['h2'] });
      const page = await lab.chromium();
      await lab.record(port);
      await pageSocket(page, `wss://localhost:${port}/ws`);
      return server;
    },
  },
  {
    name: 'server-closes-after-client-hello-answer',
    cause: 'tls-handshake-failed',
    software: [program('Node'), pip('websockets')],
    story: 'A relay cuts the connection after the hello and the certificate of the server.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await wssServer(lab, back, { maxVersion: 'TLSv1.2' });
      const { createServer, connect } = await import('node:net');
      const relay = createServer((socket) => {
        const to = connect(back, '127.0.0.1');
        socket.on('error', () => {});
        to.on('error', () => {});
        socket.once('data', (hello) => to.write(hello));
        to.once('data', (flight) => {
          socket.end(flight);
          to.destroy();
        });
      });
      await new Promise<void>((resolve) => relay.listen(port, '127.0.0.1', resolve));
      lab.defer(() => {
        relay.close();
      });
      await lab.record(port);
      await python(
        lab,
        pythonClient(port, 'context.check_hostname = False\ncontext.verify_mode = ssl.CERT_NONE'),
      );
      return server;
    },
  },
];

export const cases: LabCase[] = [...rejected, ...clientCertificate, ...parameters, ...others];
