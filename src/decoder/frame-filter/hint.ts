// What may help where no frame passes a filter.

import { filterTerms } from './terms.ts';

/** A sentence, and a filter that may be meant; `null` where none is known. */
export interface FilterHint {
  readonly text: string;
  readonly filter: string | null;
}

/** Words that name the type of a frame, and are looked for in payloads when they stand alone. */
const types = ['text', 'binary', 'continuation', 'close', 'ping', 'pong'];
const senders = ['client', 'server'];
const wordsWithValue = new Set(
  filterTerms.flatMap(({ names, compare }) => (compare === undefined ? [] : names)),
);

/** A hint for a filter that leaves no frame. */
export function filterHint(filter: string): FilterHint {
  const text = filter.trim();
  const word = text.toLowerCase().replace(/s$/, '');
  if (types.includes(word)) {
    return { text: `"${text}" is looked for in payloads. Frames of this type:`, filter: `opcode:${word}` };
  }
  if (senders.includes(word)) {
    return { text: `"${text}" is looked for in payloads. Frames of this sender:`, filter: `from:${word}` };
  }
  if (wordsWithValue.has(text.toLowerCase()))
    return {
      text: `"${text}" takes a value, such as len>125 or frame:12. Alone it is looked for in payloads.`,
      filter: null,
    };
  const parts = text.match(/"[^"]*"|\S+/g) ?? [];
  const isPlain = parts.every((part) => !/^(?:or|not|\(|-)/i.test(part)) && !/[()]/.test(text);
  if (parts.length > 1 && isPlain)
    return { text: 'Terms beside each other must all match. Any of them:', filter: parts.join(' or ') };
  if (text.startsWith('"') || /^[\w.-]+$/.test(text))
    return {
      text: 'A word is looked for in each payload by itself, whatever its case; hex: looks for bytes.',
      filter: null,
    };
  return { text: 'The question mark beside the filter lists its words.', filter: null };
}
