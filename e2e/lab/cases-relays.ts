// Relays and programs with a WebSocket of their own: h2o, nchan in nginx, rinetd, simpleproxy, HAProxy in TCP mode,
// http-proxy-middleware; Prosody and Cockpit.
import { npmExtra, npmFolder, scriptPath } from './build.ts';
import { none } from './further-servers.ts';
import { wsClient, wsServer } from './kit.ts';
import { debian, type Lab, type LabCase, npm, pause, program, type Running, type Truth } from './lab.ts';

const texts = ['{"op":"one","text":"Grüße"}', '{"op":"two","list":[1,2,3]}', '{"op":"three"}'];

interface Talk {
  path?: string;
  protocols?: string[];
  origin?: string;
  host?: string;
  send?: readonly (string | Buffer)[];
  /** Runs after the last message. */
  act?: () => void;
  closes?: boolean;
  answersPings?: false;
  waits?: number;
}

/** A client that sends texts with a pause, then acts and waits for the end. */
async function talk(lab: Lab, port: number, options: Talk = {}): Promise<void> {
  const client = wsClient(lab, `ws://127.0.0.1:${port}${options.path ?? '/'}`, options.protocols ?? [], {
    perMessageDeflate: false,
    autoPong: options.answersPings ?? true,
    ...(options.origin === undefined ? {} : { origin: options.origin }),
    ...(options.host === undefined ? {} : { headers: { Host: options.host } }),
  });
  const say = async () => {
    await client.opened;
    for (const one of options.send ?? texts) {
      await pause(120);
      if (client.socket.readyState === 1) client.socket.send(one);
    }
    await pause(200);
    options.act?.();
    if (options.closes) client.socket.close(1000);
  };
  await say().catch(() => {});
  await Promise.race([client.ended, pause(options.waits ?? 4000)]);
  client.socket.terminate();
}

const h2o = debian('h2o', 'h2o');
const startH2o = (lab: Lab, port: number, back: number, more: string): Promise<Running> =>
  lab.serve(port, 'h2o', [
    '-c',
    lab.file(
      'h2o.yaml',
      `user: root\nhosts:\n  default:\n    listen: {host: 127.0.0.1, port: ${port}}\n    paths:\n      /:\n        proxy.reverse.url: http://127.0.0.1:${back}/\n${more}`,
    ),
  ]);

/** Another program in front of a ws server; both legs are recorded. */
interface Front {
  name: string;
  cause: string;
  also?: string[];
  software: string;
  story: string;
  slow?: boolean;
  start(lab: Lab, port: number, back: number): Promise<Running>;
  noBackend?: true;
  talk?: Talk;
  /** Kills the relay after the last message. */
  kills?: true;
  port?: 'front' | 'back';
  /** The server ends each connection without a Close at the third text. */
  terminates?: true;
}

const front = (one: Front): LabCase => ({
  name: one.name,
  cause: one.cause,
  ...(one.also === undefined ? {} : { also: one.also }),
  software: [one.software, npm('ws')],
  story: one.story,
  ...(one.slow ? { slow: true } : {}),
  async run(lab) {
    const [port, back] = [await lab.port(), await lab.port()];
    if (!one.noBackend)
      await wsServer(lab, back, {}, (socket) => {
        let n = 0;
        socket.on('message', (data) => {
          socket.send(`echo: ${data}`);
          if (++n === 3 && one.terminates) setTimeout(() => socket.terminate(), 50);
        });
      });
    const relay = await one.start(lab, port, back);
    await lab.record([port, back]);
    await talk(lab, port, { ...one.talk, ...(one.kills ? { act: () => relay.child.kill('SIGKILL') } : {}) });
    return { ...none, ...(one.port === undefined ? {} : { port: one.port === 'front' ? port : back }) };
  },
});

const startRinetd = (lab: Lab, port: number, back: number): Promise<Running> =>
  lab.serve(port, 'rinetd', ['-f', '-c', lab.file('rinetd.conf', `127.0.0.1 ${port} 127.0.0.1 ${back}\n`)]);
const startSimpleproxy = (lab: Lab, port: number, back: number): Promise<Running> =>
  lab.serve(port, 'simpleproxy', ['-L', `127.0.0.1:${port}`, '-R', `127.0.0.1:${back}`]);
const startMiddleware =
  (mode: string) =>
  (lab: Lab, port: number, back: number): Promise<Running> =>
    lab.serve(
      port,
      process.execPath,
      [scriptPath('js/protocol_servers.cjs'), 'http-proxy-middleware', String(port), mode, String(back)],
      {
        env: { ...process.env, NODE_PATH: npmFolder(), HOME: lab.folder },
      },
    );
const tcpMode = (times: string) => (lab: Lab, port: number, back: number) =>
  lab.haproxy(
    `defaults\n  mode tcp\n  timeout connect 1s\n${times}\nlisten one\n  bind 127.0.0.1:${port}\n  server s 127.0.0.1:${back}`,
  );
