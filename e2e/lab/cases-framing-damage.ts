// Damage on the way: right frames that a relay, a text-mode pipe, two writers or a half-done send made wrong.
import { byHand, softwareOf } from './framing-cases.ts';
import { type ClientKind, runClient, type ServerKind, startServer, wsServer } from './framing-ends.ts';
import { type Change, relay, truth } from './framing-kit.ts';
import { Random } from './generate-frames.ts';
import type { Sender } from './generate-strict.ts';
import { json, sentence } from './generate-traffic.ts';
import { type LabCase, npm, pause, program } from './lab.ts';

const any = /^(?!nothing)/;

/** Lets `change` see whole frames of a sound stream (bytes and index); what it returns goes on. */
function onFrames(change: (frame: Buffer, index: number) => Buffer): Change {
  let pending: Buffer = Buffer.alloc(0);
  let index = 0;
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    const out: Buffer[] = [];
    for (;;) {
      if (pending.length < 2) break;
      const short = pending[1] & 0x7f;
      const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
      const head = 2 + extended + (pending[1] & 0x80 ? 4 : 0);
      if (pending.length < head) break;
      const length =
        extended === 2 ? pending.readUInt16BE(2) : extended === 8 ? pending.readUInt32BE(6) : short;
      if (pending.length < head + length) break;
      out.push(change(pending.subarray(0, head + length), index++));
      pending = pending.subarray(head + length);
    }
    return Buffer.concat(out);
  };
}

/** Takes the bytes [at, at + count) out of a direction. */
const lose =
  (at: number, count: number): Change =>
  (chunk, offset) =>
    Buffer.concat([
      chunk.subarray(0, Math.max(0, Math.min(chunk.length, at - offset))),
      chunk.subarray(Math.max(0, Math.min(chunk.length, at + count - offset))),
    ]);

/** A real server that pushes text every few milliseconds, a real client, and a relay that damages one direction. */
function damaged(spec: {
  name: string;
  cause: string;
  story: string;
  sender: Sender;
  client: ClientKind;
  /** The server; ws pushes. */
  server?: ServerKind;
  change: () => Change;
  multiline?: boolean;
  reason?: RegExp;
  also?: string[];
}): LabCase {
  const { name, cause, story, sender, server = 'ws', also } = spec;
  return {
    name,
    cause,
    ...(also ? { also } : {}),
    software: [softwareOf(server), softwareOf(spec.client), `relay (${program('Node')})`],
    story,
    async run(lab) {
      const seed = cause.length * 31 + name.length;
      const target =
        server === 'ws'
          ? await wsServer(lab, {
              seed,
              onWs(ws, random) {
                let n = 0;
                const timer = setInterval(() => {
                  const body =
                    spec.multiline && n % 4 === 3
                      ? JSON.stringify({ n, lines: sentence(random, 12) }, null, 2)
                      : json(random);
                  ws.send(body);
                  if (++n > 60) clearInterval(timer);
                }, 5);
                ws.on('close', () => clearInterval(timer));
              },
            })
          : await startServer(lab, server, { seed });
      const change = spec.change();
      const between = await relay(lab, target, {
        ...(sender === 'server' ? { toClient: change } : { toServer: change }),
      });
      await lab.record(sender === 'server' ? between.port : target);
      const run = runClient(lab, spec.client, between.port, { seed, messages: 40, gap: 6 });
      await Promise.race([run.catch(() => {}), pause(4000)]);
      return truth(lab, sender, spec.reason ?? any);
    },
  };
}

const lost: LabCase[] = [
  damaged({
    name: 'segment-vanishes',
    cause: 'bytes-lost',
    story:
      'A tunnel dropped 300 bytes of the server’s stream, from the middle of one frame into the middle of another.',
    sender: 'server',
    client: 'ws',
    change: () => lose(420, 300),
  }),
  damaged({
    name: 'buffer-of-1024-not-flushed',
    cause: 'bytes-lost',
    story: 'A relay with a ring buffer overwrote 700 bytes that had not been sent.',
    sender: 'server',
    client: 'chromium',
    change: () => lose(1024, 700),
  }),
  damaged({
    name: 'client-bytes-vanish',
    cause: 'bytes-lost',
    story: 'A relay lost 160 bytes of what the client sent.',
    sender: 'client',
    client: 'driver',
    server: 'ws',
    change: () => lose(333, 160),
  }),
  damaged({
    name: 'lost-to-python',
    cause: 'bytes-lost',
    story: 'A serial link dropped 200 bytes between a ws server and a Python websockets client.',
    sender: 'server',
    client: 'websockets',
    change: () => lose(251, 200),
  }),
];

