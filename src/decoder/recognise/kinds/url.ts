// A URL and nothing else, perhaps in quotes or with the stop of a sentence.

import type { Recogniser } from '../recognition.ts';

const wholeUrl = /^(?:wss?|https?):\/\/[^\s/?#]+[^\s]*$/i;
/** What a person or a program writes before an address, in one line: `URL: `, `- `, `endpoint = `. */
const labelBefore = /^[\s>*-]*?(?:[\p{L}_][\p{L}\d_ .-]{0,30}\s*(?::\s+|=\s*)|[>*-]+\s+)/u;
/** A link of Markdown. */
const link = /^\s*!?\[[^\]\n]{0,80}\]\(([^()\s]+)\)[\s.,;]*$/;
/** What stands around a URL in a sentence. */
const before = new Set(' \t\r\n<"\'`(');
const after = new Set(' \t\r\n>"\'`).,;');

/** A text without what stands around a URL. */
export function withoutSurroundings(whole: string): string {
  const text =
    link.exec(whole)?.[1] ?? (whole.trim().includes('\n') ? whole : whole.replace(labelBefore, ''));
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
