// The debug log of nginx: the request of the client header by header, and the response of the backend.

import { headOf, statusLineOf } from '../heads.ts';
import { type LinePattern, matchingLines } from '../lines.ts';
import type { FormReader, PastedHead, PastedText, TextLine } from '../pasted.ts';

const linePattern = /\[debug\] \d+#\d+: \*(\d+) (.*)$/;
const statusPattern = /^http proxy status (\d{3})/;

const linePatterns: readonly LinePattern[] = [
  [/\[debug\] \d+#\d+: \*\d+ http request line: "/, 'a request line in the debug log of nginx'],
  [/\[debug\] \d+#\d+: \*\d+ http proxy status \d{3}/, 'a status in the debug log of nginx'],
];

/** Reads the debug log of nginx when it holds the response of the backend; the error log says why there is none. */
export const nginxDebug: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, linePatterns);
    const hasStatus = pasted.lines.some(({ text }) => statusPattern.test(linePattern.exec(text)?.[2] ?? ''));
    return evidence.length > 0 && hasStatus ? { form: 'server log', certainty: 'certain', evidence } : null;
  },
  read(pasted) {
    const lines = linesOfLastConnection(pasted);
    const request = requestIn(lines);
    const response = responseIn(lines);
    if (request === null && response === null) return null;
    return {
      form: 'server log',
      recognised: 'The debug log of nginx.',
      exchanges: [{ request, response, rest: null }],
      url: null,
      notes: [
        'The request is what the client sent to nginx, the response what the backend sent: what nginx sent to the backend can differ from both.',
      ],
      reports: [],
    };
  },
};

/** What the log says of the last connection that a backend responded to. */
function linesOfLastConnection({ lines }: PastedText): TextLine[] {
  const found = lines.flatMap(({ text, at }) => {
    const match = linePattern.exec(text);
    return match ? [{ connection: match[1], text: match[2], at }] : [];
  });
  const last = found.findLast(({ text }) => statusPattern.test(text))?.connection;
  return found.filter(({ connection }) => connection === last);
}

function quoted(lines: readonly TextLine[], name: string): TextLine[] {
  const begin = `${name}: "`;
  return lines
    .filter(({ text }) => text.startsWith(begin) && text.endsWith('"'))
    .map(({ text, at }) => ({ text: text.slice(begin.length, -1), at }));
}

function requestIn(lines: readonly TextLine[]): PastedHead | null {
  const [line] = quoted(lines, 'http request line');
  return line ? headOf({ lines: [line, ...quoted(lines, 'http header')] }) : null;
}

/** nginx logs the headers that it sends to the backend by the same words; those of the response follow the status. */
function responseIn(lines: readonly TextLine[]): PastedHead | null {
  const at = lines.findIndex(({ text }) => statusPattern.test(text));
  const status = statusPattern.exec(lines[at]?.text ?? '')?.[1];
  if (status === undefined) return null;
  const headers = quoted(lines.slice(at), 'http proxy header');
  return headOf({ startLine: statusLineOf(Number(status)), startLineAt: lines[at].at, lines: headers });
}
