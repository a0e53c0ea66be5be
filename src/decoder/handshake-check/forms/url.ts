// A URL and nothing else.

import type { FormReader } from '../pasted.ts';
import { checkUrl } from '../url-check.ts';

// No browser sends a longer URL, so a longer text without spaces is something else.
const maxUrlCharacters = 8192;

/** Reads a text that is one URL. */
export const urlAlone: FormReader = {
  recognise({ text, lines }) {
    const trimmed = text.trim();
    if (trimmed.length > maxUrlCharacters || /\s/.test(trimmed) || checkUrl(trimmed) === null) return null;
    const line = lines.findIndex((one) => one.text.trim() !== '');
    return {
      form: 'URL',
      certainty: /^wss?:/i.test(trimmed) ? 'certain' : 'possible',
      evidence: [{ line, at: lines[line].at, is: 'a URL' }],
    };
  },
  read({ text }) {
    return {
      form: 'URL',
      recognised: 'A URL and nothing else.',
      exchanges: [],
      url: text.trim(),
      notes: [],
      reports: [],
    };
  },
};
