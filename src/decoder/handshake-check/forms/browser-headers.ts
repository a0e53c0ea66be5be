// Headers as a browser's developer tools show or copy them: a table (`Request URL`, `Status Code`, section
// titles, names and values on one line or on two) and lists of headers without a start line. Heads in wire
// form are raw messages.

import { generalFieldOf, type Section, sectionOfTitle } from '../browser-words.ts';
import { isKnownHeader, nameOf, splitHeaders } from '../header-lists.ts';
import {
  headOf,
  isHeaderLine,
  isRequestLine,
  isStatusLine,
  partsOfUrl,
  statusLineOf,
  statusOnly,
} from '../heads.ts';
import { matchingLines } from '../lines.ts';
import type {
  FormReader,
  LineEvidence,
  PastedHandshake,
  PastedHead,
  PastedText,
  TextLine,
  TextRange,
} from '../pasted.ts';
import { toolReports } from '../tool-reports.ts';

const generalNames =
  /^(request url|request method|status code|status|remote address|referrer policy|scheme|filename|address|version|transferred|url|address space|dns resolution|initiator)$/i;

/** The status in the view of a recording proxy: `<< 502 Bad Gateway 0b`, `← 403 Forbidden [no content] 21ms`. */
const markedStatus = /^(?:<<|←|<-)\s*(?:HTTP\/\d(?:\.\d)? )?([1-5]\d{2}(?: [A-Z][A-Za-z-]*)*)/;

const httpVersion = /^HTTP\/\d(?:\.\d)?/i;
const provisional = /provisional headers are shown/i;

/** Reads the headers view of developer tools. */
export const browserHeaders: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, [
      [/^\s*(?:request|response) headers\b/i, 'a title of the headers view'],
      [/^\s*(?:request url|request method|status code)\s*:?(?:\s|$)/i, 'a field of the headers view'],
      [
        /^\s*:?(?:sec-websocket-[a-z]+|upgrade|connection|host|origin|user-agent|server|date)(?::|\t|\s*$)/i,
        'a header',
      ],
      [provisional, 'a note of Chrome'],
    ]);
    if (evidence.length < 2) return null;
    const rows = rowsIn(pasted);
    const isTable = rows.length > 0 || evidence.some(({ is }) => is.includes('headers view'));
    return {
      form: 'browser headers',
      certainty: isTable ? 'certain' : 'likely',
      evidence: rows.length > evidence.length ? rows : evidence,
    };
  },
  read: readHeadersView,
};

/** The lines of a view that has titles, in any language: titles, and names with their values on lines of their own. */
function rowsIn({ lines }: PastedText): LineEvidence[] {
  const rows: LineEvidence[] = [];
  const titles = new Set<Section>();
  lines.slice(0, maxRows).forEach(({ text, at }, line) => {
    const title = sectionOfTitle(text.trim());
    if (title !== null) titles.add(title);
    const isName = isKnownHeader(text.trim().replace(/:$/, ''));
    const isValue = line > 0 && isKnownHeader(lines[line - 1].text.trim().replace(/:$/, ''));
    if (title !== null) rows.push({ line, at, is: 'a title of the headers view' });
    else if (isName || isValue) rows.push({ line, at, is: 'a row of the headers view' });
  });
  return titles.has('request') && titles.has('response') ? rows : [];
}

/** A view has fewer lines. */
const maxRows = 400;

/** A value of the general section and its place. */
interface GeneralField {
  readonly value: string;
  readonly at: TextRange;
}

/** What the lines of the view say, sorted by section. */
interface HeadersView {
  readonly general: Map<string, GeneralField>;
  readonly headers: {
    readonly request: TextLine[];
    readonly response: TextLine[];
    readonly none: TextLine[];
  };
  requestLine: GeneralField | null;
  statusLine: GeneralField | null;
  hasSections: boolean;
  isProvisional: boolean;
}

function readHeadersView(pasted: PastedText): PastedHandshake | null {
  const view = viewOf(pasted.lines.filter((line) => line.text.trim() !== ''));
  const loose = splitHeaders(view.headers.none);
  const request = [...view.headers.request, ...loose.request];
  const response = [...view.headers.response, ...loose.response];
  const all = [...request, ...response];
  const isTable = view.hasSections || view.general.has('request url');
  if (
    all.length === 0 ||
    (!isTable && (all.length < 2 || !all.some((line) => isKnownHeader(nameOf(line)))))
  ) {
    return null;
  }
  const requestHead = request.length > 0 ? requestOf(view, request) : null;
  const responseHead = responseOf(view, response);
  return {
    form: 'browser headers',
    recognised: view.hasSections
      ? "Sections of headers, as a browser's developer tools show them."
      : 'A list of headers.',
    exchanges: [{ request: requestHead, response: responseHead, rest: null }],
    url: urlOf(view)?.value ?? null,
    notes: notesOn(view, request, requestHead, responseHead),
    reports: toolReports(pasted.lines),
  };
}

function viewOf(lines: readonly TextLine[]): HeadersView {
  const view: HeadersView = {
    general: new Map(),
    headers: { request: [], response: [], none: [] },
    requestLine: null,
    statusLine: null,
    hasSections: false,
    isProvisional: false,
  };
  let section: Section | null = null;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    const text = line.text.trim();
    const title = sectionOfTitle(text);
    if (provisional.test(text)) view.isProvisional = true;
    else if (title) {
      section = title;
      view.hasSections = true;
    } else if (markedStatus.test(text)) {
      const value = markedStatus.exec(text)?.[1] ?? '';
      view.general.set('status code', { value, at: line.at });
    } else if (isStatusLine(text)) view.statusLine = { value: text, at: line.at };
    else if (isRequestLine(text)) view.requestLine = { value: text, at: line.at };
    else {
      const field = fieldAt(lines, at);
      if (field === null) continue;
      addField(view, section, field);
      at += field.lineCount - 1;
    }
  }
  return view;
}

