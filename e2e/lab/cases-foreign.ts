// Another protocol's bytes, bare text, or stray bytes where a frame should be.
import { gzipSync } from 'node:zlib';
import driver from 'websocket-driver';
import { httpServer, pageSocket, wsClient, wsServer } from './kit.ts';
import {
  exampleKey,
  frame,
  headerOf,
  type Lab,
  type LabCase,
  npm,
  type Peer,
  pip,
  program,
  text,
  upgradeResponse,
} from './lab.ts';

type By = 'ws' | 'chromium' | 'websockets';
const bySoftware = (by: By) =>
  by === 'chromium' ? program('Chromium') : by === 'ws' ? npm('ws') : pip('websockets');

async function connect(lab: Lab, by: By, port: number, format?: 'pcap' | 'pcapng'): Promise<void> {
  const page = by === 'chromium' ? await lab.chromium() : null;
  await lab.record(port, { format });
  if (page) await pageSocket(page, `ws://127.0.0.1:${port}/`, { send: ['hello', 'second', 'third'] });
  else if (by === 'websockets') await (await lab.python('websockets_client.py', [port, 'echo'])).done;
  else {
    const client = wsClient(lab, `ws://127.0.0.1:${port}/`, [], { perMessageDeflate: false });
    await client.opened.then(() => client.socket.send('hello')).catch(() => {});
    client.socket.on('message', () => client.socket.send('next'));
    await client.ended;
  }
}

interface Plan {
  cause: string;
  name: string;
  by: By;
  story: string;
  /** Good frames first. */
  before?: Buffer[];
  /** The bytes that do not belong there. */
  bytes: Buffer | string;
  /** Frames behind them. */
  after?: Buffer[];
  software?: string[];
  also?: string[];
  format?: 'pcap' | 'pcapng';
}

/** A server that accepts, sends the good frames, then the foreign bytes at a frame position, then the rest. */
function fromServer(plan: Plan): LabCase {
  const { cause, name, story, also, by } = plan;
  return {
    name,
    cause,
    also,
    software: [...(plan.software ?? [program('Node')]), bySoftware(by)],
    story,
    async run(lab) {
      let at = 0;
      const { port } = await lab.tcpServer(async (peer) => {
        await peer.accept();
        for (const one of plan.before ?? []) await peer.send(one);
        at = peer.sent;
        await peer.send(plan.bytes);
        for (const one of plan.after ?? []) await peer.send(one);
        await peer.closed();
        await peer.end();
      });
      await connect(lab, by, port, plan.format);
      return { sender: 'server', breakOffset: at };
    },
  };
}

/** A client that upgrades against a real server, sends good frames, then the foreign bytes. */
function fromClient(
  cause: string,
  name: string,
  behind: 'ws' | 'websockets' | 'aiohttp' | 'tornado',
  story: string,
  before: Buffer[],
  bytes: Buffer | string,
): LabCase {
  return {
    name,
    cause,
    software: [program('Node'), behind === 'ws' ? npm('ws') : pip(behind)],
    story,
    async run(lab) {
      const port = await lab.port();
      if (behind === 'ws') await wsServer(lab, port);
      else await lab.python(`${behind}_server.py`, [port, 'echo'], port);
      await lab.record(port);
      const peer = await lab.tcpClient(port);
      await peer.upgrade('/');
      for (const one of before) await peer.send(one);
      const at = peer.sent;
      await peer.send(bytes);
      await peer.closed().catch(() => {});
      await peer.end();
      return { sender: 'client', breakOffset: at };
    },
  };
}

const hello = text('{"type":"hello","session":"8c1f"}');
const tick = text('{"type":"tick","n":1}');
const unframed = 'unframed-text';
const foreign = 'foreign-protocol';
const boundary = 'handshake-boundary';

