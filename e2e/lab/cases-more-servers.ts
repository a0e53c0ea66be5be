// Faults and ends of servers that few set-ups of the lab have: Tomcat, libwebsockets, Qt, POCO, x/net, nhooyr,
// em-websocket, gevent, uvicorn, hypercorn, ws4py, autobahn, Bun, Deno, faye-websocket, nodejs-websocket.
import { join } from 'node:path';
import { built, npmExtra, npmFolder, scriptPath, tomcatClassPath } from './build.ts';
import { wsClient } from './kit.ts';
import { debian, type Lab, type LabCase, npm, type Running, type Truth } from './lab.ts';

const none: Truth = { sender: null, breakOffset: null };

export const moreServers = {
  tomcat: debian('libtomcat10-java', 'Tomcat'),
  lws: debian('libwebsockets-dev', 'libwebsockets'),
  qt: debian('libqt5websockets5-dev', 'Qt WebSockets'),
  poco: debian('libpoco-dev', 'POCO'),
  xnet: debian('golang-golang-x-net-dev', 'x/net/websocket'),
  nhooyr: debian('golang-nhooyr-websocket-dev', 'nhooyr.io/websocket'),
  em: debian('ruby-em-websocket', 'em-websocket'),
  gevent: debian('python3-gevent-websocket', 'Python gevent-websocket'),
  uvicorn: debian('python3-uvicorn', 'Python uvicorn'),
  'uvicorn-wsproto': debian('python3-uvicorn', 'Python uvicorn'),
  hypercorn: debian('python3-hypercorn', 'Python hypercorn'),
  ws4py: debian('python3-ws4py', 'Python ws4py'),
  autobahn: debian('python3-autobahn', 'Python autobahn'),
  bun: npmExtra('@oven/bun-linux-x64-baseline', 'Bun'),
  deno: npmExtra('deno', 'Deno'),
  'faye-websocket': npmExtra('faye-websocket'),
  'nodejs-websocket': npmExtra('nodejs-websocket'),
} as const;
export type MoreServer = keyof typeof moreServers;

/** Starts one of these servers on a port; `args` say what it does. */
export function startMore(
  lab: Lab,
  server: MoreServer,
  port: number,
  args: readonly string[],
): Promise<Running> {
  const all = [String(port), ...args];
  const env = { ...process.env, NODE_PATH: npmFolder(), HOME: lab.folder };
  switch (server) {
    case 'tomcat': {
      const classPath = `${tomcatClassPath()}:${built('java/TomcatServer.java')}`;
      return lab.serve(port, 'java', ['-cp', classPath, 'TomcatServer', ...all]);
    }
    case 'lws':
      return lab.serve(port, built('c/lws_server.c'), all);
    case 'qt':
      return lab.serve(port, built('cpp/qt_server.cpp'), all);
    case 'poco':
      return lab.serve(port, built('cpp/poco_server.cpp'), all);
    case 'xnet':
      return lab.serve(port, built('go/xnet_server.go'), all);
    case 'nhooyr':
      return lab.serve(port, built('go/nhooyr_server.go'), all);
    case 'em':
      return lab.serve(port, 'ruby', [scriptPath('ruby/em_server.rb'), ...all]);
    case 'bun':
      return lab.serve(
        port,
        join(npmFolder('@oven/bun-linux-x64-baseline'), '@oven/bun-linux-x64-baseline/bin/bun'),
        [scriptPath('js/deno_bun_server.js'), ...all],
      );
    case 'deno':
      return lab.serve(
        port,
        join(npmFolder('deno'), '@deno/linux-x64-glibc/deno'),
        ['run', '-A', scriptPath('js/deno_bun_server.js'), ...all],
        { env },
      );
    case 'faye-websocket':
    case 'nodejs-websocket':
      return lab.serve(port, process.execPath, [scriptPath('js/small_servers.cjs'), server, ...all], { env });
    default:
      return lab.serve(port, '/usr/bin/python3', [scriptPath('python/more_servers.py'), server, ...all]);
  }
}

interface Plan {
  name: string;
  cause: string;
  also?: string[];
  story: string;
  server: MoreServer;
  args: string[];
  /** Messages of the client, each sent after the answer to the one before. */
  send?: string[];
  /** The client answers no Ping. */
  answersPings?: false;
  slow?: boolean;
  /** The upgrade is refused. */
  refused?: boolean;
  deflate?: boolean;
  origin?: string;
  /** Where a strict reader of the server's bytes fails. */
  fails?: (lab: Lab, port: number) => Promise<Truth>;
}

