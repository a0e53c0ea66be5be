// Control frames, fragments and closing: frames that are well formed and not allowed where they stand.
import type { WebSocket } from 'ws';
import { clientFault, pythonFault, serverFault, wsClientFault, wsServerFault } from './framing-cases.ts';
import { nodeServer, runClient, truth } from './framing-kit.ts';
import { closePayload, text } from './generate-frames.ts';
import { join } from './generate-strict.ts';
import { json, sentence } from './generate-traffic.ts';
import { type LabCase, npm, pause } from './lab.ts';

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

/** close-code-invalid */
const closeCode: LabCase[] = [
  {
    name: 'websocket-node-drop-1006',
    cause: 'close-code-invalid',
    software: [npm('websocket'), npm('ws')],
    story: 'A WebSocket-Node server called drop(1006), which puts the reserved code on the wire.',
    async run(lab) {
      const port = await nodeServer(lab, (connection, random) => {
        let n = 0;
        connection.on('error', () => {});
        connection.on('message', () => {
          if (++n === 4) connection.drop(1006, 'gone away');
          else connection.sendUTF(json(random));
        });
      });
      await lab.record(port);
      await runClient(lab, 'ws', port, { messages: 6 });
      return truth(lab, 'server', /^close code$/);
    },
  },
  pythonFault({
    name: 'aiohttp-close-1005',
    cause: 'close-code-invalid',
    story: 'An aiohttp server called close(code=1005), and the library put 1005 on the wire.',
    side: 'server',
    library: 'aiohttp',
    fault: 'close-1005',
    other: 'ws',
    reason: /^close code$/,
  }),
  pythonFault({
    name: 'aiohttp-close-5000',
    cause: 'close-code-invalid',
    story: 'An aiohttp server used 5000 for an application error; codes end at 4999.',
    side: 'server',
    library: 'aiohttp',
    fault: 'close-5000',
    other: 'chromium',
    echo: true,
    reason: /^close code$/,
  }),
  pythonFault({
    name: 'tornado-close-1006',
    cause: 'close-code-invalid',
    story: 'A tornado server called close(1006, "gone").',
    side: 'server',
    library: 'tornado',
    fault: 'close-1006',
    other: 'websockets',
    reason: /^close code$/,
  }),
  pythonFault({
    name: 'client-code-zero',
    cause: 'close-code-invalid',
    story: 'A client serialised “no code” as the number 0: the Close payload is 00 00.',
    side: 'client',
    library: 'websockets',
    fault: 'close-zero',
    other: 'ws',
    reason: /^close code$/,
  }),
  clientFault({
    name: 'little-endian-1000',
    cause: 'close-code-invalid',
    story: 'A client wrote 1000 in host byte order: e8 03.',
    server: 'websockets',
    after: 0,
    reason: /^close code$/,
    fault: (voice) => voice.frame({ opcode: 8, payload: Uint8Array.of(0xe8, 0x03) }),
  }),
  serverFault({
    name: 'reason-without-code',
    cause: 'close-code-invalid',
    story: 'A server wrote the reason text without the two bytes of the code.',
    client: 'driver',
    after: 0,
    reason: /^close code$/,
    fault: (voice) => voice.frame({ opcode: 8, payload: text('We are restarting') }),
  }),
  clientFault({
    name: 'code-1015',
    cause: 'close-code-invalid',
    story: 'A client sent 1015, which stands for a failed TLS handshake and is never sent.',
    server: 'aiohttp',
    before: 5,
    after: 0,
    reason: /^close code$/,
    fault: (voice) => voice.frame({ opcode: 8, payload: closePayload(1015) }),
  }),
  serverFault({
    name: 'code-999',
    cause: 'close-code-invalid',
    story: 'A server used its own error number 999 as close code.',
    client: 'ws',
    before: 1,
    after: 0,
    reason: /^close code$/,
    fault: (voice) => voice.frame({ opcode: 8, payload: closePayload(999, 'internal') }),
  }),
];

/** close-payload-one-byte */
const oneByte: LabCase[] = [
  serverFault({
    name: 'code-in-one-byte',
    cause: 'close-payload-one-byte',
    story: 'A server wrote its code as a single byte.',
    client: 'ws',
    after: 0,
    reason: /one byte/,
    fault: (voice) => voice.frame({ opcode: 8, payload: Uint8Array.of(1) }),
  }),
  clientFault({
    name: 'client-nul',
    cause: 'close-payload-one-byte',
    story: 'A client sent an empty reason as C string: a single NUL byte.',
    server: 'ws',
    after: 0,
    reason: /one byte/,
    fault: (voice) => voice.frame({ opcode: 8, payload: Uint8Array.of(0) }),
  }),
  clientFault({
    name: 'truncated-code',
    cause: 'close-payload-one-byte',
    story: 'A client copied one byte of the code instead of two: e8.',
    server: 'tornado',
    before: 6,
    after: 0,
    reason: /one byte/,
    fault: (voice) => voice.frame({ opcode: 8, payload: Uint8Array.of(0xe8) }),
  }),
  serverFault({
    name: 'text-exclamation',
    cause: 'close-payload-one-byte',
    story: 'A server closed with the one-character text “!”.',
    client: 'chromium',
    before: 2,
    after: 0,
    reason: /one byte/,
    fault: (voice) => voice.frame({ opcode: 8, payload: text('!') }),
  }),
];

