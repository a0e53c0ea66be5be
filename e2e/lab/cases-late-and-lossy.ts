// Recordings of servers on frameworks that begin late, lack packets or are cut, and faults in what is left of them.
import { framework as f, frameworkCase } from './framework-servers.ts';
import { dropped } from './further-servers.ts';
import { type LabCase, type Packet, Tcp } from './lab.ts';

/** Leaves out the first packets, handshake and some frames with them. */
const late = (count: number) => ({ without: (_packet: Packet, n: number) => n < count });
/** Leaves out the n-th packet with data of one side. */
const hole = (side: 'client' | 'server', nth: number) => {
  let seen = 0;
  return {
    without: ({ tcp }: Packet) => {
      if (!tcp || tcp.payload.length === 0) return false;
      const isServer = Number(tcp.from) < 32_768;
      return isServer === (side === 'server') && ++seen === nth;
    },
  };
};
const six = ['one', '{"n":2,"city":"Köln"}', 'x'.repeat(400), '{"n":4}', 'five', '{"last":true}'];
const plans = [
  f(
    'jetty-recorded-late',
    'mid-stream-start',
    'jetty',
    ['echo'],
    'The recording begins after the handshake and two messages.',
    { ...late(11), send: six, closes: true, also: ['healthy'] },
  ),
  f(
    'hono-recorded-late-deflate',
    'mid-stream-start',
    'quart',
    ['echo'],
    'The recording begins inside a compressed conversation.',
    { ...late(13), send: six, closes: true, deflate: true, also: ['healthy'] },
  ),
  f(
    'koa-recorded-late-killed',
    'abnormal-close',
    'koa',
    ['kill'],
    'The recording begins late, and the server is killed.',
    { ...late(10), also: ['mid-stream-start'] },
  ),
  f(
    'lua-http-recorded-late-raw',
    'unframed-text',
    'lua-http',
    ['raw'],
    'The recording begins late, and the application writes JSON without a frame.',
    { ...late(9), also: ['mid-stream-start'], fails: async () => ({ sender: 'server', breakOffset: null }) },
  ),
  f(
    'crossws-hole-in-the-server',
    'capture-loss',
    'crossws',
    ['echo'],
    'The recording lacks one packet of the server.',
    { ...hole('server', 4), send: six, closes: true },
  ),
  f(
    'cherrypy-hole-in-the-client',
    'capture-loss',
    'cherrypy',
    ['echo'],
    'The recording lacks one packet of the client.',
    { ...hole('client', 4), send: six, closes: true },
  ),
  f(
    'starlette-answer-not-recorded',
    'capture-loss',
    'starlette',
    ['echo'],
    'The recording lacks the answer to the handshake.',
    { ...hole('server', 1), send: six, closes: true },
  ),
  f('jetty-request-not-recorded', 'capture-loss', 'jetty', ['echo'], 'The recording lacks the request.', {
    ...hole('client', 1),
    send: six,
    closes: true,
    also: ['mid-stream-start', 'healthy'],
  }),
  f(
    'quart-snapshot-length',
    'capture-truncated',
    'quart',
    ['echo'],
    'The recording has a snapshot length of 120 bytes.',
    { record: { snaplen: 120 }, send: six, closes: true },
  ),
  f(
    'hono-acknowledgements-left-out',
    'healthy',
    'hono',
    ['echo'],
    'The recording holds packets with data alone.',
    {
      without: ({ tcp }) => tcp !== null && tcp.payload.length === 0 && !(tcp.flags & (Tcp.syn | Tcp.fin)),
      send: six,
      closes: true,
    },
  ),
  f(
    'jetty-one-direction',
    'capture-loss',
    'jetty',
    ['echo'],
    'The recording holds what the server sends alone.',
    {
      without: ({ tcp }) => tcp !== null && Number(tcp.from) >= 32_768,
      send: six,
      closes: true,
      also: ['mid-stream-start', 'healthy'],
    },
  ),
  f('koa-without-the-end', 'healthy', 'koa', ['echo'], 'The recording ends while the conversation goes on.', {
    without: (_packet, n) => n > 14,
    send: six,
    closes: true,
  }),
  f(
    'twisted-abort-without-its-reset',
    'healthy',
    'twisted',
    ['abort'],
    'The recording ends before the reset.',
    { without: ({ tcp }) => tcp !== null && (tcp.flags & (Tcp.rst | Tcp.fin)) !== 0, ...dropped },
  ),
];

export const cases: LabCase[] = plans.map(frameworkCase);