const insert =
  (index: number, where: (length: number) => number, what: (frame: Buffer) => Buffer): (() => Change) =>
  () =>
    onFrames((bytes, i) => {
      if (i !== index) return bytes;
      const at = where(bytes.length);
      return Buffer.concat([bytes.subarray(0, at), what(bytes), bytes.subarray(at)]);
    });

const inserted: LabCase[] = [
  damaged({
    name: 'between-frames',
    cause: 'bytes-inserted',
    story: 'A relay’s own control bytes (seven of them) got into the stream between two frames.',
    sender: 'server',
    client: 'ws',
    change: insert(
      5,
      (length) => length,
      () => Buffer.from('1bfe07c35a9021', 'hex'),
    ),
  }),
  damaged({
    name: 'piece-sent-twice',
    cause: 'bytes-inserted',
    story: 'A relay wrote 40 bytes of a frame twice after a short write.',
    sender: 'server',
    client: 'aiohttp',
    change: () => {
      let done = false;
      return onFrames((bytes, i) => {
        if (i < 4 || done || bytes.length < 60) return bytes;
        done = true;
        return Buffer.concat([bytes.subarray(0, 44), bytes.subarray(4, 44), bytes.subarray(44)]);
      });
    },
  }),
  damaged({
    name: 'inside-a-client-frame',
    cause: 'bytes-inserted',
    story: 'A relay inserted 33 extra bytes into the middle of a client frame.',
    sender: 'client',
    client: 'ws',
    server: 'websockets',
    change: insert(
      5,
      (length) => length >> 1,
      () => Buffer.from(new Random(7).bytes(33)),
    ),
  }),
];

const flip =
  (index: number, byte: number, bit: number, least = 0): (() => Change) =>
  () => {
    let seen = 0;
    return onFrames((bytes) => {
      if (bytes.length < least || seen++ !== index) return bytes;
      const out = Buffer.from(bytes);
      out[byte] ^= bit;
      return out;
    });
  };

const corrupted: LabCase[] = [
  damaged({
    name: 'length-bit',
    cause: 'bytes-corrupted',
    story: 'A faulty memory cell in a relay flipped bit 6 of a frame’s length.',
    sender: 'server',
    client: 'ws',
    change: () => {
      let done = false;
      return onFrames((bytes, i) => {
        if (i < 4 || done || bytes[1] > 60 || bytes[1] < 20) return bytes;
        done = true;
        const out = Buffer.from(bytes);
        out[1] ^= 0x40;
        return out;
      });
    },
  }),
  damaged({
    name: 'high-byte-of-16-bit-length',
    cause: 'bytes-corrupted',
    story: 'One bit of the high byte of a 16-bit length was turned on the way.',
    sender: 'server',
    client: 'websockets',
    change: flip(1, 2, 0x02, 130),
  }),
  damaged({
    name: 'client-length-bit',
    cause: 'bytes-corrupted',
    story: 'One bit of the length in a client’s header was turned by a relay.',
    sender: 'client',
    client: 'ws',
    server: 'tornado',
    change: () => {
      let done = false;
      return onFrames((bytes, i) => {
        const length = bytes[1] & 0x7f;
        if (i < 3 || done || length < 40 || length > 110 || !(length & 0x20)) return bytes;
        done = true;
        const out = Buffer.from(bytes);
        out[1] ^= 0x20;
        return out;
      });
    },
  }),
  damaged({
    name: 'low-byte-of-16-bit-length',
    cause: 'bytes-corrupted',
    story: 'Bit 6 of the low byte of a 16-bit length was turned.',
    sender: 'server',
    client: 'chromium',
    change: flip(0, 3, 0x40, 130),
  }),
];

