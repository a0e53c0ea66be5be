// Entry: takes whatever somebody has of a handshake and finds the heads in it.

import { formReaders } from './forms.ts';
import { pastedText } from './lines.ts';
import type { PastedHandshake } from './pasted.ts';
import { toolReports } from './tool-reports.ts';

// A handshake has a few kilobytes. This leaves room for a log around it and keeps the page responsive.
const maxCharacters = 512 * 1024;

/** Reads a pasted handshake in any of the forms. Never throws; with `form: null` nothing was found. */
export function parseHandshake(text: string): PastedHandshake {
  if (text.length <= maxCharacters) return parseText(text);
  const handshake = parseText(text.slice(0, maxCharacters));
  const note = `Only the first ${maxCharacters / 1024} KiB of the text were read.`;
  return { ...handshake, notes: [note, ...handshake.notes] };
}

function parseText(text: string): PastedHandshake {
  const pasted = pastedText(text);
  for (const form of formReaders) {
    const handshake = form.recognise(pasted) && form.read(pasted);
    if (handshake) return handshake;
  }
  const reports = toolReports(pasted.lines);
  return {
    form: null,
    recognised:
      reports.length > 0
        ? 'An error of curl, without any head.'
        : 'No request line, status line or headers were found.',
    exchanges: [],
    url: null,
    notes: [],
    reports,
  };
}