interface Field {
  readonly name: string;
  readonly value: string;
  readonly at: TextRange;
  /** 2 when name and value are on lines of their own. */
  readonly lineCount: 1 | 2;
}

function fieldAt(lines: readonly TextLine[], at: number): Field | null {
  const line = lines[at];
  const text = line.text.trim();
  const next = lines[at + 1];
  if (isHeaderLine(text) && !/^[\w-]+:$/.test(text)) {
    const colon = text.indexOf(':', 1);
    // YAML puts numbers that are texts in quotes.
    const value = text
      .slice(colon + 1)
      .trim()
      .replace(/^(["'])(\d+)\1$/, '$2');
    return { name: text.slice(0, colon).trim(), value, at: line.at, lineCount: 1 };
  }
  // A title of YAML; the lines below it are the headers.
  if (/^headers:?$/i.test(text)) return null;
  if (next && (isNameAlone(text) || isForeignName(text, next.text))) {
    const range = { start: line.at.start, end: next.at.end };
    return { name: text.replace(/\s*[:：]$/, ''), value: next.text.trim(), at: range, lineCount: 2 };
  }
  // `Status Code: 101`, or a table copied with tabs.
  const split = /^([\p{L}\d_][\p{L}\p{M}\d_'’-]*(?: [\p{L}\p{M}\d_'’-]+){0,4}) ?[:：\t]\s*(\S.*)$/u.exec(
    text,
  );
  return split && { name: split[1], value: split[2], at: line.at, lineCount: 1 };
}

/** The name of a general field in another language; its value is on the next line. */
function isForeignName(text: string, next: string): boolean {
  return text.length < 60 && generalFieldOf(text.replace(/\s*[:：]$/, ''), next.trim()) !== null;
}

/** A line that is the name of a header or of a general field; its value is on the next line. */
function isNameAlone(text: string): boolean {
  return (
    /^:?[\w .-]+:?$/.test(text) && (text.endsWith(':') || generalNames.test(text) || /^[\w-]+$/.test(text))
  );
}

function addField(view: HeadersView, section: Section | null, { name, value, at }: Field): void {
  const key = name.toLowerCase();
  const isGeneral = section === 'general' || section === null;
  const isStatus = section === 'response' && /^status(?:[ _]?code)?$/i.test(name);
  const foreign = isStatus ? 'status code' : isGeneral ? generalFieldOf(name, value) : null;
  if (isGeneral && generalNames.test(name)) view.general.set(key, { value, at });
  else if (foreign !== null) view.general.set(foreign, { value, at });
  else if (/^[!-~]+$/.test(name)) {
    const list = section === 'request' || section === 'response' ? section : 'none';
    view.headers[list].push({ text: `${name}: ${value}`, at });
  }
}

function urlOf({ general }: HeadersView): GeneralField | null {
  return general.get('request url') ?? general.get('url') ?? null;
}

function requestOf(view: HeadersView, lines: readonly TextLine[]): PastedHead {
  const { requestLine, general } = view;
  if (requestLine) {
    // Firefox shows the method and the address above the table, and the version in a row of it.
    const hasVersion = / HTTP\/\d(?:\.\d)?$/.test(requestLine.value);
    const version = hasVersion
      ? ''
      : ` ${httpVersion.exec(general.get('version')?.value ?? '')?.[0] ?? 'HTTP/1.1'}`;
    return headOf({ startLine: requestLine.value + version, startLineAt: requestLine.at, lines });
  }
  const url = urlOf(view);
  const path = (url && partsOfUrl(url.value)?.path) ?? '/';
  const method = general.get('request method')?.value ?? 'GET';
  return headOf({ startLine: `${method} ${path} HTTP/1.1`, startLineAt: url?.at ?? null, lines });
}

function responseOf({ statusLine, general }: HeadersView, lines: readonly TextLine[]): PastedHead | null {
  const status = general.get('status code') ?? general.get('status');
  const match = /(\d{3})(?:\s+(\S.*))?/.exec(status?.value ?? '');
  if (lines.length === 0) return status && match ? statusOnly(Number(match[1]), status.at, match[2]) : null;
  if (statusLine) return headOf({ startLine: statusLine.value, startLineAt: statusLine.at, lines });
  return status && match
    ? headOf({ startLine: statusLineOf(Number(match[1]), match[2]), startLineAt: status.at, lines })
    : headOf({ startLine: statusLineOf(101), lines });
}

function notesOn(
  view: HeadersView,
  request: readonly TextLine[],
  requestHead: PastedHead | null,
  responseHead: PastedHead | null,
): string[] {
  const notes: string[] = [];
  if (view.isProvisional) {
    notes.push(
      'Chrome shows provisional headers: the request was not sent in this form, or came from the cache. Take the headers from a capture or a NetLog.',
    );
  }
  if (request.some((line) => /^:authority:/i.test(line.text))) {
    notes.push(
      'These are headers of HTTP/2 (:authority): Upgrade does not exist there. The request was not a WebSocket of HTTP/1.1.',
    );
  }
  if (requestHead?.startLineAssumed) {
    notes.push('The request line is not in the text; GET / HTTP/1.1 is assumed.');
  }
  if (responseHead?.startLineAssumed) notes.push('The status is not in the text; 101 is assumed.');
  return notes;
}
