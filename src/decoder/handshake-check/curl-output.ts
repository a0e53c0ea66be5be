// What `curl -v` and `curl -i` print.

import { curlErrors } from './answers.ts';
import { headOf, isHeaderLine, isStatusLine, linesOf, pair } from './heads.ts';
import type { HeadLine, PastedHandshake, TextRun, ToolReport } from './pasted.ts';

/** Lines such as `curl: (35) …` and what the `*` lines say of TLS and HTTP/2. */
export function toolReports(lines: readonly HeadLine[]): ToolReport[] {
  const out: ToolReport[] = [];
  for (const { text, at } of lines) {
    const error = /^curl: \((\d+)\)\s*(.*)/.exec(text);
    if (error) {
      const meaning = curlErrors[Number(error[1])];
      out.push({ id: `curl ${error[1]}`, text: meaning ? `${error[2]}: ${meaning}` : error[2], at });
    } else if (/^\* .*ALPN.*(server accepted|accepted to use) h2|^\* [Uu]sing HTTP\/?2/.test(text)) {
      out.push({
        id: 'HTTP/2',
        text: 'HTTP/2 was agreed on, where Upgrade does not exist. Repeat it with --http1.1.',
        at,
      });
    } else if (
      /^\* .*(SSL certificate problem|certificate verify failed|alert handshake failure|wrong version number)/i.test(
        text,
      )
    ) {
      out.push({ id: 'TLS', text: text.replace(/^\*\s*/, ''), at });
    } else if (/^\* Empty reply from server/.test(text)) {
      out.push({ id: 'curl 52', text: `${text.slice(2)}: ${curlErrors[52]}`, at });
    }
  }
  return out;
}

/** Reads `>` and `<` lines; null when there are none. */
export function parseCurlVerbose(text: string, offset = 0): PastedHandshake | null {
  const lines = linesOf(text).map((line) => ({ text: line.text, at: shift(line.at, offset) }));
  const marked = lines.filter(
    (line) => /^[<>] ?/.test(line.text) && (isMarked(line.text, '>') || isMarked(line.text, '<')),
  );
  const begins = marked.some(
    (line) => isStatusLine(line.text.slice(2)) || /^> [A-Z]+ \S+ HTTP\//.test(line.text),
  );
  if (!begins) {
    return null;
  }
  const heads: Parameters<typeof pair>[0] extends readonly (infer T)[] ? T[] : never = [];
  let open: { mark: string; lines: HeadLine[] } | null = null;
  const close = (): void => {
    if (open && open.lines.length > 0) {
      heads.push({ head: headOf(open.lines), rest: null });
    }
    open = null;
  };
  for (const line of lines) {
    const mark = line.text[0];
    if (mark !== '<' && mark !== '>') {
      continue;
    }
    const body = line.text.slice(1).replace(/^ /, '');
    const begin = mark === '<' ? isStatusLine(body) : /^[A-Z]+ \S+ HTTP\//.test(body);
    const current = open as { mark: string; lines: HeadLine[] } | null;
    if (begin || (current && current.mark !== mark)) {
      close();
    }
    if (body.trim() === '') {
      close();
    } else if (begin) {
      open = { mark, lines: [{ text: body, at: line.at }] };
    } else {
      (open as { mark: string; lines: HeadLine[] } | null)?.lines.push({ text: body, at: line.at });
    }
  }
  close();
  const notes: string[] = [];
  if (heads.some(({ head }) => /^HTTP\/[23]/.test(head.head.version))) {
    notes.push('This was HTTP/2: Upgrade does not exist there. Repeat it with --http1.1.');
  }
  const exchanges = pair(heads);
  const informational = exchanges.filter((one) => one.request === null && one.response !== null);
  if (informational.length > 0) {
    notes.push(
      'There are answers without a request of their own (100 Continue, or answers to redirects that were followed).',
    );
  }
  return {
    kind: 'curl -v output',
    recognised: 'Lines that begin with > (sent) and < (received), as curl -v prints them.',
    exchanges,
    url: null,
    notes,
    reports: toolReports(lines),
  };
}

function isMarked(text: string, mark: string): boolean {
  return text === mark || text.startsWith(`${mark} `);
}

/** Reads an answer with its head (`curl -i`); null when no status line begins it. */
export function parseCurlInclude(text: string, offset = 0): PastedHandshake | null {
  const lines = linesOf(text).map((line) => ({
    text: line.text.replace(/^(?:\s*\d[\d.:kMG\s-]*)(HTTP\/\d)/, '$1'),
    at: shift(line.at, offset),
  }));
  const heads: { head: ReturnType<typeof headOf>; rest: TextRun | null }[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    if (!isStatusLine(lines[at].text)) {
      continue;
    }
    let end = at + 1;
    while (end < lines.length && (isHeaderLine(lines[end].text) || /^[ \t]+\S/.test(lines[end].text))) {
      end += 1;
    }
    const after = lines.slice(end + 1).find((line) => line.text.trim() !== '');
    const isLast = !after || !isStatusLine(after.text);
    heads.push({
      head: headOf(lines.slice(at, end)),
      rest: isLast && after ? { start: after.at.start, end: offset + text.trimEnd().length } : null,
    });
    at = end - 1;
    if (isLast) {
      break;
    }
  }
  if (heads.length === 0) {
    return null;
  }
  return {
    kind: 'curl -i output',
    recognised: 'It begins with a status line: an answer, as curl -i prints it.',
    exchanges: pair(heads),
    url: null,
    notes: [],
    reports: toolReports(lines),
  };
}

function shift(run: TextRun, by: number): TextRun {
  return { start: run.start + by, end: run.end + by };
}
