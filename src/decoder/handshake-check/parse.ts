// Entry: takes whatever somebody has of a handshake and finds the heads in it.

import { anyLines } from './forms/any-lines.ts';
import { errorReports, responseByError } from './forms/client-error.ts';
import { rawMessages } from './forms/raw-messages.ts';
import { serverLog } from './forms/server-log.ts';
import { formReaders } from './forms.ts';
import { statusOnly } from './heads.ts';
import { pastedText, withoutPrefixes } from './lines.ts';
import { completed } from './other-readings.ts';
import type { PastedHandshake, PastedHead, PastedText, TextLine } from './pasted.ts';
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
  // A client says of a 101 why it refuses it.
  if (last?.request === null && last.response?.head.status === 101 && handshake.reports.length === 0)
    return { ...handshake, reports: errorReports(pasted) };
  if (!last?.request || last.response || handshake.reports.some(({ meaning }) => meaning !== null))
    return handshake;
  const ofLog = handshake.form === 'server log' ? null : serverLog.read(pasted);
  const response =
    responseByError(pasted) ?? ofLog?.exchanges.at(-1)?.response ?? statusLineAlone(pasted.lines);
  const reports = [...errorReports(pasted), ...(ofLog?.reports ?? [])];
  if (reports.length === 0 && response === null) return handshake;
  const exchanges = [...handshake.exchanges.slice(0, -1), { ...last, response }];
  return { ...handshake, exchanges, reports: [...handshake.reports, ...reports] };
}

/** A line with nothing but the status of the response, as people copy it from the headers view; null for none. */
function statusLineAlone(lines: readonly TextLine[]): PastedHead | null {
  for (const { text, at } of lines) {
    const status = aloneStatus.exec(text.slice(0, 100));
    if (status) return statusOnly(Number(status[1]), at, status[2]);
  }
  return null;
}

const aloneStatus =
  /^\s*(?:Response |HTTP )?Status(?: Code)?:?\s{1,4}([1-5]\d{2})(?: ([A-Z][A-Za-z ]{1,40}))?\s*$/i;

/** What no form reads: heads whose lines a log has marked in a way that no form knows, else single lines. */
function looseLines(pasted: PastedText): PastedHandshake | null {
  const bare = withoutPrefixes(pasted);
  const heads = bare && rawMessages.recognise(bare) && rawMessages.read(bare);
  return heads ?? anyLines.read(pasted) ?? (bare && anyLines.read(bare));
}

function parseText(text: string): PastedHandshake {
  const pasted = pastedText(text);
  for (const [index, form] of formReaders.entries()) {
    const handshake = form.recognise(pasted) && form.read(pasted);
    if (!handshake) continue;
    return withErrorText(completed(handshake, formReaders.slice(index + 1), pasted), pasted);
  }
  const reports = toolReports(pasted.lines);
  const loose = reports.length > 0 ? null : (serverLog.read(pasted) ?? looseLines(pasted));
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
