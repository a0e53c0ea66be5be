// Lines of a proxy's error log that say why there is no WebSocket, and lines of access logs.

import { backendLogEntries } from '../backend-log-entries.ts';
import { statusOnly } from '../heads.ts';
import { type LinePattern, matchingLines } from '../lines.ts';
import { logEntries } from '../log-entries.ts';
import type { ResponseMeaning } from '../meanings.ts';
import type { FormReader, PastedExchange, PastedText, ToolReport } from '../pasted.ts';

const linePatterns: readonly LinePattern[] = logEntries.map(({ program, pattern }) => [
  pattern,
  `a line of the error log of ${program}`,
]);

/** Reads lines of a proxy's error log. */
export const serverLog: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, linePatterns);
    return evidence.length > 0 ? { form: 'server log', certainty: 'certain', evidence } : null;
  },
  read(pasted) {
    const found = entriesIn(pasted);
    const last = found.at(-1);
    if (!last) return null;
    return {
      form: 'server log',
      recognised: `The log of ${last.report.id}: it says why there is no WebSocket.`,
      exchanges: last.exchange ? [last.exchange] : [],
      url: null,
      notes: ['The log shows neither request headers nor response headers: they are not judged.'],
      reports: found.map(({ report }) => report).slice(-maxReports),
    };
  },
};

// A log repeats the same line for each attempt; the last ones are enough.
const maxReports = 5;

interface FoundEntry {
  readonly exchange: PastedExchange | null;
  readonly report: ToolReport;
}

// Log lines are longer than the start of a line that recognition looks at.
const maxLineCharacters = 2000;

function entriesIn({ lines }: PastedText): FoundEntry[] {
  return lines.flatMap(({ text, at }) => {
    const line = text.slice(0, maxLineCharacters);
    const entry = [...logEntries, ...backendLogEntries].find(({ pattern }) => pattern.test(line));
    if (!entry) return [];
    const upstream = /\bupstream: "([^"]{1,300})"/.exec(line)?.[1];
    const meaning: ResponseMeaning = {
      id: entry.status === null ? 'closed' : String(entry.status),
      title: entry.title,
      meaning: upstream ? `${entry.meaning} The backend is ${upstream}.` : entry.meaning,
      next: entry.next,
      cause: entry.cause,
    };
    const outcome = entry.status === null ? '' : ` The client gets ${entry.status}.`;
    const response = entry.status === null ? null : statusOnly(entry.status, at);
    return [
      {
        exchange: response && { request: null, response, rest: null },
        report: { id: entry.program, text: `${entry.title}.${outcome}`, at, meaning },
      },
    ];
  });
}
