// Length: the number in the header is not the number of payload bytes, or it is not written as RFC 6455 5.2 wants it.

import type { Voice } from './framing-cases.ts';
import { clientFault, serverFault, wsClientFault, wsServerFault } from './framing-cases.ts';
import { bigEndian, frame, littleEndian, text } from './generate-frames.ts';
import { join } from './generate-strict.ts';
import { json, sentence } from './generate-traffic.ts';
import type { LabCase } from './lab.ts';

/** What a strict reader meets after a wrong length: whatever the bytes there happen to be. */
const any = /^(?!nothing)/;

/** The classic: `value.length` for the length, UTF-8 for the bytes. */
const byUtf16 = (voice: Voice, value: string): Uint8Array =>
  voice.frame({ payload: text(value), declared: value.length });
/** The same in a language whose strings count code points. */
const byCodePoint = (voice: Voice, value: string): Uint8Array =>
  voice.frame({ payload: text(value), declared: [...value].length });

/** length-counts-characters */
const characters: LabCase[] = [
  serverFault({
    name: 'german-js-length',
    cause: 'length-counts-characters',
    story:
      'A hand-written Node server put string.length into the header; a message with umlauts came two bytes longer.',
    client: 'ws',
    ascii: true,
    reason: any,
    fault: (voice) => byUtf16(voice, JSON.stringify({ type: 'chat', from: 'Jörg', text: 'Grüße' })),
  }),
  serverFault({
    name: 'emoji-js-length',
    cause: 'length-counts-characters',
    story: 'A server counted UTF-16 units: each emoji is two of them and four bytes.',
    client: 'chromium',
    ascii: true,
    before: 3,
    reason: any,
    fault: (voice) =>
      byUtf16(voice, JSON.stringify({ type: 'reaction', from: 'ada', text: 'launch 🚀🎉 done' })),
  }),
  serverFault({
    name: 'japanese-16-bit',
    cause: 'length-counts-characters',
    story: 'A server’s 16-bit length counted the characters of a long Japanese message.',
    client: 'websockets',
    ascii: true,
    before: 5,
    reason: any,
    fault: (voice) =>
      byCodePoint(
        voice,
        JSON.stringify({ type: 'news', body: '価格が更新されました。ご確認ください。'.repeat(9) }),
      ),
  }),
  serverFault({
    name: 'one-accent',
    cause: 'length-counts-characters',
    story: 'A single é made a server’s frame one byte longer than it said.',
    client: 'driver',
    ascii: true,
    before: 7,
    reason: any,
    fault: (voice) => byUtf16(voice, '{"place":"café"}'),
  }),
  clientFault({
    name: 'client-cyrillic',
    cause: 'length-counts-characters',
    story: 'A client’s masked frame declared the characters of a Russian message, half of its bytes.',
    server: 'ws',
    ascii: true,
    before: 3,
    reason: any,
    fault: (voice) => byCodePoint(voice, JSON.stringify({ say: 'Привет, как дела? Всё хорошо' })),
  }),
  clientFault({
    name: 'client-korean-first-frame',
    cause: 'length-counts-characters',
    story: 'A client’s first message was Korean and its length counted characters.',
    server: 'tornado',
    ascii: true,
    before: 0,
    after: 5,
    reason: any,
    fault: (voice) => byUtf16(voice, JSON.stringify({ login: '김민준', note: '주문이 완료되었습니다' })),
  }),
];

const medium = (voice: Voice, words = 40): Uint8Array =>
  text(JSON.stringify({ report: sentence(voice.random, words) }));

/** length-wrong-byte-order */
const byteOrder: LabCase[] = [
  serverFault({
    name: 'le16-server',
    cause: 'length-wrong-byte-order',
    story: 'A server wrote the 16-bit length in host byte order.',
    client: 'ws',
    reason: any,
    fault(voice) {
      const payload = medium(voice);
      return voice.frame({ payload, length: { short: 126, extended: littleEndian(payload.length, 2) } });
    },
  }),
  serverFault({
    name: 'le16-lands-short',
    cause: 'length-wrong-byte-order',
    story: 'A server wrote 512 bytes as 00 02, which reads as 2.',
    client: 'websocket',
    before: 2,
    reason: any,
    fault: (voice) =>
      voice.frame({
        payload: text(`"${'x'.repeat(510)}"`),
        length: { short: 126, extended: littleEndian(512, 2) },
      }),
  }),
  clientFault({
    name: 'le16-client',
    cause: 'length-wrong-byte-order',
    story: 'A little-endian device copied its uint16_t length into the header; the payload is masked.',
    server: 'websockets',
    before: 3,
    reason: any,
    fault(voice) {
      const payload = medium(voice, 60);
      return voice.frame({ payload, length: { short: 126, extended: littleEndian(payload.length, 2) } });
    },
  }),
  serverFault({
    name: 'le64-server',
    cause: 'length-wrong-byte-order',
    story: 'A server wrote the 64-bit length of a 66 000-byte message in host byte order.',
    client: 'ws',
    before: 2,
    reason: any,
    fault(voice) {
      const payload = text(JSON.stringify({ dump: 'abcdefghijk'.repeat(6000) }));
      return voice.frame({ payload, length: { short: 127, extended: littleEndian(payload.length, 8) } });
    },
  }),
  wsServerFault({
    name: 'ws-le16-patched',
    cause: 'length-wrong-byte-order',
    story: 'A ws server’s 16-bit lengths were swapped on their way to the socket.',
    client: 'aiohttp',
    options: { messages: 12 },
    reason: any,
    change: (bytes) =>
      (bytes[1] & 0x7f) === 126
        ? Buffer.from(join([bytes.subarray(0, 2), Uint8Array.of(bytes[3], bytes[2]), bytes.subarray(4)]))
        : bytes,
    onWs(ws, random) {
      let n = 0;
      ws.on('message', () =>
        ws.send(n++ === 3 ? JSON.stringify({ rows: sentence(random, 30) }) : JSON.stringify({ n })),
      );
    },
  }),
];

