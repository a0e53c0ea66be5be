// The same faults in other company: Firefox as the other end, compression agreed, a proxy between, IPv6 aside.
import type { PerMessageDeflateOptions } from 'ws';
import { serverFault, softwareOf, wsServerFault } from './framing-cases.ts';
import { type ClientKind, runClient, wsServer } from './framing-ends.ts';
import { type Change, relay, truth } from './framing-kit.ts';
import { bigEndian, closePayload, deflateMessage, frame, text } from './generate-frames.ts';
import { join } from './generate-strict.ts';
import { json, sentence } from './generate-traffic.ts';
import { type LabCase, npm, pause, program } from './lab.ts';

const any = /^(?!nothing)/;
const agreed = {
  'Sec-WebSocket-Extensions': 'permessage-deflate; server_no_context_takeover; client_no_context_takeover',
};

const firefox: LabCase[] = [
  serverFault({
    name: 'firefox-masked-pong',
    cause: 'server-masked-frame',
    story: 'A server’s Pong to Firefox was masked.',
    client: 'firefox',
    reason: /^mask$/,
    fault: (voice) => frame({ opcode: 10, payload: text('hb'), key: voice.random.key() }),
  }),
  serverFault({
    name: 'firefox-umlauts',
    cause: 'length-counts-characters',
    story: 'A server counted the characters of a French message that it sent to Firefox.',
    client: 'firefox',
    ascii: true,
    reason: any,
    fault(voice) {
      const value = JSON.stringify({ type: 'note', texte: 'déjà reçu à l’été, merci' });
      return voice.frame({ payload: text(value), declared: value.length });
    },
  }),
  serverFault({
    name: 'firefox-close-2000',
    cause: 'close-code-invalid',
    story: 'A server closed Firefox’s connection with 2000, a code of nobody’s.',
    client: 'firefox',
    after: 0,
    // Firefox sends the code back
    echo: true,
    reason: /^close code$/,
    fault: (voice) => voice.frame({ opcode: 8, payload: closePayload(2000, 'done') }),
  }),
  serverFault({
    name: 'firefox-plain-with-rsv1',
    cause: 'deflate-corrupt',
    story: 'With compression agreed, a server sent Firefox plain JSON with RSV1.',
    client: 'firefox',
    headers: agreed,
    reason: /^deflate/,
    fault: (voice) => voice.frame({ rsv: 4, payload: text(json(voice.random, true)) }),
  }),
];

/** Frames that a server with agreed deflate sends: compressed text. */
function compressed(
  voice: { frame(parts: object): Uint8Array; random: Parameters<typeof sentence>[0] },
  words: number,
): Uint8Array {
  return voice.frame({
    rsv: 4,
    payload: deflateMessage(text(JSON.stringify({ note: sentence(voice.random, words) }))),
  });
}

const withDeflate: LabCase[] = [
  serverFault({
    name: 'deflate-agreed-ping-inside',
    cause: 'concurrent-writes',
    story: 'A server with compression wrote a Ping into the middle of a compressed frame.',
    client: 'chromium',
    headers: agreed,
    reason: any,
    async script(voice) {
      for (let i = 0; i < 4; i++) await voice.write(compressed(voice, 8 + i));
      const whole = compressed(voice, 80);
      const cut = whole.length >> 1;
      const rest = Array.from({ length: 5 }, (_, i) => compressed(voice, 6 + i));
      await voice.write(
        whole.subarray(0, cut),
        voice.frame({ payload: text('{"tick":1}') }),
        whole.subarray(cut),
        ...rest,
      );
    },
  }),
  serverFault({
    name: 'deflate-agreed-newline',
    cause: 'trailing-bytes',
    story: 'A server with compression wrote a newline after every frame.',
    client: 'ws',
    options: { deflate: true },
    headers: agreed,
    reason: any,
    async script(voice) {
      const all = Array.from({ length: 8 }, (_, i) =>
        join([compressed(voice, 5 + i * 3), Uint8Array.of(10)]),
      );
      await voice.write(...all);
    },
  }),
  serverFault({
    name: 'deflate-agreed-uncompressed-length',
    cause: 'length-off-by-constant',
    story:
      'A server that compresses wrote each length three bytes too large, the space it had reserved for a tail.',
    client: 'ws',
    options: { deflate: true },
    headers: agreed,
    reason: any,
    async script(voice) {
      const all = Array.from({ length: 7 }, () => {
        const payload = text(JSON.stringify({ id: voice.random.int(999), name: sentence(voice.random, 4) }));
        return voice.frame({ payload, declared: payload.length + 3 });
      });
      await voice.write(...all);
    },
  }),
  wsServerFault({
    name: 'deflate-agreed-ws-masks',
    cause: 'server-masked-frame',
    story: 'A ws server with compression began to mask after its fourth frame.',
    client: 'websockets',
    options: { fault: 'deflate' },
    server: { deflate: { threshold: 0 } },
    reason: /^mask$/,
    change(bytes, index) {
      const short = bytes[1] & 0x7f;
      if (index < 4 || short > 125) return bytes;
      return Buffer.from(
        frame({
          opcode: bytes[0] & 15,
          rsv: (bytes[0] >> 4) & 7,
          payload: bytes.subarray(2),
          key: Uint8Array.of(0x1b, 0x82, 0xe3, 0x47),
        }),
      );
    },
  }),
];

