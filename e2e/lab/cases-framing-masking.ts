// Masking: the wrong end masks, nobody masks, or the key on the wire is not the key that was used.
import { clientFault, pythonFault, serverFault, wsClientFault } from './framing-cases.ts';
import { nodeChat, nodeServer, runClient } from './framing-ends.ts';
import { truth } from './framing-kit.ts';
import { closePayload, frame, mask, text } from './generate-frames.ts';
import { join } from './generate-strict.ts';
import { json } from './generate-traffic.ts';
import { type LabCase, npm, pause } from './lab.ts';

const plain = (bytes: Buffer): Buffer => {
  const short = bytes[1] & 0x7f;
  const head = 2 + (short === 126 ? 2 : short === 127 ? 8 : 0);
  const key = bytes.subarray(head, head + 4);
  return Buffer.from(join([bytes.subarray(0, head + 4), mask(bytes.subarray(head + 4), key)]));
};

const remask = (bytes: Buffer, change: (key: Uint8Array) => Uint8Array): Buffer => {
  const clear = plain(bytes);
  const short = bytes[1] & 0x7f;
  const head = 6 + (short === 126 ? 2 : short === 127 ? 8 : 0);
  const key = Uint8Array.from(bytes.subarray(head - 4, head));
  return Buffer.from(join([clear.subarray(0, head), mask(clear.subarray(head), change(key))]));
};

/** server-masked-frame */
const serverMasked: LabCase[] = [
  {
    name: 'websocket-node-mask-outgoing',
    cause: 'server-masked-frame',
    software: [npm('websocket'), npm('ws')],
    story:
      'A WebSocket-Node server connection had maskOutgoingPackets set to true, so every server frame was masked.',
    async run(lab) {
      const port = await nodeServer(lab, (connection, random) => {
        connection.maskOutgoingPackets = true;
        nodeChat(connection, random);
      });
      await lab.record(port);
      await runClient(lab, 'ws', port);
      return truth(lab, 'server', /^mask$/);
    },
  },
  pythonFault({
    name: 'python-websockets-masks-late',
    cause: 'server-masked-frame',
    story:
      'A Python websockets server whose frame serializer was told to mask from the fourth frame on answered Chromium.',
    side: 'server',
    library: 'websockets',
    fault: 'masked',
    other: 'chromium',
    reason: /^mask$/,
  }),
  serverFault({
    name: 'echoes-masked-close',
    cause: 'server-masked-frame',
    story:
      'A server answered the client’s Close by writing the very bytes it had received, mask and key included.',
    client: 'ws',
    options: { messages: 4 },
    reason: /^mask$/,
    async script(voice) {
      const { peer } = voice;
      for (;;) {
        const head = await peer.take(2);
        const length = head[1] & 0x7f;
        const extended = length === 126 ? await peer.take(2) : Buffer.alloc(0);
        const rest = await peer.take(4 + (length === 126 ? extended.readUInt16BE(0) : length));
        if ((head[0] & 15) === 8) return voice.write(head, extended, rest);
        await voice.sound(1);
      }
    },
  }),
  serverFault({
    name: 'pong-with-zero-key',
    cause: 'server-masked-frame',
    story:
      'An embedded server’s control frames were masked with an all-zero key; its data frames were right.',
    client: 'aiohttp',
    before: 5,
    reason: /^mask$/,
    fault: () => frame({ opcode: 10, key: new Uint8Array(4) }),
  }),
  serverFault({
    name: 'client-encoder-on-server',
    cause: 'server-masked-frame',
    story:
      'A server reused the client’s encode function, which always masks; the first frame is wrong already.',
    client: 'driver',
    before: 0,
    reason: /^mask$/,
    fault: (voice) =>
      join(
        Array.from({ length: 4 }, () =>
          frame({ payload: text(json(voice.random)), key: voice.random.key() }),
        ),
      ),
    after: 0,
  }),
  serverFault({
    name: 'masks-only-large-frames',
    cause: 'server-masked-frame',
    story:
      'The branch of a server’s encoder for 16-bit lengths sets the MASK bit and masks; short frames are right.',
    client: 'websockets',
    before: 6,
    reason: /^mask$/,
    fault: (voice) =>
      frame({ payload: text(JSON.stringify({ list: 'abcdefghij '.repeat(40) })), key: voice.random.key() }),
  }),
];

