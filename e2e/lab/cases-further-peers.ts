// Programs that few other cases have: QEMU's WebSocket character device, hitch, and TCP protocols that are no
// WebSocket (DNS, Redis, IRC, SSH, HTTP/2).
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import http2 from 'node:http2';
import { httpServer, wsClient, wsServer } from './kit.ts';
import { debian, type Lab, type LabCase, npm, pause, program, type Truth, text } from './lab.ts';

/** A connection that sends one message, waits for the answer and closes. */
async function briefWebSocket(lab: Lab, port: number): Promise<void> {
  const client = wsClient(lab, `ws://127.0.0.1:${port}/`, [], { perMessageDeflate: false });
  await client.opened;
  client.socket.send('{"n":1,"city":"Zürich"}');
  await client.got(1);
  client.socket.close(1000);
  await client.ended;
}

const none: Truth = { sender: null, breakOffset: null };
const qemu = debian('qemu-system-x86', 'QEMU');

/** QEMU without a guest, and its monitor (JSON lines) on a WebSocket. */
const startQemu = (lab: Lab, port: number) =>
  lab.serve(port, 'qemu-system-x86_64', [
    ...['-machine', 'none', '-nodefaults', '-display', 'none', '-S'],
    ...['-chardev', `socket,id=c,host=127.0.0.1,port=${port},server=on,wait=off,websocket=on`],
    ...['-mon', 'chardev=c,mode=control'],
  ]);

const qemuCase = (name: string, cause: string, story: string, end: 'close' | 'kill'): LabCase => ({
  name,
  cause,
  software: [qemu, npm('ws')],
  story,
  async run(lab) {
    const port = await lab.port();
    const one = await startQemu(lab, port);
    await lab.record(port);
    const client = wsClient(lab, `ws://127.0.0.1:${port}/`, ['binary'], { perMessageDeflate: false });
    await client.got(1);
    for (const [i, execute] of ['qmp_capabilities', 'query-status', 'query-version'].entries()) {
      client.socket.send(Buffer.from(`${JSON.stringify({ execute, id: i })}\n`));
      await pause(80);
    }
    if (end === 'close') client.socket.close(1000);
    if (end === 'kill') one.child.kill('SIGKILL');
    await client.ended;
    return none;
  },
});

const qemuCases: LabCase[] = [
  qemuCase(
    'qemu-monitor',
    'healthy',
    'The monitor of QEMU on a WebSocket, with the subprotocol binary.',
    'close',
  ),
  qemuCase(
    'qemu-killed',
    'abnormal-close',
    'QEMU is killed while a WebSocket of its monitor is open.',
    'kill',
  ),
];

/** hitch in front of a backend: TLS in, and a PROXY header before the request when asked for. */
const hitchCase = (version: 'v1' | 'v2'): LabCase => ({
  name: `hitch-write-proxy-${version}`,
  cause: 'proxy-protocol-header',
  software: [debian('hitch', 'hitch'), npm('ws'), program('Node')],
  story: `hitch writes a PROXY header (${version}) to a Node server that does not expect one; its back leg is recorded.`,
  async run(lab) {
    const [port, back] = [await lab.port(), await lab.port()];
    const { key, cert } = lab.certificate();
    const pem = lab.file('both.pem', Buffer.concat([readFileSync(key), readFileSync(cert)]));
    chmodSync(lab.folder, 0o755);
    await wsServer(lab, back);
    await lab.serve(port, 'hitch', [
      `--frontend=[127.0.0.1]:${port}`,
      `--backend=[127.0.0.1]:${back}`,
      ...[version === 'v1' ? '--write-proxy-v1' : '--write-proxy-v2', '--workers=1', '--user=nobody', pem],
    ]);
    await lab.record(back);
    await wsClient(lab, `wss://127.0.0.1:${port}/`, [], { rejectUnauthorized: false }).ended;
    return { sender: null, breakOffset: null };
  },
});

/** Sends bytes one after the other, each after a short pause, and ends. */
async function say(lab: Lab, port: number, bytes: readonly (Buffer | string)[]): Promise<void> {
  const peer = await lab.tcpClient(port);
  for (const one of bytes) {
    await pause(60);
    if (peer.ended) break;
    await peer.send(one);
  }
  await pause(80);
  await peer.end();
}

