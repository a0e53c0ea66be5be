// What may follow in a filter that is being typed: words of the table, and the values of a word.

import { filterSigns, filterTerms } from './terms.ts';

/** A way to continue: `text` replaces the characters `[from, to)` of the filter. */
export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly help: string;
}

const maxCompletions = 12;

interface Candidate {
  readonly text: string;
  readonly help: string;
}

/** Words with their operator, words alone, and the values of words that have some. */
const candidates: readonly Candidate[] = [
  ...filterTerms.flatMap(({ names: [name], help, example, compare, values }): Candidate[] => {
    if (compare === undefined) return [{ text: name, help }];
    if (values !== undefined) return values.map((value) => ({ text: `${name}:${value}`, help: '' }));
    return [{ text: example.replace(/[^a-z]+.*$/, (rest) => rest.match(/^\W+/)?.[0] ?? ''), help }];
  }),
  { text: 'hex:', help: filterSigns.find(({ example }) => example.startsWith('hex:'))?.help ?? '' },
  { text: 'json:', help: filterSigns.find(({ example }) => example.startsWith('json:'))?.help ?? '' },
  { text: 'not', help: 'what follows must not match' },
  { text: 'or', help: 'one of both must match' },
];

/** The completions of the word before the caret. An empty word has all of them that fit in the list. */
export function completionsAt(filter: string, caret: number): Completion[] {
  const before = filter.slice(0, caret);
  // Inside quotes or a pattern everything is text.
  const isText = (before.match(/"/g)?.length ?? 0) % 2 === 1 || /(?:^|[\s(])\/[^\s]*$/.test(before);
  if (isText) return [];
  const word = /[^\s()]*$/.exec(before)?.[0].replace(/^[-!]/, '') ?? '';
  const from = caret - word.length;
  const typed = word.toLowerCase();
  return candidates
    .filter(({ text }) => text.startsWith(typed) && text !== typed)
    .slice(0, maxCompletions)
    .map(({ text, help }) => ({ from, to: caret, text, help }));
}