const plain = ['{"op":"one","text":"Grüße"}', '{"op":"two","list":[1,2,3]}', '{"op":"three","city":"Łódź"}'];
const large = ['short', 'x'.repeat(3000)];

/** The server's bytes break right after this text. */
const after =
  (words: string) =>
  async (lab: Lab, port: number): Promise<Truth> => ({
    sender: 'server',
    breakOffset: (await lab.offsetOf('server', port, words)) + Buffer.byteLength(words),
  });

const limits: Plan[] = (
  [
    'tomcat',
    'qt',
    'poco',
    'xnet',
    'nhooyr',
    'em',
    'uvicorn',
    'hypercorn',
    'autobahn',
    'bun',
    'faye-websocket',
  ] as const
).map((server) => ({
  name: `${server}-limit`,
  cause: 'message-too-large',
  // autobahn drops the connection without a Close
  ...(server === 'autobahn' ? { also: ['abnormal-close'] } : {}),
  story: `A message of 3,000 bytes meets a ${server} server whose limit is about 2,000.`,
  server,
  args: ['limit'],
  send: large,
}));

/** Servers that close on purpose, with the code and reason of an application. */
const closes: Plan[] = (
  [
    ['tomcat', 1008, 'subscription required'],
    ['tomcat', 1013, 'try again later'],
    ['lws', 1011, 'cannot reach the database'],
    ['qt', 4408, 'session expired'],
    ['poco', 4001, 'unauthorized'],
    ['nhooyr', 1003, 'binary only'],
    ['em', 4029, 'too many requests'],
    ['uvicorn', 4403, 'forbidden room'],
    ['hypercorn', 4404, 'no such room'],
    ['autobahn', 3008, 'out of credit'],
    ['bun', 4000, 'duplicate login'],
    ['deno', 4100, 'protocol upgrade needed'],
    ['faye-websocket', 4500, 'backend unavailable'],
  ] as const
).map(([server, code, reason]) => ({
  name: `${server}-closes-${code}`,
  cause: 'healthy',
  story: `A ${server} server closes with ${code} on purpose: ${reason}. All bytes are legal.`,
  server,
  args: ['close', String(code), reason],
}));

