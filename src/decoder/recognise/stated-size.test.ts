import { expect, it } from 'vitest';
import type { TextMark } from '../model/importer.ts';
import { statedSizeNote } from './stated-size.ts';

/** The mark of the bytes that begin after the colon. */
const marked = (text: string): TextMark[] => [
  { start: text.lastIndexOf(': ') + 2, end: text.length, as: 'bytes' },
];

it.each([
  ['recv 125 bytes: 81 7b 61 61', 125],
  ["dumping 'input payload' (192 bytes)\n0000: 81 7e 00 bf", 192],
  ['read len=40: 81 26 7b 22', 40],
])('tells of the bytes that %j leaves out', (text, stated) => {
  expect(statedSizeNote(text, marked(text), 4)).toBe(
    `The log states ${stated} bytes, 4 are shown: the rest is missing from the text.`,
  );
});

it.each([
  ['as many', 'recv 4 bytes: 81 02 48 69'],
  ['fewer', 'recv 2 bytes: 81 02 48 69'],
  ['no count', 'recv: 81 02 48 69'],
  ['two counts', 'read 16 bytes of 4096 bytes: 81 02 48 69'],
])('says nothing where the words state %s', (_what, text) => {
  expect(statedSizeNote(text, marked(text), 4)).toBeNull();
});
