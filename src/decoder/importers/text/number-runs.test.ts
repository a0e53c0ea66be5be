import fc from 'fast-check';
import { expect, test } from 'vitest';
import { innerLists, numberLists } from './number-runs.ts';
import { parseNumbers } from './numbers.ts';

const list =
  /(?:(?<![\w.-])[[(]\s*|(?<![\w.:-]))\d{1,3}(?:[\s,;]+\d{1,3}(?![\w:]))+\s*,?\s*(?:(?:\.\.\.|…)[^\])\n]*)?(?:\]|\))?/g;
const inner = /\[\s*\d{1,3}(?:\s*,\s*\d{1,3}(?![\w:]))*\s*,?\s*(?:(?:\.\.\.|…)[^\])\n]*)?\]?/g;

const pieces = [
  ...['1', '25', '129', '1290', '0x81', '-5', ', ', ',', ';', ' ', '\n', '\t', '\u00a0', '[', ']', '(', ')'],
  ...['...', '…', '.', ':', '-', 'a', '_', 'é', '{', '}', '12:30:01'],
];
const written = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join(''));

function runs(text: string, pattern: RegExp): { start: number; end: number }[] {
  return [...text.matchAll(pattern)].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));
}

test('lists are found where these expressions find them', () => {
  fc.assert(
    fc.property(written, (text) => {
      expect([...numberLists(text)]).toEqual(runs(text, list));
      expect([...innerLists(text)]).toEqual(runs(text, inner));
    }),
    { numRuns: 3000 },
  );
});

test('numbers read one by one are the same as in a list', () => {
  const number = fc.oneof(
    fc.integer({ min: -128, max: 255 }).map(String),
    fc.integer({ min: 0, max: 255 }).map((value) => `0x${value.toString(16)}`),
    // Not read as plain numbers.
    fc.constantFrom("'H'", '(byte) 5', '7u8', '0b11'),
  );
  fc.assert(
    fc.property(fc.array(number), fc.constantFrom(', ', ',', ' ', ';\n', ',\u00a0'), (numbers, between) => {
      const one = numbers.map((each) => parseNumbers(`${each}.`, 0).bytes[0]);
      for (const end of ['', ']', ')', ' ...', ' x']) {
        const { bytes, bad } = parseNumbers(numbers.join(between) + end, 0);
        expect([...bytes]).toEqual(one);
        expect(bad).toBe(-1);
      }
    }),
  );
});
