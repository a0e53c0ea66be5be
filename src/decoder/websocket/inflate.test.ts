import { constants, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stage } from '../bytes/kernels/kernels.ts';
import { encodeText } from '../bytes/utf8.ts';
import { Inflater } from './inflate.ts';
import { inflateRaw } from './inflate-raw.ts';

const words = 'the quick brown fox jumps over the lazy dog; {"op":"subscribe","ch":"orders"} '.repeat(4000);

describe('inflateRaw', () => {
  it.each([0, 1, 6, 9])('reads what zlib wrote at level %i', (level) => {
    const plain = encodeText(words);
    const result = inflateRaw(deflateRawSync(plain, { level }), 1 << 24);
    expect(result.error).toBeNull();
    expect(Buffer.compare(result.bytes, plain)).toBe(0);
  });

  it('reads fixed codes and incompressible data', () => {
    const random = new Uint8Array(300_000);
    let seed = 1;
    for (let i = 0; i < random.length; i++) {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      random[i] = seed >>> 24;
    }
    for (const strategy of [constants.Z_FIXED, constants.Z_HUFFMAN_ONLY, constants.Z_RLE]) {
      expect(Buffer.compare(inflateRaw(deflateRawSync(random, { strategy }), 1 << 24).bytes, random)).toBe(0);
      expect(
        Buffer.compare(inflateRaw(deflateRawSync(words, { strategy }), 1 << 24).bytes, encodeText(words)),
      ).toBe(0);
    }
  });

  it('stops at the cap', () => {
    const result = inflateRaw(deflateRawSync(new Uint8Array(10_000_000)), 1000);
    expect(result.bytes.length).toBe(1000);
    expect(result.capped).toBe(true);
  });

  it('agrees with zlib on random texts, compressed with any settings', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 200 }), { maxLength: 60 }),
        fc.integer({ min: 0, max: 9 }),
        (parts, level) => {
          const plain = encodeText(parts.join('') + parts.join('-'));
          expect(inflateRaw(deflateRawSync(plain, { level }), 1 << 24).bytes).toEqual(plain);
        },
      ),
      { numRuns: 200, seed: 7 },
    );
  });

  it('never throws on random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        inflateRaw(bytes, 65536);
      }),
      { numRuns: 2000, seed: 8 },
    );
  });

  it('names the fault', () => {
    expect(inflateRaw(new Uint8Array([0x07]), 100).error).toBe('block-type');
    expect(inflateRaw(new Uint8Array([0x00, 0x05, 0x00, 0x05, 0x00]), 100).error).toBe('stored-length');
  });
});

describe('Inflater', () => {
  const messages = Array.from({ length: 50 }, (_, i) => words.slice(i * 37, i * 37 + 900 + i * 61));
  it('keeps its window from message to message, with pieces of any size', async () => {
    const { createDeflateRaw } = await import('node:zlib');
    const deflate = createDeflateRaw();
    const chunks: Buffer[] = [];
    deflate.on('data', (chunk: Buffer) => chunks.push(chunk));
    const compressed: Uint8Array[] = [];
    for (const message of messages) {
      deflate.write(message);
      await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, () => resolve()));
      const all = Buffer.concat(chunks.splice(0));
      compressed.push(all.subarray(0, all.length - 4));
    }
    for (const size of [1, 3, 17, 100_000]) {
      let text = '';
      const inflater = new Inflater((bytes, start, end) => {
        text += new TextDecoder().decode(bytes.subarray(start, end));
      });
      for (const [i, message] of compressed.entries()) {
        text = '';
        inflater.startMessage();
        for (let at = 0; at < message.length; at += size) {
          inflater.push(message, at, Math.min(at + size, message.length));
        }
        expect(inflater.finishMessage()).toBe(true);
        expect(text).toBe(messages[i]);
      }
    }
    // Without the window the second message must fail.
    const fresh = new Inflater(() => {});
    fresh.startMessage();
    fresh.push(compressed[1], 0, compressed[1].length);
    fresh.finishMessage();
    expect(fresh.error).toBe('distance');
    // From a snapshot it continues.
    const first = new Inflater(() => {});
    first.push(compressed[0], 0, compressed[0].length);
    first.finishMessage();
    let again = '';
    const second = new Inflater((bytes, start, end) => {
      again += new TextDecoder().decode(bytes.subarray(start, end));
    });
    second.restore(first.snapshot());
    second.push(compressed[1], 0, compressed[1].length);
    expect(second.finishMessage()).toBe(true);
    expect(again).toBe(messages[1]);
  });

  it('shares workspaces: many inflaters in turns, and one inside the output call of another', async () => {
    const { createDeflateRaw } = await import('node:zlib');
    const streams = await Promise.all(
      Array.from({ length: 9 }, async (_, number) => {
        const deflate = createDeflateRaw({ level: (number % 9) + 1 });
        const chunks: Buffer[] = [];
        deflate.on('data', (chunk: Buffer) => chunks.push(chunk));
        const packed: Uint8Array[] = [];
        for (const message of messages) {
          deflate.write(`${number}${message}`.repeat(1 + (number % 3) * 40));
          await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, () => resolve()));
          const all = Buffer.concat(chunks.splice(0));
          packed.push(all.subarray(0, all.length - 4));
        }
        const texts: string[] = [];
        const inflater = new Inflater((bytes, start, end) => {
          texts[texts.length - 1] += new TextDecoder().decode(bytes.subarray(start, end));
          // Another inflater acquires the workspace while this one is still inside its output call.
          for (let i = 0; i < 5; i++)
            expect(inflateRaw(deflateRawSync(words.slice(0, 500)), 600).error).toBeNull();
        });
        return { packed, texts, inflater };
      }),
    );
    for (let message = 0; message < messages.length; message++) {
      for (const { texts, inflater } of streams) {
        texts.push('');
        inflater.startMessage();
      }
      for (let at = 0; streams.some(({ packed }) => at < packed[message].length); at += 97) {
        for (const { packed, inflater } of streams) {
          const bytes = packed[message];
          if (at < bytes.length) inflater.push(stage(bytes), at, Math.min(at + 97, bytes.length));
        }
      }
      for (const { inflater } of streams) expect(inflater.finishMessage()).toBe(true);
    }
    for (const [number, { texts }] of streams.entries()) {
      expect(texts).toEqual(messages.map((message) => `${number}${message}`.repeat(1 + (number % 3) * 40)));
    }
  });
});