/** close-reason-not-utf8 */
const closeReason: LabCase[] = [
  serverFault({
    name: 'reason-latin-1',
    cause: 'close-reason-not-utf8',
    story: 'A server wrote its close reason in Latin-1.',
    client: 'ws',
    after: 0,
    reason: /reason/,
    fault: (voice) =>
      voice.frame({
        opcode: 8,
        payload: join([closePayload(1001), Buffer.from('Serveur arrêté', 'latin1')]),
      }),
  }),
  wsServerFault({
    name: 'reason-cut-in-a-character',
    cause: 'close-reason-not-utf8',
    story: 'A server cut its close reason at 123 bytes, in the middle of a character.',
    client: 'websockets',
    options: { messages: 8 },
    reason: /reason/,
    onWs(ws, random) {
      let n = 0;
      ws.on('message', () => {
        if (++n < 5) return ws.send(json(random));
        if (n > 5) return;
        const whole = closePayload(4001, 'é'.repeat(80)).subarray(0, 125);
        (ws as unknown as { _sender: { sendFrame(list: Buffer[]): void } })._sender.sendFrame([
          Buffer.from(join([Uint8Array.of(0x88, whole.length), whole])),
        ]);
      });
    },
  }),
  clientFault({
    name: 'client-gbk',
    cause: 'close-reason-not-utf8',
    story: 'A client’s close reason was in GBK, the code page of its system.',
    server: 'websockets',
    after: 0,
    reason: /reason/,
    fault: (voice) =>
      voice.frame({ opcode: 8, payload: join([closePayload(1000), Buffer.from('d3c3bba7cdcbb3f6', 'hex')]) }),
  }),
  clientFault({
    name: 'client-uninitialised-tail',
    cause: 'close-reason-not-utf8',
    story: 'A client sent the whole reason buffer, text and whatever lay behind it.',
    server: 'driver',
    before: 2,
    after: 0,
    reason: /reason/,
    fault: (voice) =>
      voice.frame({
        opcode: 8,
        payload: join([closePayload(1000, 'bye'), Uint8Array.of(0, 0xfe, 0xca, 0x9f, 0x80)]),
      }),
  }),
];

function sendBehindTheBack(ws: WebSocket, data: string): void {
  const inner = ws as unknown as { _sender: { sendFrame(list: Buffer[]): void } };
  const payload = Buffer.from(data);
  const head =
    payload.length < 126 ? [0x81, payload.length] : [0x81, 126, payload.length >> 8, payload.length & 255];
  inner._sender.sendFrame([Buffer.concat([Buffer.from(head), payload])]);
}

/** data-after-close */
const afterClose: LabCase[] = [
  wsServerFault({
    name: 'broadcast-after-close',
    cause: 'data-after-close',
    story:
      'A ws server closed a connection and a timer of its own wrote two more messages through the sender.',
    client: 'ws',
    reason: /after close/,
    onWs(ws, random) {
      let n = 0;
      ws.on('message', () => {
        if (++n < 5) return ws.send(json(random));
        if (n > 5) return;
        ws.close(1001, 'restart');
        sendBehindTheBack(ws, json(random));
        sendBehindTheBack(ws, json(random));
      });
    },
  }),
  pythonFault({
    name: 'aiohttp-writes-after-close',
    cause: 'data-after-close',
    story: 'An aiohttp handler closed the writer and went on to send.',
    side: 'server',
    library: 'aiohttp',
    fault: 'after-close',
    other: 'websockets',
    reason: /after close/,
  }),
  clientFault({
    name: 'client-second-close',
    cause: 'data-after-close',
    story: 'A client sent its Close frame twice.',
    server: 'ws',
    after: 0,
    reason: /after close/,
    fault: (voice) =>
      join([
        voice.frame({ opcode: 8, payload: closePayload(1000, 'bye') }),
        voice.frame({ opcode: 8, payload: closePayload(1000, 'bye') }),
      ]),
  }),
  serverFault({
    name: 'pong-after-close',
    cause: 'data-after-close',
    story: 'A server sent Close and then still answered a Ping and finished its queue.',
    client: 'driver',
    before: 5,
    after: 3,
    reason: /after close/,
    fault: (voice) =>
      join([
        voice.frame({ opcode: 8, payload: closePayload(1000) }),
        voice.frame({ opcode: 10, payload: text('p1') }),
      ]),
  }),
  clientFault({
    name: 'client-data-after-close',
    cause: 'data-after-close',
    story: 'A client’s queue was flushed after its Close frame had gone out.',
    server: 'tornado',
    before: 3,
    after: 3,
    reason: /after close/,
    fault: (voice) => voice.frame({ opcode: 8, payload: closePayload(1000, 'done') }),
  }),
];

export const cases: LabCase[] = [
  ...fragmentedControl,
  ...controlTooLong,
  ...orphan,
  ...interleaved,
  ...closeCode,
  ...oneByte,
  ...closeReason,
  ...afterClose,
];
