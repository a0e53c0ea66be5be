// Fixes for refusals by status, and for faults of single bytes, in JavaScript. They are shown for other servers too,
// where there is no fix of their own.

import type { Fix } from '../guide.ts';

const js = (text: string) => ({ language: 'js' as const, text });
const notRun = { notRun: 'It depends on the application.' } as const;
const rfc = (section: string) => `https://www.rfc-editor.org/rfc/rfc6455#section-${section}`;
const http = (section: string) => `https://www.rfc-editor.org/rfc/rfc9110#section-${section}`;

/** One fix for each kind of refusal. */
export const nodeRefusalFixes: readonly Fix[] = [
  {
    id: 'websocket-client',
    causes: ['handshake-header-missing'],
    conditions: { 'handshake-header-missing': { variant: 'ordinary-request' } },
    title: 'Connect with a WebSocket client',
    wrong: js("const response = await fetch('https://example.com/ws');\n"),
    right: js("const socket = new WebSocket('wss://example.com/ws');\n"),
    why: 'fetch, XMLHttpRequest and the clients of APIs send ordinary requests. A WebSocket client writes Upgrade, Connection and Sec-WebSocket-Key itself.',
    confirm: 'The request must have the header Sec-WebSocket-Key, and the answer must be 101.',
    ran: notRun,
    source: rfc('4.1'),
  },
  {
    id: 'credentials',
    causes: ['upgrade-refused'],
    conditions: { 'upgrade-refused': { statuses: [401], tunnel: false } },
    title: 'Send credentials where a browser can',
    wrong: js("const socket = new WebSocket('wss://example.com/ws');\n"),
    right: js(
      "// a cookie of the same site goes along by itself; where there is none, a short-lived ticket does\nconst { ticket } = await (await fetch('/ws-ticket', { method: 'POST' })).json();\nconst socket = new WebSocket(`wss://example.com/ws?ticket=${encodeURIComponent(ticket)}`);\n",
    ),
    why: 'A WebSocket of a page can set no Authorization header, so a server that asks for one answers 401. A cookie, a ticket in the address or a subprotocol carries the credentials.',
    confirm: 'With the ticket the answer must be 101; without it the server may go on answering 401.',
    ran: notRun,
    source: 'https://websockets.spec.whatwg.org/#dom-websocket-websocket',
  },
  {
    id: 'allowed-origin',
    causes: ['upgrade-refused'],
    conditions: { 'upgrade-refused': { statuses: [403], tunnel: false } },
    title: 'Allow the Origin that the page has',
    wrong: js("const allowed = new Set(['https://example.com']);\n"),
    right: js(
      "const allowed = new Set(['https://example.com', 'https://www.example.com', 'http://localhost:5173']);\n",
    ),
    why: 'Servers compare the Origin header of the request with a list. Scheme, host and port must be the same; a second host name or a development server is another origin.',
    confirm: 'curl with -H "Origin: https://www.example.com" and the upgrade headers must print 101.',
    ran: notRun,
    source: rfc('10.2'),
  },
  {
    id: 'path',
    causes: ['upgrade-refused'],
    conditions: { 'upgrade-refused': { statuses: [404, 405, 410], tunnel: false } },
    title: 'Connect to the path on which the server listens',
    wrong: js("const socket = new WebSocket('wss://example.com/');\n"),
    right: js("const socket = new WebSocket('wss://example.com/ws');\n"),
    why: 'The server knows no WebSocket at this path: a prefix that a proxy takes away or adds, a missing slash or another spelling is enough.',
    confirm:
      "The path of the server's log or routing table must be the one in the request line of the capture.",
    ran: notRun,
    source: http('15.5.5'),
  },
  {
    id: 'back-off',
    causes: ['upgrade-refused'],
    conditions: { 'upgrade-refused': { statuses: [429, 503], tunnel: false } },
    title: 'Wait before the next attempt, longer each time',
    wrong: js('socket.onclose = () => connect();\n'),
    right: js(
      'let attempt = 0;\nsocket.onopen = () => {\n  attempt = 0;\n};\nsocket.onclose = () => {\n  const pause = Math.min(60_000, 1000 * 2 ** attempt++);\n  setTimeout(connect, pause * (0.5 + Math.random() / 2));\n};\n',
    ),
    why: 'A client that connects again at once keeps the limit exceeded and the server busy. Retry-After, where the answer has it, says how long to wait.',
    confirm: 'In a capture the attempts must be further apart each time.',
    ran: notRun,
    source: http('10.2.3'),
  },
  {
    id: 'backend-is-up',
    causes: ['upgrade-refused'],
    conditions: { 'upgrade-refused': { statuses: [502, 503, 504], tunnel: false } },
    title: 'Let the backend listen where the proxy connects',
    wrong: js("server.listen(8080, '127.0.0.1');\n"),
    right: js("// in a container, or on another machine than the proxy\nserver.listen(8080, '0.0.0.0');\n"),
    why: 'The proxy got no usable answer: the backend is down, listens on another address or port, or takes too long. A server in a container that listens on 127.0.0.1 alone is not reached.',
    confirm:
      'curl to the address of the backend, from where the proxy runs, must print 101 or at least an HTTP status.',
    ran: notRun,
    source: http('15.6.3'),
  },
  {
    id: 'handler-throws',
    causes: ['upgrade-refused'],
    conditions: { 'upgrade-refused': { statuses: [500, 501], tunnel: false } },
    title: 'Answer also when the upgrade handler fails',
    wrong: js(
      "server.on('upgrade', async (request, socket, head) => {\n  const user = await userOf(request);\n  accept(user, request, socket, head);\n});\n",
    ),
    right: js(
      "server.on('upgrade', (request, socket, head) => {\n  userOf(request).then(\n    (user) => accept(user, request, socket, head),\n    (error) => {\n      console.error(error);\n      socket.end('HTTP/1.1 401 Unauthorized\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n');\n    },\n  );\n});\n",
    ),
    why: "An exception while upgrading shows outside as 500. Its text is in the server's log.",
    confirm: "At the second of the refusal the server's log must hold the exception.",
    ran: notRun,
    source: http('15.6.1'),
  },
  {
    id: 'proxy-tunnel',
    causes: ['upgrade-refused'],
    conditions: { 'upgrade-refused': { tunnel: true } },
    title: 'Let the forward proxy open a tunnel to this host and port',
    wrong: { language: 'text', text: 'acl SSL_ports port 443\nhttp_access deny CONNECT !SSL_ports\n' },
    right: { language: 'text', text: 'acl SSL_ports port 443 8080\nhttp_access deny CONNECT !SSL_ports\n' },
    why: 'Browsers ask a forward proxy for a tunnel for ws:// as well. Most proxies allow port 443 alone, so wss:// on 443 gets through, and other ports need a rule (here of squid). 407: the proxy wants credentials.',
    confirm: 'curl -v --proxy http://PROXY -p http://HOST:PORT/ must print 200 for CONNECT.',
    ran: { notRun: 'The rule belongs to whoever runs the proxy.' },
    source: http('9.3.6'),
  },
  {
    id: 'websocket-port',
    causes: ['foreign-protocol'],
    title: 'Connect to a WebSocket port, or put a gateway before the other protocol',
    wrong: { language: 'shell', text: 'websocat ws://example.com:5900/\n' },
    right: { language: 'shell', text: 'websockify 6080 example.com:5900\nwebsocat ws://example.com:6080/\n' },
    why: 'What listens there speaks another protocol, as its first bytes show. A gateway (websockify for VNC and SSH, an MQTT broker with a listener of its own) carries it in frames.',
    confirm:
      'nc to the port prints a banner of the other protocol; through the gateway the answer must be 101.',
    ran: { notRun: 'It depends on the protocol.' },
    source: 'https://github.com/novnc/websockify#readme',
  },
  {
    id: 'own-socket',
    causes: ['http-request-on-websocket'],
    title: 'Keep an upgraded socket out of the pool',
    wrong: js(
      "const agent = new http.Agent({ keepAlive: true });\nrequest.on('upgrade', (response, socket) => agent.emit('free', socket, options));\n",
    ),
    right: js(
      "const request = http.request({ ...options, agent: false });\nrequest.on('upgrade', (response, socket) => useAsWebSocket(socket));\n",
    ),
    why: 'After the 101 the connection belongs to the WebSocket alone. A pool, a proxy or a second upgrade attempt that sends another request on it writes HTTP where a frame is due.',
    confirm: 'After the 101 a capture must hold no further request line.',
    ran: notRun,
    source: rfc('4.1'),
  },
  {
    id: 'first-byte',
    causes: ['reserved-opcode', 'reserved-bits'],
    title: 'The first byte is FIN and one of six opcodes',
    wrong: js('socket.write(Buffer.from([0xf3, payload.length, ...payload]));\n'),
    right: js(
      '// 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong; RSV bits only for an agreed extension\nsocket.write(Buffer.from([0x80 | 1, payload.length, ...payload]));\n',
    ),
    why: 'RSV1 to RSV3 are 0 unless an extension was agreed, and opcodes 3 to 7 and 11 to 15 mean nothing yet. Every receiver closes with 1002.',
    confirm: 'The first byte must be one of 81, 82, 88, 89, 8a, or 01, 02, 00, 80 for fragments.',
    ran: notRun,
    source: rfc('5.2'),
  },
  {
    id: 'deflate-by-hand',
    causes: ['deflate-corrupt', 'compression-flag-misplaced', 'context-takeover-mismatch'],
    title: 'Compress each message as it was agreed',
    wrong: js('socket.write(frameOf(0xc1, zlib.deflateSync(text)));\n'),
    right: js(
      '// raw deflate, flushed, without the last four bytes 00 00 ff ff; RSV1 on the first frame alone\nconst bytes = zlib.deflateRawSync(text, { finishFlush: zlib.constants.Z_SYNC_FLUSH });\nsocket.write(frameOf(0xc1, bytes.subarray(0, -4)));\n',
    ),
    why: 'permessage-deflate is raw DEFLATE: no zlib or gzip header. With no_context_takeover each message begins with an empty window; without it one compressor serves the whole connection.',
    confirm: 'The payload must inflate with zlib.inflateRawSync after 00 00 ff ff is put at its end.',
    ran: notRun,
    source: 'https://www.rfc-editor.org/rfc/rfc7692#section-7.2',
  },
  {
    id: 'no-other-bytes',
    causes: ['bytes-inserted'],
    title: 'Write to the socket nothing but frames',
    wrong: js("socket.write(header);\nsocket.write('\\0\\0');\nsocket.write(payload);\n"),
    right: js('socket.write(Buffer.concat([header, payload]));\n'),
    why: 'Padding of a struct, a debug print, a BOM or a buffer longer than what it holds gets between the bytes of a frame, and the receiver reads it as length, key or header.',
    confirm: 'The bytes of one frame must be exactly header, masking key and payload.',
    ran: notRun,
    source: rfc('5.2'),
  },
  {
    id: 'buffer-not-reused',
    causes: ['bytes-corrupted', 'bytes-lost'],
    title: 'Leave a buffer alone until it is written',
    wrong: js('socket.write(buffer);\nfill(buffer, nextMessage);\n'),
    right: js('socket.write(buffer, () => fill(buffer, nextMessage));\n'),
    why: 'write returns before the bytes are sent. A buffer that is filled again, masked in place or freed meanwhile goes out changed. Bytes that change in transit on TCP are rare: look at memory first.',
    confirm:
      'A capture at the sender must hold the same bytes as one at the receiver; then the sender wrote them.',
    ran: notRun,
    source: 'https://nodejs.org/api/stream.html#writablewritechunk-encoding-callback',
  },
];
