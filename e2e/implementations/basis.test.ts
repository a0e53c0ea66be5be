// A program that no examination runs says so: its version names the source that was read.

import { expect, it } from 'vitest';
import { versionInWords } from '../../src/decoder/error-texts/version-words.ts';
import { basisOf } from '../../src/decoder/implementations/basis.ts';
import { implementations } from '../../src/decoder/implementations/registry.ts';
import { programs } from './programs.ts';

const run = new Set(
  programs.flatMap(({ implementation }) =>
    typeof implementation === 'string' ? [implementation] : Object.values(implementation),
  ),
);

it('says of each implementation without a program that it was not run', () => {
  const others = implementations.filter(({ id, version }) => !run.has(id) && !version.includes('(run)'));
  expect(others.filter(({ version }) => basisOf(version) === 'run').map(({ id }) => id)).toEqual([]);
  expect(
    others.map(({ version }) => versionInWords(version)).filter((one) => !/, not run$/.test(one)),
  ).toEqual([]);
});

it('says nothing of the kind of those with one', () => {
  const wrong = implementations.filter(({ id, version }) => run.has(id) && basisOf(version) === 'source');
  expect(wrong.map(({ id }) => id)).toEqual([]);
});
