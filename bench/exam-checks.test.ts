// The misses of the configuration check are frozen by name: a new one is a step back, a mended one leaves the list.

import { expect, test } from 'vitest';
import { judgeCorpus, missNames, silenceMisses } from './exam-checks.ts';
import misses from './exam-checks-misses.json' with { type: 'json' };

test('no URL of the corpus passes in the check and fails in the program', () => {
  const outcomes = judgeCorpus();
  expect(outcomes.filter(({ outcome }) => outcome === 'false pass')).toEqual([]);
  expect(missNames(outcomes)).toEqual(misses);
}, 120_000);

test('a silent connection ends when the real program ended it', () => {
  expect(silenceMisses()).toEqual([]);
});
