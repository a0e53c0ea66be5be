// Closing: codes, reasons and what may follow a Close.
import type { WebSocket } from 'ws';
import { clientFault, pythonFault, serverFault, wsServerFault } from './framing-cases.ts';
import { nodeServer, runClient } from './framing-ends.ts';
import { truth } from './framing-kit.ts';
import { closePayload, text } from './generate-frames.ts';
import { join } from './generate-strict.ts';
import { json } from './generate-traffic.ts';
import { type LabCase, npm } from './lab.ts';

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
    story: 'A client sent the whole reason buffer, text and the memory after it.',
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

export const cases: LabCase[] = [...closeCode, ...oneByte, ...closeReason, ...afterClose];
