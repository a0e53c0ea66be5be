import { expect, test } from 'vitest';
import { isDate, isoTime } from './iso-time.ts';

test('a time is written to milliseconds or microseconds, rounded up into the next second', () => {
  expect(isoTime(1_790_000_000.25, 3)).toBe('2026-09-21T14:13:20.250Z');
  expect(isoTime(1_790_000_000.25, 6)).toBe('2026-09-21T14:13:20.250000Z');
  expect(isoTime(1_790_000_000.9996, 3)).toBe('2026-09-21T14:13:21.000Z');
});

test('what no date holds is null, whatever a file says', () => {
  for (const seconds of [Number.NaN, Number.POSITIVE_INFINITY, 1e300, -1e300, 8.64e12])
    expect(isoTime(seconds, 3)).toBeNull();
  expect([0, 60, 1e300, Number.NaN].map(isDate)).toEqual([false, false, false, false]);
  expect(isDate(1_790_000_000)).toBe(true);
});
