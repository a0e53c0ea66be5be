// Legal bytes that the receiver refuses: messages above a size limit, and receivers that are at fault themselves.
import { createRequire } from 'node:module';
import { Server as SocketServer } from 'socket.io';
import websocket from 'websocket';
import { httpServer, pageSocket, wsClient, wsServer } from './kit.ts';
import {
  close,
  exampleKey,
  frame,
  headerOf,
  type Lab,
  type LabCase,
  npm,
  Opcode,
  pip,
  program,
  type Truth,
  text,
  upgradeResponse,
} from './lab.ts';

const fromClient: Truth = { sender: 'client', breakOffset: null };
const fromServer: Truth = { sender: 'server', breakOffset: null };
const none: Truth = { sender: null, breakOffset: null };
const words = (n: number) =>
  'A message that is far above the limit of its receiver. '.repeat(Math.ceil(n / 55)).slice(0, n);

interface Large {
  name: string;
  story: string;
  software: string[];
  server: (lab: Lab, port: number) => Promise<unknown>;
  by: 'ws' | 'chromium' | 'ws-deflate';
  size: number;
  path?: string;
  first?: string[];
}

const large: Large[] = [
  {
    name: 'ws-max-payload-chromium',
    story: 'A page sends 5000 bytes to a ws server with maxPayload 1024.',
    software: [npm('ws')],
    server: (lab, port) => wsServer(lab, port, { maxPayload: 1024 }),
    by: 'chromium',
    size: 5000,
  },
  {
    name: 'ws-max-payload-16384',
    story: 'A ws client sends 40000 bytes to a ws server with maxPayload 16384.',
    software: [npm('ws')],
    server: (lab, port) => wsServer(lab, port, { maxPayload: 16384 }),
    by: 'ws',
    size: 40000,
  },
  {
    name: 'ws-max-payload-after-inflating',
    story: 'A compressed message of few bytes inflates to 20000, above maxPayload 4096 of the ws server.',
    software: [npm('ws')],
    server: (lab, port) => wsServer(lab, port, { maxPayload: 4096, perMessageDeflate: true }),
    by: 'ws-deflate',
    size: 20000,
  },
  {
    name: 'websockets-max-size',
    story: 'A ws client sends 3000 bytes to a Python websockets server with max_size 2000.',
    software: [pip('websockets'), npm('ws')],
    server: (lab, port) => lab.python('websockets_server.py', [port, 'max-size', 2000], port),
    by: 'ws',
    size: 3000,
  },
  {
    name: 'aiohttp-max-msg-size-chromium',
    story: 'A page sends 6000 bytes to aiohttp with max_msg_size 2048.',
    software: [pip('aiohttp')],
    server: (lab, port) => lab.python('aiohttp_server.py', [port, 'max-size', 2048], port),
    by: 'chromium',
    size: 6000,
  },
  {
    name: 'tornado-max-message-size',
    story: 'A ws client sends 4000 bytes to tornado with websocket_max_message_size 1024.',
    software: [pip('tornado'), npm('ws')],
    server: (lab, port) => lab.python('tornado_server.py', [port, 'max-size', 1024], port),
    by: 'ws',
    size: 4000,
  },
  {
    name: 'websocket-node-max-frame-size-chromium',
    story: 'A page sends 9000 bytes to WebSocket-Node with maxReceivedFrameSize 4096.',
    software: [npm('websocket')],
    server: async (lab, port) => {
      const one = new websocket.server({
        httpServer: await httpServer(lab, port),
        maxReceivedFrameSize: 4096,
      });
      one.on('request', (request) => {
        const connection = request.accept(undefined, request.origin);
        connection.on('message', (message) =>
          connection.sendUTF(message.type === 'utf8' ? message.utf8Data : ''),
        );
        connection.on('error', () => {});
      });
    },
    by: 'chromium',
    size: 9000,
  },
  {
    name: 'socketio-max-http-buffer-size',
    story: 'A Socket.IO event of 3000 bytes goes to a server with maxHttpBufferSize 1000.',
    software: [npm('socket.io'), npm('ws')],
    server: async (lab, port) => {
      const io = new SocketServer(await httpServer(lab, port), { maxHttpBufferSize: 1000 });
      io.on('connection', (socket) => socket.on('chat', (data: string) => socket.emit('chat', data)));
      lab.defer(() => io.close());
    },
    by: 'ws',
    size: 3000,
    path: '/socket.io/?EIO=4&transport=websocket',
    first: ['40'],
  },
];

