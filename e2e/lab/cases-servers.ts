// Faults and ends that servers in Go, Ruby, Perl, PHP, Java and C++ bring about.
import { built, nettyClassPath, scriptPath } from './build.ts';
import { wsClient } from './kit.ts';
import { debian, type Lab, type LabCase, npm, type Running, type Truth } from './lab.ts';

const none: Truth = { sender: null, breakOffset: null };

const software = {
  gorilla: debian('golang-github-gorilla-websocket-dev', 'gorilla/websocket'),
  ruby: debian('ruby-websocket-driver', 'Ruby websocket-driver'),
  mojo: debian('libmojolicious-perl', 'Mojolicious'),
  php: debian('php-cli', 'PHP'),
  netty: debian('libnetty-java', 'Netty'),
  websocketpp: debian('libwebsocketpp-dev', 'WebSocket++'),
  beast: debian('libboost-dev', 'Boost.Beast of Boost'),
} as const;
type Server = keyof typeof software;

/** Starts a server of another language on a port; `args` say what it does. */
function start(lab: Lab, server: Server, port: number, args: readonly string[]): Promise<Running> {
  const all = [String(port), ...args];
  switch (server) {
    case 'gorilla':
      return lab.serve(port, built('go/gorilla_server.go'), all);
    case 'ruby':
      return lab.serve(port, 'ruby', [scriptPath('ruby/driver_server.rb'), ...all]);
    case 'mojo':
      return lab.serve(port, 'perl', [scriptPath('perl/mojo_server.pl'), ...all]);
    case 'php':
      return lab.serve(port, 'php', [scriptPath('php/server.php'), ...all]);
    case 'netty': {
      const classPath = `${nettyClassPath()}:${built('java/NettyServer.java')}`;
      return lab.serve(port, 'java', ['-cp', classPath, 'NettyServer', ...all]);
    }
    case 'websocketpp':
      return lab.serve(port, built('cpp/websocketpp_server.cpp'), all);
    case 'beast':
      return lab.serve(port, built('cpp/beast_server.cpp'), all);
  }
}

interface ServerCase {
  name: string;
  cause: string;
  also?: string[];
  story: string;
  server: Server;
  args: string[];
  /** Messages of the client, each sent after the answer to the one before; binary ones as bytes. */
  send?: (string | Uint8Array)[];
  /** The client stays silent and answers no Ping. */
  answersPings?: false;
  /** Waits for this long after the last message; otherwise until the server ends. */
  slow?: boolean;
  origin?: string;
  /** Where a strict reader of the server's bytes fails. */
  fails?: (lab: Lab, port: number) => Promise<Truth>;
}

const plain = ['{"op":"one","text":"Grüße"}', '{"op":"two"}', '{"op":"three","list":[1,2,3]}'];

/** The offset after a text of the server, counted after the blank line. */
async function after(lab: Lab, port: number, words: string): Promise<Truth> {
  const at = await lab.offsetOf('server', port, words);
  return { sender: 'server', breakOffset: at + Buffer.byteLength(words) };
}

