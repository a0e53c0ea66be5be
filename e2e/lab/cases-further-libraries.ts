// Faults and ends of Protocol::WebSocket, civetweb, Lua in nginx, uWSGI, websocketd, ws 1, uWebSockets.js, nes, SockJS,
// and of the clients of AnyEvent and Emacs.
import { scriptPath } from './build.ts';
import { after, caseOf, dropped, first, inFrame, large, none, type Plan, plan } from './further-servers.ts';
import { wsServer } from './kit.ts';
import { debian, type LabCase, npm } from './lab.ts';

const plans: Plan[] = [
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
    'abnormal-close',
    'websocketd',
    ['ends'],
    'The program of websocketd ends, and websocketd ends the socket without a Close.',
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
