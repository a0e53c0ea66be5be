// Programs that speak WebSockets for another protocol: NATS, InspIRCd, WeeChat, Mosquitto, RabbitMQ, the inspector of
// Node, the debugger of Chromium, websockify before VNC, GoAccess.
import { wsClient } from './kit.ts';
import { debian, type Lab, type LabCase, npm, pause, program, type Truth, waitFor } from './lab.ts';

const none: Truth = { sender: null, breakOffset: null };
const ws = npm('ws');

async function nats(lab: Lab, lines = ''): Promise<number> {
  const [port, own] = [await lab.port(), await lab.port()];
  const conf = lab.file(
    'nats.conf',
    `listen: 127.0.0.1:${own}\nmax_payload: 2000\nping_interval: "500ms"\nping_max: 1\n${lines}\nwebsocket {\n  listen: "127.0.0.1:${port}"\n  no_tls: true\n  compression: true\n}\n`,
  );
  await lab.serve([port, own], 'nats-server', ['-c', conf]);
  return port;
}

interface NatsCase {
  name: string;
  cause: string;
  also?: string[];
  story: string;
  lines?: string;
  send: (string | Buffer)[];
  deflate?: boolean;
  closes?: boolean;
  pongs?: boolean;
  origin?: string;
  slow?: boolean;
}

const natsCase = (one: NatsCase): LabCase => ({
  name: one.name,
  cause: one.cause,
  ...(one.also ? { also: one.also } : {}),
  story: one.story,
  software: [debian('nats-server', 'NATS'), ws],
  async run(lab) {
    const port = await nats(lab, one.lines);
    await lab.record(port);
    const client = wsClient(lab, `ws://127.0.0.1:${port}/`, [], {
      perMessageDeflate: one.deflate ? { threshold: 0 } : false,
      ...(one.origin ? { origin: one.origin } : {}),
    });
    await client.opened.catch(() => {});
    client.socket.on('message', (data) => {
      if (one.pongs !== false && String(data).startsWith('PING')) client.socket.send(Buffer.from('PONG\r\n'));
    });
    if (client.socket.readyState === 1) {
      for (const text of one.send) {
        client.socket.send(Buffer.from(text as string));
        await pause(60);
      }
      if (one.closes) client.socket.close(1000);
    }
    await Promise.race([client.ended, pause(4000)]);
    if (one.cause !== 'close-code-invalid') return none;
    // the Close of 18 bytes whose code is 1006
    return {
      sender: 'server',
      breakOffset: await lab.offsetOf('server', port, Buffer.from('881203ee', 'hex')),
    };
  },
});

const connect = 'CONNECT {"verbose":false,"pedantic":false,"lang":"lab","version":"1"}\r\n';
const natsCases = [
  {
    name: 'nats-publish-subscribe',
    cause: 'healthy',
    story: 'A client publishes and subscribes on NATS.',
    send: [connect, 'SUB orders 1\r\n', 'PUB orders 5\r\nhello\r\n', 'PUB orders 7\r\nGrüße\r\n'],
    closes: true,
  },
  {
    name: 'nats-deflate',
    cause: 'healthy',
    story: 'The same with permessage-deflate.',
    send: [connect, 'SUB orders 1\r\n', `PUB orders 500\r\n${'y'.repeat(500)}\r\n`],
    deflate: true,
    closes: true,
  },
  {
    name: 'nats-authorization-violation',
    cause: 'healthy',
    also: ['abnormal-close'],
    story: 'NATS wants a token, says so in its protocol and closes.',
    lines: 'authorization { token: "right" }',
    send: [connect, 'PUB a 1\r\nb\r\n'],
  },
  {
    name: 'nats-maximum-payload',
    cause: 'message-too-large',
    also: ['healthy', 'abnormal-close'],
    story: 'A publication above the limit of NATS is refused in its protocol, and NATS closes.',
    send: [connect, `PUB orders 3000\r\n${'z'.repeat(3000)}\r\n`],
  },
  {
    name: 'nats-unknown-operation',
    cause: 'healthy',
    also: ['abnormal-close'],
    story: 'A client sends JSON to NATS, which closes.',
    send: [connect, '{"op":"hello"}\r\n'],
  },
  {
    name: 'nats-stale-connection-1006',
    cause: 'close-code-invalid',
    also: ['idle-timeout'],
    story: 'A client answers no PING of NATS, which writes a Close with 1006.',
    send: [connect],
    pongs: false,
  },
].map(natsCase);

