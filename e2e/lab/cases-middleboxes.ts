// Forward proxies, reverse proxies and relays that few set-ups have: squid, tinyproxy, Privoxy, lighttpd, Varnish,
// stunnel, nghttpx, socat, websockify, Mosquitto.
import http from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { built } from './build.ts';
import { httpServer, wsClient, wsServer } from './kit.ts';
import { debian, type Lab, type LabCase, npm, pause, program, type Truth } from './lab.ts';

const none: Truth = { sender: null, breakOffset: null };

const gorilla = debian('golang-github-gorilla-websocket-dev', 'gorilla/websocket');

const startTinyproxy = (lab: Lab, port: number, lines = '') =>
  lab.serve(port, 'tinyproxy', [
    '-d',
    '-c',
    lab.file(
      'tinyproxy.conf',
      `Port ${port}\nListen 127.0.0.1\nTimeout 60\nAllow 127.0.0.1\nMaxClients 20\n${lines}\n`,
    ),
  ]);

const startSquid = (lab: Lab, port: number, rules: string) => {
  const conf = lab.file(
    'squid.conf',
    `http_port 127.0.0.1:${port}\n${rules}\ncache deny all\naccess_log none\ncache_log /dev/null\n` +
      `pid_filename none\nshutdown_lifetime 0 seconds\ncache_effective_user proxy\n` +
      'pinger_enable off\nvisible_hostname proxy.example\n',
  );
  // the name keeps its shared memory apart from that of others
  return lab.serve(port, 'squid', ['-N', '-n', `lab${port}`, '-f', conf]);
};

const startPrivoxy = (lab: Lab, port: number, actions: string) => {
  const file = lab.file('user.action', actions);
  const conf = lab.file(
    'privoxy.conf',
    `confdir ${lab.folder}\nlogdir ${lab.folder}\nactionsfile ${file}\nlisten-address 127.0.0.1:${port}\n` +
      'templdir /etc/privoxy/templates\n',
  );
  return lab.serve(port, 'privoxy', ['--no-daemon', conf]);
};

/** Asks a forward proxy for a tunnel, as browsers do for ws:// and wss:// URLs. */
function tunnel(
  proxy: number,
  target: number,
  headers: http.OutgoingHttpHeaders = {},
): Promise<{ status: number; socket: Duplex }> {
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: '127.0.0.1',
      port: proxy,
      method: 'CONNECT',
      path: `127.0.0.1:${target}`,
      headers,
      agent: false,
    });
    request.on('connect', (response, socket) => resolve({ status: response.statusCode ?? 0, socket }));
    request.on('error', reject);
    request.end();
  });
}

/** A conversation of a ws client with a server through a tunnel. */
async function talkThrough(lab: Lab, proxy: number, target: number): Promise<void> {
  const { socket } = await tunnel(proxy, target);
  const client = new WebSocket(`ws://127.0.0.1:${target}/ws`, {
    perMessageDeflate: false,
    createConnection: () => socket as never,
  });
  client.on('error', () => {});
  lab.defer(() => client.terminate());
  let answers = 0;
  await new Promise<void>((resolve) => {
    client.on('message', () => {
      if (++answers > 3) client.close(1000);
      else client.send(`{"n":${answers},"text":"Grüße"}`);
    });
    client.on('close', () => resolve());
  });
}

/** The proxy refuses the tunnel. */
async function refusedTunnel(proxy: number, target: number): Promise<Truth> {
  const { socket } = await tunnel(proxy, target);
  socket.on('error', () => {});
  socket.resume();
  await pause(100);
  socket.destroy();
  return { sender: 'server', breakOffset: null };
}

