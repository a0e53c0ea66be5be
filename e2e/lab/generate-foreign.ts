/** Bytes of something else where frames should be: HTTP, chunks, TLS, HTTP/2, banners, bare text. One entry a cause. */
import { type Broken, type Fault, gaps, insertAfter, loose } from './generate-edit.ts';
import { type Random, text } from './generate-frames.ts';
import type { Piece, Session } from './generate-session.ts';
import { join, type Sender } from './generate-strict.ts';
import { json, sentence } from './generate-traffic.ts';

const client: readonly Sender[] = ['client'];
const server: readonly Sender[] = ['server'];
const both: readonly Sender[] = ['client', 'server'];
const hex = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value.replaceAll(' ', ''), 'hex'));
const any = () => ({});

/** Foreign bytes at a frame boundary: late when `late`, else right after the head; then the stream ends or goes on. */
function put(
  session: Session,
  sender: Sender,
  random: Random,
  bytes: Uint8Array,
  place: 'late' | 'first' | 'any',
  ends: boolean,
): Broken | null {
  const all = gaps(session, sender, 4);
  const fits = place === 'first' ? all.slice(0, 1) : place === 'late' ? all.slice(2) : all;
  if (fits.length === 0) return null;
  const near = random.pick(fits);
  const piece = loose(near, sender, bytes);
  const pieces = insertAfter(session.pieces, near, piece);
  if (!ends) return { pieces, sender, at: piece };
  const from = pieces.indexOf(piece);
  // the other end's frames that were on their way are still seen
  const rest = pieces
    .slice(from + 1)
    .filter((one) => one.sender !== sender)
    .slice(0, 2);
  return { pieces: [...pieces.slice(0, from + 1), ...rest], sender, at: piece, ends: true };
}