/** client-unmasked-frame */
const clientUnmasked: LabCase[] = [
  wsClientFault({
    name: 'ws-mask-false',
    cause: 'client-unmasked-frame',
    story: 'A ws client called send(data, { mask: false }) for one kind of message.',
    server: 'ws',
    reason: /^mask$/,
    async onWs(ws, random) {
      for (let i = 0; i < 9 && ws.readyState === 1; i++) {
        ws.send(json(random), { mask: i !== 4 });
        if (i !== 4) await pause(5);
      }
    },
  }),
  pythonFault({
    name: 'tornado-mask-outgoing-false',
    cause: 'client-unmasked-frame',
    story: 'A tornado client connection had mask_outgoing set to False, so the first frame was unmasked.',
    side: 'client',
    library: 'tornado',
    fault: 'unmasked',
    other: 'websockets',
    reason: /^mask$/,
  }),
  pythonFault({
    name: 'aiohttp-use-mask-false',
    cause: 'client-unmasked-frame',
    story: 'An aiohttp client’s writer lost its use_mask flag after three messages.',
    side: 'client',
    library: 'aiohttp',
    fault: 'unmasked',
    other: 'driver',
    reason: /^mask$/,
  }),
  clientFault({
    name: 'unmasked-close',
    cause: 'client-unmasked-frame',
    story: 'A device’s client masked its data frames and wrote its Close frame without a mask.',
    server: 'tornado',
    before: 6,
    after: 0,
    reason: /^mask$/,
    fault: () => frame({ opcode: 8, payload: closePayload(1000) }),
  }),
  clientFault({
    name: 'unmasked-empty-ping',
    cause: 'client-unmasked-frame',
    story:
      'A client’s frame constructor left out the mask when the payload was empty, so its pings were 89 00.',
    server: 'websocket',
    before: 3,
    reason: /^mask$/,
    fault: () => frame({ opcode: 9 }),
  }),
  clientFault({
    name: 'never-masks',
    cause: 'client-unmasked-frame',
    story: 'A hand-written client never masked; every frame is plain.',
    server: 'aiohttp',
    before: 0,
    after: 0,
    reason: /^mask$/,
    fault: (voice) => join(Array.from({ length: 5 }, () => frame({ payload: text(json(voice.random)) }))),
  }),
];

/** payload-not-masked */
const notMasked: LabCase[] = [
  wsClientFault({
    name: 'ws-key-not-applied',
    cause: 'payload-not-masked',
    story:
      'A build of a ws client wrote the MASK bit and the key and left the payload of its fourth and later frames plain.',
    server: 'ws',
    reason: /utf-8|close code/,
    change: (bytes, index) => (index >= 3 ? plain(bytes) : bytes),
  }),
  pythonFault({
    name: 'python-websockets-apply-mask-identity',
    cause: 'payload-not-masked',
    story:
      'A Python websockets client whose apply_mask returned the data as it was sent readable payloads behind a key.',
    side: 'client',
    library: 'websockets',
    fault: 'not-masked',
    other: 'driver',
    reason: /utf-8/,
  }),
  pythonFault({
    name: 'aiohttp-mask-without-effect',
    cause: 'payload-not-masked',
    story: 'An aiohttp client whose websocket_mask did nothing sent plain payloads with MASK set.',
    side: 'client',
    library: 'aiohttp',
    fault: 'not-masked',
    other: 'tornado',
    reason: /utf-8/,
  }),
  clientFault({
    name: 'proxy-unmasked-in-place',
    cause: 'payload-not-masked',
    story: 'A proxy unmasked a long frame in place and forwarded the original header with its key.',
    server: 'websockets',
    before: 5,
    reason: /utf-8/,
    fault: (voice) => {
      const payload = text(
        JSON.stringify({ type: 'save', body: 'the quick brown fox jumps over the lazy dog '.repeat(9) }),
      );
      return frame({ payload, key: voice.random.key(), body: payload });
    },
  }),
  clientFault({
    name: 'close-not-masked',
    cause: 'payload-not-masked',
    story: 'A client set MASK on its Close frame and wrote the key, but not the masked code.',
    server: 'websocket',
    before: 6,
    after: 0,
    reason: /close code/,
    fault: () =>
      frame({
        opcode: 8,
        payload: closePayload(1001, 'going away'),
        key: Uint8Array.of(0x51, 0x8c, 0x0e, 0xd3),
        body: closePayload(1001, 'going away'),
      }),
  }),
];

const clearBit = (bytes: Buffer): Buffer =>
  Buffer.from(join([Uint8Array.of(bytes[0], bytes[1] & 0x7f), bytes.subarray(2)]));

