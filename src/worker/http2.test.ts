// Captures of real programs that speak WebSocket inside HTTP/2, compared with the DATA that tshark reads
// (e2e/fixtures/http2/record.ts).

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../decoder/diagnosis/diagnose.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { senders } from '../decoder/model/basics.ts';
import { streamOffset } from '../decoder/model/coordinates.ts';
import { replayConnection } from '../decoder/websocket/replay.ts';
import { seededRandom } from '../testing/random.ts';
import type { Capture } from './capture.ts';
import { openCapture } from './open.ts';

const folder = new URL('../../e2e/fixtures/http2/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder));
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.pcap'))
  .map((name) => name.replace('.pcap', ''));

interface Expected {
  readonly client: string;
  readonly stream: number;
  readonly clientBytes: number;
  readonly clientSha256: string;
  readonly serverBytes: number;
  readonly serverSha256: string;
}

const quiet = { progress: () => undefined, signal: { cancelled: false } };

async function open(bytes: Uint8Array, keys: string | null): Promise<Capture> {
  const input = { kind: 'bytes', bytes, name: 'h2.pcap', format: null, assumptions: noAssumptions } as const;
  return openCapture(
    { ...input, ...(keys === null ? {} : { secrets: [{ kind: 'tls-key-log', text: keys }] }) },
    quiet,
  );
}

function keysOf(name: string): string | null {
  return existsSync(new URL(`${name}.keys.log`, folder)) ? read(`${name}.keys.log`).toString() : null;
}

describe('reads the same DATA of each stream as tshark', () => {
  it.each(names)('%s', async (name) => {
    const expected = JSON.parse(read(`${name}.expected.json`).toString()) as Expected[];
    const byStream = new Map(expected.map((one) => [`${one.client}/${one.stream}`, one]));
    const capture = await open(read(`${name}.pcap`), keysOf(name));
    let count = 0;
    for (const { connection } of capture.connections) {
      if (connection.transport !== 'http2') continue;
      const { client, http2, handshake, directions } = connection;
      // The body of a refusal is no WebSocket data, and is left out.
      if (handshake?.accepted !== true) continue;
      count++;
      const one = byStream.get(`${client}/${http2?.stream}`);
      for (const sender of senders) {
        const { map } = directions[sender];
        const bytes = await map.read(streamOffset(0), streamOffset(map.length));
        expect([bytes.length, createHash('sha256').update(bytes).digest('hex')]).toEqual([
          one?.[`${sender}Bytes`],
          one?.[`${sender}Sha256`],
        ]);
      }
    }
    const refused = ['no-connect-protocol', 'upgrade-inside-http2', 'upgrade-fields-without-upgrade'];
    expect(count > 0).toBe(!refused.includes(name));
  });
});

describe('names the cause', () => {
  const causes: Readonly<Record<string, readonly [cause: string, title: RegExp]>> = {
    'no-connect-protocol': ['http2-handshake', /^The server does not allow WebSockets over HTTP\/2$/],
    'upgrade-inside-http2': ['http2-handshake', /^An HTTP\/1.1 upgrade was sent inside HTTP\/2$/],
    'upgrade-fields-without-upgrade': ['http2-handshake', /^An HTTP\/1.1 upgrade/],
    'reset-in-message': [
      'abnormal-close',
      /^The server reset the HTTP\/2 stream \(INTERNAL_ERROR\) in the middle/,
    ],
    goaway: ['abnormal-close', /GOAWAY ENHANCE_YOUR_CALM/],
    'window-used-up': ['abnormal-close', /flow control/],
    'reserved-bits': ['reserved-bits', /reserved bit/],
    'unmasked-client': ['client-unmasked-frame', /does not mask/],
    'split-header': ['healthy', /^Nothing is wrong/],
    'h2c-upgrade': ['healthy', /^Nothing is wrong/],
    'chromium-haproxy': ['healthy', /^Nothing is wrong/],
    'chromium-nghttpx': ['healthy', /^Nothing is wrong/],
    'node-tls': ['healthy', /^Nothing is wrong/],
    'node-prior-knowledge': ['healthy', /^Nothing is wrong/],
  };
  it.each(Object.entries(causes))('%s', async (name, [cause, title]) => {
    const { connections, notes } = await open(read(`${name}.pcap`), keysOf(name));
    const { diagnosis } = await diagnose(connections[0].connection, notes);
    expect(diagnosis[0].cause).toBe(cause);
    expect(diagnosis[0].title).toMatch(title);
  });
});

it.each([5, 12, 16, 20, 24, 28, 40])('a capture that begins at packet %i blames nobody', async (first) => {
  const whole = read('node-prior-knowledge.pcap');
  const kept = [whole.subarray(0, 24)];
  for (let at = 24, number = 1; at + 16 <= whole.length; number++) {
    const end = at + 16 + whole.readUInt32LE(at + 8);
    if (number >= first) kept.push(whole.subarray(at, end));
    at = end;
  }
  const { connections, notes } = await open(new Uint8Array(Buffer.concat(kept)), null);
  for (const { connection } of connections) {
    const { level } = await diagnose(connection, notes);
    expect([connection.transport, level]).not.toContain('broken');
  }
});

it('decodes a stream again with its handshake, which is not among its bytes', async () => {
  const keys = keysOf('chromium-haproxy');
  const { connections } = await open(read('chromium-haproxy.pcap'), keys);
  const [{ connection, store }] = connections;
  const again = await replayConnection(connection, store, noAssumptions, { roles: 'known' }, () => false);
  const view = again?.view();
  expect(view?.http2?.stream).toBe(5);
  expect(view?.deflate).toEqual(connection.deflate);
  expect(view?.deflate).not.toBe(null);
  expect(view?.frames.length).toBe(connection.frames.length);
});

describe('damaged and hostile captures', () => {
  it.each(['node-prior-knowledge', 'node-tls', 'h2c-upgrade'])(
    '%s without its first packets, or without some of them: no exception',
    async (name) => {
      const whole = read(`${name}.pcap`);
      const keys = keysOf(name);
      const random = seededRandom(11);
      for (let round = 0; round < 6; round++) {
        const kept = [whole.subarray(0, 24)];
        let number = 0;
        for (let at = 24; at + 16 <= whole.length; number++) {
          const end = at + 16 + whole.readUInt32LE(at + 8);
          if (number >= round * 4 && random() > 0.05) kept.push(whole.subarray(at, end));
          at = end;
        }
        const capture = await open(new Uint8Array(Buffer.concat(kept)), keys);
        expect(capture.complete).toBe(true);
      }
    },
  );

  it('changed bytes: no exception', async () => {
    const random = seededRandom(5);
    for (let round = 0; round < 12; round++) {
      const bytes = new Uint8Array(read('split-header.pcap'));
      for (let i = 0; i < 8; i++)
        bytes[100 + Math.floor(random() * (bytes.length - 100))] = Math.floor(random() * 256);
      expect((await open(bytes, null)).complete).toBe(true);
    }
  });
});
