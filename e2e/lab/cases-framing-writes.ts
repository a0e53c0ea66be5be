// How bytes are written: something after every frame, two writers at once, or fewer bytes than declared.
import { byHand, clientFault, serverFault, type Voice } from './framing-cases.ts';
import { bigEndian, text } from './generate-frames.ts';
import { join } from './generate-strict.ts';
import { json, sentence } from './generate-traffic.ts';
import { type LabCase, pause } from './lab.ts';

const any = /^(?!nothing)/;

const after = (
  voice: Voice,
  count: number,
  tail: Uint8Array,
  only?: (opcode: number) => boolean,
): Uint8Array =>
  join(voice.frames(count).map((one) => (!only || only(one[0] & 15) ? join([one, tail]) : one)));

const trailing: LabCase[] = [
  byHand(
    'println',
    'trailing-bytes',
    'println',
    'ws',
    'A Python server used print() to write frames, which added a newline after each.',
  ),
  byHand(
    'c-string-nul',
    'trailing-bytes',
    'nul',
    'websockets',
    'A server sent the NUL that ends its C buffer after every frame.',
  ),
  serverFault({
    name: 'crlf-after-each',
    cause: 'trailing-bytes',
    story: 'A server in a line-based framework wrote 0d 0a after every frame.',
    client: 'chromium',
    reason: any,
    script: async (voice) => voice.fault(after(voice, 8, Uint8Array.of(13, 10)), 0),
  }),
  clientFault({
    name: 'client-newline',
    cause: 'trailing-bytes',
    story: 'A client built on a println-style socket wrote a newline after every frame.',
    server: 'ws',
    reason: any,
    script: async (voice) => voice.fault(after(voice, 8, Uint8Array.of(10)), 0),
  }),
  clientFault({
    name: 'client-nul',
    cause: 'trailing-bytes',
    story: 'A client wrote sizeof(buffer) bytes instead of its length: one NUL after every frame.',
    server: 'tornado',
    reason: any,
    script: async (voice) => voice.fault(after(voice, 7, Uint8Array.of(0)), 0),
  }),
];

const concurrent: LabCase[] = [
  byHand(
    'python-threads',
    'concurrent-writes',
    'threads',
    'ws',
    'Two threads of a Python server wrote header and payload in separate sends without a lock.',
  ),
  serverFault({
    name: 'node-two-tasks',
    cause: 'concurrent-writes',
    story: 'Two async tasks of a Node server each wrote a header, awaited, and wrote the payload.',
    client: 'ws',
    reason: any,
    async script(voice) {
      await voice.sound(4);
      const send = async (payload: Uint8Array, delay: number): Promise<void> => {
        const whole = voice.frame({ payload });
        await voice.write(whole.subarray(0, whole.length - payload.length));
        await pause(delay);
        await voice.write(payload);
      };
      await Promise.all([
        send(text(JSON.stringify({ from: 'ticker', list: sentence(voice.random, 40) })), 3),
        send(text(JSON.stringify({ from: 'chat', text: sentence(voice.random, 8) })), 5),
      ]);
      await voice.fault(new Uint8Array(0), 5);
    },
  }),
  serverFault({
    name: 'ping-inside-a-payload',
    cause: 'concurrent-writes',
    story:
      'A server’s keep-alive thread wrote a Ping while another thread was half-way through a large payload.',
    client: 'chromium',
    before: 3,
    reason: any,
    fault(voice) {
      const whole = voice.frame({ payload: text(JSON.stringify({ export: sentence(voice.random, 120) })) });
      return join([whole.subarray(0, 401), voice.frame({ opcode: 9 }), whole.subarray(401)]);
    },
  }),
  clientFault({
    name: 'client-frame-inside-frame',
    cause: 'concurrent-writes',
    story: 'Two threads of a client shared a socket: a whole frame landed inside another frame’s payload.',
    server: 'websockets',
    reason: any,
    fault(voice) {
      const whole = voice.frame({ payload: text(JSON.stringify({ upload: sentence(voice.random, 90) })) });
      return join([
        whole.subarray(0, 130),
        voice.frame({ payload: text(json(voice.random)) }),
        whole.subarray(130),
      ]);
    },
  }),
];

const short: LabCase[] = [
  byHand(
    'python-send-result-ignored',
    'short-write',
    'short',
    'ws',
    'A Python server called send() once on a non-blocking socket and ignored how much was taken.',
  ),
  serverFault({
    name: 'first-kilobyte-only',
    cause: 'short-write',
    story: 'A server’s output buffer held 1024 bytes; the rest of a longer frame was dropped.',
    client: 'websockets',
    reason: any,
    fault: (voice) =>
      voice
        .frame({ payload: text(JSON.stringify({ table: sentence(voice.random, 260) })) })
        .subarray(0, 1024),
  }),
  clientFault({
    name: 'client-cut-at-256',
    cause: 'short-write',
    story: 'A device’s client sent the first 256 bytes of a frame and went on with the next.',
    server: 'ws',
    before: 3,
    reason: any,
    fault: (voice) =>
      voice
        .frame({ payload: text(JSON.stringify({ samples: sentence(voice.random, 70) })) })
        .subarray(0, 256),
  }),
  serverFault({
    name: 'binary-cut',
    cause: 'short-write',
    story:
      'A server declared 4096 bytes of binary data and wrote 2920, two full TCP segments of its network.',
    client: 'aiohttp',
    before: 5,
    after: 8,
    reason: any,
    fault: (voice) => join([Uint8Array.of(0x82, 126), bigEndian(4096, 2), voice.random.bytes(2916)]),
  }),
];

export const cases: LabCase[] = [...trailing, ...concurrent, ...short];