const irc = (
  name: string,
  cause: string,
  story: string,
  options: { origin?: string; lines: string[]; also?: string[] },
): LabCase => ({
  name,
  cause,
  ...(options.also ? { also: options.also } : {}),
  story,
  software: [debian('inspircd', 'InspIRCd'), ws],
  async run(lab) {
    const port = await lab.port();
    const conf = lab.file(
      'inspircd.conf',
      `<server name="irc.lab.example" description="lab" network="Lab" id="00A"><admin name="a" nick="a" email="a@lab.example">
<bind address="127.0.0.1" port="${port}" type="clients" hook="websocket"><module name="websocket"><module name="sha1"><wsorigin allow="https://app.example">
<websocket defaultmode="text"><connect allow="*" pingfreq="15" timeout="2s"><pid file="${lab.folder}/pid"><security runasuser="" runasgroup="">`,
    );
    await lab.serve(port, 'inspircd', ['--nofork', '--runasroot', '--config', conf, '--nolog']);
    await lab.record(port);
    const client = wsClient(lab, `ws://127.0.0.1:${port}/`, [], {
      perMessageDeflate: false,
      origin: options.origin ?? 'https://app.example',
    });
    await client.opened.catch(() => {});
    if (client.socket.readyState === 1)
      for (const line of options.lines) {
        client.socket.send(line);
        await pause(150);
      }
    await Promise.race([client.ended, pause(4500)]);
    return none;
  },
});

const relayOf = (name: string, cause: string, story: string, lines: string[], also?: string[]): LabCase => ({
  name,
  cause,
  ...(also ? { also } : {}),
  story,
  software: [debian('weechat-headless', 'WeeChat'), ws],
  async run(lab) {
    const port = await lab.port();
    const dir = `${lab.folder}/weechat`;
    await lab.serve(port, 'weechat-headless', [
      '--dir',
      dir,
      '-r',
      '/set relay.network.password "secret"',
      '-r',
      '/set relay.network.bind_address "127.0.0.1"',
      '-r',
      '/set relay.network.ipv6 off',
      '-r',
      `/relay add weechat ${port}`,
    ]);
    await lab.record(port);
    const client = wsClient(lab, `ws://127.0.0.1:${port}/weechat`, [], { perMessageDeflate: false });
    await client.opened;
    for (const line of lines) {
      client.socket.send(`${line}\n`);
      await pause(150);
    }
    await Promise.race([client.ended, pause(1500)]);
    return none;
  },
});

const ircCases = [
  irc('inspircd-conversation', 'abnormal-close', 'An IRC client over InspIRCd with WebSockets quits.', {
    lines: ['NICK zoe', 'USER zoe 0 * :Zoë', 'JOIN #lab', 'PRIVMSG #lab :Grüße', 'QUIT :bye'],
    also: ['healthy'],
  }),
  irc('inspircd-origin-refused', 'upgrade-refused', 'InspIRCd refuses a foreign origin.', {
    origin: 'https://other.example',
    lines: [],
  }),
  irc(
    'inspircd-registration-timeout',
    'idle-timeout',
    'A client does not register, and InspIRCd ends the connection.',
    { lines: ['NICK zoe'], also: ['abnormal-close', 'healthy'] },
  ),
  relayOf(
    'weechat-conversation',
    'abnormal-close',
    'A client asks the relay of WeeChat for its version and quits.',
    ['init password=secret', '(1) info version', '(2) hdata buffer:gui_buffers(*) number,name', 'quit'],
    ['healthy'],
  ),
  relayOf(
    'weechat-wrong-password',
    'abnormal-close',
    'A client gives a wrong password, and WeeChat ends the connection.',
    ['init password=wrong', '(1) info version'],
    ['healthy'],
  ),
];

/** The address at which a debugger says that it listens. */
const address = /ws:\/\/\S+/;

function addressIn(words: string): string {
  return address.exec(words)![0];
}

/** Starts Chromium with its debugger on a port; resolves with what it says, the address in it. */
async function startChromium(lab: Lab, port: number): Promise<string> {
  const arguments_ = [
    '--headless',
    '--no-sandbox',
    `--remote-debugging-port=${port}`,
    `--user-data-dir=${lab.folder}/profile`,
  ];
  const chromium = lab.spawn('chromium', [...arguments_, 'about:blank']);
  await waitFor(() => address.test(chromium.stderr()), 'Chromium listens', 15_000);
  return chromium.stderr();
}