/** length-wrong-width */
const width: LabCase[] = [
  serverFault({
    name: 'four-bytes-after-127',
    cause: 'length-wrong-width',
    story: 'A server wrote chr(127) and pack("N", length): four bytes where eight are due.',
    client: 'ws',
    before: 3,
    reason: any,
    fault(voice) {
      const payload = text(JSON.stringify({ image: 'iVBORw0KGgo'.repeat(6000) }));
      return voice.frame({ payload, length: { short: 127, extended: bigEndian(payload.length, 4) } });
    },
  }),
  clientFault({
    name: 'four-bytes-after-126',
    cause: 'length-wrong-width',
    story: 'A client wrote a 32-bit length after 126, so the 16-bit length reads as 0.',
    server: 'ws',
    before: 4,
    reason: any,
    fault(voice) {
      const payload = medium(voice);
      return voice.frame({ payload, length: { short: 126, extended: bigEndian(payload.length, 4) } });
    },
  }),
  serverFault({
    name: '126-as-literal',
    cause: 'length-wrong-width',
    story:
      'A server’s test was “up to 127”, so a payload of 126 bytes got the 7-bit length 126 and nothing after it.',
    client: 'websockets',
    reason: any,
    fault: () =>
      frame({
        payload: text(`{"pad":"${'p'.repeat(116)}"}`),
        length: { short: 126, extended: new Uint8Array(0) },
      }),
  }),
  serverFault({
    name: '127-as-literal',
    cause: 'length-wrong-width',
    story: 'A payload of 127 bytes was given the 7-bit length 127.',
    client: 'undici',
    before: 2,
    reason: any,
    fault: () =>
      frame({
        payload: text(`{"pad":"${'q'.repeat(117)}"}`),
        length: { short: 127, extended: new Uint8Array(0) },
      }),
  }),
  clientFault({
    name: '70000-in-16-bits',
    cause: 'length-wrong-width',
    story: 'A client packed the length 70 000 into 16 bits: 4464.',
    server: 'tornado',
    before: 2,
    reason: any,
    fault(voice) {
      const payload = text(JSON.stringify({ log: 'line of log text; '.repeat(3888) }).slice(0, 70000));
      return voice.frame({
        payload,
        length: { short: 126, extended: bigEndian(payload.length & 0xffff, 2) },
      });
    },
  }),
  serverFault({
    name: 'eight-bytes-after-126',
    cause: 'length-wrong-width',
    story: 'A server wrote the length as a 64-bit number after 126.',
    client: 'driver',
    before: 3,
    reason: any,
    fault(voice) {
      const payload = medium(voice);
      return voice.frame({ payload, length: { short: 126, extended: bigEndian(payload.length, 8) } });
    },
  }),
];

