import { expect, it } from 'vitest';
import { hasTerm, toggleTerm } from './filter-terms.ts';

it.each([
  ['', 'finding', 'finding'],
  ['finding', 'finding', ''],
  ['len>125 finding', 'finding', 'len>125'],
  ['from:client', 'from:server', 'from:server'],
  ['"two words" finding', 'finding', '"two words"'],
  ['error or note', 'finding', '(error or note) finding'],
  ['(error or note) finding', 'finding', '(error or note)'],
  ['not finding', 'finding', 'not finding finding'],
  ['-finding', 'finding', '-finding finding'],
  ['-(error note)', 'finding', '-(error note) finding'],
  ['(-error note)', 'finding', '(-error note) finding'],
  ['/a b (c)/i finding', 'finding', '/a b (c)/i'],
  ['json:a="b c" finding', 'finding', 'json:a="b c"'],
])('the filter %j with the quick filter %j is %j', (filter, term, expected) => {
  expect(toggleTerm(filter, term)).toBe(expected);
});

it('a term inside of brackets, or beside alternatives, is not on', () => {
  expect(hasTerm('finding', 'finding')).toBe(true);
  expect(hasTerm('(finding or note)', 'finding')).toBe(false);
  expect(hasTerm('finding or note', 'finding')).toBe(false);
  expect(hasTerm('not finding', 'finding')).toBe(false);
});