const ends: Plan[] = [
  {
    name: 'tomcat-endpoint-throws',
    cause: 'valid-bytes-receiver-at-fault',
    also: ['abnormal-close'],
    story:
      'An endpoint of Tomcat throws on a message, and Tomcat closes with 1002, though all bytes are legal.',
    server: 'tomcat',
    args: ['throw'],
  },
  {
    name: 'tomcat-halts',
    cause: 'abnormal-close',
    story: 'The Java process of a Tomcat server halts between two messages.',
    server: 'tomcat',
    args: ['halt'],
  },
  {
    name: 'tomcat-session-idle-2s',
    cause: 'idle-timeout',
    story: 'Tomcat ends a session that was idle for its maxIdleTimeout of 2 s.',
    server: 'tomcat',
    args: ['idle'],
    send: ['one'],
    slow: true,
  },
  {
    name: 'lws-no-pong-3s',
    cause: 'idle-timeout',
    also: ['abnormal-close'],
    story:
      'libwebsockets pings after 1 s and hangs up 3 s after the last sign of life; the client answers no Ping.',
    server: 'lws',
    args: ['keepalive'],
    send: ['one'],
    answersPings: false,
    slow: true,
  },
  {
    name: 'lws-callback-returns-minus-one',
    cause: 'abnormal-close',
    story: 'A libwebsockets callback returns -1, which closes the socket without a Close frame.',
    server: 'lws',
    args: ['drop'],
  },
  {
    name: 'lws-server-killed',
    cause: 'abnormal-close',
    story: 'A libwebsockets server is killed after an answer.',
    server: 'lws',
    args: ['kill'],
  },
  {
    name: 'qt-abort',
    cause: 'abnormal-close',
    story: 'A Qt server calls abort() on its socket.',
    server: 'qt',
    args: ['abort'],
  },
  {
    name: 'qt-server-killed',
    cause: 'abnormal-close',
    story: 'A Qt server is killed.',
    server: 'qt',
    args: ['kill'],
  },
  {
    name: 'poco-dies-inside-a-frame',
    cause: 'abnormal-close',
    also: ['short-write'],
    story: 'A POCO server ends after 22,000 of 60,000 bytes of a frame.',
    server: 'poco',
    args: ['die'],
  },
  {
    name: 'xnet-dies-inside-a-frame',
    cause: 'abnormal-close',
    also: ['short-write'],
    story: 'An x/net server exits after a third of a frame.',
    server: 'xnet',
    args: ['die'],
  },
  {
    name: 'xnet-handler-returns',
    cause: 'abnormal-close',
    story: 'The handler of an x/net server returns, and the library ends the socket without a Close frame.',
    server: 'xnet',
    args: ['return'],
  },
  {
    name: 'ws4py-dies-inside-a-frame',
    cause: 'abnormal-close',
    also: ['short-write'],
    story: 'A ws4py server exits after 3,000 of 8,192 bytes of a frame.',
    server: 'ws4py',
    args: ['die'],
  },
  {
    name: 'em-close-connection',
    cause: 'abnormal-close',
    story: 'An em-websocket server calls close_connection_after_writing in place of close.',
    server: 'em',
    args: ['drop'],
  },
  {
    name: 'uvicorn-application-throws',
    cause: 'abnormal-close',
    story: 'An ASGI application raises, and uvicorn ends the socket without a Close frame.',
    server: 'uvicorn',
    args: ['throw'],
  },
  {
    name: 'hypercorn-application-throws',
    cause: 'healthy',
    also: ['abnormal-close'],
    story: 'An ASGI application raises, and hypercorn closes; all bytes are legal.',
    server: 'hypercorn',
    args: ['throw'],
  },
  {
    name: 'autobahn-application-throws',
    cause: 'abnormal-close',
    story: 'An autobahn application raises, and the library ends the socket without a Close frame.',
    server: 'autobahn',
    args: ['throw'],
  },
  {
    name: 'uvicorn-killed',
    cause: 'abnormal-close',
    story: 'A uvicorn server is killed after an answer.',
    server: 'uvicorn',
    args: ['kill'],
  },
  {
    name: 'uvicorn-keepalive-without-pong',
    cause: 'idle-timeout',
    story: 'uvicorn pings each second, gets no Pong within a second and closes.',
    server: 'uvicorn',
    args: ['keepalive'],
    send: ['one'],
    answersPings: false,
    slow: true,
  },
  {
    name: 'autobahn-keepalive-without-pong',
    cause: 'idle-timeout',
    also: ['abnormal-close'],
    story: 'autobahn pings each second, gets no Pong within a second and drops the connection.',
    server: 'autobahn',
    args: ['keepalive'],
    send: ['one'],
    answersPings: false,
    slow: true,
  },
  {
    name: 'nhooyr-keepalive-without-pong',
    cause: 'idle-timeout',
    story: 'A server on nhooyr pings each second, gets no Pong within 1.5 s and closes with 1008.',
    server: 'nhooyr',
    args: ['keepalive'],
    send: ['one'],
    answersPings: false,
    slow: true,
  },
  {
    name: 'bun-idle-8s',
    cause: 'idle-timeout',
    also: ['abnormal-close'],
    story: 'Bun ends a connection that was idle for its idleTimeout of 8 s, Pings unanswered.',
    server: 'bun',
    args: ['keepalive'],
    send: ['one'],
    answersPings: false,
    slow: true,
  },
  {
    name: 'deno-idle-2s',
    cause: 'idle-timeout',
    also: ['abnormal-close'],
    story: 'Deno pings after 2 s and closes when no Pong comes.',
    server: 'deno',
    args: ['keepalive'],
    send: ['one'],
    answersPings: false,
    slow: true,
  },
  {
    name: 'bun-terminate',
    cause: 'abnormal-close',
    story: 'A Bun server calls terminate().',
    server: 'bun',
    args: ['terminate'],
  },
  {
    name: 'deno-exits',
    cause: 'abnormal-close',
    story: 'A Deno server exits between two messages.',
    server: 'deno',
    args: ['exit'],
  },
  {
    name: 'faye-socket-destroyed',
    cause: 'abnormal-close',
    story: 'A faye-websocket server destroys the socket.',
    server: 'faye-websocket',
    args: ['destroy'],
  },
  {
    name: 'bun-deflate',
    cause: 'healthy',
    story: 'A Bun server and a ws client talk with permessage-deflate.',
    server: 'bun',
    args: ['deflate'],
    deflate: true,
  },
  {
    name: 'nhooyr-deflate',
    cause: 'healthy',
    story: 'A server on nhooyr and a ws client talk with permessage-deflate.',
    server: 'nhooyr',
    args: ['deflate'],
    deflate: true,
  },
  {
    name: 'lws-echo',
    cause: 'healthy',
    story: 'A libwebsockets server and a ws client talk.',
    server: 'lws',
    args: ['echo'],
  },
];

