import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../decoder/bytes/store.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { streamOffset } from '../decoder/model/coordinates.ts';
import { StreamMap } from '../decoder/model/stream-map.ts';
import type { RecordCipher } from '../decoder/tls/record-cipher.ts';
import { seededRandom } from '../testing/random.ts';
import { DecryptedStore } from './decrypted-store.ts';
import { inputFaultText } from './input-fault.ts';
import { openCapture } from './open.ts';

const folder = new URL('../../e2e/fixtures/tls/', import.meta.url);
const quiet = { progress: () => undefined, signal: { cancelled: false } };

async function storesOf(name: string): Promise<DecryptedStore[]> {
  const bytes = readFileSync(new URL(`${name}.pcap`, folder));
  const text = readFileSync(new URL(`${name}.keys.log`, folder), 'utf8');
  const input = { kind: 'bytes', bytes, name, format: null, assumptions: noAssumptions } as const;
  const capture = await openCapture({ ...input, secrets: [{ kind: 'tls-key-log', text }] }, quiet);
  const outer = [...capture.decrypted.values()].map(({ records }) => records);
  const inTunnels = [...capture.http2.values()].flatMap(({ tunnels }) =>
    tunnels.flatMap(({ records }) => records ?? []),
  );
  return [...new Set([...outer, ...inTunnels])];
}

describe('a part of the plaintext', () => {
  it.each([
    ['openssl-tls13'],
    ['openssl-tls12'],
    // TLS 1.0 takes the IV of a record from the one before.
    ['openssl-tls10-tls11'],
    ['chromium'],
    ['gnutls'],
    // TLS inside TLS
    ['secure-proxy'],
    ['http2-proxy'],
  ])('is the same read alone and as a part of all: %s', async (name) => {
    const random = seededRandom(7);
    const stores = await storesOf(name);
    expect(stores.length).toBeGreaterThan(0);
    for (const store of stores) {
      const whole = Buffer.from(await store.read(0, store.length));
      expect(whole.length).toBe(store.length);
      for (let i = 0; i < 40; i++) {
        const start = Math.floor(random() * store.length);
        const end = start + Math.floor(random() * (random() < 0.5 ? 40 : store.length));
        const part = Buffer.from(await store.read(start, end));
        expect(part.equals(whole.subarray(start, end))).toBe(true);
      }
    }
  });

  it.each(['chromium', 'secure-proxy', 'http2-proxy'])(
    'leads to the record that holds it: %s',
    async (name) => {
      const bytes = readFileSync(new URL(`${name}.pcap`, folder));
      for (const store of await storesOf(name))
        for (let at = 0; at < store.length; at += 997) {
          const place = store.recordAt(at);
          // A record of application data.
          expect(place === null ? null : [...bytes.subarray(place, place + 3)]).toEqual([23, 3, 3]);
        }
    },
  );

  it('has no record before and after its ends', async () => {
    const [store] = await storesOf('chromium');
    expect([store.recordAt(-1), store.recordAt(store.length)]).toEqual([null, null]);
    expect(await store.read(store.length, store.length + 9)).toHaveLength(0);
  });
});

describe('a file that changed after it was read', () => {
  it('is named as such', async () => {
    const carrier = new MemoryStore('file', new Uint8Array(60));
    const map = new StreamMap(carrier);
    map.append(60, 0, 0, 0);
    const cipher: RecordCipher = {
      overhead: 17,
      isRepeatable: true,
      open: () => null,
      openLater: () => null,
      advance: () => undefined,
      statedNonce: () => Number.NaN,
    };
    const direction = { map, base: streamOffset(0) } as never;
    const store = new DecryptedStore({ client: direction, server: direction }, null, new MemoryStore('kept'));
    store.append(new Uint8Array(10), 'client', cipher, { offset: 0, bodyLength: 27, sequence: 0 });
    const error = await store.read(0, 10).catch((thrown: unknown) => thrown);
    expect(inputFaultText(error)).toContain('found that it changed');
  });
});