const tunnels: LabCase[] = [
  {
    name: 'connect-through-squid',
    cause: 'healthy',
    software: [debian('squid', 'squid'), gorilla, npm('ws')],
    story: 'A ws client reaches a gorilla server through a CONNECT tunnel of squid.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await lab.serve(back, built('go/gorilla_server.go'), [String(back), 'echo']);
      await startSquid(lab, port, 'http_access allow all');
      await lab.record(port);
      await talkThrough(lab, port, back);
      return none;
    },
  },
  {
    name: 'connect-through-tinyproxy-both-legs',
    cause: 'healthy',
    software: [debian('tinyproxy-bin', 'tinyproxy'), gorilla, npm('ws')],
    story:
      'A ws client reaches a gorilla server through a CONNECT tunnel of tinyproxy; both legs are recorded.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await lab.serve(back, built('go/gorilla_server.go'), [String(back), 'echo']);
      await startTinyproxy(lab, port);
      await lab.record([port, back]);
      await talkThrough(lab, port, back);
      return none;
    },
  },
  {
    name: 'squid-connect-403-port',
    cause: 'upgrade-refused',
    software: [debian('squid', 'squid'), program('Node')],
    story: 'squid allows CONNECT to port 443 alone and refuses the tunnel with 403.',
    async run(lab) {
      const port = await lab.port();
      await startSquid(
        lab,
        port,
        'acl SSL_ports port 443\nhttp_access deny CONNECT !SSL_ports\nhttp_access allow all',
      );
      await lab.record(port);
      return refusedTunnel(port, 8080);
    },
  },
  {
    name: 'squid-connect-407-credentials',
    cause: 'upgrade-refused',
    software: [debian('squid', 'squid'), program('Node')],
    story: 'squid wants credentials and refuses the tunnel with 407.',
    async run(lab) {
      const port = await lab.port();
      const rules =
        'auth_param basic program /usr/lib/squid/basic_fake_auth\nauth_param basic realm office\nacl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all';
      await startSquid(lab, port, rules);
      await lab.record(port);
      return refusedTunnel(port, 8080);
    },
  },
  {
    name: 'tinyproxy-connect-403-port',
    cause: 'upgrade-refused',
    software: [debian('tinyproxy-bin', 'tinyproxy'), program('Node')],
    story: 'tinyproxy has ConnectPort 443 and refuses the tunnel to another port with 403.',
    async run(lab) {
      const port = await lab.port();
      await startTinyproxy(lab, port, 'ConnectPort 443');
      await lab.record(port);
      return refusedTunnel(port, 8080);
    },
  },
  {
    name: 'privoxy-connect-403-port',
    cause: 'upgrade-refused',
    software: [debian('privoxy', 'Privoxy'), program('Node')],
    story: 'Privoxy limits CONNECT to port 443 and refuses the tunnel with 403.',
    async run(lab) {
      const port = await lab.port();
      await startPrivoxy(lab, port, '{+limit-connect{443}}\n/\n');
      await lab.record(port);
      return refusedTunnel(port, 8080);
    },
  },
  {
    name: 'tinyproxy-connect-unreachable',
    cause: 'upgrade-refused',
    software: [debian('tinyproxy-bin', 'tinyproxy'), program('Node')],
    story: 'Nothing listens where the tunnel of tinyproxy should lead, and it answers with 500.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await startTinyproxy(lab, port);
      await lab.record(port);
      return refusedTunnel(port, back);
    },
  },
];