function tooLarge(plan: Large): LabCase {
  const { name, story } = plan;
  return {
    name,
    cause: 'message-too-large',
    software: plan.by === 'chromium' ? [...plan.software, program('Chromium')] : plan.software,
    story,
    async run(lab) {
      const port = await lab.port();
      await plan.server(lab, port);
      const page = plan.by === 'chromium' ? await lab.chromium() : null;
      await lab.record(port);
      const url = `ws://127.0.0.1:${port}${plan.path ?? '/upload'}`;
      if (page) await pageSocket(page, url, { send: ['small', words(plan.size)] });
      else {
        const client = wsClient(lab, url, [], {
          perMessageDeflate: plan.by === 'ws-deflate' ? { threshold: 0 } : false,
        });
        await client.opened;
        client.socket.send(plan.first?.[0] ?? 'small');
        await client.got(plan.first ? 2 : 1);
        const body = plan.first ? `42["chat","${words(plan.size)}"]` : words(plan.size);
        client.socket.send(plan.by === 'ws-deflate' ? 'a'.repeat(plan.size) : body);
        await client.ended;
      }
      return fromClient;
    },
  };
}

const clientLimits: LabCase[] = [
  {
    name: 'ws-client-max-payload',
    cause: 'message-too-large',
    software: [npm('ws'), pip('websockets')],
    story: 'A Python websockets server sends 4000 bytes to a ws client with maxPayload 1024.',
    async run(lab) {
      const port = await lab.port();
      await lab.python('websockets_server.py', [port, 'send-large', 4000], port);
      await lab.record(port);
      const client = wsClient(lab, `ws://127.0.0.1:${port}/`, [], {
        maxPayload: 1024,
        perMessageDeflate: false,
      });
      await client.opened;
      client.socket.send('hello');
      await client.ended;
      return fromServer;
    },
  },
  {
    name: 'websockets-client-max-size',
    cause: 'message-too-large',
    software: [pip('websockets'), npm('ws')],
    story: 'A ws server sends 3000 bytes to a Python websockets client with max_size 1000.',
    async run(lab) {
      const port = await lab.port();
      await wsServer(lab, port, {}, (socket) => {
        let n = 0;
        socket.on('message', (data) => {
          socket.send(String(data));
          if (++n === 3) socket.send(words(3000));
        });
      });
      await lab.record(port);
      await (await lab.python('websockets_client.py', [port, 'max-size', 1000])).done;
      return fromServer;
    },
  },
];

interface Receiver {
  on(event: 'error', listener: () => void): void;
  write(chunk: Buffer): boolean;
}

/** A second copy of ws, as two packages of one app bring it: its receiver un-masks the same buffers again. */
function secondReceiver(): new (options: object) => Receiver {
  const require = createRequire(import.meta.url);
  const path = require.resolve('ws');
  const cached = Object.keys(require.cache).filter((file) => file.includes('/node_modules/ws/'));
  for (const file of cached) delete require.cache[file];
  return (require(path) as { Receiver: new (options: object) => Receiver }).Receiver;
}

function doubleUnmask(
  name: string,
  by: 'ws' | 'chromium' | 'websockets',
  message: string | null,
  story: string,
): LabCase {
  return {
    name,
    cause: 'valid-bytes-receiver-at-fault',
    software: [
      npm('ws'),
      by === 'chromium' ? program('Chromium') : by === 'ws' ? npm('ws') : pip('websockets'),
    ],
    story,
    async run(lab) {
      const port = await lab.port();
      const Second = secondReceiver();
      await wsServer(lab, port, { perMessageDeflate: false }, (socket, request) => {
        // reads first, so ws gets buffers that are already un-masked, and un-masks them again
        const second = new Second({ isServer: true, maxPayload: 0 });
        second.on('error', () => {});
        socket.on('message', () => {});
        request.socket.prependListener('data', (data) => second.write(data));
      });
      const page = by === 'chromium' ? await lab.chromium() : null;
      await lab.record(port);
      if (page)
        await pageSocket(page, `ws://127.0.0.1:${port}/`, {
          send: message ? [message] : [],
          closeAfter: message ? undefined : 0,
        });
      else if (by === 'websockets') await (await lab.python('websockets_client.py', [port, 'echo'])).done;
      else {
        const client = wsClient(lab, `ws://127.0.0.1:${port}/`);
        await client.opened;
        if (message) client.socket.send(message);
        else client.socket.close(1001);
        await client.ended;
      }
      return none;
    },
  };
}

