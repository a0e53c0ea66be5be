// What is promised of error lines of public threads.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { examineLines, lineSets, missedOf } from './exam-errors.ts';

/** Lines whose answer is not right yet, with what is missed. A line that is answered rightly leaves the list. */
const knownMisses: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
  readFileSync(new URL('exam-errors-misses.json', import.meta.url), 'utf8'),
);

describe.each(Object.entries(lineSets))('%s', (name, set) => {
  const lines = examineLines(set);

  it('are explained but for the known misses', () => {
    const misses = lines.filter((line) => missedOf(line) !== '');
    expect(Object.fromEntries(misses.map((line) => [line.thread, missedOf(line)]))).toEqual(
      knownMisses[name],
    );
  });

  it('have no cause that is wrong and sure', () => {
    expect(lines.filter(({ isWrongAndSure }) => isWrongAndSure).map(({ thread }) => thread)).toEqual([]);
  });

  it('are of different threads', () => {
    expect(new Set(lines.map(({ thread }) => thread)).size).toBe(lines.length);
  });
});

it('are 313 lines', () => {
  expect(Object.values(lineSets).flat()).toHaveLength(313);
});
