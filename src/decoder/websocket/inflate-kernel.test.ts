// Inflating with the kernel, without it, and by zlib gives the same for sound and damaged input, cut
// anywhere.

import { constants, createDeflateRaw, inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { seededRandomBelow } from '../../testing/random.ts';

type Inflating = typeof import('./inflate.ts') & typeof import('../bytes/kernels/kernels.ts');

async function load(): Promise<Inflating> {
  vi.resetModules();
  return { ...(await import('./inflate.ts')), ...(await import('../bytes/kernels/kernels.ts')) };
}

let below = seededRandomBelow(0);
function oneOf<T>(items: readonly T[]): T {
  return items[below(items.length)];
}

/** Literals of few or many kinds, some rare, and repetitions from near and far. */
function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const kinds = oneOf([1, 4, 70, 256]);
  const repeating = oneOf([0, 0.02, 0.3]);
  const skewed = below(3) === 0;
  for (let i = 0; i < length; ) {
    if (i > 0 && below(1000) < repeating * 1000) {
      const distance = 1 + below(Math.min(i, oneOf([3, 20, 40_000])));
      for (let left = 3 + below(oneOf([8, 300])); left > 0 && i < length; left--, i++)
        bytes[i] = bytes[i - distance];
    } else {
      bytes[i++] = skewed ? 256 * (below(1000) / 1000) ** 8 : below(kinds);
    }
  }
  return bytes;
}

interface Stream {
  readonly packed: readonly Uint8Array[];
  readonly plain: readonly Uint8Array[];
  readonly windowBits: number;
}

/** Messages compressed by zlib with random settings and random flushes, and their uncompressed bytes. */
async function randomStream(): Promise<Stream> {
  const windowBits = oneOf([9, 10, 13, 15]);
  const deflate = createDeflateRaw({
    level: below(10),
    strategy: below(5),
    memLevel: 1 + below(9),
    windowBits,
  });
  const chunks: Buffer[] = [];
  deflate.on('data', (chunk: Buffer) => chunks.push(chunk));
  const packed: Uint8Array[] = [];
  const plain: Uint8Array[] = [];
  const { Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_PARTIAL_FLUSH } = constants;
  for (let messages = 1 + below(3); messages > 0; messages--) {
    const bytes = randomBytes(below(oneOf([20, 600, 6000, 6000, 250_000])));
    const step = 1 + below(oneOf([500, 300_000]));
    for (let at = 0; at <= bytes.length; at += step) {
      deflate.write(bytes.subarray(at, at + step));
      const last = at + step > bytes.length;
      const kind = last ? Z_SYNC_FLUSH : oneOf([Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_PARTIAL_FLUSH]);
      await new Promise<void>((resolve) => deflate.flush(kind, () => resolve()));
    }
    packed.push(new Uint8Array(Buffer.concat(chunks.splice(0)).subarray(0, -4)));
    plain.push(bytes);
  }
  deflate.close();
  return { packed, plain, windowBits };
}

interface Outcome {
  readonly error: string | null;
  readonly produced: number;
  readonly farthest: number;
  readonly window: Uint8Array;
  readonly bytes: Uint8Array;
}

/** The outcome of each message, up to the first fault. `sizes`: sizes of the pieces, repeated. */
function outcomes(
  { Inflater, stage }: Inflating,
  messages: readonly Uint8Array[],
  windowBits: number,
  sizes: readonly number[],
  staged: boolean,
): Outcome[] {
  const found: Outcome[] = [];
  const parts: Uint8Array[] = [];
  const inflater = new Inflater((bytes, start, end) => parts.push(bytes.slice(start, end)), windowBits);
  let piece = 0;
  for (const message of messages) {
    inflater.startMessage();
    for (let at = 0, end = 0; at < message.length; at = end) {
      end = Math.min(message.length, at + sizes[piece++ % sizes.length]);
      const input = staged ? stage(message.subarray(at, end)) : message.slice(at, end);
      if (!inflater.push(input, 0, end - at)) break;
    }
    inflater.finishMessage();
    const { error, produced, farthest } = inflater;
    const bytes = new Uint8Array(Buffer.concat(parts.splice(0)));
    found.push({ error, produced, farthest, window: inflater.snapshot().window, bytes });
    if (error !== null) break;
  }
  return found;
}

function randomSizes(total: number): number[] {
  const most = oneOf([total < 5000 ? 1 : 9, 20, 1448, 100_000]);
  return Array.from({ length: 7 }, () => 1 + below(most));
}

function expectSame(found: readonly Outcome[], expected: readonly Outcome[], label: string): void {
  const shown = (list: readonly Outcome[]) => list.map(({ bytes, window, ...rest }) => rest);
  expect(shown(found), label).toEqual(shown(expected));
  for (const [i, { bytes, window }] of expected.entries()) {
    expect(Buffer.compare(found[i].bytes, bytes), label).toBe(0);
    expect(Buffer.compare(found[i].window, window), label).toBe(0);
  }
}

describe('inflating with the kernel and without', () => {
  let quick: Inflating;
  let plain: Inflating;
  beforeAll(async () => {
    quick = await load();
    vi.stubGlobal('WebAssembly', undefined);
    plain = await load();
    vi.unstubAllGlobals();
    expect([quick.kernels === null, plain.kernels === null]).toEqual([false, true]);
  });
  afterAll(() => {
    vi.resetModules();
  });

  it('gives what zlib compressed with any settings, cut anywhere', async () => {
    below = seededRandomBelow(21);
    for (let run = 0; run < 150; run++) {
      const stream = await randomStream();
      const sizes = randomSizes(stream.packed.reduce((sum, { length }) => sum + length, 0));
      const found = outcomes(quick, stream.packed, stream.windowBits, sizes, run % 2 === 0);
      expect(found.map(({ error }) => error)).toEqual(stream.plain.map(() => null));
      for (const [i, bytes] of stream.plain.entries())
        expect(Buffer.compare(found[i].bytes, bytes), `${run}`).toBe(0);
      expectSame(outcomes(plain, stream.packed, stream.windowBits, sizes, false), found, `${run}`);
    }
  });

  it('gives the same for damaged messages, and refuses what zlib refuses', async () => {
    below = seededRandomBelow(22);
    const streams: Stream[] = [];
    for (let i = 0; i < 60; i++) streams.push(await randomStream());
    for (let run = 0; run < 2500; run++) {
      const message = oneOf(oneOf(streams).packed).slice();
      if (message.length === 0 || (message.length > 8000 && run % 20 > 0)) continue;
      // Most faults are in a header.
      for (let i = 0; i < 1 + below(2); i++)
        message[below(Math.min(message.length, oneOf([4, 80, 1e6])))] ^= 1 << below(8);
      const damaged = message.subarray(0, below(4) === 0 ? below(message.length) : message.length);
      const sizes = randomSizes(damaged.length);
      const [found] = outcomes(quick, [damaged], 15, sizes, run % 2 === 0);
      expectSame(outcomes(plain, [damaged], 15, sizes, false), [found], `${run}`);
      let reference: Buffer | null = null;
      try {
        const whole = Buffer.concat([damaged, Buffer.from([0, 0, 255, 255])]);
        reference = inflateRawSync(whole, { finishFlush: constants.Z_SYNC_FLUSH });
      } catch {
        expect(found.error, `${run}`).not.toBeNull();
      }
      // zlib stops after a block that is marked as the last; the inflater continues.
      if (reference !== null)
        expect(Buffer.compare(found.bytes.subarray(0, reference.length), reference), `${run}`).toBe(0);
    }
  });
});