const broken: Plan[] = [
  {
    name: 'gevent-close-reason-as-bytes',
    cause: 'close-code-invalid',
    story:
      'A gevent application gives the reason as bytes, and the library writes their repr where the code belongs.',
    server: 'gevent',
    args: ['close', '1008', 'token revoked'],
    fails: async (lab, port) => ({
      sender: 'server',
      breakOffset: (await lab.offsetOf('server', port, "b'token")) - 2,
    }),
  },
  {
    name: 'ws4py-echo-after-close',
    cause: 'data-after-close',
    story: 'A ws4py application closes with 1001 and still echoes the message that came meanwhile.',
    server: 'ws4py',
    args: ['close', '1001', 'restart'],
    fails: async (lab, port) => ({
      sender: 'server',
      breakOffset: (await lab.offsetOf('server', port, 'restart')) + 7,
    }),
  },
  {
    name: 'lws-http-write',
    cause: 'unframed-text',
    story: 'A libwebsockets callback writes JSON with LWS_WRITE_HTTP, which frames nothing.',
    server: 'lws',
    args: ['raw'],
    fails: after('echo: {"op":"two","list":[1,2,3]}'),
  },
  {
    name: 'lws-continuation-without-start',
    cause: 'orphan-continuation',
    story: 'A libwebsockets callback writes with LWS_WRITE_CONTINUATION though no message is open.',
    server: 'lws',
    args: ['continuation'],
    fails: after('echo: {"op":"two","list":[1,2,3]}'),
  },
  {
    name: 'lws-message-inside-a-message',
    cause: 'interleaved-messages',
    story: 'A libwebsockets callback writes a whole message between the two fragments of another.',
    server: 'lws',
    args: ['two-starts'],
    fails: async (lab, port) => ({
      sender: 'server',
      breakOffset: ((await after('echo: {"op":"two","list":[1,2,3]}')(lab, port)).breakOffset ?? 0) + 6,
    }),
  },
  {
    name: 'poco-two-threads',
    cause: 'concurrent-writes',
    story: 'Two threads of a POCO server write to one socket, the one in portions, the other heartbeats.',
    server: 'poco',
    args: ['two-threads'],
    fails: async (lab, port) => ({
      sender: 'server',
      breakOffset: (await lab.offsetOf('server', port, '{"rows":[')) - 4,
    }),
  },
  {
    name: 'em-send-data',
    cause: 'unframed-text',
    story: 'An em-websocket application writes a line of JSON with send_data.',
    server: 'em',
    args: ['raw'],
    fails: after('echo: {"op":"two","list":[1,2,3]}'),
  },
  {
    name: 'gevent-stream-write',
    cause: 'unframed-text',
    story: 'A gevent application writes a server-sent event past the WebSocket library.',
    server: 'gevent',
    args: ['raw'],
    fails: after('echo: {"op":"two","list":[1,2,3]}'),
  },
  {
    name: 'ws4py-length-in-characters',
    cause: 'length-counts-characters',
    story: 'A server on ws4py frames a text by hand and counts characters.',
    server: 'ws4py',
    args: ['length'],
    fails: async (lab, port) => ({
      sender: 'server',
      breakOffset: (await lab.offsetOf('server', port, '{"city":"Zürich","note"')) - 2,
    }),
  },
  {
    name: 'faye-http-500',
    cause: 'http-response-on-websocket',
    story: 'A second handler of a faye-websocket server answers 500 on the upgraded socket.',
    server: 'faye-websocket',
    args: ['http'],
    fails: after('echo: {"op":"two","list":[1,2,3]}'),
  },
  {
    name: 'faye-timer-writes-json',
    cause: 'unframed-text',
    story: 'A timer of a faye-websocket server writes JSON to the socket.',
    server: 'faye-websocket',
    args: ['raw'],
    fails: after('echo: {"op":"two","list":[1,2,3]}'),
  },
  {
    name: 'nodejs-websocket-half-a-frame',
    cause: 'short-write',
    also: ['bytes-lost'],
    story: 'A nodejs-websocket server writes half of a frame and goes on with the next.',
    server: 'nodejs-websocket',
    args: ['split'],
    fails: async (lab, port) => ({
      sender: 'server',
      breakOffset: (await after('echo: {"op":"two","list":[1,2,3]}')(lab, port)).breakOffset,
    }),
  },
];

