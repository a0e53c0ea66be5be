// Faults of servers and clients that write frames by hand, shown in Node because it can be run here. The same lines
// are wrong in the same way in C, Go, PHP or anything else.

import type { CauseId } from '../../model/cause-id.ts';
import { type Fix, importLine } from '../guide.ts';

const ran = { with: 'Node 20' };
const rfc = 'https://www.rfc-editor.org/rfc/rfc6455';

const defaultHead = `    'HTTP/1.1 101 Switching Protocols\\r\\n' +
    'Upgrade: websocket\\r\\nConnection: Upgrade\\r\\n' +
    \`Sec-WebSocket-Accept: \${accept}\\r\\n\\r\\n\``;
const defaultAccept = `createHash('sha1').update(key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64')`;

/** A server without a library; `body` writes after the 101. */
function server(body: string, head = defaultHead, accept = defaultAccept): string {
  return `${importLine('{ createHash }', 'node:crypto')}
${importLine('{ createServer }', 'node:http')}

const server = createServer();
server.on('upgrade', (request, socket) => {
  const key = request.headers['sec-websocket-key'];
  const accept = ${accept};
  socket.on('error', () => {});
  socket.write(
${head},
  );
${body
  .split('\n')
  .map((line) => (line === '' ? '' : `  ${line}`))
  .join('\n')}
});
server.listen(8080);
`;
}

/** A client without a library; `frame` is an expression for its first frame. */
function client(lines: string): string {
  return `${importLine('{ randomBytes }', 'node:crypto')}
${importLine('{ connect }', 'node:net')}

const socket = connect(8080, '127.0.0.1', () => {
  socket.write(
    'GET / HTTP/1.1\\r\\nHost: localhost\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n' +
    \`Sec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: \${randomBytes(16).toString('base64')}\\r\\n\\r\\n\`,
  );
});
socket.once('data', () => {
  const payload = Buffer.from('hello');
${lines
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
});
`;
}

interface Pair {
  id: string;
  causes: readonly CauseId[];
  title: string;
  wrong: string;
  right: string;
  why: string;
  confirm: string;
  section: string;
  conditions?: Fix['conditions'];
  ran?: Fix['ran'];
  source?: string;
}

const frame = (payload: string, header = 'Buffer.from([0x81, payload.length])'): string =>
  `const payload = Buffer.from(${payload});\nsocket.write(Buffer.concat([${header}, payload]));`;

