// What `curl -v` and `curl -i` print, and debug logs that mark lines with > and < in the same way.

import {
  endOfHead,
  type FoundHead,
  headOf,
  isHeaderLine,
  isStatusLine,
  nextWithText,
  pair,
} from '../heads.ts';
import { type LinePattern, matchingLines } from '../lines.ts';
import type { FormReader, HandshakeForm, PastedHandshake, TextLine, TextRange } from '../pasted.ts';
import { toolReports } from '../tool-reports.ts';

/** curl itself, or a log whose lines have a prefix: `DEBUG:websockets.client:> GET / HTTP/1.1`. */
type MarkedForm = Extract<HandshakeForm, 'curl -v output' | 'client debug log'>;

const startLines: Readonly<Record<MarkedForm, readonly LinePattern[]>> = {
  'curl -v output': [
    [/^> [A-Z]+ \S+ HTTP\//, 'a request line that curl sent'],
    [/^< HTTP\/\d(\.\d)? \d{3}( |$)/, 'a status line that curl received'],
  ],
  'client debug log': [
    [/^[^<>]*[\s:|][<>] [A-Z]+ \S+ HTTP\/\d/, 'a request line in a log'],
    [/^[^<>]*[\s:|][<>] HTTP\/\d(\.\d)? \d{3}( |$)/, 'a status line in a log'],
  ],
};

const recognisedWords: Readonly<Record<MarkedForm, string>> = {
  'curl -v output': 'Lines that begin with > (sent) and < (received), as curl -v prints them.',
  'client debug log': 'A log that marks the lines of the handshake with > and <.',
};

/** Reads what `curl -v` prints. */
export const curlVerbose = markedReader('curl -v output');

/** Reads logs of libraries that mark lines as curl does (Python's websockets). */
export const clientDebugLog = markedReader('client debug log');

function markedReader(form: MarkedForm): FormReader {
  return {
    recognise(pasted) {
      const evidence = matchingLines(pasted, startLines[form]);
      return evidence.length > 0 ? { form, certainty: 'certain', evidence } : null;
    },
    read(pasted) {
      const exchanges = pair(markedHeads(pasted.lines, form));
      if (exchanges.length === 0) return null;
      return {
        form,
        recognised: recognisedWords[form],
        exchanges,
        url: null,
        notes: notesOn(exchanges),
        reports: toolReports(pasted.lines),
      };
    },
  };
}

function notesOn(exchanges: PastedHandshake['exchanges']): string[] {
  const notes: string[] = [];
  const isHttp2 = exchanges.some(({ request, response }) =>
    [request, response].some((one) => one !== null && /^HTTP\/[23]/.test(one.head.version)),
  );
  if (isHttp2) notes.push('This was HTTP/2: Upgrade does not exist there. Repeat it with --http1.1.');
  if (exchanges.some(({ request, response }) => request === null && response !== null)) {
    notes.push(
      'Some responses have no request of their own: 100 Continue, or responses to redirects that were followed.',
    );
  }
  return notes;
}

/** A line without its mark, or null for a line without one. */
function unmarked(line: TextLine, form: MarkedForm): { mark: string; line: TextLine } | null {
  const pattern = form === 'curl -v output' ? /^([<>])(?: (.*))?$/s : /^(?:[^<>]*[\s:|])?([<>])(?: (.*))?$/s;
  const match = pattern.exec(line.text);
  return match && { mark: match[1], line: { text: match[2] ?? '', at: line.at } };
}

// Heads in the order in which they come. A head ends at its blank line, at a line of the other direction, or
// at a start line.
function markedHeads(lines: readonly TextLine[], form: MarkedForm): FoundHead[] {
  const heads: { lines: TextLine[]; mark: string; rest: TextRange | null }[] = [];
  let isOpen = false;
  for (const line of lines) {
    const marked = unmarked(line, form);
    const last = heads.at(-1);
    if (marked === null) {
      // Lines between a response and what follows it are its body.
      if (last && !isOpen && isBodyLine(line, form)) last.rest = extended(last.rest, line.at);
      continue;
    }
    const { text } = marked.line;
    if (isStatusLine(text) || /^[A-Z]+ \S+ HTTP\//.test(text)) {
      heads.push({ lines: [marked.line], mark: marked.mark, rest: null });
      isOpen = true;
    } else if (!last || text.trim() === '' || marked.mark !== last.mark) isOpen = false;
    else if (isOpen) last.lines.push(marked.line);
  }
  return heads.map((one) => {
    const head = headOf({ lines: one.lines });
    return { head, rest: head.head.kind === 'response' ? one.rest : null };
  });
}

// curl's own lines: `* Closing connection`, `{ [5 bytes data]`, `curl: (28) ...`.
function isBodyLine({ text }: TextLine, form: MarkedForm): boolean {
  return form === 'curl -v output' && text.trim() !== '' && !/^(\* |[{}] \[|curl: \()/.test(text);
}

function extended(range: TextRange | null, by: TextRange): TextRange {
  return range === null ? by : { start: range.start, end: by.end };
}

/** Reads responses with their heads, as `curl -i` prints them. */
export const curlInclude: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, [[/^HTTP\/\d(\.\d)? \d{3}( |$)/, 'a status line']]);
    if (evidence.length === 0) return null;
    const next = pasted.lines[evidence[0].line + 1]?.text ?? '';
    const hasHead = isHeaderLine(next) || next.trim() === '';
    return { form: 'curl -i output', certainty: hasHead ? 'likely' : 'possible', evidence };
  },
  read(pasted) {
    const heads = responsesIn(pasted.lines, pasted.text.trimEnd().length);
    if (heads.length === 0) return null;
    return {
      form: 'curl -i output',
      recognised: 'It begins with a status line: a response, as curl -i prints it.',
      exchanges: pair(heads),
      url: null,
      notes: [],
      reports: toolReports(pasted.lines),
    };
  },
};

// A status line after the first response that has a body belongs to that body.
function responsesIn(lines: readonly TextLine[], textEnd: number): FoundHead[] {
  const heads: FoundHead[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (!isStatusLine(lines[at].text)) continue;
    const end = endOfHead(lines, at);
    const after = nextWithText(lines, end);
    const isLast = after === undefined || !isStatusLine(after.text);
    const rest =
      isLast && after && !/^curl: \(/.test(after.text) ? { start: after.at.start, end: textEnd } : null;
    heads.push({ head: headOf({ lines: lines.slice(at, end) }), rest });
    if (isLast) break;
    at = end - 1;
  }
  return heads;
}
