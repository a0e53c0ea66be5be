import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { concat } from '../decoder/bytes/concat.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { seededRandomBelow } from '../testing/random.ts';
import { Gunzip } from './gunzip.ts';
import { openCapture } from './open.ts';

function inflated(bytes: Uint8Array, size: number): Uint8Array {
  const runs: Uint8Array[] = [];
  const gunzip = new Gunzip((run) => runs.push(run.slice()));
  for (let at = 0; at < bytes.length; at += size) gunzip.push(bytes.subarray(at, at + size));
  gunzip.end();
  return concat(runs);
}

const below = seededRandomBelow(3);
const parts = [0, 1, 300, 70_000].map((length) =>
  Uint8Array.from({ length }, (_, i) => (i % 7 === 0 ? below(256) : 65 + (i % 5))),
);

describe('a gzip file of several members', () => {
  for (const size of [1, 7, 1000, 1 << 20]) {
    test(`is inflated in chunks of ${size}`, () => {
      const members = parts.flatMap((part) => [gzipSync(part, { level: 9 }), gzipSync(part, { level: 0 })]);
      const expected = concat(parts.flatMap((part) => [part, part]));
      expect(inflated(concat(members.map((member) => new Uint8Array(member))), size)).toEqual(expected);
    });
  }

  test('may end with zeros, and with nothing else', () => {
    const member = new Uint8Array(gzipSync(parts[2]));
    expect(inflated(concat([member, new Uint8Array(512)]), 1000)).toEqual(parts[2]);
    expect(() => inflated(concat([member, Uint8Array.of(1, 2)]), 1000)).toThrow();
    expect(() => inflated(member.subarray(0, member.length - 20), 1000)).toThrow();
  });
});

describe('opened', () => {
  afterEach(() => vi.unstubAllGlobals());
  const quiet = { signal: { cancelled: false }, progress: () => undefined };
  const text = '81 05 48 65 6c 6c 6f\n'.repeat(3);

  /** The stream of a browser: an error instead of the second member. */
  function browserStream(lengths: readonly number[]) {
    return class {
      readonly readable: ReadableStream<Uint8Array>;
      readonly writable: WritableStream<Uint8Array>;
      constructor() {
        const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
          transform(_chunk, controller) {
            for (const length of lengths)
              controller.enqueue(new TextEncoder().encode(text).subarray(0, length));
            controller.error(new TypeError('Junk found after end of compressed data.'));
          },
        });
        this.readable = readable;
        this.writable = writable;
      }
    };
  }

  test.each([[[]], [[20]], [[63]]])('where the browser gives %s bytes before its error', async (lengths) => {
    vi.stubGlobal('DecompressionStream', browserStream(lengths));
    const bytes = new Uint8Array(concat([0, 1].map(() => new Uint8Array(gzipSync(text)))));
    const input = { kind: 'bytes', bytes, name: 'x.gz', format: 'hex', assumptions: noAssumptions } as const;
    const capture = await openCapture(input, quiet);
    expect(capture.notes.map(({ id }) => id)).not.toContain('gzip-damaged');
    expect(capture.frameCount).toBe(6);
  });

  test('a file that inflates to far more than its length is read up to a limit', async () => {
    const bytes = new Uint8Array(gzipSync(new Uint8Array(140 * 2 ** 20), { level: 1 }));
    const input = { kind: 'bytes', bytes, name: 'x.gz', format: 'raw', assumptions: noAssumptions } as const;
    const capture = await openCapture(input, quiet);
    expect(capture.notes.find(({ id }) => id === 'too-large')?.text).toMatch(/^Expected gzip data .*128 MiB/);
  });
});
