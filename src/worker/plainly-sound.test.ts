// What is called plainly sound without a diagnosis is what the diagnosis calls sound, in the same words: on random
// conversations, many of them with a fault, and on every recorded capture.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MemoryStore } from '../decoder/bytes/store.ts';
import { diagnose } from '../decoder/diagnosis/diagnose.ts';
import { pcap } from '../decoder/importers/formats/pcap.ts';
import { pcapng } from '../decoder/importers/formats/pcapng.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import type { Sender } from '../decoder/model/basics.ts';
import type { CaptureSink, ConnectionSink, Opening } from '../decoder/model/capture-sink.ts';
import { ConnectionDecoder } from '../decoder/websocket/connection-decoder.ts';
import { acceptFor } from '../decoder/websocket/handshake.ts';
import { ascii, utf8 } from '../testing/bytes.ts';
import { encodeFrame, type FrameSpec } from '../testing/frames.ts';
import { type RandomBelow, seededRandomBelow } from '../testing/random.ts';
import { groupKey } from './tally.ts';
import { UndecodedConnection } from './undecoded-connection.ts';

const opening: Opening = {
  transport: 'tcp',
  fidelity: 'bytes',
  client: '10.0.0.7:51312',
  server: '10.0.0.1:8080',
  roles: 'known',
};

/** The same connection in both ways. */
class Both {
  readonly decoder: ConnectionDecoder;
  readonly undecoded: UndecodedConnection;
  isGivenUp = false;

  constructor(own: Opening, store: MemoryStore) {
    this.decoder = new ConnectionDecoder(0, own, store, noAssumptions);
    this.undecoded = new UndecodedConnection(0, own, store, null, {
      decode: () => {
        this.isGivenUp = true;
        return new ConnectionDecoder(0, own, store, noAssumptions);
      },
      ended: () => undefined,
    });
  }

  /** What is counted without a diagnosis, or `null`; it must be what the diagnosis says. */
  async compare(): Promise<unknown> {
    const plain = this.isGivenUp ? null : this.undecoded.plain();
    if (plain === null) return null;
    this.decoder.finish();
    const connection = this.decoder.view();
    const key = groupKey(await diagnose(connection, []), connection);
    const { server } = this.undecoded.opening;
    const counted = { level: 'sound', cause: 'healthy', title: plain.title, server, path: plain.path };
    expect([counted, plain.frames, true]).toEqual([key, connection.frames.length, this.decoder.isWebSocket]);
    return plain;
  }
}

/** One of a list; the first one in half of the cases. */
function mostly<T>(random: RandomBelow, [usual, ...others]: readonly T[]): T {
  return random(2) === 0 || others.length === 0 ? usual : others[random(others.length)];
}

/** One of a list; the first one nearly always. */
function nearlyAlways<T>(random: RandomBelow, [usual, ...others]: readonly T[]): T {
  return random(30) > 0 ? usual : others[random(others.length)];
}

const key = 'dGhlIHNhbXBsZSBub25jZQ==';

