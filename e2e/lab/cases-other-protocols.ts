// TCP connections that are no WebSockets: data stores, brokers, terminals, HTTP of other kinds, binary protocols of an
// application's own. Nothing in them is to be called a WebSocket.
import { createHash } from 'node:crypto';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { debian, type Lab, type LabCase, pause, program, type Truth } from './lab.ts';

const none: Truth = { sender: null, breakOffset: null };

/** Writes these pieces to a port, each after some answer or 80 ms. */
async function say(port: number, pieces: (string | Buffer)[], wait = 80): Promise<void> {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.resume();
  await new Promise((resolve) => socket.once('connect', resolve));
  for (const piece of pieces) {
    await pause(wait);
    socket.write(piece);
  }
  await pause(wait);
  socket.end();
  await pause(wait);
  socket.destroy();
}

/** A server by hand that answers each piece by a function. */
async function answering(
  lab: Lab,
  port: number,
  answer: (piece: Buffer, n: number) => Buffer | string | null,
  hello?: Buffer | string,
): Promise<void> {
  const server = net.createServer((socket) => {
    let n = 0;
    if (hello !== undefined) socket.write(hello);
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      const out = answer(piece as Buffer, n++);
      if (out !== null) socket.write(out);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  lab.defer(() => void server.close());
}

/** Bytes that look random and are the same in each recording. */
const noise = (seed: string, length: number): Buffer => {
  const parts: Buffer[] = [];
  for (let n = 0; parts.length * 32 < length; n++)
    parts.push(createHash('sha256').update(`${seed}${n}`).digest());
  return Buffer.concat(parts).subarray(0, length);
};

/** A server that sends eight events over HTTP, and a client that reads them. */
async function eventStream(lab: Lab, port: number, begin: () => Promise<void>): Promise<void> {
  const server = http.createServer(async (_request, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let n = 1; n <= 8; n++) {
      await pause(40);
      answer.write(`data: {"n":${n},"city":"Zürich"}\n\n`);
    }
    answer.end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  lab.defer(() => void server.close());
  await begin();
  await new Promise<void>((resolve) =>
    http.get({ host: '127.0.0.1', port, agent: false }, (answer) => {
      answer.resume();
      answer.on('end', resolve);
    }),
  );
}

interface Other {
  name: string;
  also?: string[];
  story: string;
  software: string;
  /** The recording begins after this many packets. */
  skip?: number;
  run: (lab: Lab, port: number, begin: () => Promise<void>) => Promise<void>;
}

const frameLike = (payload: Buffer): Buffer => Buffer.concat([Buffer.from([0x81, payload.length]), payload]);

const others: Other[] = [
  {
    name: 'redis-conversation',
    story: 'Commands and answers of Redis.',
    software: debian('redis-server', 'Redis'),
    async run(lab, port, begin) {
      await lab.serve(port, 'redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '']);
      await begin();
      await say(port, [
        '*1\r\n$4\r\nPING\r\n',
        `*3\r\n$3\r\nSET\r\n$1\r\na\r\n$300\r\n${'v'.repeat(300)}\r\n`,
        '*2\r\n$3\r\nGET\r\n$1\r\na\r\n',
      ]);
    },
  },
  {
    name: 'memcached-conversation',
    story: 'The binary protocol of memcached, which begins with 80 and 81.',
    software: debian('memcached', 'memcached'),
    async run(lab, port, begin) {
      await lab.serve(port, 'memcached', ['-p', String(port), '-l', '127.0.0.1', '-u', 'root', '-U', '0']);
      await begin();
      const packet = (opcode: number, key: string, value: string, extras = Buffer.alloc(0)) => {
        const head = Buffer.alloc(24);
        head[0] = 0x80;
        head[1] = opcode;
        head.writeUInt16BE(key.length, 2);
        head[4] = extras.length;
        head.writeUInt32BE(extras.length + key.length + value.length, 8);
        return Buffer.concat([head, extras, Buffer.from(key + value)]);
      };
      await say(port, [
        packet(1, 'a', 'hello', Buffer.alloc(8)),
        packet(0, 'a', ''),
        packet(0x0a, '', ''),
        packet(0x10, '', ''),
      ]);
    },
  },
  {
    name: 'memcached-recorded-late',
    story: 'The same, recorded from its middle.',
    software: debian('memcached', 'memcached'),
    skip: 6,
    async run(lab, port, begin) {
      await lab.serve(port, 'memcached', ['-p', String(port), '-l', '127.0.0.1', '-u', 'root', '-U', '0']);
      await begin();
      const get = Buffer.alloc(24);
      get[0] = 0x80;
      get[1] = 0x0a;
      const version = Buffer.alloc(24);
      version[0] = 0x80;
      version[1] = 0x0b;
      await say(port, [get, version, get, version, get, version, get]);
    },
  },
  {
    name: 'nats-plain',
    story: 'NATS over plain TCP.',
    software: debian('nats-server', 'NATS'),
    async run(lab, port, begin) {
      await lab.serve(port, 'nats-server', ['-a', '127.0.0.1', '-p', String(port)]);
      await begin();
      await say(port, ['CONNECT {"verbose":true}\r\nPING\r\n', 'SUB a 1\r\nPUB a 2\r\nhi\r\n']);
    },
  },
  {
    name: 'mqtt-plain',
    story: 'MQTT over plain TCP with Mosquitto.',
    software: debian('mosquitto', 'Mosquitto'),
    async run(lab, port, begin) {
      await lab.serve(port, 'mosquitto', [
        '-c',
        lab.file('m.conf', `listener ${port} 127.0.0.1\nallow_anonymous true\n`),
      ]);
      await begin();
      await say(port, [
        Buffer.from('101000044d5154540402001400046c616231', 'hex'),
        Buffer.from('820800010003612f6200', 'hex'),
        Buffer.from('30070003612f626869', 'hex'),
        Buffer.from('c000', 'hex'),
        Buffer.from('c000', 'hex'),
      ]);
    },
  },
  {
    name: 'mqtt-recorded-late',
    story: 'Pings of MQTT alone, recorded from the middle.',
    software: debian('mosquitto', 'Mosquitto'),
    skip: 8,
    async run(lab, port, begin) {
      await lab.serve(port, 'mosquitto', [
        '-c',
        lab.file('m.conf', `listener ${port} 127.0.0.1\nallow_anonymous true\n`),
      ]);
      await begin();
      const ping = Buffer.from('c000', 'hex');
      await say(port, [
        Buffer.from('101000044d5154540402001400046c616231', 'hex'),
        ping,
        ping,
        ping,
        ping,
        ping,
      ]);
    },
  },
  {
    name: 'vnc-session',
    story: 'RFB with a VNC server.',
    software: debian('tigervnc-standalone-server', 'TigerVNC'),
    async run(lab, port, begin) {
      await lab.serve(port, 'Xtigervnc', [
        `:${port % 1000}`,
        '-rfbport',
        String(port),
        '-SecurityTypes',
        'None',
        '-localhost',
        '-geometry',
        '64x48',
      ]);
      await begin();
      await say(port, [
        'RFB 003.008\n',
        Buffer.from([1]),
        Buffer.from([1]),
        Buffer.from('03000000000000400030', 'hex'),
        Buffer.from('03000000000000400030', 'hex'),
      ]);
    },
  },
  {
    name: 'server-sent-events',
    story: 'A stream of server-sent events over HTTP.',
    software: program('Node'),
    async run(lab, port, begin) {
      await eventStream(lab, port, begin);
    },
  },
  {
    name: 'server-sent-events-recorded-late',
    story: 'The same, recorded from its middle.',
    software: program('Node'),
    skip: 9,
    async run(lab, port, begin) {
      await eventStream(lab, port, begin);
    },
  },
  {
    name: 'http2-cleartext',
    also: ['http2-preface'],
    story: 'HTTP/2 without TLS, no WebSocket in it.',
    software: program('Node'),
    async run(lab, port, begin) {
      const server = http2.createServer((_q, a) => void a.end('hello '.repeat(40)));
      await new Promise<void>((r) => server.listen(port, '127.0.0.1', r));
      lab.defer(() => void server.close());
      await begin();
      const client = http2.connect(`http://127.0.0.1:${port}`);
      for (let n = 0; n < 3; n++)
        await new Promise<void>((r) => {
          const q = client.request({ ':path': `/${n}` });
          q.resume();
          q.on('end', r);
        });
      client.close();
      await pause(60);
    },
  },
  {
    name: 'length-prefixed-81',
    story: 'A protocol of its own whose records begin with 81 and a length.',
    software: program('Node'),
    async run(lab, port, begin) {
      await answering(lab, port, (_piece, n) => frameLike(noise(`a${n}`, 20 + n)));
      await begin();
      await say(
        port,
        [0, 1, 2, 3, 4].map((n) => frameLike(noise(`q${n}`, 30 + n))),
      );
    },
  },
  {
    name: 'fixed-records-82',
    story: 'Records of 64 bytes that begin with 82, recorded from the middle.',
    software: program('Node'),
    skip: 7,
    async run(lab, port, begin) {
      await answering(lab, port, (_piece, n) =>
        Buffer.concat([Buffer.from([0x82, 0x3c]), noise(`b${n}`, 62)]),
      );
      await begin();
      await say(
        port,
        [0, 1, 2, 3, 4, 5, 6].map((n) => Buffer.concat([Buffer.from([0x02, n]), noise(`r${n}`, 62)])),
      );
    },
  },
  {
    name: 'telnet-negotiation',
    story: 'Options of Telnet and a login.',
    software: debian('ncat', 'ncat'),
    async run(lab, port, begin) {
      await answering(
        lab,
        port,
        (_piece, n) => ['login: ', 'Password: ', '\r\nWelcome\r\n$ '][n] ?? '\r\n$ ',
        Buffer.from('fffd18fffd20fffd23fffd27', 'hex'),
      );
      await begin();
      await say(port, [Buffer.from('fffb18fffc20fffc23fffc27', 'hex'), 'zoe\r\n', 'secret\r\n', 'ls\r\n']);
    },
  },
  {
    name: 'json-lines',
    story: 'JSON, one value a line, both ways.',
    software: program('Node'),
    async run(lab, port, begin) {
      await answering(lab, port, (piece) => `{"ok":true,"bytes":${piece.length}}\n`);
      await begin();
      await say(port, ['{"op":"hello"}\n', '{"op":"list","page":1}\n', '{"op":"bye"}\n']);
    },
  },
  {
    name: 'json-lines-recorded-late',
    story: 'The same, recorded from the middle.',
    software: program('Node'),
    skip: 6,
    async run(lab, port, begin) {
      await answering(lab, port, (piece) => `{"ok":true,"bytes":${piece.length}}\n`);
      await begin();
      await say(port, [
        '{"op":"hello"}\n',
        '{"op":"list","page":1}\n',
        '{"op":"list","page":2}\n',
        '{"op":"list","page":3}\n',
        '{"op":"bye"}\n',
      ]);
    },
  },
  {
    name: 'noise-both-ways',
    story: 'Bytes that look random, as of an encrypted tunnel.',
    software: program('Node'),
    async run(lab, port, begin) {
      await answering(lab, port, (_piece, n) => noise(`c${n}`, 700));
      await begin();
      await say(
        port,
        [0, 1, 2, 3, 4, 5].map((n) => noise(`d${n}`, 40 + 31 * n)),
      );
    },
  },
  {
    name: 'noise-recorded-late',
    story: 'The same, recorded from the middle.',
    software: program('Node'),
    skip: 6,
    async run(lab, port, begin) {
      await answering(lab, port, (_piece, n) => noise(`e${n}`, 700));
      await begin();
      await say(
        port,
        Array.from({ length: 16 }, (_, n) => noise(`f${n}`, 40 + 31 * n)),
      );
    },
  },
  {
    name: 'modbus-recorded-late',
    story: 'Modbus over TCP, recorded from the middle.',
    software: program('Node'),
    skip: 6,
    async run(lab, port, begin) {
      await answering(lab, port, (piece) =>
        Buffer.concat([piece.subarray(0, 4), Buffer.from([0, 7, 1, 3, 4, 0, 129, 0, 130])]),
      );
      await begin();
      await say(
        port,
        Array.from({ length: 8 }, (_, n) => Buffer.from([0, n, 0, 0, 0, 6, 1, 3, 0, 0x81, 0, 2])),
      );
    },
  },
  {
    name: 'one-byte-keep-alives',
    story: 'A connection on which each side sends one zero byte now and then, recorded from the middle.',
    software: program('Node'),
    skip: 5,
    async run(lab, port, begin) {
      await answering(lab, port, () => Buffer.from([0]));
      await begin();
      await say(
        port,
        Array.from({ length: 8 }, () => Buffer.from([0])),
      );
    },
  },
  {
    name: 'upgrade-to-another-protocol',
    story: 'A 101 to a protocol that is no WebSocket, with binary data after it.',
    software: program('Node'),
    async run(lab, port, begin) {
      await answering(lab, port, (_piece, n) =>
        n === 0
          ? 'HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n'
          : Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, 6]), Buffer.from('hello\n')]),
      );
      await begin();
      await say(port, [
        'POST /v1.41/exec/5f/start HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 28\r\n\r\n{"Detach":false,"Tty":false}',
        'echo hello\n',
        'exit\n',
      ]);
    },
  },
];

export const cases: LabCase[] = others.map((one) => ({
  name: one.name,
  cause: 'no-websocket',
  ...(one.also ? { also: one.also } : {}),
  software: [one.software],
  story: one.story,
  async run(lab) {
    const port = await lab.port();
    const { skip = 0 } = one;
    if (skip > 0) lab.edit((packets) => packets.slice(skip));
    await one.run(lab, port, () => lab.record(port));
    return none;
  },
}));