const pairs: Pair[] = [
  {
    id: 'byte-length',
    causes: ['length-counts-characters'],
    title: 'The length counts bytes, not characters',
    wrong: server(
      "const text = 'Grüße';\nsocket.write(Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]));",
    ),
    right: server(
      "const text = 'Grüße';\nsocket.write(Buffer.concat([Buffer.from([0x81, Buffer.byteLength(text)]), Buffer.from(text)]));",
    ),
    why: 'ü and ß take two bytes each in UTF-8. A length of 5 for 7 bytes leaves two bytes that the client takes for the next header.',
    confirm: 'For "Grüße" the second byte must be 07.',
    section: '5.2',
  },
  {
    id: 'byte-order',
    causes: ['length-wrong-byte-order'],
    title: 'Lengths are in network byte order',
    wrong: server(
      "const payload = Buffer.alloc(300, 'a');\nconst header = Buffer.from([0x81, 126, 0, 0]);\nheader.writeUInt16LE(payload.length, 2);\nsocket.write(Buffer.concat([header, payload]));",
    ),
    right: server(
      "const payload = Buffer.alloc(300, 'a');\nconst header = Buffer.from([0x81, 126, 0, 0]);\nheader.writeUInt16BE(payload.length, 2);\nsocket.write(Buffer.concat([header, payload]));",
    ),
    why: '300 is 01 2c. Written as 2c 01 it says 11,265, and the client waits for bytes that never come, or eats the next frames.',
    confirm: 'For 300 bytes the frame must begin 81 7e 01 2c.',
    section: '5.2',
  },
  {
    id: 'length-width',
    causes: ['length-wrong-width', 'length-not-minimal', 'length-off-by-constant', 'length-msb-set'],
    title: 'Up to 125 one byte, up to 65,535 two, above that eight',
    wrong: server(
      "const payload = Buffer.alloc(300, 'a');\nconst header = Buffer.from([0x81, 126, 0, 0, 0, 0]);\nheader.writeUInt32BE(payload.length, 2);\nsocket.write(Buffer.concat([header, payload]));",
    ),
    right: server(
      "const payload = Buffer.alloc(300, 'a');\nlet header;\nif (payload.length < 126) {\n  header = Buffer.from([0x81, payload.length]);\n} else if (payload.length < 65536) {\n  header = Buffer.from([0x81, 126, 0, 0]);\n  header.writeUInt16BE(payload.length, 2);\n} else {\n  header = Buffer.from([0x81, 127, 0, 0, 0, 0, 0, 0, 0, 0]);\n  header.writeBigUInt64BE(BigInt(payload.length), 2);\n}\nsocket.write(Buffer.concat([header, payload]));",
    ),
    why: '126 announces two bytes of length, 127 eight; four exist nowhere. The shortest form that fits is the only legal one.',
    confirm: 'For 300 bytes the frame must begin 81 7e 01 2c.',
    section: '5.2',
  },
  {
    id: 'one-write',
    causes: ['concurrent-writes', 'short-write'],
    title: 'Write a frame with one call',
    wrong: server(
      "const send = async (text) => {\n  const payload = Buffer.from(text);\n  socket.write(Buffer.from([0x81, payload.length]));\n  await new Promise((resolve) => setImmediate(resolve));\n  socket.write(payload);\n};\nsend('first');\nsend('second');",
    ),
    right: server(
      "const send = (text) => {\n  const payload = Buffer.from(text);\n  socket.write(Buffer.concat([Buffer.from([0x81, payload.length]), payload]));\n};\nsend('first');\nsend('second');",
    ),
    why: 'Between two writes another sender can come: its header falls into the payload of the first. One write, or a lock round both, keeps a frame whole.',
    confirm: 'Two messages at once must arrive as 81 05 first 81 06 second.',
    section: '5.2',
  },
  {
    id: 'bytes-not-text',
    causes: ['utf8-reencoded', 'seven-bit-stripped', 'newline-translation'],
    title: 'Write bytes, not a string',
    wrong: server(
      "const frame = Buffer.concat([Buffer.from([0x81, 5]), Buffer.from('hello')]);\nsocket.write(frame.toString('latin1'));",
    ),
    right: server(
      "const frame = Buffer.concat([Buffer.from([0x81, 5]), Buffer.from('hello')]);\nsocket.write(frame);",
    ),
    why: 'A string is encoded as UTF-8 when it is written: 81 becomes c2 81, and no frame header survives. The same happens to what is read after setEncoding().',
    confirm: 'The first byte after the 101 must be 81, not c2.',
    section: '5.2',
  },
  {
    id: 'handshake-end',
    causes: ['handshake-boundary', 'trailing-bytes'],
    title: 'One blank line ends the 101',
    wrong: server(frame("'hello'"), defaultHead.replace('\\r\\n\\r\\n`', '\\r\\n\\r\\n\\r\\n`')),
    right: server(frame("'hello'")),
    why: 'A third CRLF is already the frame stream: 0d is read as a header with the reserved opcode 13.',
    confirm: 'The first byte after the blank line must be 81, not 0d.',
    section: '4.2.2',
  },
  {
    id: 'content-length-on-101',
    causes: ['chunked-on-websocket', 'handshake-header-missing'],
    title: 'A 101 has no Content-Length and no Transfer-Encoding',
    wrong: server(
      frame("'hello'"),
      defaultHead.replace('Connection: Upgrade\\r\\n', 'Connection: Upgrade\\r\\nContent-Length: 0\\r\\n'),
    ),
    right: server(frame("'hello'")),
    why: 'A client or proxy that believes Content-Length: 0 ends the answer there and closes, or drops what follows (.NET, YARP and nginx did).',
    confirm: 'curl -si ... | grep -ci content-length\nmust print 0.',
    section: '4.2.2',
  },
  {
    id: 'accept',
    causes: ['handshake-accept-mismatch'],
    title: 'Accept is the base64 of the hash, not of its hex',
    wrong: server(
      frame("'hello'"),
      defaultHead,
      `Buffer.from(createHash('sha1').update(key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('hex')).toString('base64')`,
    ),
    right: server(frame("'hello'")),
    why: 'The hash is 20 bytes, 28 characters in base64. For the key dGhlIHNhbXBsZSBub25jZQ== it is s3pPLMBiTxaQ9kYGzzhZRbK+xOo=.',
    confirm: 'With that key the answer must have Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
    section: '4.2.2',
  },
  {
    id: 'upgrade-header',
    causes: ['handshake-header-missing'],
    title: 'The 101 needs Upgrade, Connection and Accept',
    wrong: server(frame("'hello'"), defaultHead.replace('Upgrade: websocket\\r\\n', '')),
    right: server(frame("'hello'")),
    why: 'Browsers check all three and fail the connection when one is missing.',
    confirm: 'curl -si ... | grep -i ^upgrade\nmust print: Upgrade: websocket',
    section: '4.1',
  },
  {
    id: 'status-line',
    causes: ['handshake-header-missing'],
    conditions: { 'handshake-header-missing': { variant: 'status-line' } },
    title: 'The status line has a reason phrase',
    wrong: server(frame("'hello'"), defaultHead.replace(' Switching Protocols', '')),
    right: server(frame("'hello'")),
    why: 'RFC 9112 demands a space after the code, and some clients a reason after it: Python websockets, Tornado and Ruby websocket-driver refuse “HTTP/1.1 101”.',
    confirm: 'curl -si ... | head -1\nmust print: HTTP/1.1 101 Switching Protocols',
    section: '4.2.2',
    ran: { notRun: 'The client of this test, ws, accepts both lines.' },
    source: 'https://www.rfc-editor.org/rfc/rfc9112#section-4',
  },
  {
    id: 'offered-only',
    causes: ['handshake-negotiation', 'compression-not-negotiated'],
    title: 'Agree only to what was offered',
    wrong: server(
      frame("'hello'"),
      defaultHead.replace(
        'Connection: Upgrade\\r\\n',
        'Connection: Upgrade\\r\\nSec-WebSocket-Protocol: chat\\r\\n',
      ),
    ),
    right: server(
      frame("'hello'"),
      defaultHead.replace(
        '`Sec-WebSocket-Accept',
        "(/\\bchat\\b/.test(request.headers['sec-websocket-protocol'] ?? '') ? 'Sec-WebSocket-Protocol: chat\\r\\n' : '') +\n    `Sec-WebSocket-Accept",
      ),
    ),
    why: 'A subprotocol or extension in the 101 that the client did not ask for fails the connection.',
    confirm: 'Without Sec-WebSocket-Protocol in the request the 101 must have none.',
    section: '4.1',
  },
  {
    id: 'close-payload',
    causes: ['close-payload-one-byte', 'close-code-invalid', 'close-reason-not-utf8'],
    title: 'A Close frame is empty, or begins with a two-byte code',
    wrong: server('socket.end(Buffer.from([0x88, 1, 0xe8]));'),
    right: server(
      'const payload = Buffer.alloc(2);\npayload.writeUInt16BE(1000);\nsocket.end(Buffer.concat([Buffer.from([0x88, 2]), payload]));',
    ),
    why: 'The code takes two bytes in network order: 1000 is 03 e8. 1005, 1006 and 1015 never go on the wire; the reason after it is UTF-8, at most 123 bytes.',
    confirm: 'The frame must be 88 02 03 e8.',
    section: '5.5.1',
  },
  {
    id: 'after-close',
    causes: ['data-after-close'],
    title: 'Send nothing after a Close frame',
    wrong: server(
      "socket.write(Buffer.from([0x88, 2, 0x03, 0xe8]));\nsocket.write(Buffer.concat([Buffer.from([0x81, 3]), Buffer.from('bye')]));",
    ),
    right: server(
      "socket.write(Buffer.concat([Buffer.from([0x81, 3]), Buffer.from('bye')]));\nsocket.write(Buffer.from([0x88, 2, 0x03, 0xe8]));",
    ),
    why: 'After Close the direction is finished; a client may drop what comes, or fail with 1002.',
    confirm: 'The last frame must be the Close (88).',
    section: '5.5.1',
  },
  {
    id: 'control-frames',
    causes: ['control-too-long', 'fragmented-control'],
    title: 'Control frames hold at most 125 bytes, in one frame',
    wrong: server(
      "const payload = Buffer.alloc(200, 'p');\nsocket.write(Buffer.concat([Buffer.from([0x89, 126, 0, 200]), payload]));",
    ),
    right: server(
      "const payload = Buffer.alloc(200, 'p').subarray(0, 125);\nsocket.write(Buffer.concat([Buffer.from([0x89, payload.length]), payload]));",
    ),
    why: 'Ping, Pong and Close must have FIN set and a one-byte length.',
    confirm: 'The second byte of a ping must be 7d (125) or less.',
    section: '5.5',
  },
  {
    id: 'fragments',
    causes: ['interleaved-messages', 'orphan-continuation'],
    title: 'Later fragments have opcode 0',
    wrong: server(
      "socket.write(Buffer.concat([Buffer.from([0x01, 3]), Buffer.from('one')]));\nsocket.write(Buffer.concat([Buffer.from([0x81, 3]), Buffer.from('two')]));",
    ),
    right: server(
      "socket.write(Buffer.concat([Buffer.from([0x01, 3]), Buffer.from('one')]));\nsocket.write(Buffer.concat([Buffer.from([0x80, 3]), Buffer.from('two')]));",
    ),
    why: 'The first frame names the type (01), those after it are continuations (00, the last 80). A second 81 begins a new message inside the first.',
    confirm: 'The second frame must begin with 80.',
    section: '5.4',
  },
  {
    id: 'client-mask',
    causes: ['client-unmasked-frame', 'mask-bit-missing'],
    title: 'A client masks every frame',
    wrong: client('socket.write(Buffer.concat([Buffer.from([0x81, payload.length]), payload]));'),
    right: client(
      'const mask = randomBytes(4);\nconst masked = payload.map((byte, index) => byte ^ mask[index % 4]);\nsocket.write(Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, masked]));',
    ),
    why: 'A server must close the connection (1002) when a client frame is not masked; empty pings and pongs count too.',
    confirm: 'The second byte of a client frame must be 80 (hex) or more.',
    section: '5.3',
  },
  {
    id: 'mask-applied',
    causes: ['payload-not-masked', 'wrong-mask-key'],
    title: 'Apply the key that is in the header',
    wrong: client(
      'const mask = randomBytes(4);\nsocket.write(Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, payload]));',
    ),
    right: client(
      'const mask = randomBytes(4);\nconst masked = payload.map((byte, index) => byte ^ mask[index % 4]);\nsocket.write(Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, masked]));',
    ),
    why: 'With MASK set the server combines the payload with the key: text that was sent unmasked arrives as garbage, and fails with 1007.',
    confirm: 'In a capture the payload of a client frame must not be readable as it lies.',
    section: '5.3',
  },
];

/** The pairs as fixes of the Node guide. */
export const nodeHandwrittenFixes: Fix[] = pairs.map(({ wrong, right, section, ...rest }) => ({
  ran,
  source: `${rfc}#section-${section}`,
  ...rest,
  wrong: { language: 'js', text: wrong },
  right: { language: 'js', text: right },
}));