function http(random: Random): Uint8Array {
  const [status, body] = random.pick([
    ['408 Request Timeout', ''],
    ['400 Bad Request', 'Bad Request'],
    ['500 Internal Server Error', '{"error":"headers already sent"}'],
    [
      '502 Bad Gateway',
      '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body></html>\r\n',
    ],
    ['200 OK', 'OK'],
    ['404 Not Found', '{"detail":"Not Found"}'],
    ['504 Gateway Timeout', '<html><body><h1>504 Gateway Time-out</h1></body></html>'],
  ] as const);
  const lines = [`HTTP/1.1 ${status}`];
  if (random.chance(0.5)) lines.push('Server: nginx/1.22.1');
  if (random.chance(0.6)) lines.push('Connection: close');
  if (body)
    lines.push(
      `Content-Type: ${body.startsWith('<') ? 'text/html' : body.startsWith('{') ? 'application/json' : 'text/plain'}`,
    );
  if (body || random.chance(0.5)) lines.push(`Content-Length: ${body.length}`);
  return text(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

export const foreignFaults: Fault[] = [
  {
    cause: 'http-response-on-websocket',
    senders: server,
    options: any,
    apply: (session, sender, random) =>
      put(session, sender, random, http(random), 'late', random.chance(0.7)),
  },
  {
    cause: 'http-request-on-websocket',
    senders: client,
    options: any,
    apply(session, sender, random) {
      const path = random.pick(['/', '/health', '/api/items?id=7', '/ws']);
      const head = random.chance(0.7)
        ? `GET ${path} HTTP/1.1\r\nHost: localhost:3000\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\n\r\n`
        : `POST ${path} HTTP/1.1\r\nHost: localhost:3000\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"ok":true}`;
      return put(session, sender, random, text(head), 'any', random.chance(0.6));
    },
  },
  {
    cause: 'chunked-on-websocket',
    senders: server,
    options: any,
    apply(session, sender, random) {
      const header = random.chance(0.5);
      const upper = random.chance(0.3);
      const pieces = session.pieces.map((piece): Piece => {
        if (piece.sender !== sender) return piece;
        if (piece.head) {
          if (!header) return piece;
          const value = Buffer.from(piece.bytes)
            .toString('latin1')
            .replace('\r\n\r\n', '\r\nTransfer-Encoding: chunked\r\n\r\n');
          return { ...piece, bytes: text(value) };
        }
        const size = piece.bytes.length.toString(16);
        return {
          ...piece,
          bytes: join([text(`${upper ? size.toUpperCase() : size}\r\n`), piece.bytes, text('\r\n')]),
        };
      });
      return { pieces, sender, at: pieces.find((piece) => piece.sender === sender && !piece.head) };
    },
  },
  {
    cause: 'handshake-boundary',
    senders: both,
    options: any,
    apply(session, sender, random) {
      const extra = random.pick([
        text('\r\n'),
        text('\r\n\r\n'),
        Uint8Array.of(0),
        text('X-Request-Id: 7f3a\r\n\r\n'),
        text('Sec-WebSocket-Protocol: chat\r\nServer: proxy\r\n\r\n'),
        text('User-Agent: Mozilla/5.0\r\nAccept: */*\r\n\r\n'),
      ]);
      return put(session, sender, random, extra, 'first', false);
    },
  },
  {
    cause: 'unframed-text',
    senders: both,
    options: any,
    apply(session, sender, random) {
      const bytes = random.pick([
        () => text(json(random, true)),
        () => text(JSON.stringify({ type: 'update', value: random.int(99), note: sentence(random, 5) })),
        () => text(`<html><body><p>${sentence(random, 8)}</p></body></html>`),
        () => text(`[2025-11-03 10:20:30] ERROR ${sentence(random, 6)}\n`),
        () =>
          text(
            `<br />\n<b>Warning</b>: Undefined array key "id" in /var/www/chat.php on line ${random.int(300)}<br />\n`,
          ),
        () => text(`42["message",{"text":"${sentence(random, 4)}"}]`),
      ])();
      return put(session, sender, random, bytes, 'any', random.chance(0.3));
    },
  },
  {
    cause: 'foreign-protocol',
    senders: server,
    options: any,
    apply(session, sender, random) {
      const bytes = random.pick([
        text('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n'),
        text('RFB 003.008\n'),
        text('220 mail.example.com ESMTP Postfix\r\n'),
        text('+PONG\r\n'),
        text('-NOAUTH Authentication required.\r\n'),
        join([
          hex('4a0000000a'),
          text('8.0.36\0'),
          hex('0c000000'),
          random.bytes(8),
          hex('00ffffff0200ffdf15'),
        ]),
        hex('1f8b0800000000000003abaec9cc4b4957b2525248cb2f4a2d5248492d4e2e5128c9482d4a05000c1b3d2b1d000000'),
      ]);
      return put(session, sender, random, bytes, 'first', true);
    },
  },
  {
    cause: 'double-handshake',
    senders: server,
    options: () => ({ text: true }),
    apply(session, sender, random) {
      const head = session.pieces.find((piece) => piece.head && piece.sender === sender)!;
      if (random.chance(0.4)) {
        const refusal = text(
          'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: 11\r\n\r\nBad Request',
        );
        return put(session, sender, random, refusal, 'first', true);
      }
      const second = loose(head, sender, head.bytes);
      const twice = random.chance(0.5);
      const pieces = insertAfter(session.pieces, head, second).flatMap((piece) =>
        twice && piece.sender === sender && piece.parts?.opcode === 1 && piece.single && !piece.parts.rsv
          ? [piece, { ...piece }]
          : [piece],
      );
      return { pieces, sender, at: second };
    },
  },
  {
    cause: 'tls-on-plaintext-port',
    senders: both,
    options: any,
    apply(session, sender, random) {
      const hello = join([
        hex('16030100ca010000c60303'),
        random.bytes(32),
        Uint8Array.of(32),
        random.bytes(32),
        hex('0020130213031301c02cc030c02bc02fcca9cca8c024c028c023c02700ff01000000'),
        random.bytes(97),
      ]);
      const alert = hex('15030300020228');
      const data = (): Uint8Array => {
        const size = random.between(30, 200);
        return join([hex('170303'), Uint8Array.of(size >> 8, size & 255), random.bytes(size)]);
      };
      const bytes = random.pick([
        () => (sender === 'client' ? hello : alert),
        () => join([data(), data(), data()]),
      ])();
      return put(session, sender, random, bytes, random.chance(0.5) ? 'first' : 'any', true);
    },
  },
  {
    cause: 'http2-preface',
    senders: both,
    options: any,
    apply(session, sender, random) {
      const settings = hex('00001204000000000000030000006400040000ffff00050000 4000'.replace(' ', ''));
      const window = hex('000004080000000000 00ef0001'.replace(' ', ''));
      const bytes =
        sender === 'client'
          ? join([text('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), settings, window])
          : join([settings, window, hex('000000040100000000')]);
      return put(session, sender, random, bytes, 'first', true);
    },
  },
];
