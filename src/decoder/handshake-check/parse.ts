// Entry: takes whatever somebody has of a handshake and finds the heads in it.

import { parseBrowserHeaders } from './browser-headers.ts';
import { parseCurlCommand } from './curl-command.ts';
import { parseCurlInclude, parseCurlVerbose, toolReports } from './curl-output.ts';
import { headOf, isHeaderLine, isRequestLine, isStatusLine, linesOf, pair } from './heads.ts';
import type { HeadLine, PastedHandshake, PastedHead, TextRun } from './pasted.ts';
import { checkUrl } from './url-check.ts';

/**
 * Reads a pasted handshake: a URL, a curl command, `curl -v` or `-i` output, raw messages, or headers from a browser.
 * Never throws; with `kind: 'unknown'` there is nothing in it.
 */
export function parseHandshake(text: string): PastedHandshake {
  const trimmed = text.trim();
  if (!/\s/.test(trimmed) && checkUrl(trimmed) !== null) {
    return {
      kind: 'url',
      recognised: 'A URL and nothing else.',
      exchanges: [],
      url: trimmed,
      notes: [],
      reports: [],
    };
  }
  const command = parseCurlCommand(text);
  if (command) {
    const { end, ...request } = command;
    const output = parseCurlVerbose(text.slice(end), end) ?? parseCurlInclude(text.slice(end), end);
    if (!output) {
      return { ...request, reports: toolReports(shifted(text.slice(end), end)) };
    }
    // What curl printed of its request is truer than its options.
    const printed = output.exchanges.some((one) => one.request !== null);
    const exchanges = printed
      ? output.exchanges
      : output.exchanges.map((one, index) =>
          index === 0 ? { ...one, request: request.exchanges[0].request } : one,
        );
    return { ...output, exchanges, url: request.url, notes: [...request.notes, ...output.notes] };
  }
  const verbose = parseCurlVerbose(text);
  if (verbose) {
    return verbose;
  }
  const raw = parseRaw(text);
  if (raw) {
    return raw;
  }
  const reports = toolReports(linesOf(text));
  const browser = parseBrowserHeaders(text);
  if (browser) {
    return { ...browser, reports };
  }
  return {
    kind: 'unknown',
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

function shifted(text: string, by: number): HeadLine[] {
  return linesOf(text).map((line) => ({
    text: line.text,
    at: { start: line.at.start + by, end: line.at.end + by },
  }));
}

// Request and response heads as they are on the wire. A line of another kind ends a head; blank lines between the lines
// of one head, as some tools print them, do not.
function parseRaw(text: string): PastedHandshake | null {
  const lines = linesOf(text).map((line) => ({
    text: line.text.replace(/^(?:\s*\d[\d.:kMG\s-]*)(HTTP\/\d\.\d \d{3})/, '$1'),
    at: line.at,
  }));
  const heads: { head: PastedHead; rest: TextRun | null }[] = [];
  let responses = 0;
  for (let at = 0; at < lines.length; at += 1) {
    const isStatus = isStatusLine(lines[at].text);
    if (!isStatus && !(isRequestLine(lines[at].text) && / HTTP\/|^[A-Z]+ \w+:\/\//.test(lines[at].text))) {
      continue;
    }
    let end = at + 1;
    while (
      end < lines.length &&
      (isHeaderLine(lines[end].text) || /^[ \t]+\S/.test(lines[end].text)) &&
      !isStatusLine(lines[end].text)
    ) {
      end += 1;
    }
    const after = lines.slice(end).find((line) => line.text.trim() !== '');
    const isBody =
      after !== undefined &&
      !isStatusLine(after.text) &&
      !isRequestLine(after.text) &&
      end < lines.length &&
      lines[end].text.trim() === '';
    heads.push({
      head: headOf(lines.slice(at, end)),
      rest: isStatus && isBody ? { start: after.at.start, end: text.trimEnd().length } : null,
    });
    responses += isStatus ? 1 : 0;
    at = end - 1;
  }
  const headers = heads.reduce((count, one) => count + one.head.head.headers.length, 0);
  if (heads.length === 0 || (headers === 0 && heads.length < 2 && responses === 0)) {
    return null;
  }
  const onlyAnswer = responses === heads.length;
  const section = /^(request|response) headers\b/im.test(text);
  return {
    kind: onlyAnswer && !section ? 'curl -i output' : section ? 'browser headers' : 'raw messages',
    recognised: onlyAnswer
      ? 'It begins with a status line: an answer with its headers.'
      : 'A request line (and a status line), with headers below.',
    exchanges: pair(heads),
    url: /^[A-Z]+ ((?:wss?|https?):\/\/\S+)/m.exec(text)?.[1] ?? null,
    notes: /provisional headers are shown/i.test(text)
      ? ['Chrome shows provisional headers: the request was not sent as it stands here.']
      : [],
    reports: toolReports(lines),
  };
}
