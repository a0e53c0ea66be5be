// Runs the kept inputs of each target, those that failed once among them, and then fuzzes each for some seconds.

import { beforeAll, describe, expect, it } from 'vitest';
import { bundleTargets } from './bundle.ts';
import { keptInputs } from './corpus.ts';
import { fuzz, targetNames } from './fuzz.ts';
import { targets } from './targets.ts';

const seconds = 4;

it('each target is fuzzed', () => {
  expect(Object.keys(targets)).toEqual([...targetNames]);
});

describe('kept inputs end without an exception', () => {
  it.each(targetNames.map((name) => [name]))('%s', { timeout: 300_000 }, async (name) => {
    for (const bytes of [...keptInputs('corpus', name), ...keptInputs('failed', name)]) {
      const error = await Promise.resolve()
        .then(() => targets[name](bytes))
        .then(() => null)
        .catch((thrown: unknown) => thrown);
      expect(error, Buffer.from(bytes).toString('base64')).toBeNull();
    }
  });
});

describe('new inputs, guided by the branches that they take', () => {
  beforeAll(bundleTargets, 300_000);

  it.each(targetNames.map((name) => [name]))('%s', { timeout: 300_000 }, async (name) => {
    // Another seed each day: what one run misses another finds.
    const seed = Math.floor(Date.now() / 86_400_000);
    const { runs, failures } = await fuzz(name, seconds, seed);
    expect(failures.map(({ reason, input }) => `${reason}\n${input.toString('base64')}`)).toEqual([]);
    expect(runs).toBeGreaterThan(10);
  });
});
