// Faults and ends of software that no other file of the lab has: daphne, trio-websocket, wsproto, libsoup, Puma, Thin,
// Protocol::WebSocket, civetweb, OpenResty's Lua, uWSGI, websocketd, uWebSockets, nes, SockJS, aedes,
// and the clients of AnyEvent and Emacs.
import { built, npmExtra, npmFolder, scriptPath } from './build.ts';
import { wsClient, wsServer } from './kit.ts';
import { debian, type Lab, type LabCase, npm, type Running, type Truth } from './lab.ts';

const none: Truth = { sender: null, breakOffset: null };

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
  aedes: npmExtra('aedes'),
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
    case 'sockjs':
    case 'aedes': {
      const env = { ...process.env, NODE_PATH: npmFolder(), HOME: lab.folder };
      return lab.serve(port, process.execPath, [scriptPath('js/npm_servers.cjs'), server, ...all], { env });
    }
    default:
      return lab.serve(port, '/usr/bin/python3', [scriptPath('python/further_servers.py'), server, ...all]);
  }
}

interface Plan {
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
  /** Where a strict reader of the server's bytes fails. */
  fails?: (lab: Lab, port: number) => Promise<Truth>;
}

const plain = ['{"op":"one","text":"Grüße"}', '{"op":"two","list":[1,2,3]}', '{"op":"three","city":"Łódź"}'];
const large = ['short', 'x'.repeat(3000)];

/** The server's bytes break `more` bytes after the end of this text. */
const after =
  (words = 'echo: {"op":"two","list":[1,2,3]}', more = 0) =>
  async (lab: Lab, port: number): Promise<Truth> => ({
    sender: 'server',
    breakOffset: (await lab.offsetOf('server', port, words)) + Buffer.byteLength(words) + more,
  });

/** The server's bytes break where these begin. */
const at =
  (words: string) =>
  async (lab: Lab, port: number): Promise<Truth> => ({
    sender: 'server',
    breakOffset: await lab.offsetOf('server', port, Buffer.from(words, 'latin1')),
  });

const first = (offset: number) => async (): Promise<Truth> => ({ sender: 'server', breakOffset: offset });

/** A plan in one line: name, cause, server, arguments, story, and what else there is to say. */
const plan = (
  name: string,
  cause: string,
  server: Server,
  args: string[],
  story: string,
  more: Partial<Plan> = {},
): Plan => ({ name, cause, server, args, story, ...more });

const dropped = { also: ['abnormal-close'] };
const inFrame = { also: ['short-write'] };

