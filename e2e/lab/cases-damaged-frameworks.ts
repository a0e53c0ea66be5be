// Damage by relays between servers on frameworks and their clients: bytes lost, inserted or changed at many places of a
// frame, frames repeated, streams translated.
import { deflateRawSync } from 'node:zlib';
import { type Framework, frameworks, startFramework } from './framework-servers.ts';
import { type Change, onFrame, relay, truth } from './framing-kit.ts';
import { sendInTurn, wsClient } from './kit.ts';
import { frame, type LabCase, npm, Opcode, program } from './lab.ts';

const any = /^(?!nothing)/;
const rows = Array.from({ length: 40 }, (_, i) => ({
  id: 7000 + i,
  city: ['Köln', 'Łódź', 'Basel'][i % 3],
  load: (i * 37) % 101,
}));
const messages = [
  'subscribe orders',
  JSON.stringify({ type: 'filter', since: '2026-03-01T00:00:00Z', tags: ['new', 'größer'] }),
  JSON.stringify({ type: 'rows', rows: rows.slice(0, 6) }),
  'GET price EURUSD',
  JSON.stringify({ type: 'bulk', rows }),
  'a\nb\nc\n',
  JSON.stringify({ type: 'note', text: 'Lieferung am Dienstag, bitte läuten. '.repeat(4) }),
  'x'.repeat(700),
  JSON.stringify({ type: 'tick', n: 8, at: 1732968000123 }),
  'unsubscribe',
];

const cut = (b: Buffer, from: number, count: number): Buffer =>
  Buffer.concat([b.subarray(0, from), b.subarray(from + count)]);
const put = (b: Buffer, from: number, what: Buffer | string): Buffer =>
  Buffer.concat([b.subarray(0, from), Buffer.from(what as string), b.subarray(from)]);
const set = (b: Buffer, index: number, change: (byte: number) => number): Buffer => {
  const out = Buffer.from(b);
  out[index] = change(out[index]) & 0xff;
  return out;
};
const replaceAll = (from: string, to: string) => (chunk: Buffer) =>
  Buffer.from(chunk.toString('latin1').replaceAll(from, to), 'latin1');

interface Damage {
  name: string;
  cause: string;
  also?: string[];
  story: string;
  sender: 'client' | 'server';
  server: Framework;
  deflate?: boolean;
  /** Both legs are recorded. */
  both?: boolean;
  change: () => Change;
}

const damage = (
  name: string,
  cause: string,
  server: Framework,
  sender: Damage['sender'],
  story: string,
  change: Damage['change'],
  more: Partial<Damage> = {},
): Damage => ({ name, cause, server, sender, story, change, ...more });

const lost = [
  damage(
    'jetty-segment-of-a-large-frame-lost',
    'bytes-lost',
    'jetty',
    'server',
    'A relay lost 512 bytes inside a large frame of Jetty.',
    () => onFrame(5, (b) => cut(b, 300, 512)),
  ),
  damage(
    'quart-second-length-byte-lost',
    'bytes-lost',
    'quart',
    'server',
    'A relay lost the second byte of a 16-bit length.',
    () => onFrame(5, (b) => cut(b, 3, 1)),
  ),
  damage(
    'crossws-two-header-bytes-lost',
    'bytes-lost',
    'crossws',
    'server',
    'A relay lost both header bytes of a small frame.',
    () => onFrame(4, (b) => cut(b, 0, 2)),
  ),
  damage(
    'twisted-tail-lost',
    'bytes-lost',
    'twisted',
    'server',
    'A relay lost the last 40 bytes of a frame.',
    () => onFrame(7, (b) => b.subarray(0, b.length - 40)),
    { also: ['short-write'] },
  ),
  damage(
    'hono-client-mask-key-lost',
    'bytes-lost',
    'hono',
    'client',
    'A relay lost the masking key of a client frame.',
    () => onFrame(3, (b) => cut(b, 2, 4)),
  ),
  damage(
    'koa-client-payload-lost',
    'bytes-lost',
    'koa',
    'client',
    'A relay lost 100 bytes inside a client frame.',
    () => onFrame(4, (b) => cut(b, 60, 100)),
  ),
  damage(
    'starlette-deflate-byte-lost',
    'bytes-lost',
    'starlette',
    'server',
    'A relay lost one byte inside a compressed frame.',
    () => onFrame(3, (b) => cut(b, 20, 1)),
    { deflate: true, also: ['deflate-corrupt', 'length-off-by-constant', 'short-write'] },
  ),
  damage(
    'lua-http-middle-of-two-frames-lost',
    'bytes-lost',
    'lua-http',
    'server',
    'A relay lost a piece that begins in one frame and ends in the next.',
    () => {
      let seen = 0;
      return (chunk) => (++seen === 6 ? chunk.subarray(0, 900) : seen === 7 ? chunk.subarray(5) : chunk);
    },
    { also: ['short-write'] },
  ),
];

