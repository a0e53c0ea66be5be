// The generator against a witness that is not ours: what it calls sound, the Receiver of ws accepts; what it
// breaks, ws refuses.
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { type Generated, generate, generatedCauses, toPcap } from './generate.ts';
import { connectionFaults } from './generate-connection.ts';
import { directionsOf } from './generate-read.ts';
import { agreedDeflate, headEnd, join, type Sender, strictRead } from './generate-strict.ts';

const require = createRequire(import.meta.url);

interface WsReceiver {
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'message' | 'conclude' | 'drain', listener: () => void): void;
  write(bytes: Uint8Array, done: () => void): boolean;
  end(done: () => void): void;
}
const { Receiver } = require('ws') as { Receiver: new (options: object) => WsReceiver };
const PerMessageDeflate = require('../../node_modules/ws/lib/permessage-deflate.js') as {
  new (options: object): { accept(list: object[]): object };
  extensionName: string;
};

/** What ws says of one direction's bytes: an error's message, or null when it took all. */
async function wsVerdict(generated: Generated, sender: Sender): Promise<string | null> {
  const head = Buffer.from(generated.server.subarray(0, headEnd(generated.server))).toString('latin1');
  const agreed = agreedDeflate(head);
  const isServer = sender === 'client';
  const extensions: Record<string, unknown> = {};
  if (agreed) {
    const deflate = new PerMessageDeflate({ isServer, maxPayload: 0 });
    const terms: Record<string, unknown[]> = {};
    for (const side of ['client', 'server'] as const) {
      if (!agreed[side].takeover) terms[`${side}_no_context_takeover`] = [true];
      if (agreed[side].windowBits !== 15)
        terms[`${side}_max_window_bits`] = [String(agreed[side].windowBits)];
    }
    deflate.accept([terms]);
    extensions[PerMessageDeflate.extensionName] = deflate;
  }
  const receiver = new Receiver({ isServer, extensions });
  const bytes = generated[sender].subarray(headEnd(generated[sender]));
  return new Promise((resolve) => {
    receiver.on('error', (error) => resolve(error.message));
    receiver.on('conclude', () => resolve(null));
    receiver.write(bytes, () => setTimeout(() => resolve(null), 15));
  });
}

/**
 * ws does not ask for the shortest length form, stops reading at Close, and waits for the end of a frame that
 * declares too much.
 */
const lenient = new Set([
  'data-after-close',
  'length-not-minimal',
  'length-wrong-byte-order',
  'length-wrong-width',
]);
/** Causes whose frames are sound, or that have none. */
const connection = new Set(connectionFaults.map((fault) => fault.cause));
const seeds = Array.from({ length: 15 }, (_, i) => 1000 + i);

describe('generate', () => {
  it('makes sound sessions that ws accepts', async () => {
    for (const seed of Array.from({ length: 100 }, (_, i) => i)) {
      const one = generate(seed, 'healthy');
      for (const sender of ['client', 'server'] as const) {
        expect(await wsVerdict(one, sender), `seed ${seed} ${sender}`).toBeNull();
      }
    }
  }, 60_000);

  it('is the same for the same seed', () => {
    for (const cause of generatedCauses) {
      expect(Buffer.from(generate(7, cause).client).equals(Buffer.from(generate(7, cause).client))).toBe(
        true,
      );
    }
  }, 60_000);

  for (const cause of generatedCauses.filter((name) => name !== 'healthy' && !connection.has(name))) {
    it(`breaks by ${cause} so that ws refuses`, async () => {
      let refused = 0;
      for (const seed of seeds) {
        const one = generate(seed, cause);
        expect(one.truth.sender).not.toBeNull();
        expect(one.truth.breakOffset).not.toBeNull();
        if ((await wsVerdict(one, one.truth.sender!)) !== null) refused++;
        const sound: Sender = one.truth.sender === 'client' ? 'server' : 'client';
        expect(await wsVerdict(one, sound), `seed ${seed}: the other direction`).toBeNull();
      }
      if (!lenient.has(cause)) expect(refused / seeds.length).toBeGreaterThan(0.6);
    }, 60_000);
  }

  for (const cause of connection) {
    it(`keeps the frames of ${cause} sound`, () => {
      for (const seed of seeds) {
        const one = generate(seed, cause);
        const head = Buffer.from(one.server.subarray(0, Math.max(0, headEnd(one.server)))).toString('latin1');
        if (!/^HTTP\/1\.1 101 /.test(head)) continue;
        const agreed = agreedDeflate(head);
        for (const sender of ['client', 'server'] as const) {
          const read = strictRead(
            one[sender].subarray(headEnd(one[sender])),
            sender,
            agreed?.[sender] ?? null,
          );
          expect(read.breakOffset, `seed ${seed} ${sender}`).toBe(
            sender === one.truth.sender ? one.truth.breakOffset : null,
          );
        }
      }
    });
  }

  it('writes captures that hold the same bytes', () => {
    for (const cause of generatedCauses.filter((name) => !/^(mid-stream|capture-)/.test(name))) {
      const one = generate(3, cause);
      const read = directionsOf(toPcap(one));
      expect(Buffer.from(read.client).equals(Buffer.from(one.client)), cause).toBe(true);
      expect(Buffer.from(read.server).equals(Buffer.from(one.server)), cause).toBe(true);
      expect(join(one.segments.filter((s) => s.sender === 'client').map((s) => s.bytes)).length).toBe(
        one.client.length,
      );
    }
  }, 60_000);
});
