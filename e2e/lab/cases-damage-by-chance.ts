// Damage whose place a seed chooses, between servers in many languages and ws: no place was picked to suit a reader.
import { type MoreServer, moreServers, startMore } from './cases-more-servers.ts';
import { type Framework, frameworks, startFramework } from './framework-servers.ts';
import { type Change, onFrame, relay, truth } from './framing-kit.ts';
import { Random } from './generate-frames.ts';
import { sendInTurn, wsClient } from './kit.ts';
import { type LabCase, npm, pause, program } from './lab.ts';

const any = /^(?!nothing)/;
type Server = MoreServer | Framework;
type Kind =
  | 'cut'
  | 'add'
  | 'zeros'
  | 'length bit'
  | 'opcode bit'
  | 'tail'
  | 'double'
  | 'line feed'
  | 'latin1'
  | 'nul after'
  | 'key'
  | 'nothing'
  | 'two joined'
  | 'split';

const words: Readonly<Record<Kind, { cause: string; also: string[]; story: string }>> = {
  cut: { cause: 'bytes-lost', also: ['short-write'], story: 'lost some bytes inside a frame' },
  add: { cause: 'bytes-inserted', also: [], story: 'wrote some bytes into a frame' },
  zeros: {
    cause: 'bytes-inserted',
    also: ['trailing-bytes'],
    story: 'wrote four NUL bytes between two frames',
  },
  'length bit': {
    cause: 'bytes-corrupted',
    also: ['length-off-by-constant', 'length-wrong-byte-order', 'length-wrong-width'],
    story: 'flipped a bit of a length',
  },
  'opcode bit': {
    cause: 'bytes-corrupted',
    also: [
      'reserved-opcode',
      'reserved-bits',
      'orphan-continuation',
      'interleaved-messages',
      'fragmented-control',
      'compression-not-negotiated',
      'control-too-long',
    ],
    story: 'flipped a bit of the first byte of a frame',
  },
  tail: { cause: 'short-write', also: ['bytes-lost'], story: 'lost the end of a frame' },
  double: {
    cause: 'bytes-inserted',
    also: ['short-write', 'concurrent-writes'],
    story: 'sent the start of a frame twice',
  },
  'line feed': {
    cause: 'newline-translation',
    also: ['bytes-inserted', 'length-off-by-constant'],
    story: 'wrote CR LF for each LF',
  },
  latin1: { cause: 'utf8-reencoded', also: [], story: 'read Latin-1 and wrote UTF-8' },
  'nul after': { cause: 'trailing-bytes', also: ['bytes-inserted'], story: 'wrote a NUL after each frame' },
  key: {
    cause: 'wrong-mask-key',
    also: ['bytes-corrupted', 'text-not-utf8'],
    story: 'changed two bytes of a masking key',
  },
  nothing: { cause: 'healthy', also: [], story: 'changed nothing' },
  'two joined': { cause: 'healthy', also: [], story: 'held each second piece until the next' },
  split: { cause: 'healthy', also: [], story: 'cut each piece in two' },
};

const flip = (b: Buffer, at: number, bit: number): Buffer => {
  const out = Buffer.from(b);
  out[at] ^= bit;
  return out;
};

