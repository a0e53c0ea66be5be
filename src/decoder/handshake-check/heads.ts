// Makes heads from lines of a pasted text.

import { readHead } from '../websocket/http-head.ts';
import type { HeadLine, PastedExchange, PastedHead, TextRun } from './pasted.ts';

/** Splits a text into lines with their places. CR before LF is left out; so is what a carriage return overwrote. */
export function linesOf(text: string): HeadLine[] {
  const out: HeadLine[] = [];
  let start = 0;
  while (start <= text.length) {
    const feed = text.indexOf('\n', start);
    let end = feed < 0 ? text.length : feed;
    if (end > start && text[end - 1] === '\r') {
      end -= 1;
    }
    // A progress meter rewrites its line with CR; the last writing is what stands there.
    const visible = start + text.slice(start, end).lastIndexOf('\r') + 1;
    out.push({ text: text.slice(visible, end), at: { start: visible, end } });
    if (feed < 0) {
      break;
    }
    start = feed + 1;
  }
  return out;
}

/** True for `GET /ws HTTP/1.1` (or with a whole URL, or HTTP/2). */
export function isRequestLine(text: string): boolean {
  return (
    /^[A-Z]{3,10} \S+( HTTP\/\d(\.\d)?)?$/.test(text.trim()) &&
    / /.test(text.trim()) &&
    /^(GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|PATCH|TRACE|PRI) /.test(text.trim())
  );
}

/** True for `HTTP/1.1 101 Switching Protocols`. */
export function isStatusLine(text: string): boolean {
  return /^HTTP\/\d(\.\d)? \d{3}( |$)/.test(text.trim());
}

/** True for `Name: value`, pseudo-headers of HTTP/2 counted too. */
export function isHeaderLine(text: string): boolean {
  return /^:?[A-Za-z0-9!#$%&'*+.^_`|~-]+[ \t]*:(\s|$)/.test(text) || /^[A-Za-z0-9-]+:\S/.test(text);
}

/**
 * A head of lines. With `startLine` null the first line is the start line; otherwise `startLine` is put in its place and
 * is marked as assumed unless `startLineAt` says where its parts stand.
 */
export function headOf(
  lines: readonly HeadLine[],
  startLine: string | null = null,
  startLineAt: TextRun | null = null,
): PastedHead {
  const first = startLine ?? lines[0]?.text.trim() ?? '';
  const rest = startLine === null ? lines.slice(1) : lines;
  // A request line may hold a whole URL (browsers show it so); on the wire stood its path.
  const normal = first.replace(
    /^([A-Z]+) (?:wss?|https?):\/\/[^/\s?#]+([^\s#]*)[^\s]*/i,
    (_, method: string, path: string) =>
      `${method} ${path === '' ? '/' : path.startsWith('/') ? path : `/${path}`}`,
  );
  const texts = [normal, ...rest.map((line) => line.text.trimEnd())];
  const bytes = new TextEncoder().encode(`${texts.join('\r\n')}\r\n\r\n`);
  const head = readHead(bytes);
  // Folded and odd lines have no header of their own, so each header finds its line by its name.
  const headersAt: TextRun[] = [];
  let next = 0;
  for (const header of head.headers) {
    const index = rest.findIndex(
      (line, at) =>
        at >= next && line.text.slice(0, Math.max(0, line.text.indexOf(':', 1))).trim() === header.name,
    );
    headersAt.push(index < 0 ? { start: 0, end: 0 } : rest[index].at);
    next = index < 0 ? next : index + 1;
  }
  return {
    head,
    bytes,
    startLineAt: startLine === null ? (lines[0]?.at ?? null) : startLineAt,
    headersAt,
    startLineAssumed: startLine !== null && startLineAt === null,
  };
}

/** Pairs heads in the order in which they stand: a response belongs to the request before it. */
export function pair(heads: readonly { head: PastedHead; rest: TextRun | null }[]): PastedExchange[] {
  const out: PastedExchange[] = [];
  for (const { head, rest } of heads) {
    const open = out.at(-1);
    if (head.head.kind === 'request') {
      // A response that stands first belongs to the request after it when that has none.
      if (open && open.request === null && out.length === 1 && heads.length === 2) {
        open.request = head;
      } else {
        out.push({ request: head, response: null, rest });
      }
    } else if (open && open.response === null) {
      open.response = head;
      open.rest = rest;
    } else {
      out.push({ request: null, response: head, rest });
    }
  }
  return out;
}
