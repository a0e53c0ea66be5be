/**
 * Faults of the handshake, of the connection's end and of the recording itself: the frames hold no break. One
 * entry a cause.
 */
import { type Fault, made, withoutClose } from './generate-edit.ts';
import { closePayload, frame, type Random, text } from './generate-frames.ts';
import type { PcapOptions } from './generate-pcap.ts';
import type { Piece, Session } from './generate-session.ts';
import { join, type Sender } from './generate-strict.ts';

/** A broken connection whose truth names no offset, or 0. */
export interface Unsound {
  pieces: Piece[];
  sender: Sender | null;
  breakOffset: number | null;
  also?: string[];
  recording?: PcapOptions;
}

export interface ConnectionFault {
  cause: string;
  options: Fault['options'];
  apply: (session: Session, random: Random) => Unsound | null;
}

const any = () => ({});
const hex = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value.replaceAll(' ', ''), 'hex'));
const latin = (piece: Piece): string => Buffer.from(piece.bytes).toString('latin1');

function heads(session: Session): { request: Piece; response: Piece } {
  const [request, response] = session.pieces.filter((piece) => piece.head);
  return { request, response };
}

/** The handshake with other heads, then nothing, or (when `frames`) what followed. */
function handshake(
  session: Session,
  request: string,
  response: Uint8Array | null,
  frames: Piece[] = [],
): Piece[] {
  const old = heads(session);
  const answer = response === null ? [] : [{ ...old.response, bytes: response }];
  return [{ ...old.request, bytes: text(request) }, ...answer, ...frames];
}

const shut = (random: Random): PcapOptions =>
  random.chance(0.2) ? { reset: random.pick(['client', 'server'] as const) } : {};
const line = (head: string, name: string, change: (value: string) => string | null): string =>
  head.replace(new RegExp(`^${name}:[ ]*(.*)\\r\\n`, 'im'), (whole, value: string) => {
    const next = change(value);
    return next === null ? '' : whole.replace(value, next);
  });

function answer(random: Random): Uint8Array {
  const [status, extra, body] = random.pick([
    ['401 Unauthorized', 'WWW-Authenticate: Bearer\r\n', 'Unauthorized'],
    ['403 Forbidden', '', 'Invalid origin'],
    ['404 Not Found', '', '<!doctype html><h1>Not Found</h1>'],
    ['426 Upgrade Required', 'Upgrade: websocket\r\nConnection: Upgrade\r\n', 'Upgrade Required'],
    ['429 Too Many Requests', 'Retry-After: 30\r\n', '{"error":"slow down"}'],
    ['500 Internal Server Error', '', 'Internal Server Error'],
    ['502 Bad Gateway', 'Server: nginx\r\n', '<html><body>502 Bad Gateway</body></html>'],
    ['503 Service Unavailable', '', 'no upstream'],
    ['302 Found', 'Location: /login\r\n', ''],
    ['200 OK', 'Content-Type: text/html\r\n', '<!doctype html><title>App</title>'],
  ] as const);
  return text(`HTTP/1.1 ${status}\r\n${extra}Content-Length: ${body.length}\r\n\r\n${body}`);
}

const later = (session: Session): Piece[] => session.pieces.filter((piece) => !piece.head);