const haproxy = program('HAProxy');
const rinetd = debian('rinetd', 'rinetd');
const simpleproxy = debian('simpleproxy', 'simpleproxy');
const middleware = npmExtra('http-proxy-middleware');
const on = '        proxy.websocket: ON\n';

const fronts: LabCase[] = [
  front({
    name: 'h2o-tunnel',
    cause: 'healthy',
    software: h2o,
    story: 'h2o with proxy.websocket on; the client closes.',
    start: (lab, port, back) => startH2o(lab, port, back, on),
    talk: { closes: true },
  }),
  front({
    name: 'h2o-without-websocket',
    cause: 'proxy-stripped-upgrade',
    software: h2o,
    story: 'h2o without proxy.websocket forwards the request without Upgrade.',
    start: (lab, port, back) => startH2o(lab, port, back, ''),
    also: ['upgrade-refused'],
  }),
  front({
    name: 'h2o-backend-down',
    cause: 'upgrade-refused',
    software: h2o,
    story: 'h2o finds no backend and answers 502.',
    noBackend: true,
    start: (lab, port, back) => startH2o(lab, port, back, on),
  }),
  front({
    name: 'h2o-tunnel-timeout',
    cause: 'idle-timeout',
    software: h2o,
    slow: true,
    story: 'h2o ends a silent tunnel after the 1,500 ms of its proxy.websocket.timeout.',
    start: (lab, port, back) => startH2o(lab, port, back, `${on}        proxy.websocket.timeout: 1500\n`),
    also: ['abnormal-close'],
  }),
  front({
    name: 'h2o-killed',
    cause: 'abnormal-close',
    software: h2o,
    kills: true,
    story: 'h2o is killed while it holds a tunnel.',
    start: (lab, port, back) => startH2o(lab, port, back, on),
  }),
  front({
    name: 'h2o-backend-terminates',
    cause: 'abnormal-close',
    software: h2o,
    terminates: true,
    story: 'A server behind h2o ends its connection without a Close.',
    start: (lab, port, back) => startH2o(lab, port, back, on),
  }),
  front({
    name: 'rinetd-relay',
    cause: 'healthy',
    software: rinetd,
    story: 'rinetd forwards the bytes; the client closes.',
    start: startRinetd,
    talk: { closes: true },
  }),
  front({
    name: 'rinetd-target-down',
    cause: 'abnormal-close',
    software: rinetd,
    noBackend: true,
    story: 'rinetd accepts, finds no target and ends the connection without an answer.',
    start: startRinetd,
    also: ['upgrade-refused'],
  }),
  front({
    name: 'rinetd-killed',
    cause: 'abnormal-close',
    software: rinetd,
    kills: true,
    story: 'rinetd is killed while it forwards a WebSocket.',
    start: startRinetd,
  }),
  front({
    name: 'simpleproxy-relay',
    cause: 'healthy',
    software: simpleproxy,
    story: 'simpleproxy forwards the bytes; the client closes.',
    start: startSimpleproxy,
    talk: { closes: true },
  }),
  front({
    name: 'simpleproxy-server-terminates',
    cause: 'abnormal-close',
    software: simpleproxy,
    terminates: true,
    story: 'A server behind simpleproxy ends its connection without a Close.',
    start: startSimpleproxy,
  }),
  front({
    name: 'haproxy-tcp-mode-client-timeout',
    cause: 'idle-timeout',
    software: haproxy,
    slow: true,
    also: ['abnormal-close'],
    story: 'HAProxy in TCP mode ends a silent connection after its timeout client of 1,500 ms.',
    start: tcpMode('  timeout client 1500ms\n  timeout server 30s'),
  }),
  front({
    name: 'http-proxy-middleware-tunnel',
    cause: 'healthy',
    software: middleware,
    story: 'http-proxy-middleware forwards a WebSocket; the client closes.',
    start: startMiddleware('upgrade'),
    talk: { closes: true },
  }),
  front({
    name: 'http-proxy-middleware-target-down',
    cause: 'abnormal-close',
    software: middleware,
    noBackend: true,
    also: ['upgrade-refused'],
    story: 'http-proxy-middleware finds no target.',
    start: startMiddleware('upgrade'),
  }),
];

