// Handshakes that answer 101, or ask for it, with something missing or wrong.

import { pageSocket, wsClient, wsServer } from './kit.ts';
import {
  acceptFor,
  type Headers,
  headerOf,
  type Lab,
  type LabCase,
  npm,
  pip,
  program,
  type Truth,
  text,
  upgradeResponse,
} from './lab.ts';

const server: Truth = { sender: 'server', breakOffset: null };
const client: Truth = { sender: 'client', breakOffset: null };
const haproxyDefaults =
  'defaults\n  mode http\n  timeout connect 2s\n  timeout client 5s\n  timeout server 5s\n';

/** A raw server whose 101 has these headers, and a frame after it; then it waits for the client to close. */
async function rawServer(
  lab: Lab,
  headers: (request: string) => Headers,
  statusLine = 'HTTP/1.1 101 Switching Protocols',
): Promise<number> {
  const { port } = await lab.tcpServer(async (peer) => {
    const request = await peer.readHead();
    const key = headerOf(request, 'sec-websocket-key') ?? '';
    const head = upgradeResponse(key, headers(request)).toString('latin1');
    await peer.send(Buffer.concat([Buffer.from(head.replace(/.*/, statusLine), 'latin1'), text('welcome')]));
    await peer.closed();
    await peer.end();
  });
  return port;
}

type By = 'ws' | 'chromium' | 'websockets';

async function connect(lab: Lab, by: By, port: number, protocols: string[] = []): Promise<void> {
  if (by === 'chromium') {
    const page = await lab.chromium();
    await lab.record(port);
    await pageSocket(page, `ws://127.0.0.1:${port}/chat`, { protocols });
  } else if (by === 'websockets') {
    await lab.record(port);
    await (await lab.python('websockets_client.py', [port, 'echo', ...protocols])).done;
  } else {
    await lab.record(port);
    await wsClient(lab, `ws://127.0.0.1:${port}/chat`, protocols).ended;
  }
}

const bySoftware = (by: By) =>
  by === 'chromium' ? program('Chromium') : by === 'ws' ? npm('ws') : pip('websockets');

function badAnswer(
  cause: string,
  name: string,
  by: By,
  story: string,
  headers: (request: string) => Headers,
  protocols: string[] = [],
): LabCase {
  return {
    name,
    cause,
    software: [program('Node'), bySoftware(by)],
    story,
    async run(lab) {
      await connect(lab, by, await rawServer(lab, headers), protocols);
      return server;
    },
  };
}

/** A raw server whose 101 has another status line, and a client that refuses it. */
function badStatusLine(name: string, by: By, statusLine: string): LabCase {
  return {
    name,
    cause: 'handshake-header-missing',
    software: [program('Node'), bySoftware(by)],
    story: `A hand-written server answers with the status line “${statusLine}”.`,
    async run(lab) {
      await connect(lab, by, await rawServer(lab, () => ({}), statusLine));
      return server;
    },
  };
}

/** A raw client whose request lacks something, against a real server. */
function badRequest(
  name: string,
  behind: 'ws' | 'aiohttp' | 'websockets',
  story: string,
  headers: Headers,
): LabCase {
  return {
    name,
    cause: 'handshake-header-missing',
    also: ['upgrade-refused'],
    software: [behind === 'ws' ? npm('ws') : pip(behind)],
    story,
    async run(lab) {
      const port = await lab.port();
      if (behind === 'ws') await wsServer(lab, port);
      else await lab.python(`${behind}_server.py`, [port, 'echo'], port);
      await lab.record(port);
      const peer = await lab.tcpClient(port);
      await peer.upgrade('/chat', headers);
      await peer.end();
      await peer.closed();
      return client;
    },
  };
}

/** A hand-written Python server of handshake_server.py against a client. */
function pythonServer(cause: string, name: string, mode: string, by: By, story: string): LabCase {
  return {
    name,
    cause,
    software: [program('Python'), bySoftware(by)],
    story,
    async run(lab) {
      const port = await lab.port();
      await lab.python('handshake_server.py', [port, mode], port);
      await connect(lab, by, port);
      return server;
    },
  };
}

