// A URL and nothing else.

import type { Recogniser } from '../recognition.ts';

const wholeUrl = /^(?:wss?|https?):\/\/[^\s/?#]+[^\s]*$/i;

/** Recognises a URL. */
export const url: Recogniser = {
  kind: 'url',
  recognise({ text }) {
    const trimmed = text.trim();
    if (!wholeUrl.test(trimmed)) return null;
    return { kind: 'url', name: 'URL', certainty: 'certain', share: 1, format: null };
  },
};