const texts: LabCase[] = [
  fromServer({
    cause: unframed,
    name: 'json-after-one-frame',
    by: 'ws',
    story: 'The second message is JSON written straight to the socket.',
    before: [hello],
    bytes: '{"type":"update","items":[1,2,3],"note":"written without a frame"}',
  }),
  fromServer({
    cause: unframed,
    name: 'json-array-at-once-chromium',
    by: 'chromium',
    story: 'The server upgrades and then writes JSON arrays, one a line, without frames.',
    bytes: '["welcome",{"id":7}]\n["tick",1]\n',
    format: 'pcapng',
  }),
  fromServer({
    cause: unframed,
    name: 'html-error-page-chromium',
    by: 'chromium',
    story: 'An error page is written into the open WebSocket without HTTP headers.',
    before: [hello, tick],
    bytes:
      '<html>\r\n<head><title>504 Gateway Time-out</title></head>\r\n<body><center><h1>504 Gateway Time-out</h1></center></body>\r\n</html>\r\n',
  }),
  fromServer({
    cause: unframed,
    name: 'engineio-open-packet',
    by: 'ws',
    story: 'A hand-written Engine.IO server writes its open packet as bare text.',
    bytes: '0{"sid":"Zx3Yk1","upgrades":[],"pingInterval":25000,"pingTimeout":20000}',
  }),
  fromServer({
    cause: unframed,
    name: 'socketio-event-chromium',
    by: 'chromium',
    story: 'A Socket.IO event goes out as bare text behind two good frames.',
    before: [hello, tick],
    bytes: '42["chat message","hello there"]',
  }),
  fromServer({
    cause: unframed,
    name: 'php-warning',
    by: 'websockets',
    story: 'A PHP script with display_errors prints a warning into its socket between two frames.',
    before: [hello],
    bytes: 'PHP Warning:  Undefined variable $user in /var/www/ws/server.php on line 84\n',
    after: [tick],
  }),
  fromServer({
    cause: unframed,
    name: 'stack-trace-chromium',
    by: 'chromium',
    story: 'A stack trace is printed to the socket in place of a log.',
    before: [hello],
    bytes:
      'Traceback (most recent call last):\n  File "server.py", line 31, in handle\n    await send(update)\nKeyError: \'user\'\n',
  }),
  {
    name: 'python-bom-between-frames',
    cause: unframed,
    also: ['bytes-inserted'],
    software: [program('Python'), program('Chromium')],
    story: 'A Python server writes a UTF-8 byte order mark before its second frame.',
    async run(lab) {
      const port = await lab.port();
      await lab.python('handshake_server.py', [port, 'bom'], port);
      await connect(lab, 'chromium', port);
      return { sender: 'server', breakOffset: 7 };
    },
  },
  {
    name: 'python-print-to-socket',
    cause: unframed,
    software: [program('Python'), npm('ws')],
    story: 'A Python server prints a log line to the file object of the connection, between two frames.',
    async run(lab) {
      const port = await lab.port();
      await lab.python('handshake_server.py', [port, 'print'], port);
      await connect(lab, 'ws', port);
      return { sender: 'server', breakOffset: 7 };
    },
  },
  fromClient(
    unframed,
    'client-json-to-ws',
    'ws',
    'A device writes JSON to its socket after the upgrade without framing it.',
    [],
    '{"device":"esp32-07","temp":21.5}',
  ),
  fromClient(
    unframed,
    'client-text-to-websockets',
    'websockets',
    'A device sends two good frames and then a bare line of text.',
    [text('one', exampleKey), text('two', exampleKey)],
    'status=ok uptime=3600\r\n',
  ),
];

