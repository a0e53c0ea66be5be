import { describe, expect, test } from 'vitest';
import { decodeText, encodeText } from '../bytes/utf8.ts';
import { errorsIn } from './errors.ts';
import { recognise } from './recognise.ts';
import { recognisedBytes, textOfPart } from './recognition.ts';

/** Texts of one kind each, and what they are. */
const texts: readonly (readonly [title: string, text: string, kind: string, name?: string])[] = [
  ['nothing', ' \n', 'unknown'],
  ['a sentence', 'The socket works on my machine but not in production, and nobody knows why.', 'unknown'],
  ['hex', '81 05 48 65 6c 6c 6f', 'bytes'],
  ['a URL', 'wss://app.example.com/socket?token=1', 'url'],
  ['a refused connection', 'Error: connect ECONNREFUSED 127.0.0.1:8080', 'error-text'],
  [
    'an error of Chrome at an address of Socket.IO',
    "WebSocket connection to 'wss://a.example/socket.io/?EIO=4' failed: Invalid frame header",
    'error-text',
    'Chrome console',
  ],
  ['an error of gorilla', 'websocket: bad opcode 7', 'error-text'],
  [
    'names of ciphers and patterns that look like cat -v',
    '<VirtualHost *:443>\n  SSLEngine on\n  SSLCipherSuite ECDHE-RSA-AES128-GCM-SHA256\n  RewriteCond %{HTTP:UPGRADE} ^WebSocket$ [NC,OR]\n  RewriteCond %{HTTP:CONNECTION} ^Upgrade$ [NC]\n  RewriteRule .* ws://127.0.0.1:3000%{REQUEST_URI} [P]\n</VirtualHost>\n',
    'configuration',
  ],
  [
    'an upstream of nginx',
    'upstream app { server 127.0.0.1:8000; }\nserver { listen 80; location / { proxy_pass http://app; } }',
    'configuration',
    'nginx configuration',
  ],
  ['a request', 'GET /ws HTTP/1.1\nHost: a\nUpgrade: websocket\nConnection: Upgrade\n', 'handshake'],
  [
    'a panic of Rust',
    "thread 'main' panicked at 'called `unwrap()` on an `Err` value', src/main.rs:4:7",
    'error-text',
  ],
  ['an empty reply', 'curl: (52) Empty reply from server', 'error-text'],
  [
    'a certificate',
    '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0B\n-----END CERTIFICATE-----',
    'unknown',
  ],
  [
    'checksums of files',
    'd41d8cd98f00b204e9800998ecf8427e  empty.bin\n900150983cd24fb0d6963f7d28e17f72  abc.txt',
    'unknown',
  ],
  ['MAC addresses', '81:05:48:65:6c:6c\n82:03:00:ff:10:89', 'unknown'],
  ['a Close frame of six bytes', '88:04:03:e8:6f:6b', 'bytes'],
  ['a pointer', '0x7ffeefbff5c8', 'unknown'],
  ['words of a to f', 'dead beef cafe babe', 'unknown'],
  [
    'the claims of a token',
    'eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ==',
    'unknown',
  ],
  ['a key of a handshake', 'dGhlIHNhbXBsZSBub25jZQ==', 'unknown'],
  ['a frame in base64', 'gQVIZWxsbw==', 'bytes'],
  [
    'a program in Python',
    'import asyncio, websockets\n\nasync def main():\n    async with websockets.connect("ws://localhost:8765") as ws:\n        await ws.send("Hello world!")\n\nasyncio.run(main())',
    'unknown',
  ],
  [
    'packet details',
    'WebSocket\n    1... .... = Fin: True\n    .000 .... = Reserved: 0x0\n    .... 0001 = Opcode: Text (1)\n',
    'packet-tree',
  ],
];

/** Milliseconds of processor time; other programs of a busy machine do not count. */
function processorTime(action: () => void): number {
  const before = process.cpuUsage();
  action();
  return process.cpuUsage(before).user / 1000;
}

describe('a text of one kind', () => {
  for (const [title, text, kind, name] of texts) {
    test(title, () => {
      const found = recognise(text);
      expect(found.kind).toBe(kind);
      if (name !== undefined) expect(found.name).toBe(name);
    });
  }
});

test('a question with an error and a dump has a part of each', () => {
  const error =
    'Error: Invalid WebSocket frame: invalid opcode 3\n    at Receiver.getInfo (/app/node_modules/ws/lib/receiver.js:290:14)';
  const dump = '83 05 48 65 6c 6c 6f';
  const text = `Hello, my client breaks after a while. This is what I see:\n\n\`\`\`\n${error}\n\`\`\`\n\nThe bytes from the server are these:\n\n${dump}\n\nWhat is wrong with them?\n`;
  const { kind, parts } = recognise(text);
  expect(kind).toBe('mixed');
  expect(parts.map((part) => [part.kind, text.slice(part.start, part.end).trim()])).toEqual([
    ['error-text', error],
    ['bytes', dump],
  ]);
});