/** A hand-written server that takes one frame from each read of its socket and fails when that does not fit. */
function buggyServer(
  name: string,
  by: 'ws' | 'chromium' | 'raw',
  story: string,
  reads: (chunk: Buffer) => boolean,
  script?: (lab: Lab, port: number) => Promise<void>,
): LabCase {
  return {
    name,
    cause: 'valid-bytes-receiver-at-fault',
    software: [
      program('Node'),
      ...(by === 'raw' ? [] : [by === 'chromium' ? program('Chromium') : npm('ws')]),
    ],
    story,
    async run(lab) {
      const { port } = await lab.tcpServer(async (peer) => {
        const request = await peer.readHead();
        await peer.send(upgradeResponse(headerOf(request, 'sec-websocket-key') ?? ''));
        while (!peer.ended) {
          const chunk = await peer
            .until(() => (peer.pending.length > 0 ? peer.pending : null), 'data')
            .catch(() => null);
          if (!chunk) break;
          peer.pending = Buffer.alloc(0);
          if (!reads(chunk)) {
            await peer.send(close(1002, 'bad frame'));
            break;
          }
          await peer.send(text('ok'));
        }
        await peer.end();
        await peer.closed();
      });
      const page = by === 'chromium' ? await lab.chromium() : null;
      await lab.record(port);
      if (script) await script(lab, port);
      else if (page)
        await pageSocket(page, `ws://127.0.0.1:${port}/`, { send: ['one', 'two', 'three'], pace: 'at-once' });
      return none;
    },
  };
}

/** One masked frame that fills the chunk exactly, with a known opcode and a payload: the naive reader's idea. */
function oneFrame(chunk: Buffer, opcodes: number[], allowEmpty = true): boolean {
  const length = chunk[1] & 127;
  const head = length === 126 ? 8 : 6;
  const size = length === 126 ? chunk.readUInt16BE(2) : length;
  return opcodes.includes(chunk[0] & 15) && chunk.length === head + size && (allowEmpty || size > 0);
}

const atFault: LabCase[] = [
  doubleUnmask(
    'two-receivers-text-1007',
    'ws',
    'hëllo wörld, un-masked twice',
    'Two receivers read one socket; ws un-masks the text for the second time and closes with 1007.',
  ),
  doubleUnmask(
    'two-receivers-text-1007-websockets',
    'websockets',
    'x',
    'Two receivers read one socket; a Python client gets 1007 for sound text.',
  ),
  doubleUnmask(
    'two-receivers-close-1002-chromium',
    'chromium',
    null,
    "Two receivers read one socket; the page's Close 1000 un-masked twice is an invalid status code.",
  ),
  buggyServer(
    'two-frames-in-one-segment',
    'raw',
    'A hand-written server takes every read of its socket for one frame and fails when two arrive together.',
    (chunk) => oneFrame(chunk, [1, 2, 8]),
    async (lab, port) => {
      const peer = await lab.tcpClient(port);
      await peer.upgrade('/');
      await peer.send(text('first', exampleKey));
      await peer.readFrame();
      await peer.send(Buffer.concat([text('second', exampleKey), text('third', exampleKey)]));
      await peer.closed();
      await peer.end();
    },
  ),
  buggyServer(
    'frame-split-across-segments',
    'raw',
    'A hand-written server takes every read of its socket for one frame and fails when a frame comes in two segments.',
    (chunk) => oneFrame(chunk, [1, 2, 8]),
    async (lab, port) => {
      const peer = await lab.tcpClient(port);
      await peer.upgrade('/');
      await peer.send(text('short', exampleKey));
      await peer.readFrame();
      const one = text(words(600), exampleKey);
      await peer.send(one.subarray(0, 8));
      await new Promise((resolve) => setTimeout(resolve, 40));
      await peer.send(one.subarray(8));
      await peer.closed();
      await peer.end();
    },
  ),
  buggyServer(
    'unsolicited-pong',
    'raw',
    'A hand-written server does not know opcode 10 and fails a legal unsolicited Pong.',
    (chunk) => oneFrame(chunk, [1, 2, 8, 9]),
    async (lab, port) => {
      const peer = await lab.tcpClient(port);
      await peer.upgrade('/');
      await peer.send(text('hello', exampleKey));
      await peer.readFrame();
      await peer.send(frame({ opcode: Opcode.pong, mask: exampleKey }));
      await peer.closed();
      await peer.end();
    },
  ),
  buggyServer(
    'empty-message',
    'raw',
    'A hand-written server fails a legal text message of no bytes.',
    (chunk) => oneFrame(chunk, [1, 2, 8, 9, 10], false),
    async (lab, port) => {
      const peer = await lab.tcpClient(port);
      await peer.upgrade('/');
      await peer.send(text('hello', exampleKey));
      await peer.readFrame();
      await peer.send(text('', exampleKey));
      await peer.closed();
      await peer.end();
    },
  ),
];

/** Cases of message-too-large and valid-bytes-receiver-at-fault. */
export const cases: LabCase[] = [...large.map(tooLarge), ...clientLimits, ...atFault];