const foreigners: LabCase[] = [
  fromServer({
    cause: foreign,
    name: 'ssh-banner',
    by: 'ws',
    story: 'A tunnel server upgrades and then copies an SSH server to the socket without frames.',
    bytes: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n',
  }),
  fromServer({
    cause: foreign,
    name: 'vnc-rfb-banner-chromium',
    by: 'chromium',
    story: 'A VNC server stands behind the upgrade with nothing to frame its bytes.',
    bytes: 'RFB 003.008\n',
  }),
  fromServer({
    cause: foreign,
    name: 'redis-reply',
    by: 'websockets',
    story: 'A reply of Redis is copied into the open WebSocket.',
    before: [hello],
    bytes: '$5\r\nhello\r\n*2\r\n$3\r\nfoo\r\n$3\r\nbar\r\n',
  }),
  fromServer({
    cause: foreign,
    name: 'redis-error',
    by: 'ws',
    story: 'Redis answers an unknown command, and the gateway copies the error into the WebSocket.',
    before: [hello, tick],
    bytes: "-ERR unknown command 'GET', with args beginning with: \r\n",
  }),
  fromServer({
    cause: foreign,
    name: 'mqtt-connack-chromium',
    by: 'chromium',
    story: 'A broker answers CONNACK and SUBACK straight on the socket, without binary frames.',
    bytes: Buffer.from('200200009003000100' + '300d00056c6967687473' + '6f6e2121', 'hex'),
  }),
  fromServer({
    cause: foreign,
    name: 'gzip-stream',
    by: 'ws',
    story: 'A compressing middleware writes its gzip stream to the upgraded socket.',
    before: [hello],
    bytes: gzipSync(Buffer.from('{"type":"update","items":[1,2,3,4,5,6,7,8,9]}'.repeat(8))),
  }),
  fromClient(
    foreign,
    'client-mqtt-connect',
    'ws',
    'An MQTT client upgrades and then sends CONNECT without a frame.',
    [],
    Buffer.from('101400044d5154540402003c00086465766963653037', 'hex'),
  ),
  fromClient(
    foreign,
    'client-ssh-banner-aiohttp',
    'aiohttp',
    'An SSH client is tunnelled through an upgrade, without frames.',
    [],
    'SSH-2.0-libssh2_1.11.0\r\n',
  ),
  fromClient(
    foreign,
    'client-stomp-connect-tornado',
    'tornado',
    'A STOMP client sends CONNECT as plain text after the upgrade.',
    [],
    'CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\n\n\0',
  ),
  {
    name: 'smtp-server-behind-gateway',
    cause: foreign,
    software: [program('Python'), npm('ws'), program('Node')],
    story: 'A gateway upgrades and pipes the socket of a real SMTP server into it without framing.',
    async run(lab) {
      const back = await lab.port();
      await lab.python('smtp_server.py', [back], back);
      const { port } = await lab.tcpServer(async (peer) => {
        await peer.accept();
        const upstream = await lab.tcpClient(back);
        upstream.socket.on('data', (data) => peer.socket.write(data));
        await upstream.until(() => (upstream.pending.length > 0 ? true : null), 'the banner');
        peer.socket.write(upstream.pending.subarray(0, 0));
        await peer.closed();
        await peer.end();
      });
      await connect(lab, 'ws', port);
      return { sender: 'server', breakOffset: 0 };
    },
  },
];

/** A raw server that drives its own handshake; the break is at the offset returned. */
function byHand(
  name: string,
  by: By,
  story: string,
  breakOffset: number | null,
  drive: (peer: Peer, key: string) => Promise<void>,
): LabCase {
  return {
    name,
    cause: boundary,
    software: [program('Node'), bySoftware(by)],
    story,
    async run(lab) {
      const { port } = await lab.tcpServer(async (peer) => {
        const request = await peer.readHead();
        await drive(peer, headerOf(request, 'sec-websocket-key') ?? '');
        await peer.closed();
        await peer.end();
      });
      await connect(lab, by, port);
      return { sender: 'server', breakOffset };
    },
  };
}