const plans: Plan[] = [
  // Python
  plan(
    'daphne-closes-4404',
    'healthy',
    'daphne',
    ['close', '4404', 'no such room'],
    'An ASGI application under daphne closes with 4404.',
  ),
  plan(
    'daphne-application-throws',
    'healthy',
    'daphne',
    ['throw'],
    'An ASGI application raises, and daphne closes with 1011.',
    dropped,
  ),
  plan(
    'daphne-closes-before-accept-403',
    'upgrade-refused',
    'daphne',
    ['refuse'],
    'An ASGI application closes before it accepts, which daphne answers with 403.',
  ),
  plan(
    'daphne-throws-before-accept-500',
    'upgrade-refused',
    'daphne',
    ['throw-before'],
    'An ASGI application raises before it accepts, which daphne answers with 500.',
  ),
  plan('daphne-killed', 'abnormal-close', 'daphne', ['kill'], 'A daphne server is killed after an answer.'),
  plan(
    'daphne-keepalive-without-pong',
    'idle-timeout',
    'daphne',
    ['keepalive'],
    'daphne pings after a second, gets no Pong within another and closes.',
    { send: ['one'], answersPings: false, slow: true, ...dropped },
  ),
  plan(
    'trio-closes-1012',
    'healthy',
    'trio',
    ['close', '1012', 'restart'],
    'A trio-websocket server closes with 1012.',
  ),
  plan(
    'trio-limit',
    'message-too-large',
    'trio',
    ['limit'],
    'A message of 3,000 bytes meets a trio-websocket server whose limit is 2,000.',
    { send: large },
  ),
  plan(
    'trio-refuses-403',
    'upgrade-refused',
    'trio',
    ['refuse'],
    'A trio-websocket application rejects the request with 403 and JSON.',
  ),
  plan(
    'trio-log-line-on-the-stream',
    'unframed-text',
    'trio',
    ['raw'],
    'A trio-websocket application writes a log line to the stream.',
    { fails: after() },
  ),
  plan(
    'trio-dies-inside-a-frame',
    'abnormal-close',
    'trio',
    ['die'],
    'A trio-websocket server exits after 3,004 of 9,004 bytes of a frame.',
    inFrame,
  ),
  plan(
    'trio-two-tasks',
    'concurrent-writes',
    'trio',
    ['two-tasks'],
    'Two tasks of a trio-websocket application write to the stream, one a large frame in portions.',
    { fails: after('{"rows":["', -14) },
  ),
  plan(
    'wsproto-refuses-401',
    'upgrade-refused',
    'wsproto',
    ['refuse'],
    'A server on wsproto rejects with 401 and WWW-Authenticate.',
  ),
  plan(
    'wsproto-closes-without-echo',
    'healthy',
    'wsproto',
    ['no-echo'],
    'A server on wsproto ends the socket when a Close arrives, without its echo.',
    { closes: true, ...dropped },
  ),
  plan(
    'wsproto-length-in-characters',
    'length-counts-characters',
    'wsproto',
    ['forgot-bytes'],
    'A server on wsproto frames one text by hand and counts characters.',
    { fails: after(undefined, 63) },
  ),
  plan(
    'wsproto-frame-in-a-frame',
    'binary-sent-as-text',
    'wsproto',
    ['twice'],
    'A server on wsproto sends the bytes of a frame as a text once more.',
    { also: ['text-not-utf8'], fails: after() },
  ),
  plan(
    'wsproto-latin-1-text',
    'text-not-utf8',
    'wsproto',
    ['latin'],
    'A server on wsproto sends a text in Latin-1.',
    { fails: after() },
  ),
  plan(
    'wsproto-zlib-of-its-own',
    'deflate-corrupt',
    'wsproto',
    ['deflate-raw'],
    'A server on wsproto sets RSV1 on a payload of zlib.compress, with its header and checksum.',
    {
      deflate: true,
      also: ['context-takeover-mismatch'],
      fails: async (lab, port) => ({
        sender: 'server',
        breakOffset: (await lab.offsetOf('server', port, Buffer.from([0x78, 0x9c]))) - 2,
      }),
    },
  ),
  plan(
    'wsproto-close-code-as-text',
    'close-code-invalid',
    'wsproto',
    ['close-text'],
    'A server on wsproto writes a Close whose code is text.',
    { fails: after() },
  ),
  plan(
    'wsproto-newline-before-each-frame',
    'bytes-inserted',
    'wsproto',
    ['newline'],
    'A server on wsproto writes a newline before each frame.',
    { also: ['trailing-bytes'], fails: after() },
  ),
  // libsoup
  plan(
    'soup-closes-4003',
    'healthy',
    'soup',
    ['close', '4003', 'kicked'],
    'A libsoup server closes with 4003.',
  ),
  plan(
    'soup-limit',
    'message-too-large',
    'soup',
    ['limit'],
    'A message of 3,000 bytes meets a libsoup server whose limit is 2,000; it resets without a Close.',
    { send: large, ...dropped },
  ),
  plan(
    'soup-event-on-the-stream',
    'unframed-text',
    'soup',
    ['raw'],
    'A libsoup application writes a server-sent event to the stream of its WebSocket.',
    { fails: at('data: {') },
  ),
  plan('soup-killed', 'abnormal-close', 'soup', ['kill'], 'A libsoup server is killed after an answer.'),
  plan(
    'soup-404-on-the-stream',
    'http-response-on-websocket',
    'soup',
    ['http'],
    'A libsoup application writes a 404 to the stream of its WebSocket.',
    { fails: at('HTTP/1.1 404') },
  ),
  plan(
    'soup-origin-403',
    'upgrade-refused',
    'soup',
    ['origin'],
    'A libsoup server takes one origin only and refuses another.',
    { origin: 'https://other.example' },
  ),
  plan(
    'soup-pings-answered',
    'healthy',
    'soup',
    ['keepalive'],
    'A libsoup server pings each second, and the client answers.',
    { closes: true },
  ),
  // Ruby
  plan(
    'puma-faye-closes-4001',
    'healthy',
    'puma',
    ['close', '4001', 'signed out'],
    'faye-websocket under Puma closes with 4001.',
  ),
  plan(
    'puma-faye-welcome-unframed',
    'unframed-text',
    'puma',
    ['raw'],
    'faye-websocket under Puma: JSON is written to the hijacked socket.',
    { fails: at('{"type":"welcome"') },
  ),
  plan('puma-killed', 'abnormal-close', 'puma', ['kill'], 'A Puma server is killed after an answer.'),
  plan(
    'puma-500-on-the-socket',
    'http-response-on-websocket',
    'puma',
    ['http'],
    'A middleware under Puma writes a 500 to the hijacked socket.',
    { fails: at('HTTP/1.1 500') },
  ),
  plan(
    'puma-masked-frame',
    'server-masked-frame',
    'puma',
    ['masked'],
    'A timer under Puma writes a masked frame to the hijacked socket.',
    { fails: at('\x81\x85') },
  ),
  plan(
    'puma-ping-200',
    'control-too-long',
    'puma',
    ['ping-long'],
    'A timer under Puma writes a Ping of 200 bytes.',
    { fails: at('\x89\x7e') },
  ),
  plan(
    'puma-refuses-403',
    'upgrade-refused',
    'puma',
    ['refuse'],
    'A Rack application under Puma answers 403.',
  ),
  plan(
    'puma-sign-in-page-200',
    'upgrade-refused',
    'puma',
    ['page'],
    'A Rack application under Puma answers with its sign-in page.',
  ),
  plan(
    'puma-faye-limit',
    'message-too-large',
    'puma',
    ['limit'],
    'A message of 3,000 bytes meets faye-websocket under Puma, whose limit is 2,000.',
    { send: large },
  ),
  plan(
    'thin-faye-closes-4010',
    'healthy',
    'thin',
    ['close', '4010', 'moved'],
    'faye-websocket under Thin closes with 4010.',
  ),
  plan('thin-killed', 'abnormal-close', 'thin', ['kill'], 'A Thin server is killed after an answer.'),
  plan(
    'thin-application-raises',
    'abnormal-close',
    'thin',
    ['raise'],
    'A timer under Thin raises, and the process ends.',
  ),
  // Perl
  plan(
    'perl-echo-after-close',
    'data-after-close',
    'perl',
    ['close', '1001', 'restart'],
    'A server on Protocol::WebSocket closes with 1001 and still echoes the message that came meanwhile.',
    { fails: after('restart') },
  ),
  plan(
    'perl-masked-server',
    'server-masked-frame',
    'perl',
    ['masked'],
    'A server on Protocol::WebSocket masks every frame.',
    { fails: first(0) },
  ),
  plan(
    'perl-close-code-as-text',
    'close-code-invalid',
    'perl',
    ['close-as-text', '1000', 'bye'],
    'A server on Protocol::WebSocket gives the code of a Close as text.',
    { fails: after() },
  ),
  plan(
    'perl-warning-on-the-socket',
    'unframed-text',
    'perl',
    ['raw'],
    'A warning of Perl goes to the socket.',
    { fails: after() },
  ),
  plan(
    'perl-opcode-0',
    'orphan-continuation',
    'perl',
    ['continuation'],
    'A server on Protocol::WebSocket sends opcode 0 though no message is open.',
    { fails: after() },
  ),
  plan(
    'perl-fin-never-set',
    'interleaved-messages',
    'perl',
    ['not-final'],
    'A server on Protocol::WebSocket sends each row with fin => 0.',
    { fails: after(undefined, 7) },
  ),
  plan(
    'perl-rsv1',
    'reserved-bits',
    'perl',
    ['rsv'],
    'A server on Protocol::WebSocket sets RSV1 on plain JSON.',
    { also: ['compression-not-negotiated'], fails: after() },
  ),
  plan(
    'perl-two-processes',
    'concurrent-writes',
    'perl',
    ['two-processes'],
    'A forked child of a server on Protocol::WebSocket writes heartbeats while its parent writes a large frame.',
    { fails: after('{"rows":["', -14) },
  ),
  plan(
    'perl-dies-inside-a-frame',
    'abnormal-close',
    'perl',
    ['die'],
    'A server on Protocol::WebSocket is killed inside a frame.',
    inFrame,
  ),
  plan(
    'perl-utf8-layer',
    'utf8-reencoded',
    'perl',
    ['bytes'],
    'Two frames of a server on Protocol::WebSocket go through a handle with an :utf8 layer.',
    { fails: after() },
  ),
  // Lua in nginx
  plan(
    'openresty-echo-after-close',
    'data-after-close',
    'openresty',
    ['close'],
    'Lua in nginx closes with 4009 and goes on with the next message.',
    { fails: after('another login') },
  ),
  plan(
    'openresty-returns',
    'abnormal-close',
    'openresty',
    ['return'],
    'Lua in nginx returns from its handler without a Close.',
  ),
  plan(
    'openresty-raises',
    'abnormal-close',
    'openresty',
    ['error'],
    'Lua in nginx raises an error, and nginx ends the connection.',
  ),
  plan('openresty-opcode-5', 'reserved-opcode', 'openresty', ['opcode'], 'Lua in nginx sends opcode 5.', {
    fails: after(),
  }),
  plan(
    'openresty-not-final',
    'interleaved-messages',
    'openresty',
    ['not-final'],
    'Lua in nginx begins a message and sends another before its end.',
    { fails: after(undefined, 10) },
  ),
  plan(
    'openresty-limit',
    'message-too-large',
    'openresty',
    ['limit'],
    'A message of 3,000 bytes meets lua-resty-websocket with max_payload_len 2,000, which hangs up.',
    { send: large, ...dropped },
  ),
  // C
  plan(
    'civetweb-closes-1008',
    'healthy',
    'civetweb',
    ['close', '1008', 'policy'],
    'A civetweb application closes with 1008.',
  ),
  plan(
    'civetweb-printf',
    'unframed-text',
    'civetweb',
    ['raw'],
    'A civetweb application calls mg_printf on a WebSocket.',
    { fails: after() },
  ),
  plan(
    'civetweb-http-error',
    'unframed-text',
    'civetweb',
    ['http'],
    'A civetweb application calls mg_send_http_error on a WebSocket, which writes the text of the error alone.',
    { also: ['http-response-on-websocket'], fails: after() },
  ),
  plan(
    'civetweb-close-180-bytes',
    'control-too-long',
    'civetweb',
    ['long-close'],
    'A civetweb application sends a Close of 180 bytes.',
    { fails: after() },
  ),
  plan(
    'civetweb-close-code-in-host-order',
    'close-code-invalid',
    'civetweb',
    ['host-order'],
    'A civetweb application copies the code of a Close in the byte order of the machine.',
    { fails: after() },
  ),
  plan(
    'civetweb-sizeof-buffer',
    'text-not-utf8',
    'civetweb',
    ['sizeof'],
    'A civetweb application sends its whole buffer of 64 bytes as a text.',
    { also: ['binary-sent-as-text'], fails: after() },
  ),
  plan(
    'civetweb-nul-in-the-text',
    'healthy',
    'civetweb',
    ['nul'],
    'A civetweb application sends each text with its terminating NUL inside the frame.',
    { closes: true, also: ['trailing-bytes'] },
  ),
  plan(
    'civetweb-killed',
    'abnormal-close',
    'civetweb',
    ['kill'],
    'A civetweb server is killed after an answer.',
  ),
  plan(
    'civetweb-callback-returns-0',
    'abnormal-close',
    'civetweb',
    ['drop'],
    'A civetweb callback returns 0, which ends the socket without a Close.',
    { also: ['healthy'] },
  ),
  // uWSGI and websocketd
  plan(
    'uwsgi-returns',
    'abnormal-close',
    'uwsgi',
    ['return'],
    'A uWSGI application returns, and the socket ends without a Close.',
  ),
  plan(
    'uwsgi-raises',
    'abnormal-close',
    'uwsgi',
    ['raise'],
    'A uWSGI application raises, and the socket ends without a Close.',
  ),
  plan(
    'uwsgi-forgot-handshake-200',
    'upgrade-refused',
    'uwsgi',
    ['forgot'],
    'A WSGI application under uWSGI answers 200 with JSON.',
  ),
  plan(
    'websocketd-program-ends',
    'healthy',
    'websocketd',
    ['ends'],
    'The program of websocketd ends, and websocketd closes.',
    dropped,
  ),
  plan(
    'websocketd-origin-403',
    'upgrade-refused',
    'websocketd',
    ['echo', 'app.example'],
    'websocketd takes one origin only and refuses another.',
    { origin: 'https://other.example' },
  ),
  plan(
    'websocketd-echo',
    'healthy',
    'websocketd',
    ['echo'],
    'A ws client talks with a shell script under websocketd.',
    { closes: true },
  ),
  // npm
  plan(
    'ws-1-closes-1011',
    'healthy',
    'ws-old',
    ['close', '1011', 'later'],
    'A server on ws 1.1.5 closes with 1011.',
  ),
  plan(
    'ws-1-limit',
    'message-too-large',
    'ws-old',
    ['limit'],
    'A message of 3,000 bytes meets ws 1.1.5 with maxPayload 2,000.',
    { send: large },
  ),
  plan(
    'ws-1-tick-unframed',
    'unframed-text',
    'ws-old',
    ['raw'],
    'A timer writes JSON to the socket of ws 1.1.5.',
    { fails: after() },
  ),
  plan(
    'ws-1-refuses-its-own-1013',
    'abnormal-close',
    'ws-old',
    ['close', '1013', 'later'],
    'ws 1.1.5 knows no code 1013: close(1013) throws, and the process ends.',
  ),
  plan(
    'ws-1-throws',
    'abnormal-close',
    'ws-old',
    ['throw'],
    'A listener on ws 1.1.5 throws, and the process ends.',
  ),
  plan(
    'ws-1-deflate',
    'healthy',
    'ws-old',
    ['deflate'],
    'A server on ws 1.1.5 and a client talk with permessage-deflate.',
    { deflate: true, closes: true },
  ),
  plan('uws-closes-4400', 'healthy', 'uws', ['close', '4400', 'bad op'], 'uWebSockets.js closes with 4400.'),
  plan(
    'uws-limit',
    'message-too-large',
    'uws',
    ['limit'],
    'A message of 3,000 bytes meets uWebSockets.js whose limit is 2,000.',
    { send: large, ...dropped },
  ),
  plan('uws-401', 'upgrade-refused', 'uws', ['refuse'], 'The upgrade handler of uWebSockets.js answers 401.'),
  plan(
    'uws-drop',
    'abnormal-close',
    'uws',
    ['drop'],
    'uWebSockets.js calls close(), which sends no Close frame.',
  ),
  plan(
    'uws-idle-8s',
    'idle-timeout',
    'uws',
    ['idle'],
    'uWebSockets.js ends a connection that was idle for idleTimeout of 8 s.',
    { send: ['one'], slow: true, ...dropped },
  ),
  plan(
    'uws-deflate-shared',
    'healthy',
    'uws',
    ['deflate'],
    'uWebSockets.js with SHARED_COMPRESSOR and a ws client talk.',
    { deflate: true, closes: true },
  ),
  plan('uws-killed', 'abnormal-close', 'uws', ['kill'], 'A uWebSockets.js server is killed after an answer.'),
  plan(
    'uws-message-inside-a-message',
    'interleaved-messages',
    'uws',
    ['fragments'],
    'uWebSockets.js sends a message between two fragments of another.',
    { fails: after('{"list":[') },
  ),
  plan(
    'nes-heartbeat-unanswered',
    'healthy',
    'nes',
    ['heartbeat'],
    'nes sends heartbeats of its own, the client answers none, and nes closes without a code. All bytes are legal.',
    { send: [], slow: true, also: ['idle-timeout'] },
  ),
  plan(
    'sockjs-closes-3000',
    'healthy',
    'sockjs',
    ['close', '4000', 'gone'],
    'SockJS closes its raw WebSocket.',
    { path: '/s/websocket' },
  ),
];