const inserted = [
  damage(
    'jetty-bom-between-frames',
    'bytes-inserted',
    'jetty',
    'server',
    'A relay wrote a byte order mark before a frame of Jetty.',
    () => onFrame(3, (b) => put(b, 0, Buffer.from([0xef, 0xbb, 0xbf]))),
    { also: ['unframed-text'] },
  ),
  damage(
    'quart-two-bytes-in-a-header',
    'bytes-inserted',
    'quart',
    'server',
    'A relay wrote two bytes between a header and its payload.',
    () => onFrame(6, (b) => put(b, 2, Buffer.from([0x13, 0x37]))),
  ),
  damage(
    'hono-crlf-before-a-frame',
    'bytes-inserted',
    'hono',
    'server',
    'A relay wrote CRLF before one frame.',
    () => onFrame(4, (b) => put(b, 0, '\r\n')),
    { also: ['trailing-bytes'] },
  ),
  damage(
    'koa-client-byte-in-payload',
    'bytes-inserted',
    'koa',
    'client',
    'A relay wrote one byte into the payload of a client frame.',
    () => onFrame(4, (b) => put(b, 90, Buffer.from([0]))),
  ),
  damage(
    'twisted-frame-twice',
    'bytes-inserted',
    'twisted',
    'server',
    'A relay sent the first 30 bytes of a frame twice.',
    () => onFrame(5, (b) => Buffer.concat([b.subarray(0, 30), b])),
    { also: ['short-write', 'concurrent-writes'] },
  ),
  damage(
    'cherrypy-nul-after-each-frame',
    'trailing-bytes',
    'cherrypy',
    'server',
    'A relay wrote a NUL after each frame.',
    () => onFrame('all', (b) => put(b, b.length, Buffer.from([0]))),
    { also: ['bytes-inserted'] },
  ),
  damage(
    'lua-http-space-after-each-frame',
    'trailing-bytes',
    'lua-http',
    'server',
    'A relay wrote a space after each frame.',
    () => onFrame('all', (b) => put(b, b.length, ' ')),
    { also: ['bytes-inserted'] },
  ),
];

const changed = [
  damage(
    'jetty-fin-bit-cleared',
    'bytes-corrupted',
    'jetty',
    'server',
    'A relay cleared FIN of one frame.',
    () => onFrame(3, (b) => set(b, 0, (x) => x & 0x7f)),
    { also: ['interleaved-messages', 'orphan-continuation'] },
  ),
  damage(
    'quart-opcode-bit',
    'bytes-corrupted',
    'quart',
    'server',
    'A relay set a bit of an opcode, which made it 3.',
    () => onFrame(3, (b) => set(b, 0, (x) => x | 2)),
    { also: ['reserved-opcode'] },
  ),
  damage(
    'crossws-rsv2-bit',
    'bytes-corrupted',
    'crossws',
    'server',
    'A relay set RSV2 of one frame.',
    () => onFrame(3, (b) => set(b, 0, (x) => x | 0x20)),
    { also: ['reserved-bits'] },
  ),
  damage(
    'hono-mask-bit-set',
    'bytes-corrupted',
    'hono',
    'server',
    'A relay set MASK of a server frame, without a key.',
    () => onFrame(4, (b) => set(b, 1, (x) => x | 0x80)),
    { also: ['server-masked-frame'] },
  ),
  damage(
    'koa-length-plus-16',
    'bytes-corrupted',
    'koa',
    'server',
    'A relay flipped a bit of a length, which made it 16 more or less.',
    () => onFrame(4, (b) => set(b, 1, (x) => x ^ 0x10)),
    { also: ['length-off-by-constant'] },
  ),
  damage(
    'starlette-length-high-byte',
    'bytes-corrupted',
    'starlette',
    'server',
    'A relay flipped the lowest bit of the high byte of a length.',
    () => onFrame(5, (b) => set(b, 2, (x) => x ^ 1)),
    { also: ['length-off-by-constant', 'short-write'] },
  ),
  damage(
    'twisted-client-mask-bit-cleared',
    'bytes-corrupted',
    'twisted',
    'client',
    'A relay cleared MASK of a client frame.',
    () => onFrame(3, (b) => set(b, 1, (x) => x & 0x7f)),
    { also: ['mask-bit-missing'] },
  ),
  damage(
    'lua-http-text-byte',
    'bytes-corrupted',
    'lua-http',
    'server',
    'A relay set the top bit of one byte of a text.',
    () => onFrame(5, (b) => set(b, 200, (x) => x | 0x80)),
    { also: ['text-not-utf8'] },
  ),
  damage(
    'jetty-deflate-bytes-changed',
    'deflate-corrupt',
    'jetty',
    'server',
    'A relay overwrote eight bytes of a compressed frame.',
    () =>
      onFrame(5, (b) => {
        const o = Buffer.from(b);
        o.fill(0xaa, 20, 28);
        return o;
      }),
    { deflate: true, also: ['bytes-corrupted'] },
  ),
  damage(
    'koa-client-key-zeroed',
    'wrong-mask-key',
    'koa',
    'client',
    'A relay zeroed the masking key of a client frame, and left the payload as it was.',
    () =>
      onFrame(3, (b) => {
        const o = Buffer.from(b);
        o.fill(0, 2, 6);
        return o;
      }),
    { also: ['bytes-corrupted', 'text-not-utf8'] },
  ),
];