const protocols: LabCase[] = [
  {
    name: 'dns-redis-irc-beside-a-websocket',
    cause: 'healthy',
    software: [
      debian('dnsmasq-base', 'dnsmasq'),
      debian('redis-server', 'Redis'),
      debian('ngircd', 'ngIRCd'),
      npm('ws'),
    ],
    story: 'DNS over TCP, Redis and IRC run beside a sound WebSocket.',
    async run(lab) {
      const [dns, redis, irc, web] = [await lab.port(), await lab.port(), await lab.port(), await lab.port()];
      await lab.serve(dns, 'dnsmasq', [
        ...['-k', '-C', '/dev/null', '-p', String(dns), '-a', '127.0.0.1', '--bind-interfaces', '-R', '-h'],
        ...['--address=/app.example/192.0.2.7', '--user=root', '--pid-file='],
      ]);
      await lab.serve(redis, 'redis-server', ['--port', String(redis), '--bind', '127.0.0.1', '--save', '']);
      const conf = lab.file(
        'irc.conf',
        `[Global]\nName = irc.example\nInfo = lab\nListen = 127.0.0.1\nPorts = ${irc}\nServerUID = nobody\nServerGID = nogroup\n[Options]\nDNS = no\nIdent = no\nPAM = no\n`,
      );
      chmodSync(lab.folder, 0o755);
      await lab.serve(irc, 'ngircd', ['-n', '-f', conf]);
      await wsServer(lab, web);
      await lab.record([dns, redis, irc, web]);
      const query = Buffer.from(
        '001d1a2b01000001000000000000036170700765 78616d706c650000010001'.replace(/ /g, ''),
        'hex',
      );
      await say(lab, dns, [query]);
      await say(lab, redis, [
        '*1\r\n$4\r\nPING\r\n',
        '*3\r\n$3\r\nSET\r\n$1\r\na\r\n$2\r\n10\r\n',
        'GET a\r\n',
      ]);
      await say(lab, irc, ['NICK anna\r\nUSER anna 0 * :Anna\r\n', 'PING :x\r\n', 'QUIT :bye\r\n']);
      await briefWebSocket(lab, web);
      return { ...none, port: web };
    },
  },
  {
    name: 'ssh-h2-beside-a-websocket',
    cause: 'healthy',
    software: [debian('openssh-server', 'OpenSSH'), program('Node'), npm('ws')],
    story: 'SSH and HTTP/2 with prior knowledge run beside a sound WebSocket.',
    async run(lab) {
      const [ssh, h2, web] = [await lab.port(), await lab.port(), await lab.port()];
      execFileSync('mkdir', ['-p', '/run/sshd']);
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', `${lab.folder}/key`]);
      const conf = lab.file(
        'sshd.conf',
        `ListenAddress 127.0.0.1\nPort ${ssh}\nHostKey ${lab.folder}/key\nPidFile none\n`,
      );
      await lab.serve(ssh, '/usr/sbin/sshd', ['-D', '-e', '-f', conf]);
      const server = http2.createServer((_request, response) => response.end('{"ok":true}'));
      await new Promise<void>((resolve) => server.listen(h2, '127.0.0.1', resolve));
      lab.defer(() => {
        server.close();
      });
      await wsServer(lab, web);
      await lab.record([ssh, h2, web]);
      await lab.spawn('ssh', [
        ...['-p', String(ssh), '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'],
        ...['-o', 'BatchMode=yes', 'nobody@127.0.0.1', 'true'],
      ]).done;
      await new Promise<void>((resolve) => {
        const session = http2.connect(`http://127.0.0.1:${h2}`);
        const request = session.request({ ':path': '/orders' });
        request.resume();
        request.on('end', () => session.close(() => resolve()));
        request.end();
      });
      await briefWebSocket(lab, web);
      return { ...none, port: web };
    },
  },
];

/** A long connection: Pings both ways, compression with context, subprotocol, fragments, 300 messages. */
const sound: LabCase[] = [
  {
    name: 'websocket-beside-plain-http',
    cause: 'healthy',
    software: [program('Node'), npm('ws')],
    story: 'Pages are fetched from the port of a WebSocket, on connections of their own.',
    async run(lab) {
      const port = await lab.port();
      const server = await httpServer(lab, port, (_request, response) => {
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify({ list: Array.from({ length: 40 }, (_, i) => i) }));
      });
      const { WebSocketServer } = await import('ws');
      const sockets = new WebSocketServer({ server });
      sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))));
      await lab.record(port);
      const client = wsClient(lab, `ws://127.0.0.1:${port}/`, [], { perMessageDeflate: false });
      await client.opened;
      client.socket.send('{"n":1}');
      await client.got(1);
      client.socket.close(1000);
      await client.ended;
      for (let i = 0; i < 3; i++) await (await fetch(`http://127.0.0.1:${port}/list?${i}`)).text();
      return { ...none, port };
    },
  },
  {
    name: 'binary-with-pings-in-context',
    cause: 'healthy',
    software: [npm('ws')],
    story: 'Random and repeated binary messages, compressed with context takeover, and Pings between them.',
    async run(lab) {
      const port = await lab.port();
      await wsServer(lab, port, { perMessageDeflate: { threshold: 0 } });
      await lab.record(port);
      const client = wsClient(lab, `ws://127.0.0.1:${port}/`, ['feed.v2'], {
        perMessageDeflate: { threshold: 0 } as never,
      });
      await client.opened;
      for (let i = 0; i < 60; i++) {
        client.socket.send(i % 3 === 0 ? randomBytes(900) : Buffer.from(`row ${i} `.repeat(200)));
        if (i % 7 === 0) client.socket.ping(Buffer.from([i, 0x81, 0x7e]));
        if (i % 11 === 0) client.socket.send(Buffer.alloc(0));
      }
      await client.got(60);
      client.socket.close(1000);
      await client.ended;
      return none;
    },
  },
  {
    name: 'half-closed-by-the-client',
    cause: 'healthy',
    also: ['abnormal-close'],
    software: ['hand-written client (Node)', npm('ws')],
    story: 'A client sends its Close and its FIN at once, and reads what the server still sends.',
    async run(lab) {
      const port = await lab.port();
      await wsServer(lab, port, {}, (socket) => {
        socket.on('message', () => socket.send('{"rows":[1,2,3]}'));
      });
      await lab.record(port);
      const peer = await lab.tcpClient(port);
      await peer.upgrade();
      const key = Buffer.from('a1b2c3d4', 'hex');
      await peer.send(Buffer.concat([text('{"get":"rows"}', key), Buffer.from('8882a1b2c3d4a25a', 'hex')]));
      await peer.end();
      await peer.closed();
      return none;
    },
  },
];

export const cases: LabCase[] = [...qemuCases, hitchCase('v1'), hitchCase('v2'), ...protocols, ...sound];
