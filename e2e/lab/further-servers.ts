// Servers that no other file of the lab starts, and a case of one of them in a line: daphne, trio-websocket, wsproto,
// libsoup, Puma, Thin, Protocol::WebSocket, civetweb, Lua in nginx, uWSGI, websocketd, ws 1,
// uWebSockets.js, nes, SockJS.
import { built, npmExtra, npmFolder, scriptPath } from './build.ts';
import { wsClient } from './kit.ts';
import {
  debian,
  type Lab,
  type LabCase,
  npm,
  type Packet,
  type RecordOptions,
  type Running,
  type Truth,
} from './lab.ts';

export const none: Truth = { sender: null, breakOffset: null };

const servers = {
  daphne: debian('python3-daphne', 'Python daphne'),
  trio: debian('python3-trio-websocket', 'Python trio-websocket'),
  wsproto: debian('python3-wsproto', 'Python wsproto'),
  soup: debian('libsoup-3.0-0', 'libsoup'),
  puma: debian('puma', 'Puma'),
  thin: debian('thin', 'Thin'),
  perl: debian('libprotocol-websocket-perl', 'Protocol::WebSocket'),
  civetweb: debian('libcivetweb-dev', 'civetweb'),
  openresty: debian('lua-nginx-websocket', 'lua-resty-websocket'),
  uwsgi: debian('uwsgi-core', 'uWSGI'),
  websocketd: debian('websocketd', 'websocketd'),
  'ws-old': npmExtra('ws-old', 'ws'),
  uws: npmExtra('@trufflesuite/uws-js-unofficial', 'uWebSockets.js'),
  nes: npmExtra('@hapi/nes'),
  sockjs: npmExtra('sockjs'),
} as const;
type Server = keyof typeof servers;

/** What runs inside nginx, by the mode that it is asked for. */
const luaModes: Record<string, string> = {
  close: `ws:send_close(4009, "replaced by another login")`,
  return: 'return',
  timeout: '',
  opcode: `ws:send_frame(true, 0x5, "odd")`,
  'not-final': `ws:send_frame(false, 0x1, "part one") ws:send_text("whole")`,
  error: `error("no such order")`,
};

function startOpenResty(lab: Lab, port: number, mode: string): Promise<Running> {
  return lab.nginx(
    `
  lua_package_path "/usr/share/lua/5.1/?.lua;;";
  lua_socket_log_errors off;
  server { listen 127.0.0.1:${port}; location / { content_by_lua_block {
    local ws = require("nginx.websocket.server"):new{ timeout = ${mode === 'timeout' ? 1500 : 20000}, max_payload_len = 2000 }
    if not ws then return ngx.exit(444) end
    ws:send_text('{"hello":"lua","city":"Zürich"}')
    local count = 0
    while true do
      local data, kind = ws:recv_frame()
      if not data then ${mode === 'timeout' ? 'ws:send_close(1000, "timeout")' : ''} return end
      if kind == "close" then ws:send_close() return end
      if kind == "text" then
        ws:send_text("echo: " .. data)
        count = count + 1
        if count == 2 then ${luaModes[mode] ?? ''} end
      end
    end
  } } }`,
    ['ndk_http_module', 'ngx_http_lua_module'],
  );
}

const uwsgiApplication = (mode: string) => `
import uwsgi, os, signal
def application(env, start_response):
    if '${mode}' == 'forgot':
        start_response('200 OK', [('Content-Type', 'application/json')])
        return [b'{"status":"ok"}']
    uwsgi.websocket_handshake(env['HTTP_SEC_WEBSOCKET_KEY'], env.get('HTTP_ORIGIN', ''))
    uwsgi.websocket_send('{"hello":"uwsgi","city":"Zürich"}')
    for n in range(1, 100):
        text = uwsgi.websocket_recv().decode()
        uwsgi.websocket_send('echo: ' + text)
        if n == 2 and '${mode}' == 'return':
            return [b'']
        if n == 2 and '${mode}' == 'raise':
            raise RuntimeError('no such order')
        if n == 2 and '${mode}' == 'kill':
            os.kill(os.getpid(), signal.SIGKILL)
`;

/** Scripts that websocketd runs: each line that they print is a message. */
const shell: Record<string, string> = {
  ends: 'echo hello; read a; echo "echo: $a"; read a; echo "echo: $a"; exit 3',
  echo: 'echo hello; while read a; do echo "echo: $a"; done',
};