export const connectionFaults: ConnectionFault[] = [
  {
    cause: 'upgrade-refused',
    options: any,
    apply: (session, random) => ({
      pieces: handshake(session, latin(heads(session).request), answer(random)),
      sender: 'server',
      breakOffset: null,
      recording: shut(random),
    }),
  },
  {
    cause: 'handshake-header-missing',
    options: () => ({ deflate: false }),
    apply(session, random) {
      const { request, response } = heads(session);
      const name = random.pick(['upgrade', 'connection', 'sec-websocket-accept']);
      const wrong = name === 'upgrade' ? 'tcp' : 'close';
      const head = line(latin(response), name, () =>
        name !== 'sec-websocket-accept' && random.chance(0.3) ? wrong : null,
      );
      const server = later(session)
        .filter((piece) => piece.sender === 'server')
        .slice(0, random.int(3));
      return {
        pieces: handshake(session, latin(request), text(head), server),
        sender: 'server',
        breakOffset: null,
        recording: shut(random),
      };
    },
  },
  {
    cause: 'handshake-accept-mismatch',
    options: () => ({ deflate: false }),
    apply(session, random) {
      const { request, response } = heads(session);
      const other = random.chance(0.3)
        ? 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='
        : Buffer.from(random.bytes(20)).toString('base64');
      const head = line(latin(response), 'sec-websocket-accept', () => other);
      const server = later(session)
        .filter((piece) => piece.sender === 'server')
        .slice(0, random.int(3));
      return {
        pieces: handshake(session, latin(request), text(head), server),
        sender: 'server',
        breakOffset: null,
        recording: shut(random),
      };
    },
  },
  {
    cause: 'handshake-negotiation',
    options: () => ({ deflate: false }),
    apply(session, random) {
      const { request, response } = heads(session);
      const [offer, given] = random.pick([
        ['', 'Sec-WebSocket-Protocol: chat'],
        ['Sec-WebSocket-Protocol: graphql-ws', 'Sec-WebSocket-Protocol: graphql-transport-ws'],
        ['', 'Sec-WebSocket-Extensions: permessage-deflate'],
        [
          'Sec-WebSocket-Extensions: permessage-deflate',
          'Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=16',
        ],
        [
          'Sec-WebSocket-Extensions: permessage-deflate',
          'Sec-WebSocket-Extensions: permessage-deflate; compression_level=9',
        ],
        ['Sec-WebSocket-Extensions: permessage-deflate', 'Sec-WebSocket-Extensions: x-webkit-deflate-frame'],
      ] as const);
      const asked = line(latin(request), 'sec-websocket-extensions', () => null);
      const ask = offer ? asked.replace('\r\n\r\n', `\r\n${offer}\r\n\r\n`) : asked;
      return {
        pieces: handshake(session, ask, text(latin(response).replace('\r\n\r\n', `\r\n${given}\r\n\r\n`))),
        sender: 'server',
        breakOffset: null,
        recording: shut(random),
      };
    },
  },
  {
    cause: 'proxy-protocol-header',
    options: any,
    apply(session, random) {
      const { request } = heads(session);
      const v1 = text(
        `PROXY TCP4 198.51.100.${random.int(250)} 127.0.0.1 ${random.between(30_000, 60_000)} 8080\r\n`,
      );
      const v2 = join([
        hex('0d0a0d0a000d0a515549540a2111000c'),
        Uint8Array.of(198, 51, 100, random.int(250), 127, 0, 0, 1),
        random.bytes(2),
        Uint8Array.of(0x1f, 0x90),
      ]);
      const bytes = join([random.chance(0.6) ? v1 : v2, request.bytes]);
      const refusal = text('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
      const pieces: Piece[] = [
        { ...request, bytes },
        { ...heads(session).response, bytes: refusal },
      ];
      return {
        pieces: random.chance(0.8) ? pieces : pieces.slice(0, 1),
        sender: 'client',
        breakOffset: null,
      };
    },
  },
  {
    cause: 'plaintext-on-tls-port',
    options: any,
    apply(session, random) {
      const page =
        '<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>\r\n<body>nginx</body></html>\r\n';
      const reply = random.pick([
        { bytes: hex('15030100020246'), also: [] as string[] },
        { bytes: hex('1503030002020a'), also: [] },
        {
          bytes: text(
            `HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\nContent-Length: ${page.length}\r\n\r\n${page}`,
          ),
          also: ['upgrade-refused'],
        },
        {
          bytes: text('HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n'),
          also: ['upgrade-refused'],
        },
      ]);
      return {
        pieces: handshake(session, latin(heads(session).request), reply.bytes),
        sender: 'client',
        breakOffset: null,
        also: reply.also,
        recording: shut(random),
      };
    },
  },
  {
    cause: 'old-draft',
    options: () => ({ deflate: false, text: true }),
    apply(session, random) {
      const sender: Sender = random.chance(0.7) ? 'server' : 'client';
      const numbers = random.chance(0.4);
      const pieces = session.pieces.flatMap((piece): Piece[] => {
        if (piece.sender !== sender || piece.head) return [piece];
        if (piece.parts!.opcode === 0 || !piece.single) return [];
        if (piece.parts!.opcode! > 2) return [];
        const payload = piece.parts!.payload!;
        if (numbers) return [{ ...piece, bytes: frame({ ...piece.parts, opcode: 4 }) }];
        return [{ ...piece, bytes: join([Uint8Array.of(0), payload, Uint8Array.of(0xff)]) }];
      });
      return { pieces, sender, breakOffset: 0, also: numbers ? ['reserved-opcode'] : [] };
    },
  },
  {
    cause: 'message-too-large',
    options: () => ({ deflate: false }),
    apply(session, random) {
      const pieces = withoutClose(session);
      const sender: Sender = random.chance(0.75) ? 'client' : 'server';
      const other: Sender = sender === 'client' ? 'server' : 'client';
      const size = random.pick([2_500, 5_000, 9_000, 11_000, 17_000, 66_000]) + random.int(900);
      const payload = random.chance(0.5)
        ? random.bytes(size)
        : text(JSON.stringify({ upload: 'abcdefgh01234567'.repeat(size >> 4) }));
      const last = pieces[pieces.length - 1];
      if (open(pieces, sender) || open(pieces, other)) return null;
      const big = made(last, sender, random, { opcode: payload[0] === 123 ? 1 : 2, payload });
      const close = made(big, other, random, {
        opcode: 8,
        payload: closePayload(1009, random.pick(['', 'message too big'])),
      });
      const echo = made(close, sender, random, { opcode: 8, payload: closePayload(1009) });
      return {
        pieces: [...pieces, big, close, ...(random.chance(0.6) ? [echo] : [])],
        sender,
        breakOffset: null,
      };
    },
  },
  {
    cause: 'valid-bytes-receiver-at-fault',
    options: () => ({ deflate: false }),
    apply(session, random) {
      const all = withoutClose(session);
      const pieces = all.slice(0, random.between(6, all.length));
      const complainer: Sender = random.chance(0.7) ? 'server' : 'client';
      const other: Sender = complainer === 'client' ? 'server' : 'client';
      const last = pieces[pieces.length - 1];
      if (last.sender !== other || open(pieces, complainer) || open(pieces, other)) return null;
      const close = made(last, complainer, random, {
        opcode: 8,
        payload: closePayload(
          random.pick([1002, 1002, 1007]),
          random.pick(['', 'Invalid frame', 'protocol error']),
        ),
      });
      const echo = made(close, other, random, { opcode: 8, payload: close.parts!.payload!.slice(0, 2) });
      return {
        pieces: [...pieces, close, ...(random.chance(0.7) ? [echo] : [])],
        sender: null,
        breakOffset: null,
      };
    },
  },
  {
    cause: 'abnormal-close',
    options: any,
    apply(session, random) {
      const all = withoutClose(session);
      const pieces = all.slice(0, random.between(4, all.length));
      const who = random.pick(['client', 'server'] as const);
      if (open(pieces, 'client') || open(pieces, 'server')) return null;
      return {
        pieces,
        sender: null,
        breakOffset: null,
        recording: random.chance(0.5) ? { reset: who } : { closer: who },
      };
    },
  },
  {
    cause: 'idle-timeout',
    options: any,
    apply(session, random) {
      const pieces = withoutClose(session);
      if (open(pieces, 'client') || open(pieces, 'server')) return null;
      const still = random.pick([30, 50, 60, 60, 60, 100, 300, 350, 600, 3600]);
      const recording: PcapOptions = {
        closer: 'server',
        still: still + random.int(30) / 1000,
        both: random.chance(0.5),
      };
      return { pieces, sender: null, breakOffset: null, also: ['abnormal-close'], recording };
    },
  },
  {
    cause: 'mid-stream-start',
    options: () => ({ close: true, least: 9 }),
    apply(session, random) {
      const first = random.between(4, 9);
      // a capture that begins between two messages of both ends, so that the rest is whole
      const before = session.pieces.slice(0, first);
      if (open(before, 'client') || open(before, 'server') || session.agreed) return null;
      return {
        pieces: session.pieces,
        sender: null,
        breakOffset: null,
        also: ['healthy'],
        recording: { from: first, whole: true },
      };
    },
  },
  {
    cause: 'capture-loss',
    options: () => ({ close: true, least: 9 }),
    apply(session, random) {
      const at = random.between(4, session.pieces.length - 5);
      return {
        pieces: session.pieces,
        sender: null,
        breakOffset: null,
        recording: { drop: [at, ...(random.chance(0.3) ? [at + 1] : [])], whole: true },
      };
    },
  },
  {
    cause: 'capture-truncated',
    options: () => ({ close: true }),
    apply: (session, random) => ({
      pieces: session.pieces,
      sender: null,
      breakOffset: null,
      recording: { snaplen: random.pick([68, 80, 96, 100, 128]), whole: true },
    }),
  },
];

/** Whether a message of this end is unfinished. */
function open(pieces: readonly Piece[], sender: Sender): boolean {
  return pieces.reduce(
    (state, { sender: who, parts }) =>
      who === sender && parts && (parts.opcode ?? 1) < 8 ? parts.fin === false : state,
    false,
  );
}
