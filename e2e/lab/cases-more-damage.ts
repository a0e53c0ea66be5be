// Damage by relays between servers that few set-ups of the lab have and their clients, and clients by hand that mask,
// count or write wrongly before such a server.

import { deflateRawSync } from 'node:zlib';
import { npmFolder } from './build.ts';
import { type MoreServer, moreServers, startMore } from './cases-more-servers.ts';
import { type Change, onFrame, relay, truth } from './framing-kit.ts';
import { sendInTurn, wsClient } from './kit.ts';
import { close, frame, type Lab, type LabCase, maskBytes, npm, Opcode, pause, program, text } from './lab.ts';

const any = /^(?!nothing)/;
const messages = [
  '{"op":"login","user":"Zoë","room":"Küche"}',
  '{"op":"list","page":1,"size":50}',
  'line one\nline two\nline three',
  JSON.stringify({
    op: 'save',
    note: 'Ein längerer Text, der mehr als einhundertfünfundzwanzig Bytes hat. '.repeat(3),
  }),
  '{"op":"ping","t":1700000000}',
  '{"op":"add","items":["Äpfel","Birnen","Nüsse"]}',
  JSON.stringify({ op: 'rows', rows: Array.from({ length: 12 }, (_, i) => ({ i, value: i * 1.5 })) }),
  'ok',
  'first\nsecond',
  '{"op":"logout"}',
];

const cut = (bytes: Buffer, at: number, count: number): Buffer =>
  Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + count)]);
const put = (bytes: Buffer, at: number, what: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), what, bytes.subarray(at)]);

interface Damage {
  name: string;
  cause: string;
  also?: string[];
  story: string;
  sender: 'client' | 'server';
  server: MoreServer;
  client?: 'ws' | 'deno' | 'websocket-client';
  deflate?: boolean;
  change: () => Change;
}

/** websocket-client of Python and Deno as clients: they send each message after the answer to the one before. */
async function talk(lab: Lab, damage: Damage, port: number): Promise<void> {
  const url = `ws://127.0.0.1:${port}/`;
  if (damage.client === 'websocket-client') {
    const script = `import json, sys, websocket\nws = websocket.create_connection("${url}", timeout=2)\nws.recv()\nfor one in json.loads(sys.argv[1]):\n    ws.send(one)\n    ws.recv()\nws.close()`;
    await lab.spawn('/usr/bin/python3', ['-c', script, JSON.stringify(messages)]).done;
    return;
  }
  if (damage.client === 'deno') {
    const script = `const all = ${JSON.stringify(messages)}; const ws = new WebSocket("${url}");
      ws.onmessage = () => { if (all.length) ws.send(all.shift()); else ws.close(1000); };
      ws.onclose = () => Deno.exit(0); ws.onerror = () => setTimeout(() => Deno.exit(1), 200); setTimeout(() => Deno.exit(0), 4000);`;
    const file = lab.file('client.js', script);
    const env = { ...process.env, HOME: lab.folder };
    await lab.spawn(`${npmFolder('deno')}/@deno/linux-x64-glibc/deno`, ['run', '-A', file], { env }).done;
    return;
  }
  const client = wsClient(lab, url, [], { perMessageDeflate: damage.deflate ?? false });
  await client.opened;
  await sendInTurn(client, messages, { everyMs: 400, limitMs: 3500 });
}

