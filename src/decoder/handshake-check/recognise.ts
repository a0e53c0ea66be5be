// Tells whether a text is a handshake, in which form, and which of its lines say so.

import { formReaders } from './forms.ts';
import { linesOf } from './lines.ts';
import type { Recognition } from './pasted.ts';

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
    const lineCount = pasted.lines.filter((line) => line.text.trim() !== '').length;
    return { ...recognition, share: recognition.evidence.length / Math.max(1, lineCount) };
  }
  return null;
}
