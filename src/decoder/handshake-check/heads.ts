// Makes heads from lines of a pasted text.

import { readHead } from '../websocket/http-head.ts';
import type { PastedExchange, PastedHead, TextLine, TextRange } from './pasted.ts';

const methods = 'GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|PATCH|TRACE|PRI';
const requestLine = new RegExp(`^(?:${methods}) \\S+(?: HTTP/\\d(?:\\.\\d)?)?$`);
const versionedRequestLine = new RegExp(`^(?:${methods}) (?:\\S+ HTTP/\\d|\\w+://)`);

/** True for `GET /ws HTTP/1.1`, also without a version or with a whole URL. */
export function isRequestLine(text: string): boolean {
  return requestLine.test(text.trim());
}

/**
 * True for a request line with a version or a whole URL: `GET /ws` alone is too common in prose and logs.
 */
export function isCertainRequestLine(text: string): boolean {
  return isRequestLine(text) && versionedRequestLine.test(text.trim());
}

/** True for `HTTP/1.1 101 Switching Protocols`. The reason phrase may be empty (RFC 9112 4). */
export function isStatusLine(text: string): boolean {
  return /^HTTP\/\d(\.\d)? \d{3}( |$)/.test(text.trim());
}

/** True for `Name: value`, pseudo-headers of HTTP/2 counted too. */
export function isHeaderLine(text: string): boolean {
  return /^:?[A-Za-z0-9!#$%&'*+.^_`|~-]+[ \t]*:(\s|$)/.test(text) || /^[A-Za-z0-9-]+:\S/.test(text);
}

/** What a head is made from. */
export interface HeadSource {
  /** Null when the text has no start line in wire form; then `lines` holds headers alone. */
  readonly startLine?: string;
  /**
   * Place of the parts from which `startLine` was put together; without it the start line is an assumption.
   */
  readonly startLineAt?: TextRange | null;
  readonly lines: readonly TextLine[];
  readonly hidden?: PastedHead['hidden'];
}

/** A head of lines. Without `startLine` the first of `lines` is the start line. */
export function headOf({ startLine, startLineAt = null, lines, hidden = [] }: HeadSource): PastedHead {
  const first = startLine ?? lines[0]?.text.trim() ?? '';
  const fields = startLine === undefined ? lines.slice(1) : lines;
  const texts = [withoutOrigin(first), ...fields.map((line) => line.text.trimEnd())];
  const bytes = new TextEncoder().encode(`${texts.join('\r\n')}\r\n\r\n`);
  const head = readHead(bytes);
  return {
    head,
    bytes,
    startLineAt: startLine === undefined ? (lines[0]?.at ?? null) : startLineAt,
    headersAt: placesOf(head.headers.length, fields),
    startLineAssumed: startLine !== undefined && startLineAt === null,
    hidden,
  };
}

// Browsers show a request line with the whole URL; the wire has only its path.
function withoutOrigin(startLine: string): string {
  return startLine.replace(
    /^([A-Z]+) (?:wss?|https?):\/\/[^/\s?#]+([^\s#]*)[^\s]*/i,
    (_, method: string, path: string) => `${method} ${absolutePath(path)}`,
  );
}

/** The path and query of a URL as they stand in a request line: never empty, always with a slash. */
export function absolutePath(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

/** Scheme, host and path of a URL with or without a scheme; `null` for other texts. */
export function partsOfUrl(url: string): { scheme: string; host: string; path: string } | null {
  const match = /^(?:(\w+):\/\/)?([^/?#\s]+)([^#\s]*)/.exec(url);
  if (!match) return null;
  return {
    scheme: (match[1] ?? '').toLowerCase(),
    host: match[2].replace(/^[^@]*@/, ''),
    path: absolutePath(match[3]),
  };
}

// Which lines `readHead` makes a header of: lines without a colon and folded lines have none of their own.
function placesOf(headerCount: number, lines: readonly TextLine[]): TextRange[] {
  const places: TextRange[] = [];
  for (const { text, at } of lines) {
    for (const part of text.trimEnd().split('\n')) {
      const isFolded = /^[ \t]/.test(part) && places.length > 0;
      if (!isFolded && part.indexOf(':') > 0) places.push(at);
    }
  }
  while (places.length < headerCount) places.push({ start: 0, end: 0 });
  return places.slice(0, headerCount);
}

const reasonPhrases: Readonly<Record<number, string>> = {
  101: 'Switching Protocols',
  200: 'OK',
  301: 'Moved Permanently',
  302: 'Found',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  407: 'Proxy Authentication Required',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** A status line put together from a status code; the usual reason phrase when none is given. */
export function statusLineOf(status: number, reason = reasonPhrases[status] ?? ''): string {
  return `HTTP/1.1 ${status} ${reason}`.trimEnd();
}

/** Whether a text is a status with its usual reason phrase: `502 Bad Gateway`. */
export function isUsualStatus(text: string): boolean {
  const match = /^([1-5]\d{2}) ([A-Z][A-Za-z ]{1,40})$/.exec(text.trim());
  return match !== null && reasonPhrases[Number(match[1])] === match[2];
}

/** A response of which the text names only the status. */
export function statusOnly(status: number, at: TextRange, reason?: string): PastedHead {
  return headOf({ startLine: statusLineOf(status, reason), startLineAt: at, lines: [], hidden: 'all' });
}

/** A head and the text after it. */
export interface FoundHead {
  readonly head: PastedHead;
  readonly rest: TextRange | null;
}

/** Whether another response follows this one: a 1xx, but for the 101 that ends HTTP (RFC 9110 15.2). */
function isInterim({ head }: PastedHead): boolean {
  return head.status >= 100 && head.status < 200 && head.status !== 101;
}

/** Pairs heads in the order in which they come: a response belongs to the request before it. */
export function pair(heads: readonly FoundHead[]): PastedExchange[] {
  const exchanges: PastedExchange[] = [];
  for (const { head, rest } of heads) {
    const last = exchanges.at(-1);
    const isRequest = head.head.kind === 'request';
    // Some tools print the response above its request.
    const isResponseFirst = exchanges.length === 1 && heads.length === 2 && last?.request === null;
    if (isRequest && isResponseFirst) exchanges[0] = { ...exchanges[0], request: head };
    else if (isRequest) exchanges.push({ request: head, response: null, rest });
    else if (last?.response && isInterim(last.response))
      exchanges[exchanges.length - 1] = { ...last, response: head, rest, interim: last.response };
    else if (last && last.response === null) {
      exchanges[exchanges.length - 1] = { ...last, response: head, rest };
    } else exchanges.push({ request: null, response: head, rest });
  }
  return exchanges;
}

/** The first line from `from` on that is not blank. */
export function nextWithText(lines: readonly TextLine[], from: number): TextLine | undefined {
  for (let at = from; at < lines.length; at++) if (lines[at].text.trim() !== '') return lines[at];
  return undefined;
}

/** Index after the last header line of the head that begins at `at`. */
export function endOfHead(lines: readonly TextLine[], at: number): number {
  let end = at + 1;
  while (
    end < lines.length &&
    !isStatusLine(lines[end].text) &&
    (isHeaderLine(lines[end].text) || /^[ \t]+\S/.test(lines[end].text))
  ) {
    end++;
  }
  return end;
}
