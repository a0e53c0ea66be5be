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

/** A few words before the address of a WebSocket, and a member of JSON that holds one. */
const sentenceWithUrl = /^[\p{L}\s,.:'’-]{0,60}\s(wss?:\/\/[^\s"'<>]+)$/u;
const memberWithUrl = /^\{\s*"[\w.-]{1,40}"\s*:\s*"(wss?:\/\/[^\s"'<>]+)"\s*\}$/;

/** The address of a WebSocket among a few words, or in JSON of one member; `null` without one. */
function urlInWords(text: string): string | null {
  const whole = text.trim();
  return sentenceWithUrl.exec(whole)?.[1] ?? memberWithUrl.exec(whole)?.[1] ?? null;
}

/** A text without what stands around a URL. */
export function withoutSurroundings(whole: string): string {
  const text =
    urlInWords(whole) ??
    link.exec(whole)?.[1] ??
    (whole.trim().includes('\n') ? whole : whole.replace(labelBefore, ''));
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
    // What else the words around it may be comes first.
    const certainty = urlInWords(text) === null ? 'certain' : 'possible';
    return { kind: 'url', name: 'URL', certainty, share: 1, format: null };
  },
};