/** The change of a kind at a place that the random numbers choose. */
function changeOf(kind: Kind, random: Random): Change {
  const frame = random.between(3, 7);
  const share = random.between(10, 90) / 100;
  const count = random.between(1, 60);
  const at = (b: Buffer) => 6 + Math.floor((b.length - 6) * share);
  switch (kind) {
    case 'cut':
      return onFrame(frame, (b) => Buffer.concat([b.subarray(0, at(b)), b.subarray(at(b) + count)]));
    case 'add':
      return onFrame(frame, (b) =>
        Buffer.concat([b.subarray(0, at(b)), Buffer.alloc(count, count), b.subarray(at(b))]),
      );
    case 'zeros':
      return onFrame(frame, (b) => Buffer.concat([Buffer.alloc(4), b]));
    case 'length bit':
      return onFrame(frame, (b) => flip(b, (b[1] & 0x7f) === 126 ? 3 : 1, 1 << random.between(1, 5)));
    case 'opcode bit':
      return onFrame(frame, (b) => flip(b, 0, [1, 2, 4, 8, 32, 64, 128][random.between(0, 6)]));
    case 'tail':
      return onFrame(frame, (b) => b.subarray(0, Math.max(3, b.length - count)));
    case 'double':
      return onFrame(frame, (b) => Buffer.concat([b.subarray(0, Math.min(b.length, count + 2)), b]));
    case 'line feed':
      return (b) => Buffer.from(b.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
    case 'latin1':
      return (b) => Buffer.from(b.toString('latin1'), 'utf8');
    case 'nul after':
      return onFrame('all', (b) => Buffer.concat([b, Buffer.alloc(1)]));
    case 'key': {
      const key = (b: Buffer) => ((b[1] & 0x7f) === 126 ? 4 : 2);
      return onFrame(frame, (b) => flip(flip(b, key(b), 0x5a), key(b) + 2, 0xc3));
    }
    default:
      return (b) => b;
  }
}

const plans: [Server, Kind, 'client' | 'server', boolean?][] = [
  ['tomcat', 'cut', 'server'],
  ['lws', 'cut', 'client'],
  ['qt', 'add', 'server'],
  ['poco', 'add', 'client'],
  ['xnet', 'zeros', 'server'],
  ['nhooyr', 'length bit', 'server'],
  ['em', 'length bit', 'server'],
  ['gevent', 'opcode bit', 'server'],
  ['uvicorn', 'opcode bit', 'client'],
  ['hypercorn', 'tail', 'server'],
  ['ws4py', 'tail', 'client'],
  ['autobahn', 'double', 'server'],
  ['faye-websocket', 'double', 'client'],
  ['nodejs-websocket', 'line feed', 'server'],
  ['lws', 'latin1', 'client'],
  ['qt', 'nul after', 'server'],
  ['tomcat', 'key', 'client'],
  ['jetty', 'cut', 'client'],
  ['quart', 'length bit', 'client'],
  ['starlette', 'cut', 'server', true],
  ['jetty', 'add', 'server', true],
  ['koa', 'opcode bit', 'server', true],
  ['twisted', 'tail', 'server', true],
  ['nhooyr', 'cut', 'client', true],
  ['gevent', 'nothing', 'server'],
  ['em', 'two joined', 'server'],
  ['poco', 'split', 'client'],
  ['xnet', 'split', 'server'],
  ['hypercorn', 'nothing', 'client', true],
  ['jetty', 'two joined', 'server', true],
  ['nodejs-websocket', 'split', 'server'],
  ['lua-http', 'nothing', 'server'],
  ['crossws', 'length bit', 'server'],
  ['cherrypy', 'cut', 'server'],
  ['hono', 'add', 'client'],
  ['lua-http', 'opcode bit', 'server'],
  ['uvicorn', 'length bit', 'server'],
  ['tomcat', 'double', 'server'],
  ['autobahn', 'zeros', 'client'],
  ['em', 'key', 'client'],
  ['ws4py', 'line feed', 'server'],
  ['faye-websocket', 'cut', 'server'],
  ['qt', 'tail', 'server'],
  ['xnet', 'length bit', 'server'],
  ['nhooyr', 'double', 'server'],
  ['gevent', 'add', 'server'],
  ['uvicorn', 'cut', 'client'],
  ['hypercorn', 'length bit', 'client'],
  ['twisted', 'cut', 'client'],
  ['quart', 'tail', 'server'],
  ['crossws', 'add', 'client', true],
  ['koa', 'nul after', 'client'],
  ['starlette', 'zeros', 'server'],
  ['jetty', 'length bit', 'server'],
  ['cherrypy', 'opcode bit', 'client'],
  ['lws', 'split', 'client'],
];

/** Places at which the change leaves frames that no reader refuses. */
const withoutBreak: ReadonlySet<number> = new Set([7, 37]);

const messages = (random: Random): string[] =>
  Array.from({ length: 10 }, (_, n) => {
    const rows = Array.from({ length: random.between(1, 9) }, (_row, i) => ({
      id: random.between(1, 9999),
      tag: ['a', 'ß', 'list'][i % 3],
    }));
    return [
      `{"n":${n},"rows":${JSON.stringify(rows)}}`,
      `line ${n}\nwith ${random.between(10, 9999)}\n`,
      'w'.repeat(random.between(1, 400)),
    ][n % 3];
  });

const isFramework = (server: Server): server is Framework => server in frameworks;

export const cases: LabCase[] = plans.flatMap(([server, kind, sender, deflate = false], seed) => {
  if (withoutBreak.has(seed)) return [];
  const { cause, also, story } = words[kind];
  return {
    name: `chance-${seed + 1}-${server}-${kind.replace(' ', '-')}`,
    cause,
    also: deflate && cause !== 'healthy' ? [...also, 'deflate-corrupt'] : also,
    software: [
      isFramework(server) ? frameworks[server] : moreServers[server],
      npm('ws'),
      `relay (${program('Node')})`,
    ],
    story: `Between a client and a server a relay ${story}, at a place that chance chose.`,
    async run(lab) {
      const random = new Random(seed + 4201);
      const target = await lab.port();
      const mode = [deflate && !isFramework(server) ? 'deflate' : 'echo'];
      await (isFramework(server)
        ? startFramework(lab, server, target, mode)
        : startMore(lab, server, target, mode));
      let held: Buffer = Buffer.alloc(0);
      let pieces = 0;
      const join: Change = (b) => {
        held = Buffer.concat([held, b]);
        if (++pieces % 2 === 1 && pieces < 9) return Buffer.alloc(0);
        const out = held;
        held = Buffer.alloc(0);
        return out;
      };
      const change = kind === 'two joined' ? join : changeOf(kind, random);
      const between = await relay(
        lab,
        target,
        sender === 'server' ? { toClient: change } : { toServer: change },
      );
      const port = sender === 'server' ? between.port : target;
      await lab.record(port);
      const client = wsClient(lab, `ws://127.0.0.1:${between.port}/`, [], {
        perMessageDeflate: deflate ? { threshold: 0 } : false,
      });
      await Promise.race([client.opened, pause(2000)]);
      await sendInTurn(client, messages(random), { everyMs: 300, limitMs: 5000 });
      return cause === 'healthy' ? { sender: null, breakOffset: null } : truth(lab, sender, any, true);
    },
  };
});
