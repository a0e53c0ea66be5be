// Another protocol's bytes, or bare text, where a frame should be.
import { gzipSync } from 'node:zlib';
import { type By, bySoftware, connect, wsServer } from './kit.ts';
import { exampleKey, type LabCase, npm, pip, program, text } from './lab.ts';

interface Plan {
  cause: string;
  name: string;
  by: By;
  story: string;
  /** Good frames first. */
  before?: Buffer[];
  /** The bytes that do not belong there. */
  bytes: Buffer | string;
  /** Frames after them. */
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

/** Cases of unframed-text and foreign-protocol. */
export const cases: LabCase[] = [...texts, ...foreigners];
