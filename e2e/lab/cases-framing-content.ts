// Content: text frames whose bytes are not UTF-8, and binary formats sent in text frames.
import { gzipSync } from 'node:zlib';
import { clientFault, pythonFault, serverFault, wsClientFault, wsServerFault } from './framing-cases.ts';
import { text } from './generate-frames.ts';
import { join } from './generate-strict.ts';
import { json, protobuf, sentence } from './generate-traffic.ts';
import { type LabCase, pause } from './lab.ts';

const notUtf8 = /not utf-8/;
const latin1 = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value, 'latin1'));
const bytes = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value.replaceAll(/\s/g, ''), 'hex'));

/** A 16x16 PNG's beginning, a JPEG's beginning. */
const png = bytes(
  '89504e470d0a1a0a0000000d49484452000000100000001008060000001ff3ff610000001c4944415478da63fccfc0f09f81',
);
const jpeg = bytes(
  'ffd8ffe000104a46494600010101006000600000ffdb004300080606070605080707070909080a0c140d0c0b0b0c1912130f',
);
/** {"id":1234567,"name":"ada","ok":true,"v":[-1.5]} in MessagePack. */
const msgpack = bytes('84a26964ce0012d687a46e616d65a3616461a26f6bc3a17691cbbff8000000000000');

const notText: LabCase[] = [
  pythonFault({
    name: 'aiohttp-latin-1',
    cause: 'text-not-utf8',
    story: 'An aiohttp server encoded a JSON text with umlauts as Latin-1.',
    side: 'server',
    library: 'aiohttp',
    fault: 'latin-1',
    other: 'chromium',
    reason: notUtf8,
  }),
  serverFault({
    name: 'cp1252-quotes',
    cause: 'text-not-utf8',
    story: 'A server sent text from a Windows-1252 column: curly quotes and a dash as 93, 94 and 96.',
    client: 'ws',
    reason: notUtf8,
    fault: () => {
      const payload = join([
        text('{"title":"'),
        Uint8Array.of(0x93),
        text('Quarterly results'),
        Uint8Array.of(0x94, 0x20, 0x96),
        text(' draft"}'),
      ]);
      return join([Uint8Array.of(0x81, payload.length), payload]);
    },
  }),
  clientFault({
    name: 'client-gbk',
    cause: 'text-not-utf8',
    story: 'A Windows client wrote its system code page (GBK) into text frames.',
    server: 'websockets',
    before: 3,
    reason: notUtf8,
    fault: (voice) =>
      voice.frame({ payload: join([text('{"name":"'), bytes('c4e3bac3cac0bde7'), text('"}')]) }),
  }),
  serverFault({
    name: 'shift-jis',
    cause: 'text-not-utf8',
    story: 'A legacy server’s messages were Shift-JIS.',
    client: 'driver',
    before: 6,
    reason: notUtf8,
    fault: (voice) =>
      voice.frame({
        payload: join([text('{"msg":"'), bytes('89bf8a6982aa8d5890568382ea82dc82b582bd'), text('"}')]),
      }),
  }),
  wsServerFault({
    name: 'code-point-split-at-chunk',
    cause: 'text-not-utf8',
    story: 'A terminal server read its pty in chunks and sent each as a text message, splitting a character.',
    client: 'ws',
    options: { messages: 7 },
    reason: notUtf8,
    onWs(ws, random) {
      let n = 0;
      ws.on('message', () => {
        if (n++ !== 3) return ws.send(json(random));
        const output = Buffer.from(`$ ls\r\nfête.txt  naïve.md  Überblick.pdf  ${'résumé.doc  '.repeat(12)}`);
        for (let at = 0; at < output.length; at += 37)
          ws.send(output.subarray(at, at + 37), { binary: false });
      });
    },
  }),
  clientFault({
    name: 'lone-surrogate',
    cause: 'text-not-utf8',
    story: 'A client wrote half of a surrogate pair as three bytes: ed a0 bd.',
    server: 'tornado',
    before: 5,
    reason: notUtf8,
    fault: (voice) => voice.frame({ payload: join([text('{"emoji":"'), bytes('eda0bd'), text('"}')]) }),
  }),
  serverFault({
    name: 'latin-1-with-deflate',
    cause: 'text-not-utf8',
    story: 'With permessage-deflate agreed, a server’s uncompressed text frame held Latin-1.',
    client: 'ws',
    options: { deflate: true },
    headers: {
      'Sec-WebSocket-Extensions':
        'permessage-deflate; server_no_context_takeover; client_no_context_takeover',
    },
    before: 1,
    reason: notUtf8,
    fault: (voice) => voice.frame({ payload: latin1('{"ville":"Orléans","état":"fermé"}') }),
  }),
];