/** Starts Node with its inspector on a port; resolves once it says its address. */
async function startInspector(lab: Lab, port: number) {
  const node = await lab.serve(port, process.execPath, [
    `--inspect=127.0.0.1:${port}`,
    '-e',
    'setInterval(() => {}, 1000)',
  ]);
  await waitFor(() => address.test(node.stderr()), 'the inspector says its address');
  return node;
}

const inspector: LabCase[] = [
  {
    name: 'node-inspector',
    cause: 'healthy',
    story: 'A client evaluates an expression over the inspector of Node and closes.',
    software: [program('Node'), ws],
    async run(lab) {
      const port = await lab.port();
      const node = await startInspector(lab, port);
      await lab.record(port);
      const client = wsClient(lab, addressIn(node.stderr()), [], { perMessageDeflate: false });
      await client.opened;
      client.socket.send('{"id":1,"method":"Runtime.enable"}');
      client.socket.send(
        '{"id":2,"method":"Runtime.evaluate","params":{"expression":"\\"ü\\".repeat(3000)"}}',
      );
      await client.got(3);
      client.socket.close();
      await client.ended;
      return none;
    },
  },
  {
    name: 'node-inspector-process-ends',
    cause: 'abnormal-close',
    story: 'The process behind the inspector of Node is killed.',
    software: [program('Node'), ws],
    async run(lab) {
      const port = await lab.port();
      const node = await startInspector(lab, port);
      await lab.record(port);
      const client = wsClient(lab, addressIn(node.stderr()), [], { perMessageDeflate: false });
      await client.opened;
      client.socket.send('{"id":1,"method":"Runtime.enable"}');
      await client.got(1);
      await pause(50);
      node.child.kill('SIGKILL');
      await client.ended;
      return none;
    },
  },
  {
    name: 'node-inspector-wrong-id',
    cause: 'upgrade-refused',
    story: 'A client asks the inspector of Node for a target that is not there.',
    software: [program('Node'), ws],
    async run(lab) {
      const port = await lab.port();
      await startInspector(lab, port);
      await lab.record(port);
      const client = wsClient(lab, `ws://127.0.0.1:${port}/no-such-target`, [], { perMessageDeflate: false });
      await client.ended;
      return none;
    },
  },
  {
    name: 'chromium-debugger-origin-403',
    cause: 'upgrade-refused',
    story: 'The debugger of Chromium refuses a page of another origin.',
    software: [program('Chromium'), ws],
    async run(lab) {
      const port = await lab.port();
      const words = await startChromium(lab, port);
      await lab.record(port);
      const client = wsClient(lab, addressIn(words), [], {
        perMessageDeflate: false,
        origin: 'http://other.example',
      });
      await client.ended;
      return none;
    },
  },
  {
    name: 'chromium-debugger',
    cause: 'healthy',
    story: 'A client talks with the debugger of Chromium and asks it to close.',
    software: [program('Chromium'), ws],
    also: ['abnormal-close'],
    async run(lab) {
      const port = await lab.port();
      const words = await startChromium(lab, port);
      await lab.record(port);
      const client = wsClient(lab, addressIn(words), [], { perMessageDeflate: false });
      await client.opened;
      client.socket.send('{"id":1,"method":"Browser.getVersion"}');
      await client.got(1);
      client.socket.send('{"id":2,"method":"Target.getTargets"}');
      await client.got(2);
      client.socket.close(1000);
      await client.ended;
      return none;
    },
  },
];

const vnc: LabCase[] = [
  {
    name: 'websockify-vnc',
    cause: 'healthy',
    story: 'A client reads the banner and the security types of a VNC server behind websockify.',
    software: [debian('websockify', 'websockify'), debian('tigervnc-standalone-server', 'TigerVNC'), ws],
    also: ['abnormal-close'],
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await lab.serve(back, 'Xtigervnc', [
        `:${back % 1000}`,
        '-rfbport',
        String(back),
        '-SecurityTypes',
        'None',
        '-localhost',
        '-geometry',
        '64x48',
      ]);
      await lab.serve(port, 'websockify', [`127.0.0.1:${port}`, `127.0.0.1:${back}`]);
      await lab.record(port);
      const client = wsClient(lab, `ws://127.0.0.1:${port}/`, ['binary'], { perMessageDeflate: false });
      await client.opened;
      await client.got(1);
      client.socket.send(Buffer.from('RFB 003.008\n'));
      await client.got(2);
      client.socket.send(Buffer.from([1]));
      await client.got(3);
      client.socket.send(Buffer.from([1]));
      await client.got(4);
      client.socket.close(1000);
      await client.ended;
      return none;
    },
  },
];

export const cases: LabCase[] = [...natsCases, ...ircCases, ...inspector, ...vnc];