const damages: Damage[] = [
  {
    name: 'qt-length-byte-lost',
    cause: 'bytes-lost',
    story: 'A relay lost the length byte of one frame of a Qt server.',
    sender: 'server',
    server: 'qt',
    change: () => onFrame(3, (b) => cut(b, 1, 1)),
  },
  {
    name: 'tomcat-first-byte-lost',
    cause: 'bytes-lost',
    story: 'A relay lost the first byte of one frame of a Tomcat server.',
    sender: 'server',
    server: 'tomcat',
    change: () => onFrame(4, (b) => cut(b, 0, 1)),
  },
  {
    name: 'poco-payload-byte-lost',
    cause: 'bytes-lost',
    story: 'A relay lost one byte in the middle of a text of a POCO server.',
    sender: 'server',
    server: 'poco',
    change: () => onFrame(4, (b) => cut(b, 40, 1)),
  },
  {
    name: 'lws-client-key-byte-lost',
    cause: 'bytes-lost',
    story: 'A relay lost one byte of the masking key of a client frame on its way to libwebsockets.',
    sender: 'client',
    server: 'lws',
    change: () => onFrame(3, (b) => cut(b, b[1] === 0xfe ? 5 : 3, 1)),
  },
  {
    name: 'deno-client-payload-bytes-lost',
    cause: 'bytes-lost',
    story: 'A relay lost three bytes of what a Deno client sent.',
    sender: 'client',
    server: 'em',
    client: 'deno',
    change: () => onFrame(5, (b) => cut(b, 20, 3)),
  },
  {
    name: 'bun-one-byte-inserted',
    cause: 'bytes-inserted',
    story: 'A relay inserted one byte between two frames of a Bun server.',
    sender: 'server',
    server: 'bun',
    change: () => onFrame(4, (b) => put(b, b.length, Buffer.from([0x5a]))),
  },
  {
    name: 'nhooyr-nuls-inserted',
    cause: 'bytes-inserted',
    story: 'A relay inserted sixteen NUL bytes into a text of a server on nhooyr.',
    sender: 'server',
    server: 'nhooyr',
    change: () => onFrame(4, (b) => put(b, 60, Buffer.alloc(16))),
  },
  {
    name: 'xnet-nul-before-frame',
    cause: 'bytes-inserted',
    story: 'A relay inserted one NUL before a frame of an x/net server.',
    sender: 'server',
    server: 'xnet',
    client: 'websocket-client',
    change: () => onFrame(3, (b) => put(b, 0, Buffer.alloc(1))),
  },
  {
    name: 'qt-client-byte-inserted',
    cause: 'bytes-inserted',
    story: 'A relay inserted one byte into a client frame on its way to a Qt server.',
    sender: 'client',
    server: 'qt',
    client: 'websocket-client',
    change: () => onFrame(3, (b) => put(b, 50, Buffer.from([0x0d]))),
  },
  {
    name: 'uvicorn-bytes-changed-in-deflate',
    cause: 'deflate-corrupt',
    also: ['bytes-corrupted'],
    story: 'A relay overwrote six bytes inside a compressed message of a uvicorn server.',
    sender: 'server',
    server: 'uvicorn',
    deflate: true,
    change: () =>
      onFrame(7, (b) => {
        const out = Buffer.from(b);
        out.fill(0xff, b.length >> 1, (b.length >> 1) + 6);
        return out;
      }),
  },
  {
    name: 'nhooyr-bytes-changed-in-deflate',
    cause: 'deflate-corrupt',
    also: ['bytes-corrupted'],
    story: 'A relay overwrote six bytes inside a compressed message of a server on nhooyr.',
    sender: 'server',
    server: 'nhooyr',
    deflate: true,
    change: () =>
      onFrame(4, (b) => {
        const out = Buffer.from(b);
        out.fill(0xff, Math.min(5, b.length), Math.min(11, b.length));
        return out;
      }),
  },
  {
    name: 'bun-deflate-flag-lost',
    cause: 'compression-flag-misplaced',
    story:
      'A relay that knows no extensions cleared RSV1 in the frames of a Bun server with permessage-deflate.',
    sender: 'server',
    server: 'bun',
    deflate: true,
    change: () =>
      onFrame('all', (b) => {
        const out = Buffer.from(b);
        out[0] &= 0xbf;
        return out;
      }),
  },
  {
    name: 'gevent-length-bit',
    cause: 'bytes-corrupted',
    story: 'A relay flipped one bit of the length of a frame of a gevent server.',
    sender: 'server',
    server: 'gevent',
    change: () =>
      onFrame(5, (b) => {
        const out = Buffer.from(b);
        out[1] ^= 0x10;
        return out;
      }),
  },
  {
    name: 'hypercorn-opcode-bit',
    cause: 'bytes-corrupted',
    also: ['reserved-opcode'],
    story: 'A relay flipped one bit of the opcode of a frame of a hypercorn server.',
    sender: 'server',
    server: 'hypercorn',
    change: () =>
      onFrame(5, (b) => {
        const out = Buffer.from(b);
        out[0] ^= 0x04;
        return out;
      }),
  },
  {
    name: 'lws-crlf-grown',
    cause: 'newline-translation',
    story: 'A gateway for text put a carriage return before every newline of a libwebsockets server.',
    sender: 'server',
    server: 'lws',
    change: () => (chunk) => Buffer.from(chunk.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
  },
  {
    name: 'em-utf8-reencoded',
    cause: 'utf8-reencoded',
    story: 'A relay took the bytes of an em-websocket server for Latin-1 and wrote them as UTF-8.',
    sender: 'server',
    server: 'em',
    change: () => (chunk) => Buffer.from(chunk.toString('latin1'), 'utf8'),
  },
  {
    name: 'faye-tostring-relay',
    cause: 'utf8-reencoded',
    story: 'A relay passed the bytes of a faye-websocket server on as chunk.toString().',
    sender: 'server',
    server: 'faye-websocket',
    change: () => (chunk) => Buffer.from(chunk.toString('utf8')),
  },
  {
    name: 'ws4py-seven-bit',
    cause: 'seven-bit-stripped',
    story: 'A serial link passed seven bits of each byte of a ws4py server.',
    sender: 'server',
    server: 'ws4py',
    change: () => (chunk) => Buffer.from(chunk.map((byte) => byte & 0x7f)),
  },
  {
    name: 'tomcat-crlf-after-frames',
    cause: 'trailing-bytes',
    story: 'A relay put CR LF after every frame of a Tomcat server.',
    sender: 'server',
    server: 'tomcat',
    change: () => onFrame('all', (b) => put(b, b.length, Buffer.from('\r\n'))),
  },
  {
    name: 'deno-nul-after-frames',
    cause: 'trailing-bytes',
    story: 'A relay put a NUL after every frame of a Deno server.',
    sender: 'server',
    server: 'deno',
    client: 'websocket-client',
    change: () => onFrame('all', (b) => put(b, b.length, Buffer.alloc(1))),
  },
  {
    name: 'uvicorn-piece-twice',
    cause: 'bytes-inserted',
    story: 'A relay wrote thirty bytes of a frame of a uvicorn server twice.',
    sender: 'server',
    server: 'uvicorn',
    change: () => onFrame(4, (b) => put(b, 70, b.subarray(40, 70))),
  },
  {
    name: 'nodejs-websocket-frame-twice-and-half',
    cause: 'bytes-inserted',
    story: 'A relay repeated the first half of a frame of a nodejs-websocket server.',
    sender: 'server',
    server: 'nodejs-websocket',
    change: () => onFrame(2, (b) => Buffer.concat([b, b.subarray(0, b.length >> 1)])),
  },
  {
    name: 'autobahn-chunked',
    cause: 'chunked-on-websocket',
    story: 'A gateway put HTTP chunk lines round what an autobahn server sent.',
    sender: 'server',
    server: 'autobahn',
    change: () => (chunk) =>
      Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
  },
];

const damaged: LabCase[] = damages.map((damage) => ({
  name: damage.name,
  cause: damage.cause,
  ...(damage.also === undefined ? {} : { also: damage.also }),
  software: [
    moreServers[damage.server],
    damage.client === 'deno'
      ? moreServers.deno
      : damage.client === 'websocket-client'
        ? 'Python websocket-client 1.2.3'
        : npm('ws'),
    `relay (${program('Node')})`,
  ],
  story: damage.story,
  async run(lab) {
    const target = await lab.port();
    await startMore(lab, damage.server, target, [damage.deflate ? 'deflate' : 'echo']);
    const change = damage.change();
    const between = await relay(
      lab,
      target,
      damage.sender === 'server' ? { toClient: change } : { toServer: change },
    );
    await lab.record(damage.sender === 'server' ? between.port : target);
    await talk(lab, damage, between.port);
    return truth(lab, damage.sender, any, true);
  },
}));

const key = Buffer.from('9a3c51e7', 'hex');
const zeroKey = Buffer.alloc(4);

interface HandWritten {
  name: string;
  cause: string;
  also?: string[];
  story: string;
  server: MoreServer;
  /** Bytes after the handshake, sent one after the other with a little time between. */
  writes: () => Buffer[];
}

/** A frame whose payload is masked piece by piece, each from the first key byte. */
function maskedInPieces(payload: string, size: number): Buffer {
  const bytes = Buffer.from(payload);
  const whole = frame({ payload: bytes, mask: key });
  const head = whole.subarray(0, whole.length - bytes.length);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(maskBytes(bytes.subarray(at, at + size), key));
  return Buffer.concat([head, ...pieces]);
}

/** A frame whose header has this key, and whose payload is masked with another one. */
function maskedWith(payload: string, other: Buffer): Buffer {
  const bytes = Buffer.from(payload);
  const whole = frame({ payload: bytes, mask: key });
  return Buffer.concat([whole.subarray(0, whole.length - bytes.length), maskBytes(bytes, other)]);
}

const sound = (): Buffer[] => messages.slice(0, 2).map((one) => text(one, key));
const rest = (): Buffer[] => [text(messages[5], key), text(messages[9], key), close(1000, '', key)];

const handWritten: HandWritten[] = [
  {
    name: 'tomcat-client-unmasked',
    cause: 'client-unmasked-frame',
    story: 'A client by hand sends a frame without a mask to Tomcat.',
    server: 'tomcat',
    writes: () => [...sound(), text(messages[1]), ...rest()],
  },
  {
    name: 'lws-client-payload-plain',
    cause: 'payload-not-masked',
    story: 'A client by hand writes a key before a payload that it does not mask, to libwebsockets.',
    server: 'lws',
    writes: () => [...sound(), maskedWith(messages[1], zeroKey), ...rest()],
  },
  {
    name: 'qt-client-key-rotated',
    cause: 'wrong-mask-key',
    story: 'A client by hand masks with its key rotated by one byte, before a Qt server.',
    server: 'qt',
    writes: () => [
      ...sound(),
      maskedWith(messages[6], Buffer.from([key[1], key[2], key[3], key[0]])),
      ...rest(),
    ],
  },
  {
    name: 'poco-client-masks-in-pieces',
    cause: 'wrong-mask-key',
    story: 'A client by hand masks each piece of 50 bytes from the first key byte, before a POCO server.',
    server: 'poco',
    writes: () => [...sound(), maskedInPieces(messages[6], 50), ...rest()],
  },
  {
    name: 'bun-client-mask-bit-missing',
    cause: 'mask-bit-missing',
    story: 'A client by hand masks, but leaves MASK clear, before a Bun server.',
    server: 'bun',
    writes: () => {
      const b = text(messages[5], key);
      b[1] &= 0x7f;
      return [...sound(), b, ...rest()];
    },
  },
  {
    name: 'uvicorn-client-little-endian',
    cause: 'length-wrong-byte-order',
    story: 'A client by hand writes the 16-bit length in little-endian order, before uvicorn.',
    server: 'uvicorn',
    writes: () => {
      const b = text(messages[3], key);
      [b[2], b[3]] = [b[3], b[2]];
      return [...sound(), b, ...rest()];
    },
  },
  {
    name: 'hypercorn-client-counts-characters',
    cause: 'length-counts-characters',
    story: 'A client by hand counts characters in place of bytes, before hypercorn.',
    server: 'hypercorn',
    writes: () => [
      ...sound(),
      frame({ payload: messages[5], declaredLength: messages[5].length, mask: key }),
      ...rest(),
    ],
  },
  {
    name: 'deno-client-length-plus-key',
    cause: 'length-off-by-constant',
    story: 'A client by hand counts the four bytes of the key into the length, before Deno.',
    server: 'deno',
    writes: () =>
      ['{"a":1}', '{"city":"Wien"}', '{"c":[1,2,3]}'].map((one) =>
        frame({ payload: one, declaredLength: one.length + 4, mask: key }),
      ),
  },
  {
    name: 'em-client-64-bit-as-32',
    cause: 'length-wrong-width',
    story: 'A client by hand writes a 64-bit length in four bytes, before em-websocket.',
    server: 'em',
    writes: () => {
      const payload = Buffer.from('x'.repeat(66_000));
      const b = frame({ payload, mask: key });
      return [...sound(), Buffer.concat([b.subarray(0, 2), b.subarray(6)]), ...rest()];
    },
  },
  {
    name: 'gevent-client-long-ping',
    cause: 'control-too-long',
    story: 'A client by hand sends a Ping of 200 bytes, before gevent.',
    server: 'gevent',
    writes: () => [
      ...sound(),
      frame({ opcode: Opcode.ping, payload: 'p'.repeat(200), mask: key }),
      ...rest(),
    ],
  },
  {
    name: 'nhooyr-client-latin1',
    cause: 'text-not-utf8',
    story: 'A client by hand sends a text in Latin-1, before a server on nhooyr.',
    server: 'nhooyr',
    writes: () => [
      ...sound(),
      frame({ payload: Buffer.from('{"city":"Zürich","street":"Bahnhofstraße"}', 'latin1'), mask: key }),
      ...rest(),
    ],
  },
  {
    name: 'faye-client-deflate-unasked',
    cause: 'compression-not-negotiated',
    story: 'A client by hand compresses though nothing was agreed, before faye-websocket.',
    server: 'faye-websocket',
    writes: () => [
      ...sound(),
      frame({
        payload: deflateRawSync(messages[6], { finishFlush: 2 }).subarray(0, -4),
        rsv1: true,
        mask: key,
      }),
      ...rest(),
    ],
  },
  {
    name: 'xnet-client-close-1005',
    cause: 'close-code-invalid',
    story: 'A client by hand sends Close 1005, before an x/net server.',
    server: 'xnet',
    writes: () => [...sound(), close(1005, '', key)],
  },
  {
    name: 'autobahn-client-two-threads',
    cause: 'concurrent-writes',
    story: 'Two threads of a client by hand write to one socket in pieces, before autobahn.',
    server: 'autobahn',
    writes: () => {
      const big = text(
        JSON.stringify({
          rows: Array.from({ length: 150 }, (_, i) => ({ row: i, name: `sensor ${i % 7}` })),
        }),
        key,
      );
      const beat = text('{"alive":1}', Buffer.from('0b51c2d4', 'hex'));
      return [
        ...sound(),
        big.subarray(0, 1400),
        beat,
        big.subarray(1400, 2800),
        beat,
        big.subarray(2800),
        ...rest(),
      ];
    },
  },
  {
    name: 'ws4py-client-fragment-not-ended',
    cause: 'interleaved-messages',
    story: 'A client by hand starts a message before the fragments of another have ended, before ws4py.',
    server: 'ws4py',
    writes: () => [
      ...sound(),
      frame({ payload: '{"part":1,', fin: false, mask: key }),
      text(messages[1], key),
      frame({ opcode: 0, payload: '"b":2}', mask: key }),
      ...rest(),
    ],
  },
  {
    name: 'tomcat-client-http-request',
    cause: 'http-request-on-websocket',
    story: 'A client by hand sends a second HTTP request on the upgraded connection, before Tomcat.',
    server: 'tomcat',
    writes: () => [
      ...sound(),
      Buffer.from('GET /api/status HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n'),
    ],
  },
  {
    name: 'lws-client-newline-after-frames',
    cause: 'trailing-bytes',
    story: 'A client by hand writes a newline after each frame, before libwebsockets.',
    server: 'lws',
    writes: () => messages.slice(0, 4).map((one) => Buffer.concat([text(one, key), Buffer.from('\n')])),
  },
];

const byHand: LabCase[] = handWritten.map((plan) => ({
  name: plan.name,
  cause: plan.cause,
  ...(plan.also === undefined ? {} : { also: plan.also }),
  software: [moreServers[plan.server], `hand-written client (${program('Node')})`],
  story: plan.story,
  async run(lab) {
    const port = await lab.port();
    await startMore(lab, plan.server, port, ['echo']);
    await lab.record(port);
    const peer = await lab.tcpClient(port);
    // tomcat and x/net want an origin
    await peer.upgrade('/', { Host: `127.0.0.1:${port}`, Origin: `http://127.0.0.1:${port}` });
    for (const bytes of plan.writes()) {
      if (peer.ended) break;
      await peer.send(bytes);
      await pause(12);
    }
    await Promise.race([peer.closed(), pause(1200)]);
    await peer.end();
    const found = await truth(lab, 'client', any, true);
    // a length that runs over the end breaks no rule
    return plan.cause === 'length-wrong-width' ? { ...found, breakOffset: null } : found;
  },
}));

export const cases: LabCase[] = [...damaged, ...byHand];