const newline: LabCase[] = [
  byHand(
    'python-text-file',
    'newline-translation',
    'crlf',
    'ws',
    'A Python server wrote its frames through a text file object with newline="\\r\\n", so each 0a became 0d 0a.',
  ),
  byHand(
    'crlf-collapsed',
    'newline-translation',
    'lf-only',
    'driver',
    'A server’s stream collapsed 0d 0a to 0a inside its frames.',
  ),
  {
    name: 'socat-crnl',
    cause: 'newline-translation',
    software: [npm('ws'), 'socat', npm('ws')],
    story:
      'Two socat gateways with the crnl option, which is for text, stood between client and server: each 0a became 0d 0a.',
    async run(lab) {
      const target = await wsServer(lab, {
        seed: 5,
        onWs(ws, random) {
          for (let i = 0; i < 12; i++) {
            const lines = Array.from({ length: 3 }, () => sentence(random, 5)).join('\n');
            ws.send(i % 4 === 3 ? lines : JSON.stringify({ i, note: sentence(random, 3 + (i % 3)) }));
          }
        },
      });
      const port = await lab.port();
      // without the first gateway the heads' own line ends would be doubled and the client would refuse the 101
      const middle = await lab.port();
      await lab.serve(middle, 'socat', [
        `TCP-LISTEN:${middle},bind=127.0.0.1`,
        `TCP:127.0.0.1:${target},crnl`,
      ]);
      await lab.serve(port, 'socat', [`TCP-LISTEN:${port},bind=127.0.0.1,crnl`, `TCP:127.0.0.1:${middle}`]);
      await lab.record(port);
      await Promise.race([runClient(lab, 'ws', port, { messages: 1, close: 'none' }), pause(2500)]);
      return truth(lab, 'server', any);
    },
  },
  damaged({
    name: 'telnet-style-gateway',
    cause: 'newline-translation',
    story: 'A gateway for text terminals put a carriage return before every newline of the stream.',
    sender: 'server',
    client: 'chromium',
    multiline: true,
    change: () => (chunk) => Buffer.from(chunk.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
  }),
];

const reencoded: LabCase[] = [
  byHand(
    'python-utf8-file',
    'utf8-reencoded',
    'utf8',
    'ws',
    'A Python server built its frames as str and wrote them through a UTF-8 text file: 81 became c2 81.',
  ),
  damaged({
    name: 'node-relay-tostring',
    cause: 'utf8-reencoded',
    story:
      'A Node relay passed each chunk on as chunk.toString(): every byte that is not UTF-8 became ef bf bd.',
    sender: 'server',
    client: 'ws',
    change: () => (chunk) => Buffer.from(chunk.toString('utf8')),
  }),
  damaged({
    name: 'latin1-to-utf8-to-chromium',
    cause: 'utf8-reencoded',
    story: 'A relay read “binary” strings and wrote them as UTF-8, so each byte above 7f became two.',
    sender: 'server',
    client: 'chromium',
    change: () => (chunk) => Buffer.from(chunk.toString('latin1'), 'utf8'),
  }),
  damaged({
    name: 'client-stream-latin1-to-utf8',
    cause: 'utf8-reencoded',
    story: 'A relay wrote the client’s masked frames as UTF-8 text.',
    sender: 'client',
    client: 'ws',
    server: 'aiohttp',
    change: () => (chunk) => Buffer.from(chunk.toString('latin1'), 'utf8'),
  }),
  damaged({
    name: 'client-stream-replacement',
    cause: 'utf8-reencoded',
    story: 'A relay called setEncoding("utf8") on the client’s socket: bytes became U+FFFD.',
    sender: 'client',
    client: 'driver',
    server: 'websockets',
    change: () => (chunk) => Buffer.from(chunk.toString('utf8')),
  }),
];

const seven = (): Change => (chunk) => Buffer.from(chunk.map((byte) => byte & 0x7f));

const stripped: LabCase[] = [
  damaged({
    name: 'seven-bit-server',
    cause: 'seven-bit-stripped',
    story: 'A modem gateway set to 7E1 cleared the top bit of every byte from the server.',
    sender: 'server',
    client: 'ws',
    change: seven,
  }),
  damaged({
    name: 'seven-bit-client',
    cause: 'seven-bit-stripped',
    story: 'A serial bridge cleared the top bit of every byte from the client, MASK bit and FIN included.',
    sender: 'client',
    client: 'websocket',
    server: 'websockets',
    change: seven,
  }),
  damaged({
    name: 'seven-bit-chromium',
    cause: 'seven-bit-stripped',
    story: 'An ASCII-only tunnel cleared bit 7 of the server’s frames on their way to Chromium.',
    sender: 'server',
    client: 'chromium',
    server: 'aiohttp',
    change: seven,
  }),
];

export const cases: LabCase[] = [...lost, ...inserted, ...corrupted, ...newline, ...reencoded, ...stripped];