const binaryAsText: LabCase[] = [
  wsServerFault({
    name: 'ws-png-binary-false',
    cause: 'binary-sent-as-text',
    story: 'A ws server sent a PNG with send(buffer, { binary: false }).',
    client: 'chromium',
    reason: notUtf8,
    onWs(ws, random) {
      let n = 0;
      ws.on('message', () => {
        if (n++ === 3) ws.send(Buffer.from(join([png, random.bytes(80)])), { binary: false });
        else ws.send(json(random));
      });
    },
  }),
  pythonFault({
    name: 'tornado-gzip',
    cause: 'binary-sent-as-text',
    story: 'A tornado server called write_message(gzipped, binary=False).',
    side: 'server',
    library: 'tornado',
    fault: 'gzip-as-text',
    other: 'ws',
    reason: notUtf8,
  }),
  pythonFault({
    name: 'python-websockets-jpeg',
    cause: 'binary-sent-as-text',
    story: 'A Python websockets client sent JPEG bytes in a text frame.',
    side: 'client',
    library: 'websockets',
    fault: 'jpeg-as-text',
    other: 'ws',
    reason: notUtf8,
  }),
  pythonFault({
    name: 'tornado-protobuf',
    cause: 'binary-sent-as-text',
    story: 'A tornado client wrote a protobuf message with binary=False, its default.',
    side: 'client',
    library: 'tornado',
    fault: 'protobuf-as-text',
    other: 'driver',
    reason: notUtf8,
  }),
  serverFault({
    name: 'utf-16-with-bom',
    cause: 'binary-sent-as-text',
    story: 'A .NET server used Encoding.Unicode: the text frame is UTF-16 with ff fe first.',
    client: 'websockets',
    reason: notUtf8,
    fault: (voice) =>
      voice.frame({
        payload: join([Uint8Array.of(0xff, 0xfe), Buffer.from('{"status":"ready","n":12}', 'utf16le')]),
      }),
  }),
  wsClientFault({
    name: 'ws-msgpack',
    cause: 'binary-sent-as-text',
    story: 'A ws client sent MessagePack with binary: false.',
    server: 'aiohttp',
    reason: notUtf8,
    async onWs(ws, random) {
      for (let i = 0; i < 8 && ws.readyState === 1; i++) {
        if (i === 4) ws.send(Buffer.from(msgpack), { binary: false });
        else ws.send(json(random));
        if (i !== 4) await pause(5);
      }
    },
  }),
  serverFault({
    name: 'jpeg-first-frame',
    cause: 'binary-sent-as-text',
    story: 'A camera server sent every picture in text frames, from the first on.',
    client: 'ws',
    before: 0,
    reason: notUtf8,
    fault: (voice) =>
      join([
        voice.frame({ payload: join([jpeg, voice.random.bytes(300)]) }),
        voice.frame({ payload: join([jpeg, voice.random.bytes(200)]) }),
      ]),
  }),
  clientFault({
    name: 'client-gzip-large',
    cause: 'binary-sent-as-text',
    story: 'A client compressed its upload itself and sent the gzip bytes as text.',
    server: 'websocket',
    before: 2,
    reason: notUtf8,
    fault: (voice) => voice.frame({ payload: gzipSync(text(sentence(voice.random, 400))) }),
  }),
  serverFault({
    name: 'protobuf-server',
    cause: 'binary-sent-as-text',
    story: 'A server wrote serialized protobuf with its library’s text call.',
    client: 'aiohttp',
    before: 5,
    reason: notUtf8,
    fault: (voice) => voice.frame({ payload: protobuf(voice.random) }),
  }),
];

export const cases: LabCase[] = [...notText, ...binaryAsText];