const plans: ServerCase[] = [
  {
    name: 'gorilla-closes-4401-token-expired',
    cause: 'healthy',
    story: 'A gorilla server closes with 4401 since the token has expired; all bytes are legal.',
    server: 'gorilla',
    args: ['close', '4401', 'token expired'],
  },
  {
    name: 'gorilla-closes-1013-overloaded',
    cause: 'healthy',
    story: 'A gorilla server closes with 1013 since it is overloaded; all bytes are legal.',
    server: 'gorilla',
    args: ['close', '1013', 'server overloaded, try again later'],
  },
  {
    name: 'gorilla-read-limit-512',
    cause: 'message-too-large',
    story: 'A message of 900 bytes meets a gorilla server with SetReadLimit(512).',
    server: 'gorilla',
    args: ['limit'],
    send: ['short', 'x'.repeat(900)],
  },
  {
    name: 'gorilla-keepalive-without-pong',
    cause: 'idle-timeout',
    also: ['abnormal-close'],
    story:
      'A gorilla server pings every second and reads with a deadline of 2.5 s; the client answers no Ping, so the server closes the socket.',
    server: 'gorilla',
    args: ['keepalive'],
    send: ['hello'],
    answersPings: false,
  },
  {
    name: 'gorilla-closes-1011-heartbeat',
    cause: 'idle-timeout',
    story: 'A gorilla server whose Ping got no Pong closes with 1011 and says why.',
    server: 'gorilla',
    args: ['keepalive-close'],
    send: ['hello'],
    answersPings: false,
  },
  {
    name: 'gorilla-handler-returns',
    cause: 'abnormal-close',
    story:
      'The handler of a gorilla server returns, and its deferred Close ends the socket without a Close frame.',
    server: 'gorilla',
    args: ['return'],
  },
  {
    name: 'gorilla-two-goroutines',
    cause: 'concurrent-writes',
    story:
      'Two goroutines write to one gorilla connection: the one in portions, the other a heartbeat now and then.',
    server: 'gorilla',
    args: ['two-goroutines'],
    send: [],
    fails: async (lab, port) => {
      const header = await lab.offsetOf('server', port, '[{"row":0');
      return { sender: 'server', breakOffset: header - 4 };
    },
  },
  {
    name: 'gorilla-first-header-byte-lost',
    cause: 'bytes-lost',
    story: 'The first byte of a frame of a gorilla server is lost on its way to the socket.',
    server: 'gorilla',
    args: ['drop-byte'],
    send: [...plain, ...plain],
    fails: (lab, port) => after(lab, port, 'echo: {"op":"two"}'),
  },
  {
    name: 'gorilla-four-nuls-between-frames',
    cause: 'bytes-inserted',
    story: 'Four NUL bytes get in before a frame of a gorilla server.',
    server: 'gorilla',
    args: ['four-nuls'],
    send: [...plain, ...plain],
    fails: (lab, port) => after(lab, port, 'echo: {"op":"two"}'),
  },
  {
    name: 'gorilla-four-nuls-inside-a-payload',
    cause: 'bytes-inserted',
    story: 'Four NUL bytes get into the middle of a text frame of a gorilla server.',
    server: 'gorilla',
    args: ['four-nuls-inside'],
    send: [...plain, ...plain],
    fails: async (lab, port) => {
      const { breakOffset } = await after(lab, port, 'echo: {"op":"two"}');
      // the four last bytes of the text lie after its declared end
      const frame = 2 + 'echo: {"op":"three","list":[1,2,3]}'.length;
      return { sender: 'server', breakOffset: (breakOffset ?? 0) + frame };
    },
  },
  {
    name: 'gorilla-origin-403',
    cause: 'upgrade-refused',
    story: 'The default CheckOrigin of gorilla refuses the origin of another site with 403.',
    server: 'gorilla',
    args: ['origin'],
    origin: 'https://other.example',
  },
  {
    name: 'ruby-driver-closes-1008',
    cause: 'healthy',
    story: 'A Ruby server closes with 1008 since a rule of its own was broken; all bytes are legal.',
    server: 'ruby',
    args: ['close', '1008', 'rate limit exceeded'],
  },
  {
    name: 'ruby-driver-puts-after-each-frame',
    cause: 'trailing-bytes',
    story: 'A Ruby server writes its frames with puts, which adds a newline to each.',
    server: 'ruby',
    args: ['puts'],
    send: plain,
    fails: (lab, port) => after(lab, port, '{"hello":"ruby","city":"Zürich"}'),
  },
  {
    name: 'mojolicious-closes-4003-quota',
    cause: 'healthy',
    story: 'A Mojolicious application finishes with 4003 since a quota is used up; all bytes are legal.',
    server: 'mojo',
    args: ['close', '4003', 'quota exceeded'],
  },
  {
    name: 'mojolicious-max-websocket-size',
    cause: 'message-too-large',
    also: ['data-after-close'],
    story: 'A message of 5,000 bytes meets a Mojolicious application with max_websocket_size 2000.',
    server: 'mojo',
    args: ['limit'],
    send: ['short', 'y'.repeat(5000)],
  },
  {
    name: 'mojolicious-inactivity-timeout-12s',
    cause: 'idle-timeout',
    also: ['abnormal-close'],
    story: 'The inactivity timeout of a Mojolicious server, 12 s, ends an idle WebSocket.',
    server: 'mojo',
    args: ['inactive'],
    send: ['hello'],
    slow: true,
  },
  {
    name: 'php-echo-eol-after-each-frame',
    cause: 'trailing-bytes',
    story: 'A PHP server appends PHP_EOL to each frame.',
    server: 'php',
    args: ['eol'],
    fails: (lab, port) => after(lab, port, '{"type":"welcome","user":"anna","roles":["admin","editor"]}'),
  },
  {
    name: 'php-iconv-strlen',
    cause: 'length-counts-characters',
    story: 'A PHP server declares iconv_strlen of its texts as their length.',
    server: 'php',
    args: ['iconv-strlen'],
    fails: async (lab, port) => {
      const at = await lab.offsetOf('server', port, '{"type":"motd"');
      const text = '{"type":"motd","text":"schön grün, blöde Größe"}';
      return { sender: 'server', breakOffset: at + text.length };
    },
  },
  {
    name: 'php-refuses-binary-1003',
    cause: 'healthy',
    story: 'A PHP server closes with 1003 since it takes no binary messages; all bytes are legal.',
    server: 'php',
    args: ['refuse-binary'],
    send: ['hello', Uint8Array.of(1, 2, 3, 4, 250, 251)],
  },
  {
    name: 'netty-closes-1011-database',
    cause: 'healthy',
    story: 'A Netty server closes with 1011 since its database is gone; all bytes are legal.',
    server: 'netty',
    args: ['close', '1011', 'database unavailable'],
  },
  {
    name: 'netty-two-threads',
    cause: 'concurrent-writes',
    story: 'Two threads write to a Netty channel: one a long text in portions, the other heartbeats.',
    server: 'netty',
    args: ['two-threads'],
    send: plain.slice(0, 2),
    fails: async (lab, port) => {
      const text = await lab.offsetOf('server', port, '{"rows":"');
      return { sender: 'server', breakOffset: text - 4 };
    },
  },
  {
    name: 'netty-read-timeout-11s',
    cause: 'idle-timeout',
    also: ['healthy'],
    story:
      'A ReadTimeoutHandler of 11 s closes an idle WebSocket of a Netty server, with Close 1000 and no reason.',
    server: 'netty',
    args: ['idle'],
    send: ['hello'],
    slow: true,
  },
  {
    name: 'netty-writes-int-length',
    cause: 'length-wrong-width',
    also: ['message-too-large', 'length-msb-set'],
    story: 'A Netty server writes 32 bits of length after 127, where 64 are due.',
    server: 'netty',
    args: ['int-length'],
    send: plain.slice(0, 2),
  },
  {
    name: 'websocketpp-closes-4010',
    cause: 'healthy',
    story:
      'A WebSocket++ server closes with 4010 since another client took over the session; all bytes are legal.',
    server: 'websocketpp',
    args: ['close', '4010', 'session taken over'],
  },
  {
    name: 'websocketpp-pong-timeout',
    cause: 'idle-timeout',
    story: 'The pong timeout of a WebSocket++ server, 1.5 s, ends a connection whose client answers no Ping.',
    server: 'websocketpp',
    args: ['pong-timeout'],
    send: ['hello'],
    answersPings: false,
  },
  {
    name: 'websocketpp-max-message-size',
    cause: 'message-too-large',
    story: 'A message of 3,000 bytes meets a WebSocket++ server with set_max_message_size(1000).',
    server: 'websocketpp',
    args: ['limit'],
    send: ['short', 'z'.repeat(3000)],
  },
  {
    name: 'beast-closes-1013',
    cause: 'healthy',
    story: 'A Beast server closes with 1013 since it has too many subscribers; all bytes are legal.',
    server: 'beast',
    args: ['close'],
  },
  {
    name: 'beast-keepalive-without-pong',
    cause: 'idle-timeout',
    also: ['abnormal-close'],
    story:
      'A Beast server with an idle timeout of 3 s pings after half of it, gets no Pong and drops the socket.',
    server: 'beast',
    args: ['idle'],
    send: ['hello'],
    answersPings: false,
  },
  {
    name: 'beast-read-message-max',
    cause: 'message-too-large',
    story: 'A message of 3,000 bytes meets a Beast server with read_message_max(1024).',
    server: 'beast',
    args: ['limit'],
    send: ['short', 'w'.repeat(3000)],
  },
];

