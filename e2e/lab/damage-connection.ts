/** Bytes of other protocols, refused upgrades, ends, and recordings that are not whole. */
import {
  both,
  chosen,
  client,
  type Damage,
  framesOf,
  headerOf,
  insertedBefore,
  isText,
  payloadOf,
  server,
  withBytes,
  withHead,
} from './damage-kit.ts';
import { text } from './generate-frames.ts';
import { join, type Sender } from './generate-strict.ts';
import type { RecordedPiece, RecordedSession } from './recorded-sessions.ts';

const lines = (...all: string[]): Uint8Array => text(all.join('\r\n'));

/** An answer that a proxy writes of its own. */
function errorPage(status: string, program: string): Uint8Array {
  const body = `<html>\r\n<head><title>${status}</title></head>\r\n<body>\r\n<center><h1>${status}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return lines(
    `HTTP/1.1 ${status}`,
    `Server: ${program}`,
    'Content-Type: text/html',
    `Content-Length: ${body.length}`,
    'Connection: close',
    '',
    body,
  );
}

const pages = {
  first: [errorPage('502 Bad Gateway', 'nginx/1.24.0'), errorPage('504 Gateway Time-out', 'nginx')],
  second: [
    errorPage('503 Service Unavailable', 'awselb/2.0'),
    errorPage('408 Request Time-out', 'HAProxy'),
    errorPage('500 Internal Server Error', 'Werkzeug/2.2.2 Python/3.11'),
  ],
};

const asksFor = (session: RecordedSession): string =>
  Buffer.from(session.pieces.find((piece) => piece.head && piece.sender === 'client')?.bytes ?? []).toString(
    'latin1',
  );

/** Pieces up to and with one, and of the other end only what came before it. */
function upTo(session: RecordedSession, piece: RecordedPiece): RecordedPiece[] {
  return session.pieces.slice(0, session.pieces.indexOf(piece) + 1);
}

const foreignDamages: readonly Damage[] = [
  {
    name: 'error-page-between-frames',
    cause: 'http-response-on-websocket',
    also: ['double-handshake'],
    senders: server,
    apply: (session, sender, random, part) =>
      insertedBefore(
        session,
        chosen(session, sender, random, () => true),
        random.pick(pages[part]),
        random,
      ),
  },
  {
    name: 'error-page-after-a-cut-frame',
    cause: 'http-response-on-websocket',
    also: ['short-write', 'abnormal-close'],
    senders: server,
    apply(session, sender, random, part) {
      const piece = chosen(session, sender, random, (one) => payloadOf(one).length > 20, 0);
      if (!piece) return null;
      const cut = headerOf(piece) + random.between(4, payloadOf(piece).length - 4);
      const bytes = join([piece.bytes.subarray(0, cut), random.pick(pages[part])]);
      const pieces = upTo(session, piece).map((one) => (one === piece ? withBytes(one, bytes) : one));
      return { pieces, ends: true, recording: { closer: 'server' } };
    },
  },
  {
    name: 'second-answer-after-the-101',
    cause: 'http-response-on-websocket',
    also: ['double-handshake'],
    senders: server,
    apply(session, sender, random) {
      const [first] = framesOf(session, sender);
      const answer = random.pick([
        lines(
          'HTTP/1.1 400 Bad Request',
          'Content-Type: text/plain',
          'Content-Length: 11',
          '',
          'Bad Request',
        ),
        lines('HTTP/1.1 200 OK', 'Content-Type: application/json', 'Content-Length: 2', '', '{}'),
        lines('HTTP/1.1 404 Not Found', 'Content-Length: 0', '', ''),
      ]);
      return first ? insertedBefore(session, first, answer, random) : null;
    },
  },
  {
    name: 'request-in-the-stream',
    cause: 'http-request-on-websocket',
    senders: client,
    apply: (session, sender, random) =>
      insertedBefore(
        session,
        chosen(session, sender, random, () => true),
        random.chance(0.5)
          ? lines(
              'GET /favicon.ico HTTP/1.1',
              'Host: localhost:8080',
              'User-Agent: curl/8.5.0',
              'Accept: */*',
              '',
              '',
            )
          : lines(
              'POST /api/login HTTP/1.1',
              'Host: example.net',
              'Content-Type: application/json',
              'Content-Length: 2',
              '',
              '{}',
            ),
        random,
      ),
  },
  {
    name: 'text-without-a-frame',
    cause: 'unframed-text',
    also: ['foreign-protocol', 'bytes-inserted'],
    senders: both,
    apply: (session, sender, random, part) =>
      insertedBefore(
        session,
        chosen(session, sender, random, () => true),
        text(
          random.pick(
            part === 'first'
              ? [
                  '{"type":"error","message":"room is full"}',
                  'Warning: undefined variable $id in /srv/chat.php on line 17\n',
                ]
              : [
                  '<b>Notice</b>: session had already been started in /app/ws.php',
                  '[2026-01-04 10:11:12] INFO client connected\n',
                  '{"ok":true}',
                ],
          ),
        ),
        random,
      ),
  },
  {
    name: 'tls-records-in-the-stream',
    cause: 'tls-on-plaintext-port',
    also: ['foreign-protocol'],
    senders: both,
    apply(session, sender, random, part) {
      const size = random.between(40, 300);
      const record = join([Uint8Array.of(0x17, 3, 3, size >> 8, size & 255), random.bytes(size)]);
      const alert = Uint8Array.of(0x15, 3, 3, 0, 2, 2, 80);
      const bytes = part === 'first' || random.chance(0.7) ? record : alert;
      return insertedBefore(
        session,
        chosen(session, sender, random, () => true),
        bytes,
        random,
      );
    },
  },
  {
    name: 'frames-in-chunks',
    cause: 'chunked-on-websocket',
    senders: server,
    apply(session, sender) {
      const pieces = session.pieces.map((piece) =>
        piece.sender === sender && !piece.head
          ? withBytes(
              piece,
              join([text(`${piece.bytes.length.toString(16)}\r\n`), piece.bytes, text('\r\n')]),
            )
          : piece,
      );
      return { pieces };
    },
  },
];

const refusal = (status: string, body: string): Uint8Array =>
  lines(
    `HTTP/1.1 ${status}`,
    'Content-Type: text/plain',
    `Content-Length: ${body.length}`,
    'Connection: close',
    '',
    body,
  );

const handshakeDamages: readonly Damage[] = [
  {
    name: 'frames-after-a-refused-upgrade',
    cause: 'upgrade-refused',
    senders: server,
    breaks: false,
    apply(session, _sender, random, part) {
      const answer = random.pick(
        part === 'first'
          ? [refusal('403 Forbidden', 'Forbidden'), refusal('401 Unauthorized', 'token expired')]
          : [refusal('404 Not Found', 'not found'), refusal('429 Too Many Requests', 'slow down')],
      );
      const own = framesOf(session, 'client').slice(0, random.between(1, 3));
      const request = session.pieces.filter((piece) => piece.head && piece.sender === 'client');
      const head = session.pieces.filter((piece) => piece.head && piece.sender === 'server');
      if (own.length === 0) return null;
      return {
        pieces: [...request, ...head.map((piece) => withBytes(piece, answer)), ...own],
        ends: true,
        recording: { closer: 'server' },
      };
    },
  },
  {
    name: 'accept-of-another-key',
    cause: 'handshake-accept-mismatch',
    senders: server,
    breaks: false,
    apply(session, _sender, random) {
      const wrong = Buffer.from(random.bytes(20)).toString('base64');
      const change = (head: string): string =>
        head.replace(/^(sec-websocket-accept: *).*\r\n/im, `$1${wrong}\r\n`);
      const pieces = withHead(session, 'server', change).filter((piece) => piece.head);
      return { pieces, ends: true, recording: { closer: 'client' } };
    },
  },
  {
    name: 'subprotocol-that-was-not-offered',
    cause: 'handshake-negotiation',
    senders: server,
    breaks: false,
    apply(session) {
      if (/sec-websocket-protocol/i.test(asksFor(session))) return null;
      const change = (head: string): string =>
        head.replace(/\r\n\r\n$/, '\r\nSec-WebSocket-Protocol: chat\r\n\r\n');
      const pieces = withHead(session, 'server', change).filter((piece) => piece.head);
      return { pieces, ends: true, recording: { closer: 'client' } };
    },
  },
];

/** The end of a conversation that stops at a piece: `cut` bytes of that piece remain. */
function stopped(
  session: RecordedSession,
  piece: RecordedPiece,
  kept: number,
  by: Sender,
  reset: boolean,
): ReturnType<Damage['apply']> {
  const pieces = upTo(session, piece).map((one) =>
    one === piece ? withBytes(one, one.bytes.subarray(0, kept)) : one,
  );
  return { pieces, ends: true, recording: reset ? { reset: by } : { closer: by } };
}

const endDamages: readonly Damage[] = [
  {
    name: 'ends-inside-a-frame',
    cause: 'abnormal-close',
    also: ['short-write'],
    senders: both,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, (one) => payloadOf(one).length > 6, 0);
      if (!piece) return null;
      const kept = headerOf(piece) + random.between(1, payloadOf(piece).length - 1);
      return stopped(session, piece, kept, sender, random.chance(0.4));
    },
  },
  {
    name: 'ends-without-a-close',
    cause: 'abnormal-close',
    senders: both,
    breaks: false,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, isText, 0);
      if (!piece || upTo(session, piece).some(({ parts }) => parts?.fin === false)) return null;
      return stopped(session, piece, piece.bytes.length, sender, random.chance(0.5));
    },
  },
];

const captureDamages: readonly Damage[] = [
  {
    name: 'recorded-late',
    cause: 'mid-stream-start',
    also: ['healthy'],
    senders: server,
    breaks: false,
    apply: (session, _sender, random) => ({
      pieces: session.pieces,
      ends: true,
      recording: { from: random.between(2, 4), whole: true },
    }),
  },
  {
    name: 'one-direction-recorded',
    cause: 'capture-loss',
    also: ['mid-stream-start', 'healthy'],
    senders: both,
    breaks: false,
    apply(session, sender) {
      const drop = session.pieces.flatMap((piece, i) => (piece.sender === sender ? [i] : []));
      return { pieces: session.pieces, ends: true, recording: { drop, whole: true } };
    },
  },
  {
    name: 'packet-missed',
    cause: 'capture-loss',
    also: ['healthy'],
    senders: both,
    breaks: false,
    apply(session, sender, random) {
      const piece = chosen(session, sender, random, () => true);
      if (!piece) return null;
      return {
        pieces: session.pieces,
        ends: true,
        recording: { drop: [session.pieces.indexOf(piece)], whole: true },
      };
    },
  },
  {
    name: 'packets-cut-by-snaplen',
    cause: 'capture-truncated',
    senders: both,
    breaks: false,
    apply(session, sender, random, part) {
      const longest = Math.max(...framesOf(session, sender).map(({ bytes }) => bytes.length));
      const snaplen = random.pick(part === 'first' ? [96, 128] : [68, 160, 200]);
      if (longest < snaplen - 40) return null;
      return { pieces: session.pieces, ends: true, recording: { snaplen } };
    },
  },
];

const soundShapes: readonly Damage[] = [
  {
    name: 'nothing',
    cause: 'healthy',
    also: ['abnormal-close'],
    senders: server,
    breaks: false,
    apply: (session) => ({ pieces: session.pieces, ends: true }),
  },
  {
    name: 'torn-and-joined-packets',
    cause: 'healthy',
    also: ['abnormal-close'],
    senders: server,
    breaks: false,
    apply(session, _sender, random) {
      const pieces = session.pieces.flatMap((piece) => {
        if (piece.head || piece.bytes.length < 4) return [{ ...piece, packet: undefined }];
        const cut = random.between(1, piece.bytes.length - 1);
        const half = { ...piece, packet: undefined };
        return [withBytes(half, piece.bytes.subarray(0, cut)), withBytes(half, piece.bytes.subarray(cut))];
      });
      return { pieces, ends: true };
    },
  },
];

export const connectionDamages: readonly Damage[] = [
  ...foreignDamages,
  ...handshakeDamages,
  ...endDamages,
  ...captureDamages,
  ...soundShapes,
];
