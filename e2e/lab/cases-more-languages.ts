// Faults and ends of servers in Erlang (Yaws, Cowboy), Prolog, R (httpuv), Crystal and Python (eventlet), and of
// workerd; connections to them that were recorded late, cut or with a loss.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { built, npmExtra, npmFolder, scriptPath } from './build.ts';
import { after, at, dropped, large, type Plan, plan, plannedCase } from './further-servers.ts';
import { debian, type Lab, type LabCase, type Running } from './lab.ts';

/** Cowboy and what it needs, as the package of RabbitMQ brings them. */
function cowboyFolders(): string[] {
  const root = '/usr/lib/rabbitmq/lib';
  if (!existsSync(root)) return [];
  const plugins = join(root, readdirSync(root)[0], 'plugins');
  return readdirSync(plugins)
    .filter((name) => /^(cowboy|cowlib|ranch)-/.test(name))
    .map((name) => join(plugins, name, 'ebin'));
}

function cowboyVersion(): string {
  return /cowboy-([\d.]+)/.exec(cowboyFolders().join(' '))?.[1] ?? 'unknown';
}

const workerdScript = `export default {
  async fetch(request) {
    const url = new URL(request.url);
    if (url.pathname === "/refuse") return new Response('{"error":"token"}', { status: 401, headers: { "Content-Type": "application/json" } });
    const [client, server] = Object.values(new WebSocketPair());
    server.accept();
    server.send('{"hello":"workerd","city":"Z\\u00fcrich"}');
    let count = 0;
    server.addEventListener("message", (event) => {
      server.send("echo: " + event.data);
      if (++count !== 2) return;
      if (url.pathname === "/close") server.close(4009, "replaced by another login");
      if (url.pathname === "/throw") throw new Error("no such order");
    });
    return new Response(null, { status: 101, webSocket: client });
  },
};`;

