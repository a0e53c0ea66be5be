// Both legs of a proxy in one recording: what it received, and what it sent on with a change.
import { onFrame, relay } from './framing-kit.ts';
import { nginxUpgrade, wsClient, wsServer } from './kit.ts';
import { type Lab, type LabCase, npm, pause, program, type Truth } from './lab.ts';

const messages = [
  '{"op":"login","user":"Zoë"}',
  JSON.stringify({
    op: 'rows',
    rows: Array.from({ length: 30 }, (_, i) => ({ i, name: `sensor ${i % 5}` })),
  }),
  '{"op":"list","page":1}',
  JSON.stringify({ op: 'save', note: 'Ein Text von einiger Länge, der sich packen lässt. '.repeat(6) }),
  '{"op":"logout"}',
];

/** A ws server that answers each message with another of its own. */
async function answers(lab: Lab, deflate: boolean): Promise<number> {
  const port = await lab.port();
  await wsServer(lab, port, { perMessageDeflate: deflate ? { threshold: 0 } : false }, (socket) => {
    let n = 0;
    socket.send('{"hello":"ws"}');
    socket.on('message', () => socket.send(messages[n++ % messages.length]));
  });
  return port;
}

/** Talks through a proxy; a message that gets no answer is followed by the next one all the same. */
async function talk(lab: Lab, port: number, deflate: boolean, count = messages.length): Promise<void> {
  const client = wsClient(lab, `ws://127.0.0.1:${port}/live`, [], {
    perMessageDeflate: deflate ? { threshold: 0 } : false,
  });
  let n = 0;
  const next = () => {
    if (client.socket.readyState !== 1) return;
    if (n < count) client.socket.send(messages[n++]);
    else client.socket.close(1000);
  };
  await client.opened.catch(() => {});
  const timer = setInterval(next, 250);
  client.socket.on('message', next);
  await Promise.race([client.ended, pause(3000)]);
  clearInterval(timer);
  client.socket.terminate();
}

/** Bytes overwritten in the middle of a frame. */
const overwritten = (bytes: Buffer): Buffer => {
  const out = Buffer.from(bytes);
  out.fill(0xff, Math.min(6, out.length), Math.min(12, out.length));
  return out;
};

interface RelayCase {
  name: string;
  cause: string;
  also?: string[];
  story: string;
  deflate?: boolean;
  change: () => Parameters<typeof relay>[2];
  truth: (lab: Lab, front: number, back: number) => Promise<Truth> | Truth;
}

const relays: RelayCase[] = [
  {
    name: 'proxy-changes-compressed-bytes-both-legs',
    cause: 'bytes-corrupted',
    also: ['deflate-corrupt'],
    story:
      'A Node proxy overwrites six bytes inside a compressed message of the server; both legs are recorded.',
    deflate: true,
    change: () => ({ toClient: onFrame(2, overwritten) }),
    truth: (_lab, front) => ({ sender: 'server', breakOffset: 50, port: front }),
  },
  {
    name: 'proxy-changes-client-bytes-both-legs',
    cause: 'bytes-corrupted',
    also: ['deflate-corrupt'],
    story:
      'A Node proxy overwrites six bytes inside a compressed message of the client; both legs are recorded.',
    deflate: true,
    change: () => ({ toServer: onFrame(1, overwritten) }),
    truth: (_lab, _front, back) => ({ sender: 'client', breakOffset: 36, port: back }),
  },
  {
    name: 'proxy-drops-a-frame-both-legs',
    cause: 'bytes-lost',
    also: ['context-takeover-mismatch', 'deflate-corrupt'],
    story:
      'A Node proxy drops one compressed frame of the server, so later ones do not inflate; both legs are recorded.',
    deflate: true,
    change: () => ({ toClient: onFrame(2, () => Buffer.alloc(0)) }),
    truth: (_lab, front) => ({ sender: 'server', breakOffset: 50, port: front }),
  },
  {
    name: 'proxy-drops-payload-bytes-both-legs',
    cause: 'bytes-lost',
    story: 'A Node proxy loses twenty bytes inside a text of the server; both legs are recorded.',
    change: () => ({ toClient: onFrame(2, (b) => Buffer.concat([b.subarray(0, 50), b.subarray(70)])) }),
    truth: (_lab, front) => ({ sender: 'server', breakOffset: 46, port: front }),
  },
  {
    name: 'proxy-adds-a-byte-both-legs',
    cause: 'bytes-inserted',
    story:
      'A Node proxy writes one byte of its own between two frames of the server; both legs are recorded.',
    change: () => ({ toClient: onFrame(3, (b) => Buffer.concat([b, Buffer.from([0x0a])])) }),
    truth: (_lab, front) => ({ sender: 'server', breakOffset: 896, port: front }),
  },
  {
    name: 'proxy-drops-extension-answer-both-legs',
    cause: 'handshake-negotiation',
    also: ['compression-not-negotiated'],
    story:
      'A Node proxy passes the offer of permessage-deflate on and drops the header of the answer; both legs are recorded.',
    deflate: true,
    change: () => ({ responseHead: (head) => head.replace(/Sec-WebSocket-Extensions:[^\r]*\r\n/i, '') }),
    truth: (_lab, front) => ({ sender: 'server', breakOffset: 0, port: front }),
  },
  {
    name: 'proxy-adds-a-header-both-legs',
    cause: 'healthy',
    story: 'A Node proxy adds a header to the answer that does no harm; both legs are recorded.',
    change: () => ({ responseHead: (head) => head.replace('\r\n\r\n', '\r\nX-Node: edge-7\r\n\r\n') }),
    truth: () => ({ sender: null, breakOffset: null }),
  },
];