const translated = [
  damage(
    'jetty-latin1-reencoded',
    'utf8-reencoded',
    'jetty',
    'server',
    'A relay read the bytes as Latin-1 and wrote them as UTF-8.',
    () => (c) => Buffer.from(c.toString('latin1'), 'utf8'),
  ),
  damage(
    'quart-replacement',
    'utf8-reencoded',
    'quart',
    'client',
    'A relay read the bytes as UTF-8 and wrote them again, with replacement characters.',
    () => (c) => Buffer.from(c.toString('utf8'), 'utf8'),
  ),
  damage(
    'hono-lf-to-crlf',
    'newline-translation',
    'hono',
    'server',
    'A relay wrote CRLF for each LF.',
    () => replaceAll('\n', '\r\n'),
    { also: ['length-off-by-constant', 'bytes-inserted'] },
  ),
  damage(
    'crossws-lf-dropped',
    'newline-translation',
    'crossws',
    'server',
    'A relay dropped each LF.',
    () => replaceAll('\n', ''),
    { also: ['bytes-lost', 'short-write'] },
  ),
  damage(
    'cherrypy-seven-bits',
    'seven-bit-stripped',
    'cherrypy',
    'server',
    'A relay cleared the top bit of every byte.',
    () => (c) => Buffer.from(c.map((x) => x & 0x7f)),
  ),
  damage(
    'starlette-chunked',
    'chunked-on-websocket',
    'starlette',
    'server',
    'A relay put chunk lines round what it read.',
    () => (c) => Buffer.concat([Buffer.from(`${c.length.toString(16)}\r\n`), c, Buffer.from('\r\n')]),
  ),
  damage(
    'twisted-flagged-without-deflate',
    'compression-not-negotiated',
    'twisted',
    'server',
    'A relay compressed one frame where nothing was agreed.',
    () =>
      onFrame(5, (b) =>
        frame({ rsv1: true, opcode: Opcode.text, payload: deflateRawSync(b.subarray(4)) } as never),
      ),
  ),
];

const legs = [
  damage(
    'jetty-both-legs-frame-dropped',
    'bytes-lost',
    'jetty',
    'server',
    'A relay dropped one whole frame of Jetty; both legs are recorded.',
    () => onFrame(4, () => Buffer.alloc(0)),
    { both: true },
  ),
  damage(
    'hono-both-legs-text-changed',
    'bytes-corrupted',
    'hono',
    'server',
    'A relay changed a digit inside a text; both legs are recorded.',
    () => onFrame(4, (b) => set(b, b.length - 2, (x) => x ^ 1)),
    { both: true },
  ),
  damage(
    'koa-both-legs-deflate-changed',
    'bytes-corrupted',
    'koa',
    'server',
    'A relay flipped a bit late inside a compressed message; both legs are recorded.',
    () => onFrame(5, (b) => set(b, b.length - 6, (x) => x ^ 4)),
    { both: true, deflate: true, also: ['deflate-corrupt'] },
  ),
  damage(
    'quart-both-legs-sound',
    'healthy',
    'quart',
    'server',
    'A relay that changes nothing; both legs are recorded.',
    () => (c) => c,
    { both: true, deflate: true },
  ),
  damage(
    'twisted-both-legs-split',
    'healthy',
    'twisted',
    'server',
    'A relay that holds each piece until the next one comes; both legs are recorded.',
    () => (c) => c,
    { both: true },
  ),
];

const caseOf = (one: Damage): LabCase => ({
  name: one.name,
  cause: one.cause,
  ...(one.also === undefined ? {} : { also: one.also }),
  software: [frameworks[one.server], npm('ws'), `relay (${program('Node')})`],
  story: one.story,
  async run(lab) {
    const target = await lab.port();
    await startFramework(lab, one.server, target, ['echo']);
    const change = one.change();
    const between = await relay(
      lab,
      target,
      one.sender === 'server' ? { toClient: change } : { toServer: change },
    );
    const own = one.sender === 'server' ? between.port : target;
    await lab.record(one.both ? [between.port, target] : own);
    const client = wsClient(lab, `ws://127.0.0.1:${between.port}/`, [], {
      perMessageDeflate: one.deflate ? { threshold: 0 } : false,
    });
    await client.opened;
    await sendInTurn(client, messages, { everyMs: 400, limitMs: 4500 });
    if (one.both || one.cause === 'healthy')
      return { sender: one.cause === 'healthy' ? null : one.sender, breakOffset: null, port: own };
    return truth(lab, one.sender, any, true);
  },
});

export const cases: LabCase[] = [...lost, ...inserted, ...changed, ...translated, ...legs].map(caseOf);