function caseOf(one: Plan): LabCase {
  return {
    name: one.name,
    cause: one.cause,
    ...(one.also === undefined ? {} : { also: one.also }),
    software: [servers[one.server], npm('ws')],
    story: one.story,
    ...(one.slow ? { slow: true } : {}),
    async run(lab) {
      const port = await lab.port();
      await start(lab, one.server, port, one.args);
      await lab.record(port);
      const client = wsClient(lab, `ws://127.0.0.1:${port}${one.path ?? '/'}`, one.protocols ?? [], {
        perMessageDeflate: one.deflate ?? false,
        autoPong: one.answersPings ?? true,
        ...(one.origin === undefined ? {} : { origin: one.origin }),
      });
      if (one.cause === 'upgrade-refused') {
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

const clients = {
  anyevent: debian('libanyevent-websocket-client-perl', 'AnyEvent::WebSocket::Client'),
  emacs: debian('elpa-websocket', 'Emacs websocket'),
} as const;

function clientCase(
  client: keyof typeof clients,
  mode: string,
  cause: string,
  story: string,
  words?: string,
): LabCase {
  return {
    name: `${client}-client-${mode}`,
    cause,
    software: [clients[client], npm('ws')],
    story,
    async run(lab) {
      const port = await lab.port();
      await wsServer(lab, port, {}, (socket) => {
        socket.send('{"hello":1}');
        socket.on('message', (data) => socket.send(`echo: ${String(data)}`));
      });
      await lab.record(port);
      const [command, args] =
        client === 'emacs'
          ? ['emacs', ['--batch', '-l', scriptPath('lisp/client.el'), String(port), mode]]
          : ['/usr/bin/perl', [scriptPath('perl/anyevent_client.pl'), String(port), mode]];
      await lab.spawn(command as string, args as string[]).done;
      return words === undefined
        ? none
        : { sender: 'client', breakOffset: await lab.offsetOf('client', port, Buffer.from(words, 'latin1')) };
    },
  };
}

const clientCases: LabCase[] = [
  clientCase(
    'anyevent',
    'raw',
    'unframed-text',
    'A Perl client writes JSON to the handle of its WebSocket.',
    '{"n":3}\n',
  ),
  clientCase('anyevent', 'exit', 'abnormal-close', 'A Perl client exits without a Close.'),
  clientCase('anyevent', 'close', 'healthy', 'A Perl client closes with 4002.'),
  clientCase(
    'emacs',
    'raw',
    'unframed-text',
    'An Emacs client writes Lisp to the process of its WebSocket.',
    '(:event',
  ),
  clientCase('emacs', 'exit', 'abnormal-close', 'An Emacs client exits without a Close.'),
  clientCase(
    'emacs',
    'close',
    'client-unmasked-frame',
    'An Emacs client closes, and its Close is not masked.',
    '\x88\x00',
  ),
];

export const cases: LabCase[] = [...plans.map(caseOf), ...clientCases];