/** Starts one of these servers on a port; `args` say what it does. */
function start(lab: Lab, server: Server, port: number, args: readonly string[]): Promise<Running> {
  const all = [String(port), ...args];
  switch (server) {
    case 'puma':
    case 'thin':
      return lab.serve(port, '/usr/bin/ruby', [scriptPath('ruby/rack_server.rb'), server, ...all]);
    case 'perl':
      return lab.serve(port, '/usr/bin/perl', [scriptPath('perl/protocol_server.pl'), ...all]);
    case 'civetweb':
      return lab.serve(port, built('c/civetweb_server.c'), all);
    case 'openresty':
      return startOpenResty(lab, port, args[0]);
    case 'uwsgi': {
      const file = lab.file('application.py', uwsgiApplication(args[0]));
      const plugin = ['--plugin', 'python311', '--wsgi-file', file, '--disable-logging'];
      const name = lab.file('empty', '');
      return lab.serve(port, 'uwsgi', [
        '--http-socket',
        `127.0.0.1:${port}`,
        '--threads',
        '2',
        '--chdir',
        name.slice(0, -6),
        ...plugin,
      ]);
    }
    case 'websocketd': {
      const file = lab.file('script.sh', shell[args[0]]);
      const origin = args[1] === undefined ? [] : [`--origin=${args[1]}`];
      return lab.serve(port, 'websocketd', [
        `--port=${port}`,
        '--address=127.0.0.1',
        '--loglevel=fatal',
        ...origin,
        'bash',
        file,
      ]);
    }
    case 'ws-old':
    case 'uws':
    case 'nes':
    case 'sockjs': {
      const env = { ...process.env, NODE_PATH: npmFolder(), HOME: lab.folder };
      return lab.serve(port, process.execPath, [scriptPath('js/npm_servers.cjs'), server, ...all], { env });
    }
    default:
      return lab.serve(port, '/usr/bin/python3', [scriptPath('python/further_servers.py'), server, ...all]);
  }
}

export interface Plan {
  name: string;
  cause: string;
  also?: string[];
  story: string;
  server: Server;
  args: string[];
  path?: string;
  protocols?: string[];
  /** Messages of the client, each sent after the answer to the one before. */
  send?: string[];
  answersPings?: false;
  slow?: boolean;
  deflate?: boolean;
  origin?: string;
  /** The client closes after the last answer. */
  closes?: boolean;
  /** The client fails the handshake. */
  neverOpens?: true;
  record?: RecordOptions;
  /** Packets that are taken out of the recording. */
  without?: (packet: Packet, n: number) => boolean;
  /** Where a strict reader of the server's bytes fails. */
  fails?: (lab: Lab, port: number) => Promise<Truth>;
}

const plain = ['{"op":"one","text":"Grüße"}', '{"op":"two","list":[1,2,3]}', '{"op":"three","city":"Łódź"}'];
export const large = ['short', 'x'.repeat(3000)];

/** The server's bytes break `more` bytes after the end of this text. */
export const after =
  (words = 'echo: {"op":"two","list":[1,2,3]}', more = 0) =>
  async (lab: Lab, port: number): Promise<Truth> => ({
    sender: 'server',
    breakOffset: (await lab.offsetOf('server', port, words)) + Buffer.byteLength(words) + more,
  });

/** The server's bytes break where these begin. */
export const at =
  (words: string) =>
  async (lab: Lab, port: number): Promise<Truth> => ({
    sender: 'server',
    breakOffset: await lab.offsetOf('server', port, Buffer.from(words, 'latin1')),
  });

export const first = (offset: number) => async (): Promise<Truth> => ({
  sender: 'server',
  breakOffset: offset,
});

/** A plan in one line: name, cause, server, arguments, story, and what else there is to say. */
export const plan = (
  name: string,
  cause: string,
  server: Server,
  args: string[],
  story: string,
  more: Partial<Plan> = {},
): Plan => ({ name, cause, server, args, story, ...more });

export const dropped = { also: ['abnormal-close'] };
export const inFrame = { also: ['short-write'] };

export function caseOf(one: Plan): LabCase {
  return plannedCase(one, servers[one.server], (lab, port) => start(lab, one.server, port, one.args));
}

/** The case of a plan: starts the server, records, and lets ws talk with it. */
export function plannedCase(
  one: Omit<Plan, 'server' | 'args'>,
  software: string,
  startServer: (lab: Lab, port: number) => Promise<unknown>,
): LabCase {
  return {
    name: one.name,
    cause: one.cause,
    ...(one.also === undefined ? {} : { also: one.also }),
    software: [software, npm('ws')],
    story: one.story,
    ...(one.slow ? { slow: true } : {}),
    async run(lab) {
      const port = await lab.port();
      await startServer(lab, port);
      const { without } = one;
      if (without) lab.edit((packets) => packets.filter((packet, n) => !without(packet, n)));
      await lab.record(port, one.record);
      const client = wsClient(lab, `ws://127.0.0.1:${port}${one.path ?? '/'}`, one.protocols ?? [], {
        perMessageDeflate: one.deflate ?? false,
        autoPong: one.answersPings ?? true,
        ...(one.origin === undefined ? {} : { origin: one.origin }),
      });
      if (one.cause === 'upgrade-refused' || one.neverOpens) {
        await client.ended;
        return none;
      }
      await client.opened;
      const send = one.send ?? plain;
      const talk = async () => {
        for (const [i, text] of send.entries()) {
          await client.got(i + 1);
          client.socket.send(text);
        }
        if (!one.closes) return;
        await client.got(send.length + 1);
        client.socket.close(1000);
      };
      await talk().catch(() => {});
      await Promise.race([
        client.ended,
        new Promise((resolve) => setTimeout(resolve, one.slow ? 20_000 : 3000)),
      ]);
      const truth = await (one.fails?.(lab, port) ?? none);
      client.socket.terminate();
      return truth;
    },
  };
}