const refused: Plan[] = [
  {
    name: 'tomcat-check-origin-403',
    cause: 'upgrade-refused',
    story: 'checkOrigin of a Tomcat endpoint says no.',
    server: 'tomcat',
    args: ['origin'],
    origin: 'https://other.example',
  },
  {
    name: 'qt-origin-403',
    cause: 'upgrade-refused',
    story: 'A Qt server refuses the origin.',
    server: 'qt',
    args: ['origin'],
    origin: 'https://other.example',
  },
  {
    name: 'nhooyr-origin-403',
    cause: 'upgrade-refused',
    story: 'nhooyr refuses the origin of another site.',
    server: 'nhooyr',
    args: ['origin'],
    origin: 'https://other.example',
  },
  {
    name: 'xnet-without-origin-403',
    cause: 'upgrade-refused',
    story: 'websocket.Handler of x/net wants an Origin, and the client sends none.',
    server: 'xnet',
    args: ['origin'],
  },
  {
    name: 'uvicorn-closes-before-accept-403',
    cause: 'upgrade-refused',
    story: 'An ASGI application closes before it accepts, which uvicorn answers with 403.',
    server: 'uvicorn',
    args: ['refuse'],
  },
  {
    name: 'hypercorn-closes-before-accept-403',
    cause: 'upgrade-refused',
    story: 'An ASGI application closes before it accepts, which hypercorn answers with 403.',
    server: 'hypercorn',
    args: ['refuse'],
  },
  {
    name: 'uvicorn-throws-before-accept-500',
    cause: 'upgrade-refused',
    story: 'An ASGI application raises before it accepts, which uvicorn answers with 500.',
    server: 'uvicorn',
    args: ['throw-before'],
  },
  {
    name: 'bun-401',
    cause: 'upgrade-refused',
    story: 'The fetch handler of a Bun server answers 401 with JSON.',
    server: 'bun',
    args: ['refuse'],
  },
  {
    name: 'bun-forgot-upgrade-200',
    cause: 'upgrade-refused',
    story: 'The fetch handler of a Bun server does not call upgrade and answers 200.',
    server: 'bun',
    args: ['forgot'],
  },
  {
    name: 'deno-401',
    cause: 'upgrade-refused',
    story: 'The handler of a Deno server answers 401 with JSON.',
    server: 'deno',
    args: ['refuse'],
  },
];

function caseOf(plan: Plan): LabCase {
  return {
    name: plan.name,
    cause: plan.cause,
    ...(plan.also === undefined ? {} : { also: plan.also }),
    software: [moreServers[plan.server], npm('ws')],
    story: plan.story,
    ...(plan.slow ? { slow: true } : {}),
    async run(lab) {
      const port = await lab.port();
      await startMore(lab, plan.server, port, plan.args);
      await lab.record(port);
      const client = wsClient(lab, `ws://127.0.0.1:${port}/`, [], {
        perMessageDeflate: plan.deflate ?? false,
        autoPong: plan.answersPings ?? true,
        ...(plan.origin === undefined ? {} : { origin: plan.origin }),
      });
      if (plan.cause === 'upgrade-refused') {
        await client.ended;
        return none;
      }
      await client.opened;
      const talk = async () => {
        for (const [i, one] of (plan.send ?? plain).entries()) {
          await client.got(i + 1);
          client.socket.send(one);
        }
        if (plan.args[0] === 'echo' || plan.deflate) {
          await client.got(plain.length + 1);
          client.socket.close(1000);
        }
      };
      await talk().catch(() => {});
      await Promise.race([
        client.ended,
        new Promise((resolve) => setTimeout(resolve, plan.slow ? 20_000 : 4000)),
      ]);
      const truth = await (plan.fails?.(lab, port) ?? none);
      client.socket.terminate();
      return truth;
    },
  };
}

export const cases: LabCase[] = [...limits, ...closes, ...ends, ...broken, ...refused].map(caseOf);