const crlf = Buffer.from('\r\n');
const boundaries: LabCase[] = [
  byHand('extra-crlf-after-101', 'ws', 'The server ends its 101 with one CR LF too many.', 0, (peer, key) =>
    peer.send(Buffer.concat([upgradeResponse(key), crlf, hello])).then(() => peer.send(tick)),
  ),
  {
    name: 'python-extra-crlf-chromium',
    cause: boundary,
    software: [program('Python'), program('Chromium')],
    story: 'A server on http.server calls end_headers and then writes the blank line once more.',
    async run(lab) {
      const port = await lab.port();
      await lab.python('handshake_server.py', [port, 'extra-crlf'], port);
      await connect(lab, 'chromium', port);
      return { sender: 'server', breakOffset: 0 };
    },
  },
  byHand(
    'nul-after-101-chromium',
    'chromium',
    'The server sends the terminating NUL of its C string behind the 101.',
    0,
    async (peer, key) => {
      await peer.send(Buffer.concat([upgradeResponse(key), Buffer.from([0])]));
      await peer.send(Buffer.concat([hello, tick]));
    },
  ),
  byHand(
    'leaked-header-lines',
    'websockets',
    'The server writes the blank line before its last headers, so they stand at the first frame position.',
    0,
    async (peer, key) => {
      await peer.send(
        Buffer.concat([
          upgradeResponse(key),
          Buffer.from('Sec-WebSocket-Origin: http://127.0.0.1\r\nX-Request-Id: 42\r\n\r\n'),
        ]),
      );
      await peer.send(hello);
    },
  ),
  byHand(
    'frame-before-101',
    'ws',
    'The server sends its welcome frame before the 101 answer.',
    null,
    async (peer, key) => {
      await peer.send(hello);
      await peer.send(upgradeResponse(key));
      await peer.send(tick);
    },
  ),
  {
    name: 'python-frame-before-101-chromium',
    cause: boundary,
    software: [program('Python'), program('Chromium')],
    story: 'A Python server sends its welcome frame before the 101 answer.',
    async run(lab) {
      const port = await lab.port();
      await lab.python('handshake_server.py', [port, 'frame-before-101'], port);
      await connect(lab, 'chromium', port);
      return { sender: 'server', breakOffset: null };
    },
  },
  byHand(
    'lost-frame-head',
    'ws',
    'The server loses the two header bytes of its first frame.',
    0,
    async (peer, key) => {
      await peer.send(upgradeResponse(key));
      await peer.send(hello.subarray(2));
      await peer.send(tick);
    },
  ),
  {
    name: 'gateway-drops-head-argument',
    cause: boundary,
    software: [program('Node'), npm('ws')],
    story:
      'A Node gateway ignores the head argument of the upgrade event, so the backend misses the first bytes of the first frame.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await wsServer(lab, back);
      const server = await httpServer(lab, port);
      server.on('upgrade', async (request, socket, _head) => {
        const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}\r\n`);
        const upstream = await lab.tcpClient(back);
        await upstream.send(`GET ${request.url} HTTP/1.1\r\n${lines.join('')}\r\n`);
        upstream.socket.pipe(socket);
        socket.on('data', (data) => upstream.socket.write(data));
        socket.on('end', () => upstream.socket.end());
        socket.on('error', () => {});
      });
      await lab.record([port, back]);
      const peer = await lab.tcpClient(port);
      const message = text('{"type":"subscribe","channels":["a","b","c"]}', exampleKey);
      const key = 'dGhlIHNhbXBsZSBub25jZQ==';
      const request = `GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`;
      // the first 10 bytes of the frame travel with the request and become the head argument
      await peer.send(Buffer.concat([Buffer.from(request), message.subarray(0, 10)]));
      await peer.readHead();
      await peer.send(message.subarray(10));
      await peer.closed();
      await peer.end();
      return { sender: 'client', breakOffset: 0, port: back };
    },
  },
];

const drafts: LabCase[] = [
  {
    name: 'hixie-76-server',
    cause: 'old-draft',
    software: [program('Node'), npm('websocket-driver')],
    story:
      'A client of hixie-76 (Key1, Key2, 8 bytes of body) meets websocket-driver, which still speaks it with 00 and ff.',
    async run(lab) {
      const { port } = await lab.tcpServer((peer) => {
        const one = driver.server({ allowDrafts: true });
        one.on('connect', () => one.start());
        one.messages.on('data', (message) => one.messages.write(message));
        peer.socket.pipe(one.io).pipe(peer.socket);
      });
      await lab.record(port);
      const peer = await lab.tcpClient(port);
      await peer.send(
        'GET /demo HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nSec-WebSocket-Key2: 12998 5 Y3 1  .P00\r\n' +
          'Sec-WebSocket-Protocol: sample\r\nUpgrade: WebSocket\r\nSec-WebSocket-Key1: 4 @1  46546xW%0l 1 5\r\n' +
          'Origin: http://127.0.0.1\r\n\r\n^n:ds[4U',
      );
      await peer.readHead();
      await peer.take(16);
      await peer.send(Buffer.from('\x00hello\xff', 'latin1'));
      await peer.take(7);
      await peer.send(Buffer.from([0xff, 0x00]));
      await peer.end();
      await peer.closed();
      // the 8 bytes of body that hixie-76 has and RFC 6455 has not
      return { sender: 'client', breakOffset: 0 };
    },
  },
  {
    name: 'hixie-75-server-to-ws-client',
    cause: 'old-draft',
    software: [program('Node'), npm('ws')],
    story: 'A server that was updated in its handshake only still frames text as 00 ... ff.',
    async run(lab) {
      const { port } = await lab.tcpServer(async (peer) => {
        await peer.accept();
        await peer.send(Buffer.from('\x00hello\xff', 'latin1'));
        await peer.send(Buffer.from('\x00a second message\xff', 'latin1'));
        await peer.closed();
        await peer.end();
      });
      await connect(lab, 'ws', port);
      return { sender: 'server', breakOffset: 0 };
    },
  },
  {
    name: 'hixie-frames-chromium',
    cause: 'old-draft',
    software: [program('Node'), program('Chromium')],
    story: 'A server answers the handshake of RFC 6455 and sends the frames of hixie-76 to a page.',
    async run(lab) {
      const { port } = await lab.tcpServer(async (peer) => {
        await peer.accept();
        await peer.send(Buffer.from('\x00{"type":"hello"}\xff', 'latin1'));
        await peer.send(Buffer.from([0xff, 0x00]));
        await peer.closed();
        await peer.end();
      });
      await connect(lab, 'chromium', port);
      return { sender: 'server', breakOffset: 0 };
    },
  },
  ...(['ws', 'websockets', 'tornado'] as const).map(
    (behind): LabCase => ({
      name: `version-${behind === 'tornado' ? 6 : 7}-client-to-${behind}`,
      cause: 'old-draft',
      also: ['upgrade-refused', 'handshake-header-missing'],
      software: [program('Node'), behind === 'ws' ? npm('ws') : pip(behind)],
      story: `A client of an old draft asks for an older Sec-WebSocket-Version; the server knows 13.`,
      async run(lab) {
        const port = await lab.port();
        if (behind === 'ws') await wsServer(lab, port);
        else await lab.python(`${behind}_server.py`, [port, 'echo'], port);
        await lab.record(port);
        const peer = await lab.tcpClient(port);
        const version = behind === 'tornado' ? '6' : '7';
        await peer.upgrade('/', {
          'Sec-WebSocket-Version': version,
          'Sec-WebSocket-Origin': 'http://127.0.0.1',
        });
        await peer.end();
        await peer.closed();
        return { sender: 'client', breakOffset: null };
      },
    }),
  ),
  {
    name: 'draft-opcodes-chromium',
    cause: 'old-draft',
    also: ['reserved-opcode'],
    software: [program('Node'), program('Chromium')],
    story: 'A server frames text with opcode 4, as the drafts before hybi-07 numbered it.',
    async run(lab) {
      const { port } = await lab.tcpServer(async (peer) => {
        await peer.accept({ 'Sec-WebSocket-Version': '6' });
        await peer.send(frame({ opcode: 4, payload: 'hello in draft framing' }));
        await peer.send(frame({ opcode: 4, payload: 'a second text' }));
        await peer.send(frame({ opcode: 1, payload: Buffer.from([3, 0xe8]) }));
        await peer.closed();
        await peer.end();
      });
      await connect(lab, 'chromium', port);
      return { sender: 'server', breakOffset: 0 };
    },
  },
];

/** Cases of unframed-text, foreign-protocol, handshake-boundary and old-draft. */
export const cases: LabCase[] = [...texts, ...foreigners, ...boundaries, ...drafts];
