// A word of what a user brings is looked up among the own properties of a table alone, so `constructor` and `__proto__`
// are plain words. Each reader is given its own inputs with words replaced by a name that every object inherits here.

import { afterAll, expect, it } from 'vitest';
import { seededRandomBelow } from '../../src/testing/random.ts';
import { keptInputs } from './corpus.ts';
import { targetNames } from './fuzz.ts';
import { seedsOf } from './seeds.ts';
import { targets } from './targets.ts';

/** The targets that read text. */
const textTargets = targetNames.filter((name) => name !== 'tls' && name !== 'frames');
/** Inputs of a target, and words of each, that are tried. */
const maxInputs = 60;
const maxWords = 20;

/** In lower case, as the readers write most words that they look up. */
const inherited = 'inherited';
const lookups = new Set<string>();

Object.defineProperty(Object.prototype, inherited, {
  configurable: true,
  get() {
    const [place = ''] = /[^\s(]*src\/[^\s)]*/.exec(new Error('lookup').stack ?? '') ?? [];
    lookups.add(place);
    return undefined;
  },
  set(value) {
    Object.defineProperty(this, inherited, { value, configurable: true, enumerable: true, writable: true });
  },
});
afterAll(() => Reflect.deleteProperty(Object.prototype, inherited));

/** Some of the inputs, spread over all there are. */
function inputsOf(target: string): Buffer[] {
  const all = [...seedsOf(target), ...keptInputs('corpus', target)];
  const step = Math.max(1, all.length / maxInputs);
  const count = Math.min(all.length, maxInputs);
  return Array.from({ length: count }, (_, i) => Buffer.from(all[Math.floor(i * step)]));
}

it('a lookup in a table is noticed', () => {
  const table: Readonly<Record<string, number>> = { other: 1 };
  expect(table[inherited]).toBeUndefined();
  expect(lookups.size).toBe(1);
  lookups.clear();
});

it.each(textTargets)('%s', { timeout: 300_000 }, async (target) => {
  const random = seededRandomBelow(11);
  let tried = 0;
  for (const input of inputsOf(target)) {
    const text = input.toString('latin1');
    const words = [...text.matchAll(/[A-Za-z_$][\w$-]*/g)];
    for (let i = 0; i < Math.min(words.length, maxWords); i++) {
      const { index, 0: word } = words.length <= maxWords ? words[i] : words[random(words.length)];
      await targets[target](
        Buffer.from(text.slice(0, index) + inherited + text.slice(index + word.length), 'latin1'),
      );
      tried++;
    }
  }
  expect(tried).toBeGreaterThan(100);
  expect([...lookups]).toEqual([]);
  lookups.clear();
});
