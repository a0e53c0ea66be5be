/**
 * A sound random session: a handshake in one of several styles, then traffic both ways, with or without
 * permessage-deflate.
 */
import {
  acceptOf,
  closePayload,
  deflateMessage,
  type FrameParts,
  frame,
  type Random,
  text,
} from './generate-frames.ts';
import { type Agreed, join, type Sender } from './generate-strict.ts';
import { foreign, json, message, sentence } from './generate-traffic.ts';

/** One write of one end: a handshake head, or a frame with what it was built from. */
export interface Piece {
  sender: Sender;
  bytes: Uint8Array;
  /** Seconds from the start. */
  time: number;
  head: boolean;
  parts: FrameParts | null;
  /** True for a message in a single frame. */
  single: boolean;
  /** The message before compression, on its last frame. */
  plain: Uint8Array | null;
}

export interface Session {
  pieces: Piece[];
  agreed: Record<Sender, Agreed> | null;
}

export interface SessionOptions {
  /** Whether permessage-deflate is agreed; absent: random. */
  deflate?: boolean;
  /** This end agrees to forget its window; its compressor keeps it all the same when `keeps` is set. */
  noTakeover?: Sender;
  keeps?: Sender;
  /** Agreed window of one end, and the window its compressor truly uses. */
  window?: { sender: Sender; bits: number; used: number };
  /** Text only, with lines. */
  lines?: boolean;
  /** One in three messages holds characters above U+007F. */
  foreign?: boolean;
  ascii?: boolean;
  /** Fragment often. */
  fragments?: boolean;
  text?: boolean;
  /** Whether it ends with Close frames; absent: mostly. */
  close?: boolean;
  /** At least this many messages of each end. */
  least?: number;
}

const other = (sender: Sender): Sender => (sender === 'client' ? 'server' : 'client');

const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Python/3.11 websockets/10.4',
  'okhttp/4.12.0',
];

function heads(random: Random, extension: string | null): { request: string; response: string } {
  const key = Buffer.from(random.bytes(16)).toString('base64');
  const host = random.pick(['127.0.0.1:8080', 'localhost:3000', 'chat.example.com', 'api.example.net:9443']);
  const path = random.pick(['/', '/ws', '/live?room=7', '/socket.io/?EIO=4&transport=websocket', '/graphql']);
  const offer = extension !== null || random.chance(0.4);
  const lines = random.pick([
    () => [
      `GET ${path} HTTP/1.1`,
      `Host: ${host}`,
      'Connection: Upgrade',
      'Pragma: no-cache',
      'Cache-Control: no-cache',
      `User-Agent: ${AGENTS[random.int(2)]}`,
      'Upgrade: websocket',
      `Origin: http://${host}`,
      'Sec-WebSocket-Version: 13',
      'Accept-Encoding: gzip, deflate, br',
      `Sec-WebSocket-Key: ${key}`,
    ],
    () => [
      `GET ${path} HTTP/1.1`,
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${key}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      `Host: ${host}`,
    ],
    () => [
      `GET ${path} HTTP/1.1`,
      `Host: ${host}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${key}`,
      'Sec-WebSocket-Version: 13',
      `User-Agent: ${AGENTS[2 + random.int(2)]}`,
    ],
  ])();
  if (offer) lines.push('Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits');
  const accept = acceptOf(key);
  const answer = random.pick([
    () => [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
    ],
    () => [
      'HTTP/1.1 101 Switching Protocols',
      'Date: Mon, 03 Nov 2025 10:20:30 GMT',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
      'Server: Python/3.11 websockets/10.4',
    ],
    () => [
      'HTTP/1.1 101 Switching Protocols',
      'Server: nginx/1.22.1',
      'Date: Mon, 03 Nov 2025 10:20:30 GMT',
      'Connection: upgrade',
      'Upgrade: websocket',
      `Sec-WebSocket-Accept: ${accept}`,
    ],
    () => [
      'HTTP/1.1 101 Switching Protocols',
      'upgrade: WebSocket',
      'connection: Upgrade',
      `sec-websocket-accept: ${accept}`,
    ],
  ])();
  if (extension !== null) answer.push(`Sec-WebSocket-Extensions: ${extension}`);
  return { request: `${lines.join('\r\n')}\r\n\r\n`, response: `${answer.join('\r\n')}\r\n\r\n` };
}

function deflateTerms(
  random: Random,
  options: SessionOptions,
): { agreed: Record<Sender, Agreed>; extension: string } {
  const terms = (sender: Sender): Agreed => ({
    takeover: options.noTakeover === sender ? false : options.window?.sender === sender || random.chance(0.6),
    windowBits:
      options.window?.sender === sender
        ? options.window.bits
        : random.pick([15, 15, 15, 15, 14, 12, 11, 10, 9]),
  });
  const agreed = { client: terms('client'), server: terms('server') };
  const words = ['permessage-deflate'];
  for (const sender of ['server', 'client'] as const) {
    if (!agreed[sender].takeover) words.push(`${sender}_no_context_takeover`);
    if (agreed[sender].windowBits !== 15)
      words.push(`${sender}_max_window_bits=${agreed[sender].windowBits}`);
  }
  return { agreed, extension: words.join('; ') };
}

