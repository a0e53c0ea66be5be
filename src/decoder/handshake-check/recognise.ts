// Tells whether a text is a handshake, in which form, and which of its lines say so.

import { anyLines } from './forms/any-lines.ts';
import { rawMessages } from './forms/raw-messages.ts';
import { formReaders } from './forms.ts';
import { linesOf, withoutPrefixes } from './lines.ts';
import type { PastedText, Recognition } from './pasted.ts';

export interface RecognisedHandshake extends Recognition {
  /** Share of the lines with text that the evidence accounts for, 0 to 1. */
  readonly share: number;
}

// A handshake is at the beginning of a paste, and 64 KiB is the longest head that is read.
const maxCharacters = 65536;

/**
 * The form of handshake that `text` has, or null. Linear in the length of the text, of which only the first
 * 64 KiB are read. `certain`: only this tool writes such lines. `likely`: start line or headers, without
 * anything of WebSocket. `possible`: a single line that other texts have too.
 */
export function recogniseHandshake(text: string): RecognisedHandshake | null {
  const start = text.slice(0, maxCharacters);
  const pasted = { text: start, lines: linesOf(start) };
  for (const form of formReaders) {
    const recognition = form.recognise(pasted);
    if (recognition === null) continue;
    return { ...recognition, share: shareOf(recognition, pasted) };
  }
  // Heads whose lines a log has marked in a way that no form knows.
  const bare = withoutPrefixes(pasted);
  const recognition = bare === null ? null : rawMessages.recognise(bare);
  const last =
    recognition?.certainty === 'certain' ? recognition : (listWithKey(pasted) ?? (bare && listWithKey(bare)));
  return last && { ...last, share: shareOf(last, pasted) };
}

/** A list of headers in a form that is not known, with the key of a handshake among them. */
function listWithKey(pasted: PastedText): Recognition | null {
  if (!keyInLine.test(pasted.text)) return null;
  const head = anyLines.read(pasted)?.exchanges.at(-1)?.request;
  if (!head || head.head.headers.length < minListedHeaders) return null;
  const places = new Set(head.headersAt.map(({ start }) => start));
  const evidence = pasted.lines.flatMap(({ at }, line) =>
    places.has(at.start) ? [{ line, at, is: 'a header in a list' }] : [],
  );
  return { form: 'any lines', certainty: 'likely', evidence };
}

const keyInLine = /\bsec-websocket-key\b[^\w\n]{1,40}[\w+/]{22}==/i;
const minListedHeaders = 3;

function shareOf({ evidence }: Recognition, { lines }: PastedText): number {
  return evidence.length / Math.max(1, lines.filter(({ text }) => text.trim() !== '').length);
}