const nchan = `nchan ${debian('libnginx-mod-nchan', 'nchan').replace(/^nchan /, '')}`;
const nchanCase = (
  name: string,
  cause: string,
  story: string,
  conf: string,
  more: Talk & { end?: 'delete'; also?: string[] } = {},
): LabCase => ({
  name,
  cause,
  ...(more.also === undefined ? {} : { also: more.also }),
  software: [nchan, program('nginx'), npm('ws')],
  story,
  slow: true,
  async run(lab) {
    const port = await lab.port();
    await lab.nginx(
      `server { listen 127.0.0.1:${port};
        location /sub { nchan_pubsub websocket; nchan_channel_id orders; ${conf} }
        location /pub { nchan_publisher; nchan_channel_id orders; }
        location /no { return 403 '{"error":"token"}'; } }`,
      ['ngx_nchan_module'],
    );
    await lab.record(port);
    const remove = () => void fetch(`http://127.0.0.1:${port}/pub`, { method: 'DELETE' }).catch(() => {});
    await talk(lab, port, { path: '/sub', ...more, ...(more.end === 'delete' ? { act: remove } : {}) });
    return none;
  },
});
const nchans: LabCase[] = [
  nchanCase(
    'nchan-pubsub',
    'healthy',
    'A subscriber of nchan publishes and gets its messages; it closes.',
    '',
    { closes: true },
  ),
  nchanCase(
    'nchan-channel-deleted',
    'healthy',
    'The channel of an nchan subscriber is deleted, which closes with 1001 or 4xxx.',
    '',
    { end: 'delete', also: ['abnormal-close'] },
  ),
  nchanCase(
    'nchan-subscriber-timeout',
    'idle-timeout',
    'nchan ends a subscriber after its nchan_subscriber_timeout of two seconds.',
    'nchan_subscriber_timeout 2s;',
    { also: ['healthy'] },
  ),
  nchanCase(
    'nchan-authorize-without-an-answer',
    'abnormal-close',
    'nchan asks an authorising location, which answers 403, and nginx ends the connection without an answer.',
    'nchan_authorize_request /no;',
  ),
];

const own = (
  name: string,
  cause: string,
  software: string,
  story: string,
  start: (lab: Lab, port: number) => Promise<Running>,
  options: Talk & { kills?: true; also?: string[] },
  truth?: (lab: Lab, port: number) => Promise<Truth>,
): LabCase => ({
  name,
  cause,
  ...(options.also === undefined ? {} : { also: options.also }),
  software: [software, npm('ws')],
  story,
  async run(lab) {
    const port = await lab.port();
    const running = await start(lab, port);
    await lab.record(port);
    await talk(lab, port, {
      waits: 2500,
      ...options,
      ...(options.kills ? { act: () => running.child.kill('SIGKILL') } : {}),
    });
    return truth === undefined ? none : truth(lab, port);
  },
});
const startProsody = (lab: Lab, port: number): Promise<Running> =>
  lab.serve(port, 'prosody', [
    '-F',
    '--config',
    lab.file(
      'prosody.cfg.lua',
      `pidfile = "${lab.folder}/p.pid"; data_path = "${lab.folder}"; run_as_root = true
log = { error = "${lab.folder}/log" }
modules_enabled = { "saslauth", "disco", "ping", "websocket" }; modules_disabled = { "s2s", "offline" }
c2s_ports = {}; s2s_ports = {}; https_ports = {}; http_ports = { ${port} }; http_interfaces = { "127.0.0.1" }
consider_websocket_secure = true; authentication = "anonymous"
VirtualHost "localhost"
`,
    ),
  ]);
const open = '<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="localhost" version="1.0"/>';
const xmpp = { path: '/xmpp-websocket', host: 'localhost', protocols: ['xmpp'] };
const prosody = debian('prosody', 'Prosody');

const startCockpit = (lab: Lab, port: number): Promise<Running> =>
  lab.serve(port, '/usr/lib/cockpit/cockpit-ws', ['--no-tls', `--port=${port}`, '--address=127.0.0.1'], {
    env: { ...process.env, XDG_CONFIG_DIRS: lab.folder },
  });
const cockpit = debian('cockpit-ws', 'Cockpit');

const owns: LabCase[] = [
  own(
    'prosody-stream',
    'healthy',
    prosody,
    'An XMPP stream is opened and closed over a WebSocket to Prosody.',
    startProsody,
    { ...xmpp, send: [open, '<close xmlns="urn:ietf:params:xml:ns:xmpp-framing"/>'], closes: true },
  ),
  own(
    'prosody-not-xml',
    'healthy',
    prosody,
    'A client sends JSON to Prosody, which ends the stream.',
    startProsody,
    { ...xmpp, send: [open, '{"op":"hello"}'], also: ['abnormal-close'] },
  ),
  own(
    'prosody-without-xmpp',
    'upgrade-refused',
    prosody,
    'A client without the subprotocol xmpp asks Prosody, which answers with an error page.',
    startProsody,
    { ...xmpp, protocols: [], also: ['handshake-negotiation'] },
  ),
  own(
    'prosody-binary-message',
    'healthy',
    prosody,
    'A client sends a binary message to Prosody, which closes with 1003.',
    startProsody,
    { ...xmpp, send: [open, Buffer.from('cafe', 'hex')] },
  ),
  own(
    'cockpit-without-login',
    'upgrade-refused',
    cockpit,
    'Cockpit refuses the WebSocket of a client that sends no Origin.',
    startCockpit,
    {
      path: '/cockpit/socket',
      protocols: ['cockpit1'],
      send: ['\n{"command":"init","version":1}'],
      also: ['upgrade-refused'],
    },
  ),
  own(
    'cockpit-foreign-origin',
    'upgrade-refused',
    cockpit,
    'Cockpit refuses the upgrade of a page from elsewhere.',
    startCockpit,
    { path: '/cockpit/socket', protocols: ['cockpit1'], origin: 'https://elsewhere.example' },
  ),
];

export const cases: LabCase[] = [...fronts, ...nchans, ...owns];