const reverse: LabCase[] = [
  {
    name: 'lighttpd-proxy-without-upgrade',
    cause: 'proxy-stripped-upgrade',
    also: ['upgrade-refused', 'handshake-header-missing'],
    software: [debian('lighttpd', 'lighttpd'), npm('ws')],
    story:
      'lighttpd forwards to a ws server without proxy.header "upgrade", so the request arrives without Upgrade; both legs.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await wsServer(lab, back);
      const conf = lab.file(
        'lighttpd.conf',
        `server.port = ${port}\nserver.bind = "127.0.0.1"\nserver.document-root = "${lab.folder}"\nserver.modules = ("mod_proxy")\n` +
          `proxy.server = ("" => (("host" => "127.0.0.1", "port" => ${back})))\n`,
      );
      await lab.serve(port, 'lighttpd', ['-D', '-f', conf]);
      await lab.record([port, back]);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return { ...none, port };
    },
  },
  {
    name: 'lighttpd-static-404',
    cause: 'upgrade-refused',
    software: [debian('lighttpd', 'lighttpd'), npm('ws')],
    story: 'lighttpd serves files alone and answers the upgrade with 404.',
    async run(lab) {
      const port = await lab.port();
      const conf = lab.file(
        'lighttpd.conf',
        `server.port = ${port}\nserver.bind = "127.0.0.1"\nserver.document-root = "${lab.folder}"\n`,
      );
      await lab.serve(port, 'lighttpd', ['-D', '-f', conf]);
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/socket`).ended;
      return { sender: 'server', breakOffset: null };
    },
  },
  {
    name: 'varnish-without-pipe',
    cause: 'proxy-stripped-upgrade',
    also: ['upgrade-refused', 'handshake-header-missing'],
    software: [debian('varnish', 'Varnish'), npm('ws')],
    story: 'Varnish without a pipe for upgrades forwards the request without Upgrade; both legs.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await wsServer(lab, back);
      const vcl = lab.file(
        'default.vcl',
        `vcl 4.1;\nbackend default { .host = "127.0.0.1"; .port = "${back}"; }\n`,
      );
      await lab.serve(port, 'varnishd', [
        '-F',
        '-a',
        `127.0.0.1:${port}`,
        '-f',
        vcl,
        '-n',
        `${lab.folder}/v`,
        '-j',
        'none',
        '-T',
        'none',
        '-s',
        'malloc,8m',
      ]);
      await lab.record([port, back]);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return { ...none, port };
    },
  },
  {
    name: 'stunnel-plain-client',
    cause: 'plaintext-on-tls-port',
    also: ['abnormal-close'],
    software: [debian('stunnel4', 'stunnel'), npm('ws')],
    story: 'A ws:// client speaks to the TLS port of stunnel.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await wsServer(lab, back);
      const { key, cert } = lab.certificate();
      const conf = lab.file(
        'stunnel.conf',
        `foreground = yes\npid =\n[wss]\naccept = 127.0.0.1:${port}\nconnect = 127.0.0.1:${back}\ncert = ${cert}\nkey = ${key}\n`,
      );
      await lab.serve(port, 'stunnel4', [conf]);
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`).ended;
      return none;
    },
  },
  {
    name: 'nghttpx-h2-to-http1-backend',
    cause: 'http2-preface',
    also: ['upgrade-refused'],
    software: [debian('nghttp2-proxy', 'nghttpx'), npm('ws')],
    story:
      'nghttpx is told that its backend speaks HTTP/2, and the backend is an HTTP/1.1 server with ws; both legs.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await wsServer(lab, back);
      await lab.serve(port, 'nghttpx', [
        '--conf=/dev/null',
        `--frontend=127.0.0.1,${port};no-tls`,
        `--backend=127.0.0.1,${back};;proto=h2`,
        '--workers=1',
      ]);
      await lab.record([port, back]);
      // nghttpx tries again for ever: the first attempt is enough
      let first: string | undefined;
      lab.edit((packets) =>
        packets.filter(({ tcp }) => {
          if (!tcp || (tcp.to !== String(back) && tcp.from !== String(back))) return true;
          const peer = tcp.to === String(back) ? tcp.from : tcp.to;
          first ??= peer;
          return peer === first;
        }),
      );
      const client = wsClient(lab, `ws://127.0.0.1:${port}/ws`);
      await Promise.race([client.ended, pause(2500)]);
      client.socket.terminate();
      return { ...none, port: back };
    },
  },
  {
    name: 'nghttpx-http1-both-legs',
    cause: 'healthy',
    software: [debian('nghttp2-proxy', 'nghttpx'), npm('ws')],
    story: 'nghttpx forwards the upgrade over HTTP/1.1; both legs.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await wsServer(lab, back);
      await lab.serve(port, 'nghttpx', [
        '--conf=/dev/null',
        `--frontend=127.0.0.1,${port};no-tls`,
        `--backend=127.0.0.1,${back}`,
        '--workers=1',
      ]);
      await lab.record([port, back]);
      const client = wsClient(lab, `ws://127.0.0.1:${port}/ws`);
      await client.opened;
      client.socket.send('through nghttpx');
      await client.got(1);
      client.socket.close(1000);
      await client.ended;
      return none;
    },
  },
  {
    name: 'socat-crnl-on-both-heads',
    cause: 'newline-translation',
    also: ['handshake-header-missing', 'upgrade-refused'],
    software: [debian('socat', 'socat'), gorilla, 'hand-written client (Node)'],
    story: 'socat with crnl writes CR LF for each LF of the server, in the handshake and in the frames.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await lab.serve(back, built('go/gorilla_server.go'), [String(back), 'echo']);
      await lab.serve(port, 'socat', [
        `TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr,fork,crnl`,
        `TCP:127.0.0.1:${back}`,
      ]);
      await lab.record(port);
      const client = await lab.tcpClient(port);
      await client.send(
        `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      );
      await pause(400);
      client.socket.destroy();
      return none;
    },
  },
  {
    name: 'socat-nobody-answers',
    cause: 'abnormal-close',
    software: [debian('socat', 'socat'), npm('ws')],
    story: 'The server takes the connection and never answers; the client gives up after 2 s.',
    async run(lab) {
      const port = await lab.port();
      await lab.serve(port, 'socat', [
        '-u',
        `TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr,fork`,
        'OPEN:/dev/null',
      ]);
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/ws`, [], { handshakeTimeout: 2000 }).ended;
      return none;
    },
  },
  {
    name: 'websockify-target-refused',
    cause: 'healthy',
    software: [debian('websockify', 'websockify'), npm('ws')],
    story: 'websockify cannot reach its target and closes with 1011 and the reason; all bytes are legal.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await lab.serve(port, 'websockify', [`127.0.0.1:${port}`, `127.0.0.1:${back}`]);
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/websockify`, ['binary'], { perMessageDeflate: false })
        .ended;
      return none;
    },
  },
  {
    name: 'mosquitto-mqtt-port',
    cause: 'upgrade-refused',
    also: ['abnormal-close', 'foreign-protocol'],
    software: [debian('mosquitto', 'Mosquitto'), npm('ws')],
    story: 'The upgrade goes to the MQTT port of Mosquitto, which ends the connection without an answer.',
    async run(lab) {
      const port = await lab.port();
      const conf = lab.file(
        'mosquitto.conf',
        `listener ${port} 127.0.0.1\nallow_anonymous true\nuser root\n`,
      );
      await lab.serve(port, 'mosquitto', ['-c', conf]);
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/mqtt`, ['mqtt']).ended;
      return none;
    },
  },
  {
    name: 'gzip-body-503',
    cause: 'upgrade-refused',
    software: [program('Node'), program('nginx'), npm('ws')],
    story: 'nginx passes on the 503 of a Node server whose body is gzip.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      const { gzipSync } = await import('node:zlib');
      const answer: http.RequestListener = (_request, response) => {
        const body = gzipSync(
          '{"error":"maintenance","message":"The realtime service is being updated until 04:00 UTC."}',
        );
        response.writeHead(503, {
          'Content-Type': 'application/json',
          'Content-Encoding': 'gzip',
          'Content-Length': body.length,
          'Retry-After': '600',
        });
        response.end(body);
      };
      const server = await httpServer(lab, back, answer);
      server.on('upgrade', (request: http.IncomingMessage, socket: Duplex) => {
        const response = new http.ServerResponse(request);
        response.assignSocket(socket as never);
        answer(request as never, response as never);
        response.on('finish', () => socket.end());
      });
      await lab.nginx(
        `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${back}; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; } }`,
      );
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/live`).ended;
      return { sender: 'server', breakOffset: null };
    },
  },
];

export const cases: LabCase[] = [...tunnels, ...reverse];
