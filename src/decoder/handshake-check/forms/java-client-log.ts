// The log of Java's HttpClient (-Djdk.httpclient.HttpClient.log=headers,requests): the request as it was sent, the
// headers of the response, and a line with its status.

import { headOf, isHeaderLine, statusLineOf } from '../heads.ts';
import { type LinePattern, matchingLines } from '../lines.ts';
import type { FormReader, PastedHead, TextLine } from '../pasted.ts';
import { errorReports } from './client-error.ts';

const requestStart = /^(?:INFO: )?HEADERS: REQUEST HEADERS:/;
const responseStart = /^(?:INFO: )?HEADERS: RESPONSE HEADERS:/;
const responseLine = /^(?:INFO: )?RESPONSE: \([A-Z]+ (\S+)\) (\d{3}) (HTTP_1_1|HTTP_2)/;

const linePatterns: readonly LinePattern[] = [
  [requestStart, 'the request headers in the log of HttpClient'],
  [responseStart, 'the response headers in the log of HttpClient'],
  [responseLine, 'the status in the log of HttpClient'],
];

/** Reads the log of Java's HttpClient. */
export const javaClientLog: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, linePatterns);
    return evidence.length > 0 ? { form: 'client debug log', certainty: 'certain', evidence } : null;
  },
  read(pasted) {
    const { lines } = pasted;
    const request = requestIn(lines);
    const statusAt = lines.findLastIndex(({ text }) => responseLine.test(text));
    const status = responseLine.exec(lines[statusAt]?.text ?? '');
    const response = status ? responseIn(lines, Number(status[2]), lines[statusAt].at) : null;
    if (request === null && response === null) return null;
    return {
      form: 'client debug log',
      recognised: "The log of Java's HttpClient.",
      exchanges: [{ request, response, rest: null }],
      url: status?.[1] ?? null,
      notes: [],
      reports: errorReports(pasted),
    };
  },
};

function requestIn(lines: readonly TextLine[]): PastedHead | null {
  const start = lines.findLastIndex(({ text }) => requestStart.test(text));
  const head = start < 0 ? [] : headersFrom(lines, start + 2);
  return head.length === 0 ? null : headOf({ lines: [lines[start + 1], ...head] });
}

function responseIn(lines: readonly TextLine[], status: number, at: TextLine['at']): PastedHead {
  const start = lines.findLastIndex(({ text }) => responseStart.test(text));
  const headers = start < 0 ? [] : headersFrom(lines, start + 1);
  const hidden = headers.length === 0 ? 'all' : [];
  return headOf({ startLine: statusLineOf(status), startLineAt: at, lines: headers, hidden });
}

/** The header lines from an index on; those of a response are indented. */
function headersFrom(lines: readonly TextLine[], from: number): TextLine[] {
  const out: TextLine[] = [];
  for (let at = from; at < lines.length; at += 1) {
    const text = lines[at].text.trim();
    if (!isHeaderLine(text)) break;
    out.push({ text, at: lines[at].at });
  }
  return out;
}
