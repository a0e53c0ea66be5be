// Reverse proxies, relays and tunnels before servers on frameworks: mitmproxy, Traffic Server, Go's ReverseProxy, pen,
// sslh, a SOCKS proxy.
import net from 'node:net';
import { WebSocket } from 'ws';
import { built } from './build.ts';
import { type Framework, frameworks, startFramework } from './framework-servers.ts';
import { wsClient } from './kit.ts';
import { debian, type Lab, type LabCase, npm, pause, program, type Truth } from './lab.ts';

const none: Truth = { sender: null, breakOffset: null };
const texts = ['{"op":"one","text":"Grüße"}', '{"op":"two"}', 'y'.repeat(300)];

interface Middle {
  name: string;
  cause: string;
  also?: string[];
  story: string;
  software: string;
  server: Framework;
  args?: string[];
  start: (lab: Lab, port: number, back: number) => Promise<unknown>;
  legs: 'front' | 'back' | 'both';
  /** Which leg the truth speaks of. */
  of?: 'front' | 'back';
  deflate?: boolean;
  path?: string;
  during?: (lab: Lab) => Promise<void>;
  slow?: boolean;
  wait?: number;
  noBackend?: boolean;
}

const go = (mode: string) => (lab: Lab, port: number, back: number) =>
  lab.serve(port, built('go/reverse_proxy.go'), [String(port), String(back), mode]);
const mitm =
  (...more: string[]) =>
  (lab: Lab, port: number, back: number) =>
    lab.serve(port, 'mitmdump', [
      '-q',
      '--set',
      `confdir=${lab.folder}`,
      '--mode',
      `reverse:http://127.0.0.1:${back}`,
      '--listen-host',
      '127.0.0.1',
      '-p',
      String(port),
      ...more,
    ]);
const pen =
  (...more: string[]) =>
  (lab: Lab, port: number, back: number) =>
    lab.serve(port, 'pen', ['-f', ...more, `127.0.0.1:${port}`, `127.0.0.1:${back}`]);

const goName = `Go httputil ${program('Node') && '1.19.8'}`;
const mitmName = debian('mitmproxy', 'mitmproxy');

const middles: Middle[] = [
  {
    name: 'go-reverse-proxy-both-legs',
    cause: 'healthy',
    story: "A conversation through Go's ReverseProxy; both legs are recorded.",
    software: goName,
    server: 'jetty',
    start: go('plain'),
    legs: 'both',
    deflate: true,
  },
  {
    name: 'go-reverse-proxy-strips-both-legs',
    cause: 'proxy-stripped-upgrade',
    also: ['upgrade-refused'],
    story: 'A handler of Go deletes Upgrade and Connection before ReverseProxy; both legs are recorded.',
    software: goName,
    server: 'quart',
    start: go('strip'),
    legs: 'both',
    of: 'back',
  },
  {
    name: 'go-reverse-proxy-strips-backend-leg',
    cause: 'proxy-stripped-upgrade',
    story: 'The same; the leg to the server is recorded.',
    software: goName,
    server: 'jetty',
    start: go('strip'),
    legs: 'back',
  },
  {
    name: 'go-reverse-proxy-backend-down-502',
    cause: 'upgrade-refused',
    story: 'No server is behind ReverseProxy.',
    software: goName,
    server: 'jetty',
    start: go('plain'),
    legs: 'front',
    noBackend: true,
  },
  {
    name: 'go-timeout-handler',
    cause: 'upgrade-refused',
    also: ['proxy-stripped-upgrade'],
    story: 'A TimeoutHandler stands before ReverseProxy, which therefore cannot switch protocols.',
    software: goName,
    server: 'hono',
    start: go('timeout'),
    legs: 'front',
  },
  {
    name: 'go-proxy-without-upgrade-client-leg',
    cause: 'abnormal-close',
    also: ['proxy-stripped-upgrade', 'idle-timeout'],
    story: 'A proxy of Go copies the answer 101 without switching, so nothing answers the client.',
    software: goName,
    server: 'hono',
    start: go('copy'),
    legs: 'front',
    wait: 1500,
  },
  {
    name: 'mitmproxy-both-legs',
    cause: 'healthy',
    story:
      'A conversation through mitmproxy, which unpacks and packs the messages anew; both legs are recorded.',
    software: mitmName,
    server: 'starlette',
    start: mitm(),
    legs: 'both',
    deflate: true,
  },
  {
    name: 'mitmproxy-client-leg',
    cause: 'healthy',
    story: 'A conversation through mitmproxy; the leg of the client is recorded.',
    software: mitmName,
    server: 'koa',
    start: mitm(),
    legs: 'front',
  },
  {
    name: 'mitmproxy-backend-down',
    cause: 'abnormal-close',
    story: 'No server is behind mitmproxy, which ends the connection without an answer.',
    software: mitmName,
    server: 'koa',
    start: mitm(),
    legs: 'front',
    noBackend: true,
  },
  {
    name: 'pen-relay-both-legs',
    cause: 'healthy',
    story: 'A conversation through the load balancer pen; both legs are recorded.',
    software: debian('pen', 'pen'),
    server: 'quart',
    start: pen(),
    legs: 'both',
  },
  {
    name: 'pen-backend-down',
    cause: 'abnormal-close',
    story: 'No server is behind pen.',
    software: debian('pen', 'pen'),
    server: 'quart',
    start: pen(),
    legs: 'front',
    noBackend: true,
  },
];