function caseOf(plan: ServerCase): LabCase {
  return {
    name: plan.name,
    cause: plan.cause,
    also: plan.also,
    software: [software[plan.server], npm('ws')],
    story: plan.story,
    slow: plan.slow ?? (plan.server === 'websocketpp' || plan.server === 'beast'),
    async run(lab) {
      const port = await lab.port();
      await start(lab, plan.server, port, plan.args);
      await lab.record(port);
      const client = wsClient(lab, `ws://127.0.0.1:${port}/`, [], {
        perMessageDeflate: false,
        autoPong: plan.answersPings ?? true,
        ...(plan.origin === undefined ? {} : { origin: plan.origin }),
      });
      if (plan.origin) {
        await client.ended;
        return none;
      }
      await client.opened;
      // What a faulty server sends ends the client: then nothing more is sent.
      const talk = async () => {
        for (const [i, one] of (plan.send ?? plain).entries()) {
          await client.got(i + 1);
          client.socket.send(one);
        }
      };
      await talk().catch(() => {});
      await Promise.race([
        client.ended,
        new Promise((resolve) => setTimeout(resolve, plan.slow ? 40_000 : 5000)),
      ]);
      const truth = await (plan.fails?.(lab, port) ?? none);
      client.socket.terminate();
      return truth;
    },
  };
}

const byHand: LabCase[] = [
  {
    name: 'c-padded-header',
    cause: 'bytes-inserted',
    software: ['hand-written client (C, gcc)', software.netty],
    story: 'A client in C writes its header as a struct, with two bytes of padding before the masking key.',
    async run(lab) {
      const port = await lab.port();
      await start(lab, 'netty', port, ['echo']);
      await lab.record(port);
      await lab.spawn(built('c/padded_client.c'), [String(port)]).done;
      return { sender: 'client', breakOffset: 0 };
    },
  },
  {
    name: 'c-server-killed-inside-a-frame',
    cause: 'abnormal-close',
    also: ['short-write'],
    software: ['hand-written server (C, gcc)', 'hand-written client (Node)'],
    story: 'A server in C is killed after 1,100 of 8,192 bytes of a frame whose buffer is mostly zeros.',
    async run(lab) {
      const port = await lab.port();
      await lab.serve(port, built('c/dying_server.c'), [String(port)]);
      await lab.record(port);
      const client = await lab.tcpClient(port);
      await client.upgrade('/ws');
      await client.until(() => (client.ended ? true : null), 'the end').catch(() => {});
      client.socket.destroy();
      return none;
    },
  },
];

export const cases: LabCase[] = [...plans.map(caseOf), ...byHand];