test('an error among the words of a person is the only part', () => {
  const text =
    'Since the update I get this in the console every few minutes:\n\nError: read ECONNRESET\n\nHas anybody seen that before?\n';
  expect(recognise(text)).toMatchObject({ kind: 'error-text', parts: [{ start: 63 }] });
});

test('the time grows with the length of the text and no faster', () => {
  const line = '2026-11-22 12:00:01.123 [worker-1] INFO  app.Main:10 connection 127.0.0.1:8080 opened\n';
  const timeOf = (text: string) => processorTime(() => recognise(text));
  timeOf(line.repeat(100));
  expect(timeOf(line.repeat(20_000))).toBeLessThan(2000);
});

test('bytes that an error text quotes are described', () => {
  const errorsOf = (text: string) => errorsIn(text, recognise(text)).map(({ note }) => note);
  const go = String.raw`error="Get \"https://bus.example.com/\": net/http: malformed HTTP response \"\x89\x131735980419992937300\""`;
  expect(errorsOf(go)).toEqual([expect.stringContaining('(8913): ping, 19 bytes, not masked')]);
  const python = String.raw`websocket._exceptions.WebSocketPayloadException: cannot decode: '\x81~\x01?'`;
  expect(errorsOf(python)).toEqual([expect.stringContaining('(817e013f): text, 319 bytes, not masked')]);
});

test.each([
  [
    String.raw`net/http: HTTP/1.x transport connection broken: malformed HTTP response "\x89\x131735980"`,
    'handshake-boundary',
  ],
  [
    String.raw`net/http: HTTP/1.x transport connection broken: malformed HTTP response "\x15\x03\x03"`,
    'plaintext-on-tls-port',
  ],
  ['curl: (1) Received HTTP/0.9 when not allowed', 'handshake-boundary'],
])('%s has its cause', (text, cause) => {
  expect(errorsIn(text, recognise(text))[0].causes[0].cause).toBe(cause);
});

test('the error line of curl after a request is listed', () => {
  const text =
    '> GET /ws HTTP/1.1\n> Host: a.example.com\n> Upgrade: websocket\n>\n* Received HTTP/0.9 when not allowed\ncurl: (1) Received HTTP/0.9 when not allowed\n';
  expect(errorsIn(text, recognise(text))).toMatchObject([{ implementation: 'curl', role: 'client' }]);
});

test.each([
  '1, 2, 3, 4, 5, 6',
  '[[1,0,0],[0,1,0],[0,0,1]]',
  'rgb(129, 5, 72)',
  '80, 443, 8080, 3000',
  'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
  'ACGTACGTTTGACCATGA',
  'Lorem ipsum dolor sit amet consectetur',
  'VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZw==',
  String.raw`print("\x1b[31mred\x1b[0m")`,
  String.raw`/^(?:\x81|\x82)/`,
])('%s is not read as bytes', (text) => {
  expect(recognise(text).parts.filter(({ kind }) => kind === 'bytes')).toEqual([]);
});

test.each(['129, 5, 72, 101, 108, 108, 111', 'gQVIZWxsbw==', String.raw`"\x81\x05Hello"`])(
  '%s is read as bytes',
  (text) => {
    expect(recognise(text)).toMatchObject({ kind: 'bytes' });
  },
);

test.each([
  ' ',
  '\n',
  '\r\n',
  '0',
  'a',
  '\\',
  ',',
  '[',
  '0 ',
  '1,',
  '\\x',
  '. ',
  '0x',
  '/*',
  'a=',
  '- ',
  ':',
])('a long run of %j takes no longer than its length', (run) => {
  for (const beginning of ['', '1', 'at ', '"', '- ', '{']) {
    expect(processorTime(() => recognise(`${beginning}${run.repeat(60_000 / run.length)}!`))).toBeLessThan(
      3000,
    );
  }
});

describe('the text of a part', () => {
  test('goes on where recognition stopped looking, in characters of any length', () => {
    for (const letter of ['a', 'ä', '字', '😀']) {
      const text = `${letter.repeat(recognisedBytes)}end`;
      const seen = decodeText(encodeText(text).subarray(0, recognisedBytes));
      expect(textOfPart(text, { start: 2, end: seen.length }), letter).toBe(text.slice(2));
    }
  });

  test('ends where the part ends when more was looked at', () => {
    expect(textOfPart('one two', { start: 0, end: 3 })).toBe('one');
  });
});

describe('curl that ends by its own time limit', () => {
  const asked = '$ curl -v -m 2 http://a/chat\n> GET /chat HTTP/1.1\n> Upgrade: websocket\n>\n';
  const ended = 'curl: (28) Operation timed out after 2001 milliseconds with 0 bytes received\n';
  const kinds = (text: string) => errorsIn(text, recognise(text)).map(({ kind }) => kind);

  test('has no error after an answer', () => {
    expect(kinds(`${asked}< HTTP/1.1 101 Switching Protocols\n< Connection: upgrade\n<\n${ended}`)).toEqual(
      [],
    );
  });

  test('has one without an answer', () => {
    expect(kinds(asked + ended)).not.toEqual([]);
  });
});
