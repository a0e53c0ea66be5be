import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CountingColumn,
  chunkRows,
  F64Column,
  LengthColumn,
  OffsetColumn,
  RunColumn,
  SparseU32Column,
  U8Column,
  U16Column,
  U32Column,
} from './column.ts';

/** Run lengths that meet the ends of chunks; the first chunk grows from 4 rows to its full size. */
const runs = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 70 }),
    fc.constantFrom(1, 3, 4, 5, 31, 32, 33, chunkRows - 1, chunkRows, chunkRows + 5),
  ),
  { maxLength: 6 },
);
const random = (seed: number) => {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

interface Column {
  readonly length: number;
  push(value: number): void;
  get(index: number): number;
}

/** Checks that a column gives the same as an array, for single rows and for appended runs. */
function agrees(
  make: () => Column,
  below: number,
  append: ((column: never, values: number[]) => void) | null,
): void {
  fc.assert(
    fc.property(runs, fc.integer({ min: 1 }), (lengths, seed) => {
      const next = random(seed);
      const column = make();
      const expected: number[] = [];
      for (const length of lengths) {
        const values = Array.from({ length }, () => (next(4) === 0 ? next(below) : 0));
        if (append !== null && next(2) === 0) append(column as never, values);
        else for (const value of values) column.push(value);
        expected.push(...values);
      }
      expect(column.length).toBe(expected.length);
      const wrong = expected.findIndex((value, i) => column.get(i) !== value);
      expect(wrong).toBe(-1);
      for (let i = 0; i < 50 && expected.length > 0; i++) {
        const at = next(expected.length);
        expect(column.get(at)).toBe(expected[at]);
      }
    }),
    { numRuns: 60, seed: 3 },
  );
}

describe('columns', () => {
  it('hold bytes', () => {
    agrees(
      () => new U8Column(),
      256,
      (column: U8Column, values) => column.append(Uint8Array.from(values), values.length),
    );
  });
  it('hold 16-bit numbers', () => {
    agrees(
      () => new U16Column(),
      65536,
      (column: U16Column, values) => column.append(Uint16Array.from(values), values.length),
    );
  });
  it('hold 32-bit numbers', () => {
    agrees(
      () => new U32Column(),
      2 ** 32,
      (column: U32Column, values) => column.append(Uint32Array.from(values), values.length),
    );
  });
  it('hold 32-bit numbers, most of them 0', () => {
    agrees(
      () => new SparseU32Column(),
      2 ** 32,
      (column: SparseU32Column, values) => {
        column.append(Uint32Array.from(values), values.length);
      },
    );
  });
  it('hold doubles', () => agrees(() => new F64Column(), 2 ** 53, null));
  it('hold lengths', () => agrees(() => new LengthColumn(), 2 ** 40, null));
  it('hold doubles that repeat', () => {
    agrees(
      () => new RunColumn(),
      3,
      (column: RunColumn, values) => column.append(Float64Array.from(values), values.length),
    );
  });
  it('hold offsets', () => agrees(() => new OffsetColumn(), 2 ** 53, null));
});

describe('compact columns', () => {
  it('hold counting numbers with exceptions', () => {
    const counted = new CountingColumn();
    counted.appendCounting(7, 100);
    for (const value of [Number.NaN, Number.NaN, 107, 108, 108]) counted.push(value);
    expect([0, 99, 100, 101, 102, 103, 104].map((i) => counted.get(i))).toEqual([
      7,
      106,
      Number.NaN,
      Number.NaN,
      107,
      108,
      108,
    ]);
    counted.replace(Float64Array.of(4, 5, 1));
    expect([2, 0, 1].map((i) => counted.get(i))).toEqual([1, 4, 5]);
  });

  it('change a number in a chunk of zeros', () => {
    const sparse = new SparseU32Column();
    sparse.appendZeros(chunkRows + 3);
    sparse.set(chunkRows + 1, 5);
    sparse.set(40, 6);
    sparse.set(2, 0);
    expect([0, 2, 40, chunkRows, chunkRows + 1].map((i) => sparse.get(i))).toEqual([0, 0, 6, 0, 5]);
  });

  it('change a length of more than 32 bits', () => {
    const lengths = new LengthColumn();
    lengths.appendZeros(3);
    lengths.set(1, 2 ** 40);
    expect([lengths.get(0), lengths.get(1)]).toEqual([0, 2 ** 40]);
    lengths.set(1, 4);
    expect(lengths.get(1)).toBe(4);
  });

  it('hold offsets above 2^32, in runs across 2^32, and after reordering', () => {
    const offsets = new OffsetColumn();
    const values = [0, 2 ** 32 - 3, 2 ** 32 - 1, 2 ** 32, 2 ** 52 + 1];
    offsets.appendLows(Uint32Array.of(11, 13, 2 ** 32 - 2), 3, 0);
    offsets.appendLows(Uint32Array.of(0, 1), 2, 1);
    offsets.appendLows(Uint32Array.of(0, 2 ** 32 - 1), 2, 2 ** 8);
    expect(Array.from({ length: 7 }, (_, i) => offsets.get(i))).toEqual([
      11,
      13,
      2 ** 32 - 2,
      2 ** 32,
      2 ** 32 + 1,
      2 ** 40,
      2 ** 40 + 2 ** 32 - 1,
    ]);
    offsets.replace(Float64Array.from(values));
    expect(values.map((_, i) => offsets.get(i))).toEqual(values);
  });

  it('distinguish NaN from a time, in any order of rows', () => {
    const times = new RunColumn();
    for (const value of [Number.NaN, Number.NaN, 1, 1, Number.NaN]) times.push(value);
    expect([4, 0, 2, 3, 1].map((i) => times.get(i))).toEqual([Number.NaN, Number.NaN, 1, 1, Number.NaN]);
    times.replace(Float64Array.of(3, 2, 2));
    expect([2, 0, 1].map((i) => times.get(i))).toEqual([2, 3, 2]);
  });
});