const wrongGuid = '258EAFA5-E914-47DA-95CA-5AB0DC85B11';
const keyOf = (request: string) => headerOf(request, 'sec-websocket-key') ?? '';
const accept = 'handshake-accept-mismatch';
const missing = 'handshake-header-missing';
const negotiation = 'handshake-negotiation';

/** Cases of handshake-header-missing, handshake-accept-mismatch and handshake-negotiation. */
export const cases: LabCase[] = [
  badAnswer(
    missing,
    'answer-without-upgrade-chromium',
    'chromium',
    'A hand-written server answers 101 without an Upgrade header.',
    () => ({ Upgrade: null }),
  ),
  badAnswer(
    missing,
    'answer-without-connection',
    'websockets',
    'A hand-written server answers 101 without a Connection header.',
    () => ({ Connection: null }),
  ),
  badAnswer(
    missing,
    'answer-connection-close-chromium',
    'chromium',
    'A hand-written server answers 101 with Connection: close.',
    () => ({ Connection: 'close' }),
  ),
  badAnswer(
    missing,
    'answer-upgrade-tcp',
    'ws',
    'A hand-written server answers 101 with Upgrade: tcp.',
    () => ({ Upgrade: 'tcp' }),
  ),
  badStatusLine('answer-without-reason-websockets', 'websockets', 'HTTP/1.1 101'),
  pythonServer(
    missing,
    'python-answer-without-accept',
    'no-accept',
    'chromium',
    'A server on http.server answers 101 without Sec-WebSocket-Accept.',
  ),
  badRequest('request-without-key-ws', 'ws', 'A hand-written client sends no Sec-WebSocket-Key to ws.', {
    'Sec-WebSocket-Key': null,
  }),
  badRequest(
    'request-without-version-ws',
    'ws',
    'A hand-written client sends no Sec-WebSocket-Version to ws.',
    { 'Sec-WebSocket-Version': null },
  ),
  badRequest(
    'request-without-key-aiohttp',
    'aiohttp',
    'A hand-written client sends no Sec-WebSocket-Key to aiohttp.',
    { 'Sec-WebSocket-Key': null },
  ),
  badRequest(
    'request-short-key-websockets',
    'websockets',
    'A hand-written client sends a key of 9 bytes to Python websockets.',
    { 'Sec-WebSocket-Key': 'c2hvcnQga2V5' },
  ),

  badAnswer(
    accept,
    'hard-coded-rfc-example',
    'ws',
    'The server answers every key with the Accept of the example in the RFC.',
    () => ({ 'Sec-WebSocket-Accept': 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=' }),
  ),
  badAnswer(
    accept,
    'wrong-guid-chromium',
    'chromium',
    'The GUID in the server has lost a character.',
    (request) => ({ 'Sec-WebSocket-Accept': acceptFor(keyOf(request), wrongGuid) }),
  ),
  badAnswer(accept, 'key-echoed', 'websockets', 'The server answers with the key itself.', (request) => ({
    'Sec-WebSocket-Accept': keyOf(request),
  })),
  badAnswer(
    accept,
    'lower-case-guid-chromium',
    'chromium',
    'The GUID in the server is in lower case.',
    (request) => ({
      'Sec-WebSocket-Accept': acceptFor(keyOf(request), '258eafa5-e914-47da-95ca-c5ab0dc85b11'),
    }),
  ),
  badAnswer(accept, 'hash-without-guid', 'ws', 'The server hashes the key alone.', (request) => ({
    'Sec-WebSocket-Accept': acceptFor(keyOf(request), ''),
  })),
  pythonServer(
    accept,
    'python-key-with-line-end',
    'accept-with-newline',
    'chromium',
    'A Python server hashes the key together with the CR LF of its line.',
  ),
  pythonServer(
    accept,
    'python-hex-digest',
    'accept-hex',
    'ws',
    'A Python server answers with the hex digest in place of base64.',
  ),
  pythonServer(
    accept,
    'python-decoded-key',
    'accept-decoded-key',
    'websockets',
    'A Python server decodes the key from base64 before it hashes it.',
  ),
  {
    name: 'nginx-fixed-key',
    cause: accept,
    software: [program('nginx'), npm('ws'), program('Chromium')],
    story:
      'An nginx configuration copied from a blog sets Sec-WebSocket-Key to a fixed value; both legs are recorded.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await wsServer(lab, back);
      await lab.nginx(
        `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${back}; proxy_http_version 1.1;` +
          ' proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";' +
          ' proxy_set_header Sec-WebSocket-Key "x3JJHMbDL1EzLkh9GBhXDw=="; } }',
      );
      const page = await lab.chromium();
      await lab.record([port, back]);
      await pageSocket(page, `ws://127.0.0.1:${port}/chat`);
      return { ...server, port };
    },
  },
  {
    name: 'haproxy-replaces-key',
    cause: accept,
    software: [program('HAProxy'), pip('websockets'), npm('ws')],
    story: 'HAProxy replaces Sec-WebSocket-Key on the way to the backend; the client leg is recorded.',
    async run(lab) {
      const [port, back] = [await lab.port(), await lab.port()];
      await lab.python('websockets_server.py', [back, 'echo'], back);
      await lab.haproxy(
        `${haproxyDefaults}frontend f\n  bind 127.0.0.1:${port}\n  http-request set-header Sec-WebSocket-Key x3JJHMbDL1EzLkh9GBhXDw==\n` +
          `  default_backend b\nbackend b\n  server one 127.0.0.1:${back}\n`,
      );
      await connect(lab, 'ws', port);
      return server;
    },
  },

  badAnswer(
    negotiation,
    'subprotocol-not-asked-chromium',
    'chromium',
    'The page asks for no subprotocol, the server answers one.',
    () => ({ 'Sec-WebSocket-Protocol': 'chat' }),
  ),
  badAnswer(
    negotiation,
    'subprotocol-other-chromium',
    'chromium',
    'The page asks for graphql-transport-ws, the server answers graphql-ws.',
    () => ({ 'Sec-WebSocket-Protocol': 'graphql-ws' }),
    ['graphql-transport-ws'],
  ),
  badAnswer(
    negotiation,
    'deflate-window-bits-16',
    'ws',
    'The server answers server_max_window_bits=16.',
    () => ({ 'Sec-WebSocket-Extensions': 'permessage-deflate; server_max_window_bits=16' }),
  ),
  badAnswer(
    negotiation,
    'deflate-unknown-parameter-chromium',
    'chromium',
    'The server answers permessage-deflate with a parameter that does not exist.',
    () => ({ 'Sec-WebSocket-Extensions': 'permessage-deflate; level=9' }),
  ),
  badAnswer(
    negotiation,
    'extension-not-offered-chromium',
    'chromium',
    'The server answers x-webkit-deflate-frame, which the page has not offered.',
    () => ({ 'Sec-WebSocket-Extensions': 'x-webkit-deflate-frame' }),
  ),
  badAnswer(
    negotiation,
    'two-subprotocols',
    'websockets',
    'The server answers the whole list of subprotocols in place of one.',
    () => ({ 'Sec-WebSocket-Protocol': 'mqtt, stomp' }),
    ['mqtt', 'stomp'],
  ),
  {
    name: 'ws-handle-protocols-not-offered',
    cause: negotiation,
    software: [npm('ws')],
    story: 'handleProtocols of a ws server returns a fixed name that the client has not offered.',
    async run(lab) {
      const port = await lab.port();
      await wsServer(lab, port, { handleProtocols: () => 'soap' });
      await connect(lab, 'ws', port, ['json']);
      return server;
    },
  },
  {
    name: 'ws-subprotocol-ignored-chromium',
    cause: negotiation,
    software: [npm('ws'), program('Chromium')],
    story:
      'The page asks for a subprotocol and the ws server selects none, so Chromium fails the connection.',
    async run(lab) {
      const port = await lab.port();
      await wsServer(lab, port, { handleProtocols: () => false });
      await connect(lab, 'chromium', port, ['json']);
      return server;
    },
  },
  {
    name: 'deflate-not-offered',
    cause: negotiation,
    software: [program('Node'), npm('ws')],
    story: 'The ws client has perMessageDeflate off, yet the server answers permessage-deflate.',
    async run(lab) {
      const port = await rawServer(lab, () => ({ 'Sec-WebSocket-Extensions': 'permessage-deflate' }));
      await lab.record(port);
      await wsClient(lab, `ws://127.0.0.1:${port}/chat`, [], { perMessageDeflate: false }).ended;
      return server;
    },
  },
];
