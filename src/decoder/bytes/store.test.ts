import { describe, expect, test } from 'vitest';
import { MemoryStore } from './store.ts';

/** Runs of the lengths given, each byte the low bits of its own offset. */
function fill(store: MemoryStore, lengths: readonly number[]): void {
  for (const length of lengths) {
    const from = store.length;
    expect(store.append(Uint8Array.from({ length }, (_, i) => from + i))).toBe(from);
  }
}

const expected = (start: number, end: number) =>
  Uint8Array.from({ length: end - start }, (_, i) => start + i);
// short runs are gathered, long runs are kept as they are, and the tail is full after a mebibyte
const lengths = [1, 300, 40_000, 0, 7, 32_767, 32_768, 5, ...Array<number>(70).fill(20_000), 3];
const places = [
  [0, 1],
  [0, 302],
  [299, 40_310],
  [40_300, 40_309],
  [73_000, 1_200_000],
  [1_500_000, 9_999_999],
  [9_999_999, 10_000_000],
] as const;

describe('a store in memory', () => {
  test('reads any range, however the runs were cut', async () => {
    const store = new MemoryStore('test');
    fill(store, lengths);
    for (const [start, end] of places) {
      const wanted = expected(start, Math.max(start, Math.min(end, store.length)));
      expect(store.readNow(start, end)).toEqual(wanted);
      expect(await store.read(start, end)).toEqual(wanted);
    }
  });

  test('spills full parts and still reads them', async () => {
    const store = new MemoryStore('test');
    const away: number[] = [];
    store.spillTo((bytes) => {
      away.push(bytes.length);
      return new MemoryStore('elsewhere', bytes.slice());
    });
    fill(store, lengths);
    expect(away.reduce((sum, length) => sum + length, 0)).toBeGreaterThan(store.length / 2);
    for (const [start, end] of places) {
      expect(await store.read(start, end)).toEqual(
        expected(start, Math.max(start, Math.min(end, store.length))),
      );
    }
    expect(() => store.readNow(0, 1)).toThrow('spilled');
  });

  test('does not change bytes that were read while it grows', () => {
    const store = new MemoryStore('test', Uint8Array.of(1, 2, 3));
    const before = store.readNow(0, 3);
    fill(store, [500]);
    expect([...before]).toEqual([1, 2, 3]);
  });
});