const byRelay: LabCase[] = relays.map((plan) => ({
  name: plan.name,
  cause: plan.cause,
  ...(plan.also === undefined ? {} : { also: plan.also }),
  software: [npm('ws'), `proxy (${program('Node')})`],
  story: plan.story,
  async run(lab) {
    const target = await answers(lab, plan.deflate ?? false);
    const between = await relay(lab, target, plan.change());
    await lab.record([between.port, target]);
    await talk(lab, between.port, plan.deflate ?? false);
    return plan.truth(lab, between.port, target);
  },
}));

const real: LabCase[] = [
  {
    name: 'nginx-hides-extension-answer-both-legs',
    cause: 'handshake-negotiation',
    also: ['compression-not-negotiated'],
    software: [npm('ws'), program('nginx')],
    story:
      'nginx passes the offer of permessage-deflate on and hides the header of the answer with proxy_hide_header.',
    async run(lab) {
      const [port, target] = [await lab.port(), await answers(lab, true)];
      const hide = 'proxy_hide_header Sec-WebSocket-Extensions;';
      await lab.nginx(
        `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${target}; ${nginxUpgrade} ${hide} } }`,
      );
      await lab.record([port, target]);
      await talk(lab, port, true);
      return { sender: 'server', breakOffset: 0, port };
    },
  },
  {
    name: 'haproxy-deletes-extension-answer-both-legs',
    cause: 'handshake-negotiation',
    also: ['compression-not-negotiated'],
    software: [npm('ws'), program('HAProxy')],
    story: 'HAProxy deletes Sec-WebSocket-Extensions from the answer, though the server compresses.',
    async run(lab) {
      const [port, target] = [await lab.port(), await answers(lab, true)];
      await lab.haproxy(
        `defaults\n  mode http\n  timeout connect 2s\n  timeout client 20s\n  timeout server 20s\n  timeout tunnel 20s\nfrontend f\n  bind 127.0.0.1:${port}\n  default_backend b\nbackend b\n  http-response del-header Sec-WebSocket-Extensions\n  server s 127.0.0.1:${target}\n`,
      );
      await lab.record([port, target]);
      await talk(lab, port, true);
      return { sender: 'server', breakOffset: 0, port };
    },
  },
  {
    name: 'nginx-read-timeout-both-legs',
    cause: 'idle-timeout',
    also: ['abnormal-close'],
    software: [npm('ws'), program('nginx')],
    slow: true,
    story: 'nginx with proxy_read_timeout 10s ends both legs of a silent connection.',
    async run(lab) {
      const port = await lab.port();
      const target = await lab.port();
      await wsServer(lab, target, { perMessageDeflate: false });
      await lab.nginx(
        `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${target}; ${nginxUpgrade} proxy_read_timeout 10s; } }`,
      );
      await lab.record([port, target]);
      const client = wsClient(lab, `ws://127.0.0.1:${port}/live`, [], { perMessageDeflate: false });
      await client.opened;
      client.socket.send('{"op":"one"}');
      await client.got(1);
      await client.ended;
      return { sender: null, breakOffset: null, port };
    },
  },
  {
    name: 'haproxy-502-both-legs',
    cause: 'upgrade-refused',
    also: ['proxy-stripped-upgrade'],
    software: [npm('ws'), program('HAProxy')],
    story: 'HAProxy answers 502 in place of a backend that ends the connection on the request.',
    async run(lab) {
      const port = await lab.port();
      const server = await lab.tcpServer(async (peer) => {
        await peer.readHead();
        await peer.end();
      });
      await lab.haproxy(
        `defaults\n  mode http\n  timeout connect 2s\n  timeout client 20s\n  timeout server 20s\nfrontend f\n  bind 127.0.0.1:${port}\n  default_backend b\nbackend b\n  server s 127.0.0.1:${server.port}\n`,
      );
      await lab.record([port, server.port]);
      const client = wsClient(lab, `ws://127.0.0.1:${port}/live`, [], { perMessageDeflate: false });
      await client.ended;
      return { sender: 'server', breakOffset: 0, port };
    },
  },
];

export const cases: LabCase[] = [...byRelay, ...real];
