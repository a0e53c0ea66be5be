// Headers as a browser's developer tools show or copy them: raw heads are read elsewhere; this is the table
// (`Request URL`, `Status Code`, sections, names and values on lines of their own) and bare lists of headers.

import { headOf, isHeaderLine, isRequestLine, isStatusLine, linesOf } from './heads.ts';
import type { HeadLine, PastedHandshake, TextRun } from './pasted.ts';

type Section = 'general' | 'request' | 'response' | null;

const sectionTitles: [RegExp, Section][] = [
  [/^(general|allgemein|summary)$/i, 'general'],
  [/^response headers\b|^response$/i, 'response'],
  [/^request headers\b|^request$/i, 'request'],
];

const generalNames =
  /^(request url|request method|status code|status|remote address|referrer policy|scheme|host|filename|address|version|transferred|url|address space|dns resolution|initiator)$/i;

/** Reads it; null when nothing in the text is a header. */
export function parseBrowserHeaders(text: string): PastedHandshake | null {
  const lines = linesOf(text).filter((line) => line.text.trim() !== '');
  const general = new Map<string, { value: string; at: TextRun }>();
  const request: HeadLine[] = [];
  const response: HeadLine[] = [];
  const loose: HeadLine[] = [];
  const notes: string[] = [];
  let section: Section = null;
  let sawSection = false;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    const trimmed = line.text.trim();
    if (/provisional headers are shown/i.test(trimmed)) {
      notes.push(
        'Chrome shows provisional headers: the request was not sent as it stands here, or came from the cache. Take the headers from a capture or a NetLog.',
      );
      continue;
    }
    const title = sectionTitles.find(([pattern]) =>
      pattern.test(trimmed.replace(/\s*\(.*\)$|\s*view (source|parsed)$|\s*Raw$/i, '')),
    );
    if (title && !/:/.test(trimmed)) {
      section = title[1];
      sawSection = true;
      continue;
    }
    if (isRequestLine(trimmed) || isStatusLine(trimmed)) {
      general.set(isStatusLine(trimmed) ? 'status line' : 'request line', { value: trimmed, at: line.at });
      continue;
    }
    let name: string;
    let value: string;
    let run = line.at;
    if (isHeaderLine(trimmed) && !/^[\w-]+:$/.test(trimmed)) {
      const colon = trimmed.indexOf(':', 1);
      name = trimmed.slice(0, colon).trim();
      value = trimmed.slice(colon + 1).trim();
    } else if (
      /^[\w .-]+:?$/.test(trimmed) &&
      at + 1 < lines.length &&
      !/^(https?|wss?):\/\//.test(trimmed) &&
      (/:$/.test(trimmed) || generalNames.test(trimmed) || /^[\w-]+$/.test(trimmed))
    ) {
      // Name and value on lines of their own, or separated by a tab.
      name = trimmed.replace(/:$/, '');
      value = lines[at + 1].text.trim();
      run = { start: line.at.start, end: lines[at + 1].at.end };
      at += 1;
    } else if (/^[\w -]+\s*[:\t]\s*\S/.test(trimmed)) {
      const split = /^([\w -]+?)\s*[:\t]\s*(.*)$/.exec(trimmed)!;
      name = split[1];
      value = split[2];
    } else {
      continue;
    }
    if (
      generalNames.test(name) &&
      (section === 'general' || section === null) &&
      !(name.toLowerCase() === 'host' && section === null)
    ) {
      general.set(name.toLowerCase(), { value, at: run });
      continue;
    }
    const item: HeadLine = { text: `${name}: ${value}`, at: run };
    if (section === 'request') {
      request.push(item);
    } else if (section === 'response') {
      response.push(item);
    } else {
      loose.push(item);
    }
  }
  if (loose.length > 0) {
    (isResponseList(loose) ? response : request).push(...loose);
  }
  if (request.length + response.length === 0 || (!sawSection && request.length + response.length < 2)) {
    return null;
  }
  const url = general.get('request url') ?? general.get('url') ?? null;
  const status = general.get('status code') ?? general.get('status') ?? null;
  const requestLine = general.get('request line');
  const statusLine = general.get('status line');
  const path = url ? /^\w+:\/\/[^/?#]+([^#]*)/.exec(url.value)?.[1] || '/' : '/';
  const authority = request.find((line) => /^:authority:/i.test(line.text));
  if (authority) {
    notes.push(
      'These are headers of HTTP/2 (:authority): Upgrade does not exist there. The request was not a WebSocket of HTTP/1.1.',
    );
  }
  let requestHead = null;
  if (request.length > 0) {
    const method = general.get('request method')?.value ?? 'GET';
    requestHead = requestLine
      ? headOf(request, requestLine.value, requestLine.at)
      : headOf(request, `${method} ${path.startsWith('/') ? path : `/${path}`} HTTP/1.1`, url?.at ?? null);
    if (requestHead.startLineAssumed) {
      notes.push('The request line was not in the text; GET / HTTP/1.1 stands in its place.');
    }
  }
  let responseHead = null;
  if (response.length > 0) {
    const code = /\d{3}/.exec(status?.value ?? '')?.[0];
    const reason =
      /\d{3}\s+(.*)/.exec(status?.value ?? '')?.[1] ?? (code === '101' ? 'Switching Protocols' : '');
    responseHead = statusLine
      ? headOf(response, statusLine.value, statusLine.at)
      : headOf(
          response,
          `HTTP/1.1 ${code ?? '101'} ${code ? reason : 'Switching Protocols'}`.trim(),
          status && code ? status.at : null,
        );
    if (responseHead.startLineAssumed) {
      notes.push('The status was not in the text; 101 stands in its place.');
    }
  }
  return {
    kind: 'browser headers',
    recognised: sawSection
      ? "Sections of headers, as a browser's developer tools show them."
      : 'A list of headers.',
    exchanges: [{ request: requestHead, response: responseHead, rest: null }],
    url: url?.value ?? null,
    notes,
    reports: [],
  };
}

function isResponseList(lines: readonly HeadLine[]): boolean {
  const has = (name: RegExp): boolean => lines.some((line) => name.test(line.text));
  return (
    has(/^(sec-websocket-accept|server|date|set-cookie|x-powered-by|content-length|etag)\s*:/i) &&
    !has(/^(sec-websocket-key|host|user-agent|origin|cookie|accept)\s*:/i)
  );
}