function startWorkerd(lab: Lab, port: number): Promise<Running> {
  lab.file('script.js', workerdScript);
  const config = lab.file(
    'config.capnp',
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (modules = [(name = "main", esModule = embed "script.js")], compatibilityDate = "2024-09-01"))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]);
`,
  );
  const path = join(npmFolder('workerd'), '@cloudflare/workerd-linux-64/bin/workerd');
  return lab.serve(port, path, ['serve', config]);
}

const servers = {
  yaws: debian('yaws', 'Yaws'),
  cowboy: `Cowboy ${cowboyVersion()}`,
  prolog: debian('swi-prolog-nox', 'SWI-Prolog'),
  httpuv: debian('r-cran-httpuv', 'httpuv'),
  crystal: debian('crystal', 'Crystal'),
  eventlet: debian('python3-eventlet', 'Python eventlet'),
  workerd: npmExtra('workerd'),
} as const;
type Server = keyof typeof servers;

function start(lab: Lab, server: Server, port: number, args: readonly string[]): Promise<Running> {
  const all = [String(port), ...args];
  switch (server) {
    case 'yaws':
    case 'cowboy': {
      const folders = server === 'yaws' ? ['/usr/lib/yaws-2.1.1/ebin'] : cowboyFolders();
      const words = [server, ...all].map((word) => JSON.stringify(word)).join(',');
      const paths = [built('erlang/lab.erl'), ...folders].flatMap((folder) => ['-pa', folder]);
      return lab.serve(port, 'erl', ['-noshell', ...paths, '-eval', `lab:start([${words}])`]);
    }
    case 'prolog':
      return lab.serve(port, 'swipl', [scriptPath('prolog/server.pl'), ...all]);
    case 'httpuv':
      return lab.serve(port, 'Rscript', [scriptPath('r/server.R'), ...all]);
    case 'crystal':
      return lab.serve(port, built('crystal/server.cr'), all);
    case 'eventlet':
      return lab.python('eventlet_server.py', all, port);
    case 'workerd':
      return startWorkerd(lab, port);
  }
}

type Case = Omit<Plan, 'server'> & { server: Server };
const one = (
  name: string,
  cause: string,
  server: Server,
  args: string[],
  story: string,
  more: Partial<Plan> = {},
): Case => ({ ...plan(name, cause, 'puma', args, story, more), server });

const rows = ['a', 'b', 'c', 'd'].map((letter) => `{"rows":"${letter.repeat(300)}"}`);

const plans: Case[] = [
  one('yaws-echo', 'healthy', 'yaws', ['echo'], 'A Yaws server echoes; the client closes.', { closes: true }),
  one(
    'yaws-closes-1008',
    'healthy',
    'yaws',
    ['close', '1008', 'quota used up'],
    'A Yaws callback closes with 1008.',
  ),
  one(
    'yaws-callback-throws',
    'healthy',
    'yaws',
    ['throw'],
    'A Yaws callback raises at the second text.',
    dropped,
  ),
  one('yaws-killed', 'abnormal-close', 'yaws', ['kill'], 'The Erlang machine of a Yaws server halts.'),
  one('yaws-refuses-401', 'upgrade-refused', 'yaws', ['refuse'], 'A Yaws application answers 401 with JSON.'),
  one(
    'yaws-keepalive-without-pong',
    'idle-timeout',
    'yaws',
    ['keepalive'],
    'Yaws pings after a second of silence, gets no Pong within 700 ms and drops the connection.',
    { send: ['one'], answersPings: false, slow: true, ...dropped },
  ),
  one(
    'cowboy-echo-deflate',
    'healthy',
    'cowboy',
    ['deflate'],
    'Cowboy with compression; the client closes.',
    {
      closes: true,
      deflate: true,
    },
  ),
  one(
    'cowboy-closes-4009',
    'healthy',
    'cowboy',
    ['close', '4009', 'replaced by another login'],
    'A Cowboy handler closes with 4009.',
  ),
  one(
    'cowboy-handler-stops',
    'abnormal-close',
    'cowboy',
    ['stop'],
    'A Cowboy handler returns stop, which ends the connection without a Close.',
  ),
  one(
    'cowboy-handler-throws',
    'healthy',
    'cowboy',
    ['throw'],
    'A Cowboy handler raises at the second text; Cowboy closes with 1011.',
  ),
  one(
    'cowboy-limit',
    'message-too-large',
    'cowboy',
    ['limit'],
    'A message of 3,000 bytes meets a Cowboy handler whose max_frame_size is 2,000.',
    { send: large },
  ),
  one(
    'cowboy-idle-timeout',
    'idle-timeout',
    'cowboy',
    ['idle'],
    'Cowboy closes with 1000 after two silent seconds (idle_timeout).',
    { send: ['one'], slow: true, also: ['healthy'] },
  ),
  one('cowboy-killed', 'abnormal-close', 'cowboy', ['kill'], 'The Erlang machine of a Cowboy server halts.'),
  one(
    'cowboy-refuses-403',
    'upgrade-refused',
    'cowboy',
    ['refuse'],
    'A Cowboy handler answers 403 with JSON.',
  ),
  one(
    'cowboy-throws-before-101',
    'upgrade-refused',
    'cowboy',
    ['throw-before'],
    'A Cowboy handler raises in init, which gives 500.',
  ),
  one(
    'cowboy-utf16-as-text',
    'binary-sent-as-text',
    'cowboy',
    ['utf16'],
    'A Cowboy handler sends UTF-16 in a text frame.',
    { closes: true },
  ),
  one(
    'cowboy-latin1-as-text',
    'text-not-utf8',
    'cowboy',
    ['latin1'],
    'A Cowboy handler sends Latin-1 in a text frame.',
    { fails: after() },
  ),
  one(
    'prolog-echo',
    'healthy',
    'prolog',
    ['echo'],
    'A server on the websocket library of SWI-Prolog; the client closes.',
    { closes: true },
  ),
  one(
    'prolog-closes-4009',
    'healthy',
    'prolog',
    ['close', '4009', 'replaced by another login'],
    'A Prolog goal closes with 4009.',
  ),
  one(
    'prolog-goal-throws',
    'healthy',
    'prolog',
    ['throw'],
    'The goal of a Prolog WebSocket raises; the library closes with 1011.',
    dropped,
  ),
  one('prolog-goal-fails', 'healthy', 'prolog', ['fail'], 'The goal of a Prolog WebSocket fails.', dropped),
  one('prolog-killed', 'abnormal-close', 'prolog', ['kill'], 'A Prolog server is killed.'),
  one(
    'prolog-unavailable-503',
    'upgrade-refused',
    'prolog',
    ['throw_before'],
    'A Prolog handler answers 503.',
  ),
  one(
    'prolog-subprotocol-not-shared',
    'handshake-negotiation',
    'prolog',
    ['echo'],
    'A Prolog server that knows chat is asked for v12.stomp and leaves the choice out; ws gives up.',
    {
      protocols: ['v12.stomp'],
      neverOpens: true,
      also: ['healthy'],
    },
  ),
  one('httpuv-echo', 'healthy', 'httpuv', ['echo'], 'A server on httpuv; the client closes.', {
    closes: true,
  }),
  one(
    'httpuv-closes-4009',
    'healthy',
    'httpuv',
    ['close', '4009', 'replaced by another login'],
    'An R callback closes with 4009.',
  ),
  one(
    'httpuv-callback-throws',
    'healthy',
    'httpuv',
    ['throw'],
    'An R callback stops with an error; httpuv closes with 1011.',
    dropped,
  ),
  one('httpuv-killed', 'abnormal-close', 'httpuv', ['kill'], 'An R process is killed.'),
  one(
    'crystal-echo-fragments',
    'healthy',
    'crystal',
    ['stream'],
    'A server in Crystal sends one message in fragments; the client closes.',
    { closes: true },
  ),
  one(
    'crystal-closes-1013',
    'healthy',
    'crystal',
    ['close', '1013', 'try later'],
    'A handler in Crystal closes with 1013.',
  ),
  one(
    'crystal-handler-raises',
    'abnormal-close',
    'crystal',
    ['throw'],
    'A handler in Crystal raises at the second text.',
    { also: ['http-response-on-websocket'] },
  ),
  one('crystal-killed', 'abnormal-close', 'crystal', ['kill'], 'A server in Crystal is killed.'),
  one(
    'crystal-latin1-as-text',
    'text-not-utf8',
    'crystal',
    ['latin1'],
    'A handler in Crystal streams Latin-1 in a text message.',
    { fails: after() },
  ),
  one(
    'eventlet-echo-deflate',
    'healthy',
    'eventlet',
    ['echo'],
    'A server on eventlet with compression; the client closes.',
    { closes: true, deflate: true },
  ),
  one(
    'eventlet-closes-4009',
    'healthy',
    'eventlet',
    ['close', '4009', 'replaced by another login'],
    'A handler on eventlet closes with 4009.',
  ),
  one(
    'eventlet-handler-returns',
    'healthy',
    'eventlet',
    ['return'],
    'A handler on eventlet returns after two texts.',
    dropped,
  ),
  one(
    'eventlet-handler-throws',
    'http-response-on-websocket',
    'eventlet',
    ['throw'],
    'A handler on eventlet raises after two texts.',
    { also: ['abnormal-close'], fails: at('HTTP/1.1 500') },
  ),
  one(
    'eventlet-limit',
    'message-too-large',
    'eventlet',
    ['limit'],
    'A message of 3,000 bytes meets an eventlet server whose max_frame_length is 2,000.',
    { send: large },
  ),
  one(
    'eventlet-log-line-on-the-socket',
    'unframed-text',
    'eventlet',
    ['print'],
    'A handler on eventlet writes a log line to the socket.',
    { fails: after() },
  ),
  one(
    'eventlet-two-threads',
    'concurrent-writes',
    'eventlet',
    ['two-threads'],
    'A handler on eventlet writes a frame inside another that it writes in two portions.',
    {
      fails: after('{"rows":["', -14),
    },
  ),
  one('workerd-closes-4009', 'healthy', 'workerd', ['close'], 'A Worker under workerd closes with 4009.', {
    path: '/close',
  }),
  one(
    'workerd-handler-throws',
    'abnormal-close',
    'workerd',
    ['throw'],
    'A message handler under workerd throws at the second text.',
    { path: '/throw', also: ['abnormal-close'] },
  ),
  one(
    'workerd-refuses-401',
    'upgrade-refused',
    'workerd',
    ['refuse'],
    'A Worker under workerd answers 401 with JSON.',
    { path: '/refuse' },
  ),
  one(
    'crystal-recorded-late',
    'mid-stream-start',
    'crystal',
    ['stream'],
    'A connection to a server in Crystal whose first seven packets are not in the recording.',
    { also: ['healthy'], closes: true, without: (_packet, n) => n < 7 },
  ),
  one(
    'prolog-snapshot-length',
    'capture-truncated',
    'prolog',
    ['echo'],
    'A connection to a Prolog server recorded with 200 bytes a packet.',
    { closes: true, send: rows, record: { snaplen: 200 } },
  ),
  one(
    'httpuv-lost-segment',
    'capture-loss',
    'httpuv',
    ['echo'],
    'One answer of an httpuv server is not in the recording.',
    { closes: true, send: rows, without: ({ data }) => data.includes('echo: {"rows":"bbb') },
  ),
  one(
    'cowboy-lost-handshake-answer',
    'capture-loss',
    'cowboy',
    ['echo'],
    'The 101 of a Cowboy server is not in the recording.',
    { closes: true, also: ['mid-stream-start'], without: ({ data }) => data.includes('HTTP/1.1 101') },
  ),
  one(
    'eventlet-header-then-another',
    'concurrent-writes',
    'eventlet',
    ['header-then-another'],
    'Two greenlets of an eventlet server write, the header of one frame, then a whole other frame, then the payload.',
    { fails: after() },
  ),
  one(
    'eventlet-characters',
    'length-counts-characters',
    'eventlet',
    ['characters'],
    'A handler on eventlet frames text by hand and counts characters.',
    { fails: after(undefined, 38) },
  ),
  one(
    'eventlet-little-endian',
    'length-wrong-byte-order',
    'eventlet',
    ['little-endian'],
    'A handler on eventlet packs the length of a frame in the order of the machine.',
    { fails: after(undefined, 0) },
  ),
  one(
    'eventlet-not-agreed',
    'compression-not-negotiated',
    'eventlet',
    ['not-agreed'],
    'A handler on eventlet sends a compressed message although no extension was agreed.',
    { fails: after() },
  ),
  one(
    'eventlet-crlf',
    'newline-translation',
    'eventlet',
    ['crlf'],
    'A handler on eventlet writes frames through a text file that turns LF into CRLF.',
    { fails: after(undefined, 18) },
  ),
  one(
    'eventlet-cut',
    'abnormal-close',
    'eventlet',
    ['cut'],
    'A handler on eventlet exits after 3,000 of 9,000 bytes of a frame.',
    { also: ['short-write'] },
  ),
  one(
    'eventlet-short',
    'short-write',
    'eventlet',
    ['short'],
    'A handler on eventlet writes 300 of 400 bytes of a frame and goes on with the next.',
    { fails: after() },
  ),
  one(
    'eventlet-masked',
    'server-masked-frame',
    'eventlet',
    ['masked'],
    'A handler on eventlet masks a frame.',
    { fails: after() },
  ),
  one(
    'eventlet-json',
    'unframed-text',
    'eventlet',
    ['json'],
    'A handler on eventlet writes a line of JSON to the socket between two frames.',
    { fails: after() },
  ),
  one(
    'eventlet-ping-large',
    'control-too-long',
    'eventlet',
    ['ping-large'],
    'A handler on eventlet sends a Ping of 200 bytes.',
    { fails: after() },
  ),
  one(
    'eventlet-reason-latin1',
    'close-reason-not-utf8',
    'eventlet',
    ['reason-latin1'],
    'A handler on eventlet closes with a reason in Latin-1.',
    { fails: after() },
  ),
  one(
    'eventlet-twice',
    'data-after-close',
    'eventlet',
    ['twice'],
    'A handler on eventlet sends a message after its Close.',
    { fails: after(undefined, 21) },
  ),
  one(
    'eventlet-trailing',
    'trailing-bytes',
    'eventlet',
    ['trailing'],
    'A handler on eventlet ends each frame with a NUL.',
    { fails: after(undefined, 33) },
  ),
];

export const cases: LabCase[] = [
  ...plans.map((entry) =>
    plannedCase(entry, servers[entry.server], (lab, port) => start(lab, entry.server, port, entry.args)),
  ),
];