/** mask-bit-missing */
const bitMissing: LabCase[] = [
  wsClientFault({
    name: 'ws-bit-cleared',
    cause: 'mask-bit-missing',
    story:
      'A ws client wrote the key and the masked payload of its fourth frame, but the MASK bit was clear.',
    server: 'ws',
    reason: /^mask$/,
    change: (bytes, index) => (index === 3 ? clearBit(bytes) : bytes),
  }),
  pythonFault({
    name: 'python-websockets-bit-cleared',
    cause: 'mask-bit-missing',
    story: 'A Python websockets client’s third frame had its key and masked payload, and MASK clear.',
    side: 'client',
    library: 'websockets',
    fault: 'mask-bit-missing',
    other: 'tornado',
    reason: /^mask$/,
  }),
  clientFault({
    name: 'bit-missing-in-16-bit-branch',
    cause: 'mask-bit-missing',
    story:
      'A client set MASK only in the branch for short payloads; a 300-byte payload had a key and no MASK bit.',
    server: 'aiohttp',
    before: 4,
    reason: /^mask$/,
    fault: (voice) =>
      clearBit(
        Buffer.from(frame({ payload: text(`{"rows":"${'r'.repeat(290)}"}`), key: voice.random.key() })),
      ),
  }),
  clientFault({
    name: 'never-sets-bit',
    cause: 'mask-bit-missing',
    story: 'A client masked every payload and wrote every key, and never set the MASK bit.',
    server: 'websocket',
    before: 0,
    after: 0,
    reason: /^mask$/,
    fault: (voice) =>
      join(
        Array.from({ length: 5 }, () =>
          clearBit(Buffer.from(frame({ payload: text(json(voice.random)), key: voice.random.key() }))),
        ),
      ),
  }),
];

/** wrong-mask-key */
const wrongKey: LabCase[] = [
  clientFault({
    name: 'key-little-endian',
    cause: 'wrong-mask-key',
    story:
      'A client kept the key as a 32-bit number in host order: it was written one way round and applied the other.',
    server: 'ws',
    before: 0,
    after: 0,
    reason: /utf-8/,
    fault: (voice) =>
      join(
        Array.from({ length: 6 }, () => {
          const key = voice.random.key();
          const payload = text(json(voice.random));
          return frame({ payload, key, body: mask(payload, key.slice().reverse()) });
        }),
      ),
  }),
  wsClientFault({
    name: 'ws-key-rotated-after-chunk',
    cause: 'wrong-mask-key',
    story: 'A client masked a long payload in chunks of 250 bytes and started the key anew with each chunk.',
    server: 'websockets',
    reason: /utf-8/,
    async onWs(ws, random) {
      for (let i = 0; i < 8 && ws.readyState === 1; i++) {
        ws.send(i === 3 ? JSON.stringify({ text: `${json(random)} `.repeat(9) }) : json(random));
        await pause(i === 3 ? 0 : 5);
      }
    },
    change(bytes) {
      if ((bytes[1] & 0x7f) !== 126) return bytes;
      const key = bytes.subarray(4, 8);
      const clear = plain(bytes).subarray(8);
      const parts: Uint8Array[] = [bytes.subarray(0, 8)];
      for (let at = 0; at < clear.length; at += 250) parts.push(mask(clear.subarray(at, at + 250), key));
      return Buffer.from(join(parts));
    },
  }),
  pythonFault({
    name: 'python-websockets-two-randoms',
    cause: 'wrong-mask-key',
    story: 'A client drew two random keys: one was written into the header, the other used on the payload.',
    side: 'client',
    library: 'websockets',
    fault: 'two-keys',
    other: 'driver',
    reason: /utf-8/,
  }),
  wsClientFault({
    name: 'ws-stale-key',
    cause: 'wrong-mask-key',
    story: 'From its fourth frame on, a client masked with the key of the frame before.',
    server: 'tornado',
    reason: /utf-8/,
    change: (() => {
      let before: Uint8Array = Uint8Array.of(0x11, 0x7a, 0xc3, 0x5e);
      return (bytes: Buffer, index: number): Buffer => {
        let own = before;
        const stale = before;
        const out = remask(bytes, (key) => {
          own = key;
          return index >= 3 ? stale : key;
        });
        before = own;
        return out;
      };
    })(),
  }),
  clientFault({
    name: 'key-rotated-left',
    cause: 'wrong-mask-key',
    story:
      'The second half of a message that was split over two writes was masked with the key rotated the wrong way.',
    server: 'aiohttp',
    before: 5,
    reason: /utf-8/,
    fault: (voice) => {
      const key = voice.random.key();
      const payload = text(
        JSON.stringify({ doc: 'lorem ipsum dolor sit amet consectetur adipiscing elit sed do '.repeat(5) }),
      );
      const cut = 101;
      return frame({
        payload,
        key,
        body: join([mask(payload.subarray(0, cut), key), mask(payload.subarray(cut), key, 3)]),
      });
    },
  }),
  clientFault({
    name: 'masked-twice',
    cause: 'wrong-mask-key',
    story:
      'A payload was masked by the application and again by the library; only the second key was written.',
    server: 'websocket',
    before: 3,
    reason: /utf-8/,
    fault: (voice) => {
      const second = voice.random.key();
      const payload = text(
        `{"cmd":"move","x":${voice.random.int(999)},"y":${voice.random.int(999)},"note":"masked twice on the way"}`,
      );
      return frame({ payload, key: second, body: mask(mask(payload, voice.random.key()), second) });
    },
  }),
];

export const cases: LabCase[] = [
  ...serverMasked,
  ...clientUnmasked,
  ...notMasked,
  ...bitMissing,
  ...wrongKey,
];
