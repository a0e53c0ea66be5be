import { clientFault, serverFault, wsClientFault, wsServerFault } from './framing-cases.ts';
import { closePayload, text } from './generate-frames.ts';
import { join } from './generate-strict.ts';
import { json, sentence } from './generate-traffic.ts';
import { type LabCase, pause } from './lab.ts';

const rest = (bytes: Buffer, first: number): Buffer =>
  Buffer.from(join([Uint8Array.of(first), bytes.subarray(1)]));
const bigClose = (voice: { random: { int(n: number): number } }): Uint8Array =>
  closePayload(
    1011,
    `Traceback (most recent call last): File "app.py", line ${voice.random.int(999)}, in handle: KeyError: 'session' ${'while handling a message '.repeat(4)}`,
  );

/** fragmented-control */
const fragmentedControl: LabCase[] = [
  serverFault({
    name: 'ping-without-fin',
    cause: 'fragmented-control',
    story: 'A server left its final flag at false for Pings, so they went out as 09 00.',
    client: 'ws',
    reason: /^fragmented control$/,
    fault: (voice) => voice.frame({ opcode: 9, fin: false }),
  }),
  wsClientFault({
    name: 'pong-without-fin',
    cause: 'fragmented-control',
    story: 'A ws client’s Pongs lost their FIN bit (0a).',
    server: 'ws',
    options: {
      onWs(ws, random) {
        let n = 0;
        ws.on('message', () => {
          ws.send(json(random));
          if (++n === 3) ws.ping('tick');
        });
      },
    },
    reason: /^fragmented control$/,
    change: (bytes) => (bytes[0] === 0x8a ? rest(bytes, 0x0a) : bytes),
  }),
  clientFault({
    name: 'close-in-two-fragments',
    cause: 'fragmented-control',
    story: 'A client fragmented everything above 16 bytes, its Close frame included.',
    server: 'websockets',
    after: 0,
    reason: /^fragmented control$/,
    fault: (voice) =>
      join([
        voice.frame({ opcode: 8, fin: false, payload: closePayload(1000, 'user logged ') }),
        voice.frame({ opcode: 0, payload: text('out of the session') }),
      ]),
  }),
  serverFault({
    name: 'close-without-fin',
    cause: 'fragmented-control',
    story: 'A server’s Close frame was 08 02 03 e8: final was never set.',
    client: 'aiohttp',
    before: 6,
    after: 0,
    reason: /^fragmented control$/,
    fault: (voice) => voice.frame({ opcode: 8, fin: false, payload: closePayload(1000) }),
  }),
];

/** control-too-long */
const controlTooLong: LabCase[] = [
  serverFault({
    name: 'close-reason-stack-trace',
    cause: 'control-too-long',
    story:
      'A server put a stack trace into the close reason, which made the Close frame longer than 125 bytes.',
    client: 'ws',
    after: 0,
    reason: /^control too long$/,
    fault: (voice) => voice.frame({ opcode: 8, payload: bigClose(voice) }),
  }),
  clientFault({
    name: 'ping-with-state',
    cause: 'control-too-long',
    story: 'A client carried 300 bytes of state in its Ping.',
    server: 'tornado',
    before: 3,
    reason: /^control too long$/,
    fault: (voice) =>
      voice.frame({ opcode: 9, payload: text(JSON.stringify({ state: sentence(voice.random, 45) })) }),
  }),
  clientFault({
    name: 'pong-126',
    cause: 'control-too-long',
    story: 'A client padded its Pong to 126 bytes, one more than fits.',
    server: 'ws',
    reason: /^control too long$/,
    fault: (voice) => voice.frame({ opcode: 10, payload: new Uint8Array(126).fill(0x2e) }),
  }),
  serverFault({
    name: 'ping-1000-chromium',
    cause: 'control-too-long',
    story: 'A server measured throughput with Pings of 1000 bytes.',
    client: 'chromium',
    before: 2,
    reason: /^control too long$/,
    fault: (voice) => voice.frame({ opcode: 9, payload: voice.random.bytes(1000) }),
  }),
];