/** Builds a session that a strict reader accepts, unless `options` asks a compressor to break its word. */
export function session(random: Random, options: SessionOptions = {}): Session {
  const withDeflate = options.deflate ?? random.chance(0.35);
  const terms = withDeflate ? deflateTerms(random, options) : null;
  const agreed = terms?.agreed ?? null;
  const { request, response } = heads(random, terms?.extension ?? null);
  const pieces: Piece[] = [];
  let time = 0;
  const put = (sender: Sender, bytes: Uint8Array, rest: Partial<Piece> = {}): void => {
    time += random.between(100, 40_000) / 1e6;
    pieces.push({ sender, bytes, time, head: false, parts: null, single: false, plain: null, ...rest });
  };
  put('client', text(request), { head: true });
  put('server', text(response), { head: true });

  const history: Record<Sender, Uint8Array> = { client: new Uint8Array(0), server: new Uint8Array(0) };
  const threshold = random.pick([0, 0, 64, 200]);
  const fragmenting = options.fragments ? 0.5 : random.pick([0, 0, 0.1, 0.25]);
  const controls = random.pick([0, 0.05, 0.15]);
  const send = (sender: Sender, parts: FrameParts, rest: Partial<Piece>): void => {
    const full: FrameParts = { fin: true, rsv: 0, ...parts, key: sender === 'client' ? random.key() : null };
    put(sender, frame(full), { parts: full, ...rest });
  };
  const control = (sender: Sender): void => {
    const data = random.pick([new Uint8Array(0), text('hb'), random.bytes(4), text(String(random.int(1e9)))]);
    send(sender, { opcode: 9, payload: data }, { single: true });
    if (random.chance(0.8)) send(other(sender), { opcode: 10, payload: data }, { single: true });
  };
  const say = (sender: Sender): void => {
    const binary = !options.text && !options.lines && random.chance(0.18);
    const data = body(random, options, binary);
    const opcode = data.binary ? 2 : 1;
    let payload = data.data;
    let rsv = 0;
    const own = agreed?.[sender];
    if (own && payload.length >= threshold) {
      const used = options.window?.sender === sender ? options.window.used : own.windowBits;
      const keeps = own.takeover || options.keeps === sender;
      const before = keeps ? history[sender].slice(-(2 ** used)) : new Uint8Array(0);
      payload = deflateMessage(data.data, used, before);
      rsv = 4;
      history[sender] = join([history[sender], data.data]).slice(-65536);
    }
    if (payload.length < 3 || !random.chance(fragmenting)) {
      send(sender, { opcode, payload, rsv }, { single: true, plain: data.data });
      return;
    }
    const cuts = [
      ...new Set(Array.from({ length: random.between(1, 3) }, () => random.between(1, payload.length - 1))),
    ];
    const edges = [0, ...cuts.sort((a, b) => a - b), payload.length];
    for (let i = 0; i + 1 < edges.length; i++) {
      const last = i + 2 === edges.length;
      const parts = {
        opcode: i === 0 ? opcode : 0,
        rsv: i === 0 ? rsv : 0,
        fin: last,
        payload: payload.subarray(edges[i], edges[i + 1]),
      };
      send(sender, parts, { single: false, plain: last ? data.data : null });
      if (!last && random.chance(controls)) control(sender);
    }
  };

  const least = options.least ?? 7;
  const count: Record<Sender, number> = { client: 0, server: 0 };
  const lean = random.pick([0.3, 0.5, 0.7]);
  const total = random.between(least * 2 + 2, least * 2 + 18);
  for (let i = 0; i < total || count.client < least || count.server < least; i++) {
    const sender: Sender = random.chance(lean) ? 'client' : 'server';
    say(sender);
    count[sender]++;
    if (random.chance(controls)) control(sender);
  }
  if (options.close ?? random.chance(0.8)) {
    const first = random.pick(['client', 'server'] as const);
    const payload = random.pick([
      new Uint8Array(0),
      closePayload(1000),
      closePayload(1000, 'bye'),
      closePayload(1001, 'going away'),
      closePayload(3001, 'session over'),
      closePayload(4000 + random.int(1000)),
    ]);
    send(first, { opcode: 8, payload }, { single: true });
    send(other(first), { opcode: 8, payload: payload.slice(0, 2) }, { single: true });
  }
  return { pieces, agreed };
}

function body(
  random: Random,
  options: SessionOptions,
  binary: boolean,
): { binary: boolean; data: Uint8Array } {
  if (binary) return message(random, {});
  if (options.lines && random.chance(0.45)) {
    const ends = random.pick(['\n', '\n', '\r\n']);
    const lines = Array.from({ length: random.between(2, 12) }, () => sentence(random, random.between(2, 8)));
    return { binary: false, data: text(lines.join(ends)) };
  }
  if (options.foreign && random.chance(0.35)) {
    const words = Array.from({ length: random.between(1, 6) }, () => foreign(random)).join(' ');
    return { binary: false, data: text(JSON.stringify({ type: 'chat', id: random.int(9999), text: words })) };
  }
  if (random.chance(0.5))
    return { binary: false, data: text(json(random, options.ascii || options.foreign)) };
  return message(random, { ascii: options.ascii || options.foreign, text: true });
}
