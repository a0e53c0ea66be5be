// RSV bits, opcodes and permessage-deflate: bits that nobody agreed, or compression that is not what was agreed.
import { deflateSync, gzipSync } from 'node:zlib';
import type { WebSocket } from 'ws';
import { clientFault, serverFault, wsClientFault, wsServerFault } from './framing-cases.ts';
import { runClient, startServer, talk, wsServer } from './framing-ends.ts';
import { relay, truth } from './framing-kit.ts';
import { deflateMessage, text } from './generate-frames.ts';
import { join } from './generate-strict.ts';
import { json, sentence } from './generate-traffic.ts';
import { type LabCase, npm, pause, pip, program } from './lab.ts';

const agreed = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover';
const offer = { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' };
const deflate = { threshold: 0 };
const strip = (head: string): string => head.replace(/^sec-websocket-extensions:.*\r\n/im, '');
const withoutTakeover = { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true };

/** The parameters that this end of a ws connection works by; changing them breaks its word. */
function deflateOf(ws: WebSocket): Record<string, unknown> {
  const inner = ws as unknown as { _extensions: Record<string, { params: Record<string, unknown> }> };
  return inner._extensions['permessage-deflate'].params;
}

/** compression-not-negotiated */
const notNegotiated: LabCase[] = [
  {
    name: 'proxy-drops-answer-header',
    cause: 'compression-not-negotiated',
    software: [npm('ws'), npm('websocket')],
    story:
      'A proxy removed Sec-WebSocket-Extensions from the 101, so the ws server compressed and the client had not agreed.',
    async run(lab) {
      const target = await wsServer(lab, { deflate });
      const offering = (head: string): string =>
        strip(head).replace('\r\n\r\n', '\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n');
      const { port } = await relay(lab, target, { requestHead: offering, responseHead: strip });
      await lab.record(port);
      await runClient(lab, 'websocket', port);
      return truth(lab, 'server', /^rsv1$/);
    },
  },
  {
    name: 'proxy-drops-answer-header-chromium',
    cause: 'compression-not-negotiated',
    software: [pip('websockets'), program('Chromium')],
    story:
      'Between a Python websockets server that agreed to compress and Chromium, a gateway dropped the extension header of the answer.',
    async run(lab) {
      const target = await startServer(lab, 'websockets');
      const { port } = await relay(lab, target, { responseHead: strip });
      await lab.record(port);
      await runClient(lab, 'chromium', port);
      return truth(lab, 'server', /^rsv1$/);
    },
  },
  {
    name: 'proxy-agrees-on-one-leg',
    cause: 'compression-not-negotiated',
    software: [npm('ws'), pip('aiohttp')],
    story:
      'A proxy agreed permessage-deflate with the ws client and offered none to the aiohttp server that it passes to.',
    async run(lab) {
      const target = await startServer(lab, 'aiohttp');
      const agree = (head: string): string =>
        head.replace('\r\n\r\n', '\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n');
      const { port } = await relay(lab, target, { requestHead: strip, responseHead: agree });
      await lab.record(target);
      await runClient(lab, 'ws', port, {
        deflate,
        async onWs(ws, random) {
          await talk(ws, random, 7, 8);
          ws.close();
        },
      });
      return truth(lab, 'client', /^rsv1$/);
    },
  },
  serverFault({
    name: 'compresses-without-asking',
    cause: 'compression-not-negotiated',
    story: 'A server compressed every message above 64 bytes although the client offered nothing.',
    client: 'websockets',
    before: 3,
    reason: /^rsv1$/,
    fault: (voice) =>
      voice.frame({
        rsv: 4,
        payload: deflateMessage(text(JSON.stringify({ report: sentence(voice.random, 60) }))),
      }),
  }),
  clientFault({
    name: 'client-first-frame-compressed',
    cause: 'compression-not-negotiated',
    story:
      'A client offered permessage-deflate, the server did not agree, and the client compressed from its first frame.',
    server: 'ws',
    headers: offer,
    before: 0,
    reason: /^rsv1$/,
    fault: (voice) =>
      voice.frame({ rsv: 4, opcode: 2, payload: deflateMessage(text(sentence(voice.random, 40))) }),
  }),
];

/** compression-flag-misplaced */
const misplaced: LabCase[] = [
  serverFault({
    name: 'rsv1-on-continuation',
    cause: 'compression-flag-misplaced',
    story: 'A server set RSV1 on every fragment of a compressed message, not on the first alone.',
    client: 'ws',
    options: { deflate: true },
    headers: { 'Sec-WebSocket-Extensions': agreed },
    reason: /^rsv1$/,
    fault(voice) {
      const whole = deflateMessage(text(sentence(voice.random, 90)));
      const cut = whole.length >> 1;
      return join([
        voice.frame({ rsv: 4, fin: false, payload: whole.subarray(0, cut) }),
        voice.frame({ rsv: 4, opcode: 0, payload: whole.subarray(cut) }),
      ]);
    },
  }),
  wsServerFault({
    name: 'rsv1-on-ping',
    cause: 'compression-flag-misplaced',
    story:
      'A ws server whose frame writer set RSV1 on everything once deflate was agreed sent a Ping with RSV1.',
    client: 'chromium',
    server: { deflate },
    reason: /^rsv1$/,
    change: (bytes) =>
      (bytes[0] & 15) === 9 ? Buffer.from(join([Uint8Array.of(bytes[0] | 0x40), bytes.subarray(1)])) : bytes,
    onWs(ws, random) {
      let n = 0;
      ws.on('message', () => {
        ws.send(json(random));
        if (++n === 4) ws.ping('keepalive');
      });
    },
  }),
  wsServerFault({
    name: 'compressed-without-rsv1',
    cause: 'compression-flag-misplaced',
    story: 'A ws server compressed as agreed, and the RSV1 bit of one message was lost.',
    client: 'websockets',
    options: { fault: 'deflate' },
    server: { deflate },
    reason: /utf-8/,
    change: (bytes, index) =>
      index === 4 ? Buffer.from(join([Uint8Array.of(bytes[0] & 0xbf), bytes.subarray(1)])) : bytes,
  }),
  wsClientFault({
    name: 'client-compressed-without-rsv1',
    cause: 'compression-flag-misplaced',
    story: 'A ws client compressed as agreed and cleared RSV1 from its third frame on.',
    server: 'tornado',
    client: { deflate },
    reason: /utf-8/,
    async onWs(ws, random) {
      for (let i = 0; i < 8 && ws.readyState === 1; i++) {
        ws.send(JSON.stringify({ i, note: sentence(random, 12) }));
        await pause(5);
      }
    },
    change: (bytes, index) =>
      index >= 2 && bytes[0] === 0xc1 ? Buffer.from(join([Uint8Array.of(0x81), bytes.subarray(1)])) : bytes,
  }),
  clientFault({
    name: 'rsv1-on-pong',
    cause: 'compression-flag-misplaced',
    story: 'A client ORed RSV1 into all its frames after permessage-deflate was agreed, Pongs too.',
    server: 'ws',
    options: { deflate: withoutTakeover },
    headers: offer,
    reason: /^rsv1$/,
    fault: (voice) => voice.frame({ opcode: 10, rsv: 4, payload: text('42') }),
  }),
];

/** deflate-corrupt */
const corrupt: LabCase[] = [
  serverFault({
    name: 'zlib-header',
    cause: 'deflate-corrupt',
    story: 'A server compressed with zlib’s wrapper, so the payload began with 78 9c instead of raw DEFLATE.',
    client: 'ws',
    options: { deflate: true },
    headers: { 'Sec-WebSocket-Extensions': agreed },
    reason: /^deflate/,
    fault: (voice) =>
      voice.frame({
        rsv: 4,
        payload: deflateSync(text(JSON.stringify({ list: sentence(voice.random, 50) }))),
      }),
  }),
  serverFault({
    name: 'plain-payload-with-rsv1',
    cause: 'deflate-corrupt',
    story: 'A server set RSV1 because deflate was agreed and sent the JSON as it was.',
    client: 'websockets',
    options: { fault: 'deflate' },
    headers: { 'Sec-WebSocket-Extensions': agreed },
    before: 3,
    reason: /^deflate/,
    fault: (voice) =>
      voice.frame({
        rsv: 4,
        payload: text(JSON.stringify({ user: 'ada', note: sentence(voice.random, 12) })),
      }),
  }),
  clientFault({
    name: 'gzip-member',
    cause: 'deflate-corrupt',
    story: 'A client used its gzip helper for permessage-deflate: the payload was a gzip member, 1f 8b.',
    server: 'ws',
    options: { deflate: withoutTakeover },
    headers: offer,
    before: 5,
    reason: /^deflate/,
    fault: (voice) => voice.frame({ rsv: 4, payload: gzipSync(text(sentence(voice.random, 30))) }),
  }),
  wsServerFault({
    name: 'tail-cut-too-far',
    cause: 'deflate-corrupt',
    story: 'A ws server’s compressed payload lost its last ten bytes before the length was written.',
    client: 'undici',
    server: { deflate: withoutTakeover },
    reason: /^deflate|utf-8/,
    onWs(ws, random) {
      ws.on('message', () => ws.send(JSON.stringify({ at: random.int(9), text: sentence(random, 16) })));
    },
    change(bytes, index) {
      if (index !== 2) return bytes;
      const body = bytes.subarray(2, bytes.length - 10);
      return Buffer.from(join([Uint8Array.of(bytes[0], body.length), body]));
    },
    options: { messages: 6 },
  }),
  clientFault({
    name: 'damaged-in-memory',
    cause: 'deflate-corrupt',
    story: 'A client overwrote part of the compressed buffer before it was sent.',
    server: 'tornado',
    headers: offer,
    before: 3,
    reason: /^deflate/,
    fault(voice) {
      const payload = deflateMessage(text(sentence(voice.random, 120)));
      payload.fill(0xff, 20, 60);
      return voice.frame({ rsv: 4, payload });
    },
  }),
];

/** context-takeover-mismatch */
const takeover: LabCase[] = [
  wsServerFault({
    name: 'keeps-window-agreed-away',
    cause: 'context-takeover-mismatch',
    story: 'A ws server agreed to server_no_context_takeover and kept its window between messages.',
    client: 'ws',
    options: { deflate: true },
    server: { deflate: { threshold: 0, serverNoContextTakeover: true } },
    reason: /^deflate: distance/,
    onWs(ws, random) {
      deflateOf(ws).server_no_context_takeover = undefined;
      ws.on('message', () => ws.send(JSON.stringify({ type: 'tick', list: json(random, true) })));
    },
  }),
  wsServerFault({
    name: 'keeps-window-python-client',
    cause: 'context-takeover-mismatch',
    story:
      'A ws server kept its compression window although the 101 to a Python websockets client said that it would not.',
    client: 'websockets',
    options: { fault: 'deflate' },
    server: { deflate: { threshold: 200, serverNoContextTakeover: true } },
    reason: /^deflate: distance/,
    onWs(ws, random) {
      deflateOf(ws).server_no_context_takeover = undefined;
      let n = 0;
      ws.on('message', () => ws.send(JSON.stringify({ n, text: n++ % 2 ? sentence(random, 50) : 'short' })));
    },
  }),
  wsClientFault({
    name: 'client-keeps-window',
    cause: 'context-takeover-mismatch',
    story: 'A ws client agreed to client_no_context_takeover and went on with its window.',
    server: 'ws',
    options: { deflate: { threshold: 0, clientNoContextTakeover: true } },
    client: { deflate },
    reason: /^deflate: distance/,
    async onWs(ws, random) {
      deflateOf(ws).client_no_context_takeover = undefined;
      for (let i = 0; i < 7 && ws.readyState === 1; i++) {
        ws.send(
          JSON.stringify({ op: 'draw', x: random.int(500), y: random.int(500), path: sentence(random, 9) }),
        );
        await pause(5);
      }
    },
  }),
  wsServerFault({
    name: 'window-bits-exceeded',
    cause: 'context-takeover-mismatch',
    story: 'A server agreed to a 512-byte window (server_max_window_bits=9) and compressed with 32 kB.',
    client: 'ws',
    options: { deflate: true, messages: 5 },
    server: { deflate: { threshold: 0, serverMaxWindowBits: 9 } },
    reason: /^deflate: distance/,
    onWs(ws, random) {
      deflateOf(ws).server_max_window_bits = 15;
      const letters = Array.from({ length: 460 }, () => random.pick([...'abcdefgh'])).join('');
      const digits = Array.from({ length: 470 }, () => random.pick([...'0123456789'])).join('');
      let n = 0;
      ws.on('message', () => ws.send([letters, digits, letters.slice(40, 400), digits][n++ & 3]));
    },
  }),
  serverFault({
    name: 'uncompressed-message-in-window',
    cause: 'context-takeover-mismatch',
    story:
      'A server’s encoder ran a message through its compressor, sent it uncompressed, and later pointed back into it.',
    client: 'ws',
    options: { deflate: true },
    headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_no_context_takeover' },
    before: 2,
    reason: /^deflate: distance/,
    fault(voice) {
      const first = text(JSON.stringify({ id: voice.random.int(99999), text: sentence(voice.random, 20) }));
      return join([
        voice.frame({ payload: first }),
        voice.frame({ rsv: 4, payload: deflateMessage(join([first, text('again')]), 15, first) }),
      ]);
    },
  }),
];

/** reserved-bits */
const reservedBits: LabCase[] = [
  serverFault({
    name: 'rsv2-on-text',
    cause: 'reserved-bits',
    story:
      'A server with a private extension set RSV2 on one kind of message without offering the extension.',
    client: 'ws',
    reason: /^rsv2/,
    fault: (voice) => voice.frame({ rsv: 2, payload: text(json(voice.random)) }),
  }),
  wsClientFault({
    name: 'rsv3-from-uninitialised-byte',
    cause: 'reserved-bits',
    story: 'A client’s first header byte was ORed into a buffer that was not cleared, which left RSV3 set.',
    server: 'websockets',
    reason: /^rsv2/,
    change: (bytes, index) =>
      index === 5 ? Buffer.from(join([Uint8Array.of(bytes[0] | 0x10), bytes.subarray(1)])) : bytes,
  }),
  serverFault({
    name: 'rsv1-as-priority-flag',
    cause: 'reserved-bits',
    story: 'A server used RSV1 as a flag of its own; the payload is plain JSON and no extension was agreed.',
    client: 'chromium',
    before: 2,
    reason: /^rsv1$/,
    fault: (voice) =>
      voice.frame({
        rsv: 4,
        payload: text(JSON.stringify({ type: 'alarm', level: 3, text: sentence(voice.random, 6) })),
      }),
  }),
  clientFault({
    name: 'all-three-on-ping',
    cause: 'reserved-bits',
    story: 'A client’s Ping had all three reserved bits set (f9), a constant typed wrong.',
    server: 'aiohttp',
    before: 3,
    reason: /^rsv/,
    fault: (voice) => voice.frame({ opcode: 9, rsv: 7, payload: text('hb') }),
  }),
  serverFault({
    name: 'rsv3-first-frame',
    cause: 'reserved-bits',
    story: 'A server’s very first frame had RSV3 set (0x91): the opcode was ORed with the wrong constant.',
    client: 'driver',
    before: 0,
    reason: /^rsv/,
    fault: (voice) =>
      voice.frame({ rsv: 1, payload: text(JSON.stringify({ hello: voice.random.int(999) })) }),
  }),
];

/** reserved-opcode */
const reservedOpcode: LabCase[] = [
  wsServerFault({
    name: 'pong-ored-into-ping',
    cause: 'reserved-opcode',
    story: 'A server answered a Ping by ORing the Pong opcode into the received packet: 0x89 | 0x8a is 0x8b.',
    client: 'ws',
    reason: /^reserved opcode$/,
    options: {
      async onWs(ws, random) {
        await talk(ws, random, 4, 6);
        ws.ping('are you there');
        await talk(ws, random, 4, 6);
      },
    },
    change: (bytes) =>
      bytes[0] === 0x8a ? Buffer.from(join([Uint8Array.of(0x8b), bytes.subarray(1)])) : bytes,
  }),
  serverFault({
    name: 'opcode-3',
    cause: 'reserved-opcode',
    story: 'A server sent its own “json” message type as opcode 3.',
    client: 'websockets',
    reason: /^reserved opcode$/,
    fault: (voice) => voice.frame({ opcode: 3, payload: text(json(voice.random)) }),
  }),
  clientFault({
    name: 'opcode-7-heartbeat',
    cause: 'reserved-opcode',
    story: 'A game client sent its heartbeat as opcode 7.',
    server: 'ws',
    reason: /^reserved opcode$/,
    fault: (voice) => voice.frame({ opcode: 7, payload: text('hb') }),
  }),
  clientFault({
    name: 'opcode-f-large',
    cause: 'reserved-opcode',
    story: 'A client’s message type 15 went into the opcode field of a 400-byte frame.',
    server: 'tornado',
    before: 1,
    reason: /^reserved opcode$/,
    fault: (voice) => voice.frame({ opcode: 15, payload: voice.random.bytes(400) }),
  }),
  serverFault({
    name: 'opcode-b-chromium',
    cause: 'reserved-opcode',
    story: 'A server’s enum of frame types was off by one, so its Pong was 0x8b.',
    client: 'chromium',
    before: 5,
    reason: /^reserved opcode$/,
    fault: (voice) => voice.frame({ opcode: 11, payload: new Uint8Array(0) }),
  }),
];

export const cases: LabCase[] = [
  ...notNegotiated,
  ...misplaced,
  ...corrupt,
  ...takeover,
  ...reservedBits,
  ...reservedOpcode,
];