const deflating: PerMessageDeflateOptions = { threshold: 0, serverNoContextTakeover: true };

/** A ws server that compresses and pushes, through a relay that damages. */
function damagedDeflate(
  name: string,
  cause: string,
  client: ClientKind,
  story: string,
  change: () => Change,
): LabCase {
  return {
    name,
    cause,
    software: [npm('ws'), softwareOf(client), `relay (${program('Node')})`],
    story,
    async run(lab) {
      const target = await wsServer(lab, {
        seed: name.length,
        deflate: deflating,
        onWs(ws, random) {
          const timer = setInterval(
            () =>
              ws.send(JSON.stringify({ at: random.int(1e6), text: sentence(random, random.between(4, 40)) })),
            5,
          );
          ws.on('close', () => clearInterval(timer));
        },
      });
      const { port } = await relay(lab, target, { toClient: change() });
      await lab.record(port);
      await Promise.race([
        runClient(lab, client, port, { deflate: true, messages: 40, gap: 6 }).catch(() => {}),
        pause(4000),
      ]);
      return truth(lab, 'server', any);
    },
  };
}

const damaged: LabCase[] = [
  damagedDeflate(
    'compressed-stream',
    'bytes-lost',
    'ws',
    'A tunnel lost 220 bytes of a compressed stream.',
    () => (chunk, offset) => {
      const from = Math.max(0, Math.min(chunk.length, 500 - offset));
      const to = Math.max(0, Math.min(chunk.length, 720 - offset));
      return Buffer.concat([chunk.subarray(0, from), chunk.subarray(to)]);
    },
  ),
  damagedDeflate(
    'compressed-stream-chromium',
    'utf8-reencoded',
    'chromium',
    'A relay wrote a compressed stream as UTF-8 text.',
    () => (chunk) => Buffer.from(chunk.toString('latin1'), 'utf8'),
  ),
];

const proxied: LabCase[] = [
  {
    name: 'through-nginx',
    cause: 'length-wrong-width',
    software: [`hand-written server (${program('Node')})`, program('nginx'), npm('ws')],
    story: 'Behind nginx, a server wrote a 32-bit length after 126; the client’s leg is recorded.',
    async run(lab) {
      const near = await lab.port();
      const { port: far } = await lab.tcpServer(async (peer) => {
        await peer.accept();
        const say = (words: number): Buffer =>
          Buffer.from(
            frame({ payload: text(JSON.stringify({ n: words, note: 'steady traffic '.repeat(words) })) }),
          );
        for (let i = 1; i < 5; i++) {
          await peer.send(say(i));
          await pause(4);
        }
        const payload = text(JSON.stringify({ rows: 'value;'.repeat(60) }));
        const wrong = frame({ payload, length: { short: 126, extended: bigEndian(payload.length, 4) } });
        await peer.send(Buffer.concat([Buffer.from(wrong), say(1), say(2), say(3), say(4)]));
        await Promise.race([peer.closed(), pause(400)]);
        await peer.end();
      });
      await lab.nginx(
        `server { listen 127.0.0.1:${near}; location / { proxy_pass http://127.0.0.1:${far}; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; } }`,
      );
      await lab.record(near, { format: 'pcapng' });
      await Promise.race([runClient(lab, 'ws', near), pause(4000)]);
      return truth(lab, 'server', any);
    },
  },
  {
    name: 'through-haproxy',
    cause: 'binary-sent-as-text',
    software: [npm('ws'), program('HAProxy'), program('Chromium')],
    story: 'A ws server behind HAProxy sent a zip archive’s beginning with binary: false to Chromium.',
    async run(lab) {
      const near = await lab.port();
      const far = await wsServer(lab, {
        onWs(ws, random) {
          let n = 0;
          ws.on('message', () => {
            const zip = Buffer.from(
              join([Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 8, 8, 8, 0), random.bytes(120)]),
            );
            if (n++ === 3) ws.send(zip, { binary: false });
            else ws.send(json(random));
          });
        },
      });
      await lab.haproxy(
        `defaults\n  mode http\n  timeout connect 5s\n  timeout client 30s\n  timeout server 30s\n  timeout tunnel 1h\nfrontend f\n  bind 127.0.0.1:${near}\n  default_backend b\nbackend b\n  server s 127.0.0.1:${far}\n`,
      );
      await lab.record(near, { interface: 'any' });
      await runClient(lab, 'chromium', near, { messages: 8 });
      return truth(lab, 'server', /not utf-8/);
    },
  },
];

export const cases: LabCase[] = [...firefox, ...withDeflate, ...damaged, ...proxied];