const caseOf = (one: Middle): LabCase => ({
  name: one.name,
  cause: one.cause,
  ...(one.also ? { also: one.also } : {}),
  story: one.story,
  software: [one.software, frameworks[one.server], npm('ws')],
  ...(one.slow ? { slow: true } : {}),
  async run(lab) {
    const [port, back] = [await lab.port(), await lab.port()];
    if (!one.noBackend) await startFramework(lab, one.server, back, one.args ?? ['echo']);
    await one.start(lab, port, back);
    await lab.record(one.legs === 'both' ? [port, back] : one.legs === 'front' ? port : back);
    const client = wsClient(lab, `ws://127.0.0.1:${port}${one.path ?? '/'}`, [], {
      perMessageDeflate: one.deflate ? { threshold: 0 } : false,
    });
    await Promise.race([client.opened.catch(() => {}), pause(1500)]);
    if (client.socket.readyState === 1) {
      for (const [n, text] of texts.entries()) {
        client.socket.send(text);
        await Promise.race([client.got(n + 2).catch(() => {}), pause(800)]);
      }
      if (one.wait) await Promise.race([client.ended, pause(one.wait)]);
      client.socket.close(1000);
      await Promise.race([client.ended, pause(1500)]);
    } else await Promise.race([client.ended, pause(one.wait ?? 1500)]);
    client.socket.terminate();
    const leg = one.of ?? (one.legs === 'back' ? 'back' : 'front');
    return { ...none, ...(one.legs === 'both' ? { port: leg === 'back' ? back : port } : {}) };
  },
});

/** A SOCKS 5 tunnel to a port of this machine. */
function socks(proxy: number, target: number): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(proxy, '127.0.0.1', () => socket.write(Buffer.from([5, 1, 0])));
    socket.once('error', reject);
    socket.once('data', () => {
      socket.write(Buffer.from([5, 1, 0, 1, 127, 0, 0, 1, target >> 8, target & 255]));
      socket.once('data', () => resolve(socket));
    });
  });
}

const tunnels: LabCase[] = [
  {
    name: 'socks-tunnel',
    cause: 'healthy',
    story: 'A client reaches a Hono server through a SOCKS 5 proxy; the leg to the proxy is recorded.',
    software: [debian('microsocks', 'microsocks'), frameworks.hono, npm('ws')],
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await startFramework(lab, 'hono', back, ['echo']);
      await lab.serve(port, 'microsocks', ['-i', '127.0.0.1', '-p', String(port)]);
      await lab.record(port);
      const socket = await socks(port, back);
      const client = new WebSocket(`ws://127.0.0.1:${back}/`, {
        perMessageDeflate: false,
        createConnection: () => socket as never,
      });
      client.on('error', () => {});
      let n = 0;
      await new Promise<void>((resolve) => {
        client.on('message', () => {
          if (n < 3) client.send(texts[n++]);
          else client.close(1000);
        });
        client.on('close', () => resolve());
        setTimeout(resolve, 3000);
      });
      return none;
    },
  },
  {
    name: 'sslh-protocol-by-first-bytes',
    cause: 'healthy',
    story: 'sslh hands a WebSocket to its server by the first bytes; both legs are recorded.',
    software: [debian('sslh', 'sslh'), frameworks.koa, npm('ws')],
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await startFramework(lab, 'koa', back, ['echo']);
      await lab
        .serve(port, '/usr/sbin/sslh-ev', [
          '--foreground',
          '-p',
          `127.0.0.1:${port}`,
          '--http',
          `127.0.0.1:${back}`,
        ])
        .catch(() =>
          lab.serve(port, 'sslh', ['--foreground', '-p', `127.0.0.1:${port}`, '--http', `127.0.0.1:${back}`]),
        );
      await lab.record([port, back]);
      const client = wsClient(lab, `ws://127.0.0.1:${port}/`, [], { perMessageDeflate: false });
      await client.opened;
      client.socket.send('hello');
      await client.got(2);
      client.socket.close(1000);
      await client.ended;
      return none;
    },
  },
];

export const cases: LabCase[] = [...middles.map(caseOf), ...tunnels];
