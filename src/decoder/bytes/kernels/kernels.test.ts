import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkUtf8, type Utf8Progress } from '../utf8.ts';
import { checkUtf8Fast, inKernelMemory, kernels, reserve, stage } from './kernels.ts';

const room = reserve(4096);

/**
 * The state and the first bad byte when the bytes come in pieces, each at `shift` bytes after a multiple of
 * 64.
 */
function byKernel(bytes: Uint8Array, cuts: readonly number[], shift: number): Utf8Progress {
  const progress = { state: 0, badAt: -1 };
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    room.fill(0xff);
    room.set(bytes.subarray(from, cut), shift);
    checkUtf8Fast(room, shift, shift + cut - from, progress);
    if (progress.badAt >= 0) return { ...progress, badAt: progress.badAt - shift + from };
    from = cut;
  }
  return progress;
}

function byTable(bytes: Uint8Array): Utf8Progress {
  const progress = { state: 0, badAt: -1 };
  checkUtf8(bytes, 0, bytes.length, progress);
  return progress;
}

/**
 * Characters at the edges of what UTF-8 allows, and long runs of ASCII: together they take every branch of
 * the kernel.
 */
const character = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', '\u007f', '\0') },
  fc.constantFrom('\u0080', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }),
  fc.integer({ min: 1, max: 70 }).map((length) => 'x'.repeat(length)),
);
const encoder = new TextEncoder();
const text = fc.array(character, { maxLength: 60 }).map((parts) => encoder.encode(parts.join('')));

describe('the kernels', () => {
  it('run on this machine', () => {
    expect(kernels).not.toBeNull();
    expect(inKernelMemory(room)).toBe(true);
  });

  it('stage a chunk until the next one, and do not copy a larger one', () => {
    const first = stage(new Uint8Array([1, 2, 3]));
    expect([...first]).toEqual([1, 2, 3]);
    expect(inKernelMemory(first)).toBe(true);
    const large = new Uint8Array((1 << 20) + 1);
    expect(stage(large)).toBe(large);
  });

  it('check UTF-8 as the table does, valid or damaged, cut anywhere', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 2 });
    const cuts = fc.array(fc.nat(), { maxLength: 3 });
    fc.assert(
      fc.property(text, damage, cuts, fc.nat({ max: 63 }), (bytes, changes, places, shift) => {
        fc.pre(bytes.length > 0 && bytes.length < 4000);
        const damaged = bytes.slice();
        for (const [place, value] of changes) damaged[place % damaged.length] = value;
        const sorted = places.map((place) => place % damaged.length).sort((a, b) => a - b);
        expect(byKernel(damaged, sorted, shift)).toEqual(byTable(damaged));
      }),
      { numRuns: 20_000, seed: 11 },
    );
  });

  it('check every pair and triple of bytes in the middle of a block as the table does', () => {
    const edges = [0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1];
    edges.push(0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff);
    const bytes = new Uint8Array(64).fill(0x61);
    for (const a of edges) {
      for (const b of edges) {
        for (const c of edges) {
          for (const d of [0x61, 0x80, 0xbf, 0xc3]) {
            // é before them, so that the block is not skipped as ASCII.
            bytes.set([0xc3, 0xa9, 0x61, a, b, c, d], 3);
            expect(byKernel(bytes, [], 0)).toEqual(byTable(bytes));
          }
        }
      }
    }
  });
});
