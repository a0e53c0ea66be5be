// Entry: takes whatever somebody has of a handshake and finds the heads in it.

import { anyLines } from './forms/any-lines.ts';
import { errorReports, responseByError } from './forms/client-error.ts';
import { rawMessages } from './forms/raw-messages.ts';
import { serverLog } from './forms/server-log.ts';
import { formReaders } from './forms.ts';
import { pastedText, withoutPrefixes } from './lines.ts';
import type { PastedHandshake, PastedText } from './pasted.ts';
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

/** A request without its response, and below it the error text of the client that tells the status. */
function withErrorText(handshake: PastedHandshake, pasted: PastedText): PastedHandshake {
  const last = handshake.exchanges.at(-1);
  if (!last?.request || last.response || handshake.reports.some(({ meaning }) => meaning !== null))
    return handshake;
  const ofLog = handshake.form === 'server log' ? null : serverLog.read(pasted);
  const response = responseByError(pasted) ?? ofLog?.exchanges.at(-1)?.response ?? null;
  const reports = [...errorReports(pasted), ...(ofLog?.reports ?? [])];
  if (reports.length === 0 && response === null) return handshake;
  const exchanges = [...handshake.exchanges.slice(0, -1), { ...last, response }];
  return { ...handshake, exchanges, reports: [...handshake.reports, ...reports] };
}

/** Heads whose lines a log has marked in a way that no form knows. */
function prefixedHeads(pasted: PastedText): PastedHandshake | null {
  const lines = withoutPrefixes(pasted);
  return lines && rawMessages.recognise(lines) && rawMessages.read(lines);
}

function parseText(text: string): PastedHandshake {
  const pasted = pastedText(text);
  for (const form of formReaders) {
    const handshake = form.recognise(pasted) && form.read(pasted);
    if (handshake) return withErrorText(handshake, pasted);
  }
  const reports = toolReports(pasted.lines);
  const loose =
    reports.length > 0 ? null : (serverLog.read(pasted) ?? prefixedHeads(pasted) ?? anyLines.read(pasted));
  if (loose !== null) return loose;
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
