// A URL and nothing else, perhaps in quotes or with the stop of a sentence.

import type { Recogniser } from '../recognition.ts';

const wholeUrl = /^(?:wss?|https?):\/\/[^\s/?#]+[^\s]*$/i;
/** What stands around a URL in a sentence. */
const before = new Set(' \t\r\n<"\'`(');
const after = new Set(' \t\r\n>"\'`).,;');

/** A text without what stands around a URL. */
export function withoutSurroundings(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && before.has(text[start])) start++;
  while (end > start && after.has(text[end - 1])) end--;
  return text.slice(start, end);
}

/** Recognises a URL. */
export const url: Recogniser = {
  kind: 'url',
  recognise({ text }) {
    if (!wholeUrl.test(withoutSurroundings(text))) return null;
    return { kind: 'url', name: 'URL', certainty: 'certain', share: 1, format: null };
  },
};