function requestOf(random: RandomBelow): Uint8Array {
  const lines = [
    nearlyAlways(random, [
      'GET /chat?room=1 HTTP/1.1',
      'GET / HTTP/1.0',
      'POST / HTTP/1.1',
      'GET  / HTTP/1.1',
    ]),
    nearlyAlways(random, ['Host: example.com', 'X-Host: example.com', 'Host : example.com']),
    nearlyAlways(random, ['Upgrade: websocket', 'UPGRADE: WebSocket', 'Upgrade: h2c', 'Upgrade: tcp']),
    nearlyAlways(random, ['Connection: Upgrade', 'connection: keep-alive, upgrade', 'Connection: close']),
    nearlyAlways(random, [
      `Sec-WebSocket-Key: ${key}`,
      'Sec-WebSocket-Key: abc',
      'Sec-WebSocket-Key1: 1 2 3',
    ]),
    nearlyAlways(random, ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Version: 8', 'Version: 13']),
    ...mostly<string[]>(random, [
      [],
      ['Origin: https://example.com', 'Cookie: a=b; c=d'],
      ['Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits'],
      ['Sec-WebSocket-Protocol: mqtt, chat'],
      ['X-Forwarded-For: 10.0.0.9', 'Via: 1.1 squid', ' folded'],
    ]),
  ];
  return ascii(`${lines.join(nearlyAlways(random, ['\r\n', '\n']))}\r\n\r\n`);
}

function responseOf(random: RandomBelow): Uint8Array {
  const lines = [
    nearlyAlways(random, [
      'HTTP/1.1 101 Switching Protocols',
      'HTTP/1.1 101',
      'HTTP/1.1 200 OK',
      'HTTP/1.0 101 x',
    ]),
    nearlyAlways(random, ['Upgrade: websocket', 'Upgrade: WebSocket', 'Upgrade: tcp', 'X: y']),
    nearlyAlways(random, ['Connection: Upgrade', 'Connection: upgrade', 'Connection: close']),
    nearlyAlways(random, [`Sec-WebSocket-Accept: ${acceptFor(key)}`, `Sec-WebSocket-Accept: ${key}`, 'X: y']),
    ...mostly<string[]>(random, [
      [],
      ['Server: nginx/1.22.1', 'Date: Mon, 30 Nov 2026 12:00:00 GMT'],
      ['Sec-WebSocket-Extensions: permessage-deflate'],
      ['Sec-WebSocket-Protocol: chat'],
      ['Content-Length: 0', 'Transfer-Encoding: chunked'],
      ['Sec-WebSocket-Location: ws://example.com/', 'a line without a colon'],
    ]),
  ];
  return ascii(`${lines.join('\r\n')}\r\n\r\n`);
}

const texts = ['{"type":"ping"}', 'Hällo 🎉', '', 'H\0e\0l\0l\0o\0', '2', 'x'.repeat(200), 'a\r\r\nb'];

const keyOf = (random: RandomBelow) => Array.from({ length: 4 }, () => random(256));

function frameOf(random: RandomBelow, sender: Sender): Uint8Array {
  const isMasked = nearlyAlways(random, [sender === 'client', sender === 'server']);
  const frame: FrameSpec = {
    fin: nearlyAlways(random, [true, false]),
    rsv: nearlyAlways(random, [0, 4, 2]),
    opcode: mostly(random, [1, 2, 9, 10, ...(random(20) === 0 ? [0, 3, 8, 11] : [])]),
    payload: nearlyAlways(random, [utf8(texts[random(texts.length)]), Uint8Array.of(0xff, 0xfe, 0, 0)]),
    ...(isMasked ? { key: keyOf(random) } : {}),
  };
  const bytes = encodeFrame(frame);
  if (random(100) === 0) bytes[random(bytes.length)] ^= 1 << random(8);
  return bytes;
}

function closeOf(random: RandomBelow, sender: Sender, code: number): Uint8Array {
  const reason = nearlyAlways(random, ['', 'ping timeout', 'bye']);
  const own = nearlyAlways(random, [code, 1002, 1011, 4000]);
  return encodeFrame({
    opcode: 8,
    payload: Uint8Array.of(own >> 8, own & 255, ...utf8(reason)),
    ...(sender === 'client' ? { key: keyOf(random) } : {}),
  });
}

type Step = readonly [sender: Sender, bytes: Uint8Array];

function conversation(random: RandomBelow): Step[] {
  const steps: Step[] = [];
  const send = (sender: Sender, bytes: Uint8Array) => {
    const cut = random(6) === 0 ? random(bytes.length + 1) : bytes.length;
    for (const part of [bytes.subarray(0, cut), bytes.subarray(cut)])
      if (part.length > 0) steps.push([sender, part]);
  };
  send('client', requestOf(random));
  send('server', responseOf(random));
  for (let left = random(5); left > 0; left--) {
    const sender = random(2) === 0 ? 'client' : 'server';
    send(sender, frameOf(random, sender));
  }
  const code = mostly(random, [1000, 1001, 1005, 1011]);
  const order: Sender[] = random(2) === 0 ? ['client', 'server'] : ['server', 'client'];
  for (const sender of order) if (random(20) > 0) send(sender, closeOf(random, sender, code));
  if (random(20) === 0) send('server', frameOf(random, 'server'));
  if (random(30) === 0) [steps[0], steps[1]] = [steps[1], steps[0]];
  return steps;
}

test('random conversations', async () => {
  const random = seededRandomBelow(7);
  const total = 6000;
  let plainCount = 0;
  for (let i = 0; i < total; i++) {
    const store = new MemoryStore('conversation');
    const both = new Both(opening, store);
    let time = 1000;
    for (const [sender, bytes] of conversation(random)) {
      const at = store.append(bytes.slice());
      for (const sink of [both.decoder, both.undecoded]) sink.data(sender, bytes, at, time);
      time += mostly(random, [0.01, 0, 1, ...(random(10) === 0 ? [10, 30, 60, -1] : [])]);
    }
    const ends: Sender[] = random(2) === 0 ? ['client', 'server'] : ['server', 'client'];
    for (const sender of ends) {
      const kind = nearlyAlways(random, ['fin', 'rst', 'cut'] as const);
      for (const sink of [both.decoder, both.undecoded]) sink.end(sender, kind, time);
    }
    if ((await both.compare()) !== null) plainCount++;
  }
  // Both kinds are common, or the comparison says little.
  expect(plainCount).toBeGreaterThan(total / 20);
  expect(plainCount).toBeLessThan(total / 2);
});

/** Gives each connection that a capture holds in both ways. */
class BothSink implements CaptureSink {
  readonly connections: Both[] = [];
  readonly #store: MemoryStore;

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  connection(own: Opening): ConnectionSink {
    const both = new Both(own, this.#store);
    this.connections.push(both);
    const { decoder, undecoded } = both;
    return {
      data: (...given) => {
        decoder.data(...given);
        undecoded.data(...given);
      },
      gap: (...given) => {
        decoder.gap(...given);
        undecoded.gap(...given);
      },
      end: (...given) => {
        decoder.end(...given);
        undecoded.end(...given);
      },
      event: (event) => {
        decoder.event(event);
        undecoded.event(event);
      },
      handshake: () => undefined,
      frameHeader: () => undefined,
      message: () => undefined,
      symptom: () => undefined,
    };
  }

  note(): void {}
  describe(): void {}
  progress(): void {}
}

test('recorded captures', async () => {
  let plainCount = 0;
  for (const folder of ['e2e/captures', 'e2e/fixtures']) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const importer = name.endsWith('.pcapng') ? pcapng : name.endsWith('.pcap') ? pcap : null;
      if (importer === null) continue;
      const bytes = readFileSync(join(folder, name));
      const store = new MemoryStore(name);
      store.append(bytes);
      const sink = new BothSink(store);
      const run = importer.open(sink, { name, size: bytes.length, marks: false });
      run.push(bytes);
      run.end();
      for (const both of sink.connections) if ((await both.compare()) !== null) plainCount++;
    }
  }
  expect(plainCount).toBeGreaterThan(20);
}, 120_000);
