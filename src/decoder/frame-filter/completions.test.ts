import { expect, test } from 'vitest';
import { completionsAt } from './completions.ts';
import { parseFilter } from './parse.ts';
import { filterTerms } from './terms.ts';

const texts = (filter: string, caret = filter.length) => completionsAt(filter, caret).map(({ text }) => text);

test('a word is completed to those that begin so', () => {
  expect(texts('op')).toEqual([
    'opcode:text',
    'opcode:binary',
    'opcode:continuation',
    'opcode:close',
    'opcode:ping',
    'opcode:pong',
  ]);
  expect(texts('from:s')).toEqual(['from:server']);
  expect(texts('le')).toEqual(['len>']);
  expect(texts('error and not (fro')).toEqual(['from:client', 'from:server']);
  expect(texts('-mas')).toEqual(['masked']);
});

test('the word at the caret is replaced', () => {
  expect(completionsAt('from:c len>5', 6)).toEqual([{ from: 0, to: 6, text: 'from:client', help: '' }]);
});

test('inside quotes and patterns nothing is completed', () => {
  expect(texts('"op')).toEqual([]);
  expect(texts('/op')).toEqual([]);
});

test('every word of the table can be reached', () => {
  for (const { names } of filterTerms)
    expect(texts(names[0].slice(0, -1)).some((text) => text.startsWith(names[0]))).toBe(true);
});

test('a completed value is a filter', () => {
  for (const text of ['op', 'from', 'conf'].flatMap((word) => texts(word)))
    expect(parseFilter(text).ok).toBe(true);
});