/** orphan-continuation */
const orphan: LabCase[] = [
  serverFault({
    name: 'opcode-lost-on-split',
    cause: 'orphan-continuation',
    story: 'A server that splits large messages forgot the opcode on the first piece.',
    client: 'ws',
    reason: /^orphan/,
    fault: (voice) =>
      join([
        voice.frame({ opcode: 0, fin: false, payload: text(`{"rows":["${sentence(voice.random, 30)}`) }),
        voice.frame({ opcode: 0, payload: text('"]}') }),
      ]),
  }),
  wsClientFault({
    name: 'continuation-after-final',
    cause: 'orphan-continuation',
    story: 'A client set FIN on the first piece of a message and still sent the second as a continuation.',
    server: 'driver',
    reason: /^orphan/,
    async onWs(ws, random) {
      for (let i = 0; i < 8 && ws.readyState === 1; i++) {
        if (i === 4) {
          ws.send('{"part":"one', { fin: false });
          ws.send(' and two"}', { fin: true });
        } else ws.send(json(random));
        if (i < 4) await pause(5);
      }
    },
    change: (bytes) => (bytes[0] === 0x01 ? rest(bytes, 0x81) : bytes),
  }),
  clientFault({
    name: 'first-frame-is-continuation',
    cause: 'orphan-continuation',
    story: 'A client used 0x80 for every frame, from the first on.',
    server: 'websockets',
    before: 0,
    reason: /^orphan/,
    fault: (voice) => voice.frame({ opcode: 0, payload: text(json(voice.random)) }),
  }),
  serverFault({
    name: 'empty-final-continuation-twice',
    cause: 'orphan-continuation',
    story: 'A server ended a fragmented message twice: two empty final continuations.',
    client: 'websockets',
    before: 3,
    reason: /^orphan/,
    fault: (voice) =>
      join([
        voice.frame({ fin: false, payload: text(json(voice.random)) }),
        voice.frame({ opcode: 0 }),
        voice.frame({ opcode: 0 }),
      ]),
  }),
];

/** interleaved-messages */
const interleaved: LabCase[] = [
  serverFault({
    name: 'fragments-repeat-the-opcode',
    cause: 'interleaved-messages',
    story: 'A server wrote opcode 1 on every fragment of a message: 01, 01, 81.',
    client: 'ws',
    reason: /new message/,
    fault: (voice) =>
      join([
        voice.frame({ fin: false, payload: text('{"text":"first piece, ') }),
        voice.frame({ fin: false, payload: text('second piece, ') }),
        voice.frame({ payload: text('last piece"}') }),
      ]),
  }),
  wsServerFault({
    name: 'broadcast-inside-a-stream',
    cause: 'interleaved-messages',
    story:
      'While a ws server streamed a long message in fragments, another task broadcast a message on the same connection.',
    client: 'undici',
    options: { messages: 6 },
    reason: /new message/,
    onWs(ws, random) {
      let n = 0;
      ws.on('message', () => {
        ws.send(json(random));
        if (++n !== 3) return;
        ws.send('{"file":"begin ', { fin: false });
        ws.send(sentence(random, 20), { fin: false });
        const inner = ws as unknown as { _sender: { _firstFragment: boolean } };
        inner._sender._firstFragment = true;
        ws.send(JSON.stringify({ broadcast: true }));
        inner._sender._firstFragment = false;
        ws.send('end"}', { fin: true });
      });
    },
  }),
  clientFault({
    name: 'final-never-set',
    cause: 'interleaved-messages',
    story: 'A client never set FIN, so its second message began inside its first.',
    server: 'aiohttp',
    before: 0,
    after: 0,
    reason: /new message/,
    fault: (voice) =>
      join(Array.from({ length: 5 }, () => voice.frame({ fin: false, payload: text(json(voice.random)) }))),
  }),
  clientFault({
    name: 'binary-inside-text',
    cause: 'interleaved-messages',
    story: 'A device began a fragmented text message and sent a binary frame before it ended.',
    server: 'websocket',
    reason: /new message/,
    fault: (voice) =>
      join([
        voice.frame({ fin: false, payload: text('{"log":"start') }),
        voice.frame({ opcode: 2, payload: voice.random.bytes(30) }),
        voice.frame({ opcode: 0, payload: text('stop"}') }),
      ]),
  }),
];

export const cases: LabCase[] = [...fragmentedControl, ...controlTooLong, ...orphan, ...interleaved];