/** length-off-by-constant */
const offByConstant: LabCase[] = [
  clientFault({
    name: 'counts-the-key',
    cause: 'length-off-by-constant',
    story: 'A client’s length included the four bytes of the masking key.',
    server: 'ws',
    before: 0,
    after: 0,
    reason: any,
    fault: (voice) =>
      join(
        Array.from({ length: 7 }, () => {
          const payload = text(JSON.stringify({ n: voice.random.int(99), note: sentence(voice.random, 5) }));
          return voice.frame({ payload, declared: payload.length + 4 });
        }),
      ),
  }),
  serverFault({
    name: 'counts-the-header',
    cause: 'length-off-by-constant',
    story: 'A server declared the size of the whole frame, header included: two bytes more than the payload.',
    client: 'ws',
    reason: any,
    fault(voice) {
      const payload = text(JSON.stringify({ event: 'update', note: sentence(voice.random, 6) }));
      return voice.frame({ payload, declared: payload.length + 2 });
    },
    before: 3,
  }),
  serverFault({
    name: 'one-short',
    cause: 'length-off-by-constant',
    story: 'A server’s length was one less than the payload (“length - 1” against a NUL that was not there).',
    client: 'websockets',
    reason: any,
    fault(voice) {
      const payload = text(JSON.stringify({ status: 'ok', note: sentence(voice.random, 7) }));
      return voice.frame({ payload, declared: payload.length - 1 });
    },
  }),
  serverFault({
    name: 'newline-counted-not-written',
    cause: 'length-off-by-constant',
    story: 'A server counted a newline that it did not write.',
    client: 'chromium',
    reason: any,
    before: 5,
    fault(voice) {
      const payload = text(sentence(voice.random, 14));
      return voice.frame({ payload, declared: payload.length + 1 });
    },
  }),
  wsClientFault({
    name: 'ws-16-bit-off-by-two',
    cause: 'length-off-by-constant',
    story: 'A client’s 16-bit lengths counted their own two bytes.',
    server: 'aiohttp',
    reason: any,
    async onWs(ws, random) {
      for (let i = 0; i < 8; i++) {
        ws.send(
          i === 3
            ? JSON.stringify({ rows: sentence(random, 40) })
            : JSON.stringify({ i, s: sentence(random, 4) }),
        );
        if (i < 3) await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    change(bytes) {
      if ((bytes[1] & 0x7f) !== 126) return bytes;
      return Buffer.from(
        join([bytes.subarray(0, 2), bigEndian(bytes.readUInt16BE(2) + 2, 2), bytes.subarray(4)]),
      );
    },
  }),
];

/** length-not-minimal */
const notMinimal: LabCase[] = [
  serverFault({
    name: 'always-16-bit',
    cause: 'length-not-minimal',
    story: 'A server always wrote a 16-bit length, for 12 bytes as well.',
    client: 'chromium',
    before: 0,
    after: 0,
    reason: /not minimal/,
    fault: (voice) =>
      join(
        Array.from({ length: 4 }, () => {
          const payload = text(JSON.stringify({ n: voice.random.int(99) }));
          return voice.frame({ payload, length: { short: 126, extended: bigEndian(payload.length, 2) } });
        }),
      ),
  }),
  clientFault({
    name: '125-as-16-bit',
    cause: 'length-not-minimal',
    story: 'A client switched to the 16-bit length at 125 instead of 126.',
    server: 'aiohttp',
    reason: /not minimal/,
    fault: (voice) =>
      voice.frame({
        payload: text(`{"pad":"${'z'.repeat(115)}"}`),
        length: { short: 126, extended: bigEndian(125, 2) },
      }),
  }),
  serverFault({
    name: '64-bit-for-medium',
    cause: 'length-not-minimal',
    story: 'A server had only two branches, 7 and 64 bits; 300 bytes were given 64.',
    client: 'ws',
    before: 3,
    reason: /not minimal/,
    fault(voice) {
      const payload = medium(voice);
      return voice.frame({ payload, length: { short: 127, extended: bigEndian(payload.length, 8) } });
    },
  }),
  clientFault({
    name: 'masked-64-bit-for-small',
    cause: 'length-not-minimal',
    story: 'A client wrote every length with 64 bits.',
    server: 'websockets',
    before: 0,
    reason: /not minimal/,
    fault(voice) {
      const payload = text(json(voice.random));
      return voice.frame({ payload, length: { short: 127, extended: bigEndian(payload.length, 8) } });
    },
  }),
];

/** length-msb-set */
const msb: LabCase[] = [
  serverFault({
    name: 'sign-extended-byte',
    cause: 'length-msb-set',
    story: 'A server widened the signed byte of 200 to 64 bits: ff ff ff ff ff ff ff c8.',
    client: 'ws',
    reason: /length msb/,
    fault: () =>
      frame({
        payload: text(`{"pad":"${'s'.repeat(190)}"}`),
        length: { short: 127, extended: Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 200) },
      }),
  }),
  clientFault({
    name: 'unknown-length-minus-one',
    cause: 'length-msb-set',
    story: 'A client wrote −1, its “length unknown”, as a 64-bit length.',
    server: 'websockets',
    before: 3,
    reason: /length msb/,
    fault: (voice) =>
      voice.frame({
        payload: text(json(voice.random)),
        length: { short: 127, extended: new Uint8Array(8).fill(255) },
      }),
  }),
  serverFault({
    name: 'flag-in-the-length',
    cause: 'length-msb-set',
    story: 'A server stored a flag in the highest bit of its 64-bit size and wrote it out with the size.',
    client: 'chromium',
    before: 2,
    reason: /length msb/,
    fault(voice) {
      const payload = text(JSON.stringify({ dump: sentence(voice.random, 50) }));
      const extended = bigEndian(payload.length, 8);
      extended[0] |= 0x80;
      return voice.frame({ payload, length: { short: 127, extended } });
    },
  }),
];

export const cases: LabCase[] = [
  ...characters,
  ...byteOrder,
  ...width,
  ...offByConstant,
  ...notMinimal,
  ...msb,
];
