// Frames that begin at the wrong byte of the stream, and the drafts before RFC 6455.
import driver from 'websocket-driver';
import { type By, bySoftware, connect, httpServer, wsServer } from './kit.ts';
import {
  exampleKey,
  frame,
  headerOf,
  type LabCase,
  npm,
  type Peer,
  pip,
  program,
  text,
  upgradeResponse,
} from './lab.ts';

const boundary = 'handshake-boundary';
const hello = text('{"type":"hello","session":"8c1f"}');
const tick = text('{"type":"tick","n":1}');

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
    also: ['bytes-lost'],
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

/** Cases of handshake-boundary and old-draft. */
export const cases: LabCase[] = [...boundaries, ...drafts];
