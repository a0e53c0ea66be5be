// What is promised of pasted text, over the corpus.

import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { type TextResult, textResults } from '../../bench/exam-text.ts';

/** Texts whose answer is not right yet. A text that is answered rightly leaves the list. */
const knownMisses: readonly string[] = JSON.parse(
  readFileSync(new URL('known-misses.json', import.meta.url), 'utf8'),
);

let results: readonly TextResult[] = [];
beforeAll(async () => {
  results = await textResults();
}, 600_000);

test('there are at least 400 texts', () => {
  expect(results.length).toBeGreaterThanOrEqual(400);
});

test('no text without bytes is judged as a connection', () => {
  expect(results.filter(({ isFalseVerdict }) => isFalseVerdict).map(({ name }) => name)).toEqual([]);
});

test('the misses are those that are known', () => {
  const misses = results.filter(({ wrong }) => wrong.length > 0).map(({ name }) => name);
  expect(misses.sort()).toEqual([...knownMisses].sort());
});
