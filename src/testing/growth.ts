// The law of cost: work grows as the input does. Work is counted, since time differs from run to run.

import { expect } from 'vitest';

/** How much more work twice the input may take: twice, and a share for logarithms and first steps. */
const maxGrowth = 2.5;

/** Expects that twice and four times the input take about twice and four times the work. */
export function expectLinear(workOf: (size: number) => number, size: number): void {
  const works = [size, 2 * size, 4 * size].map(workOf);
  const [first, second, third] = works;
  expect(first, 'no work was counted').toBeGreaterThan(0);
  expect(second / first, `work ${works.join(', ')}`).toBeLessThanOrEqual(maxGrowth);
  expect(third / second, `work ${works.join(', ')}`).toBeLessThanOrEqual(maxGrowth);
}

/** As `expectLinear`, for work that is counted while promises are awaited. */
export async function expectLinearLater(
  workOf: (size: number) => Promise<number>,
  size: number,
): Promise<void> {
  const works = new Map<number, number>();
  for (const length of [size, 2 * size, 4 * size]) works.set(length, await workOf(length));
  expectLinear((length) => works.get(length) ?? 0, size);
}
