// What wget prints: the status after "awaiting response...", with -S the response indented below it, with -d both
// messages between dashes.

import { endOfHead, type FoundHead, headOf, isHeaderLine, isStatusLine, pair, statusOnly } from '../heads.ts';
import { matchingLines } from '../lines.ts';
import type { FormReader, PastedText, TextLine } from '../pasted.ts';

const awaiting = /^HTTP request sent, awaiting response\.\.\.(?: (?<status>\d{3})(?: (?<reason>.*))?)?\s*$/;
const started = /^--\d{4}-\d\d-\d\d \d\d:\d\d:\d\d--\s+(?<url>\S+)/;
const requestLine = /^[A-Z]{3,8} \S+ HTTP\/\d/;

/** Reads the output of wget. */
export const wgetOutput: FormReader = {
  recognise(pasted) {
    if (!pasted.text.includes('HTTP request sent, awaiting response')) return null;
    const evidence = matchingLines(pasted, [
      [awaiting, 'the step of wget before the response'],
      [started, 'the line with which wget begins'],
      [/^---(?:request|response) (?:begin|end)---/, 'a title of wget -d'],
      [/^(?:Resolving|Connecting to|Reusing existing connection|Created socket)\b/, 'a step of wget'],
      [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:ERROR )?\S/, 'the result of wget'],
      [/^\s*HTTP\/\d(?:\.\d)? \d{3}( |$)/, 'a status line'],
      [requestLine, 'a request line'],
      [/^\s*[A-Za-z][\w-]*: \S/, 'a header'],
    ]);
    const isOutput = evidence.some(({ is }) => is === 'the step of wget before the response');
    return isOutput && headsIn(pasted).length > 0
      ? { form: 'wget output', certainty: 'certain', evidence }
      : null;
  },
  read(pasted) {
    const heads = headsIn(pasted);
    if (heads.length === 0) return null;
    const url = pasted.lines
      .map(({ text }) => started.exec(text)?.groups?.url)
      .find((one) => one !== undefined);
    const hasRequest = heads.some(({ head }) => head.head.kind === 'request');
    return {
      form: 'wget output',
      recognised: 'What wget prints of the request and its response.',
      exchanges: pair(heads),
      url: url ?? null,
      notes: hasRequest
        ? []
        : [
            'wget sends no upgrade of its own: without headers given on its command line this is an ordinary request.',
          ],
      reports: [],
    };
  },
};

function headsIn({ lines }: PastedText): FoundHead[] {
  const heads: FoundHead[] = [];
  for (let at = 0; at < lines.length; at++) {
    const { text } = lines[at];
    const status = awaiting.exec(text)?.groups;
    if (status?.status !== undefined && !/^\s*HTTP\//.test(lines[at + 1]?.text ?? '')) {
      heads.push({ head: statusOnly(Number(status.status), lines[at].at, status.reason), rest: null });
    } else if (isStatusLine(text) || requestLine.test(text)) {
      const block = unindented(lines, at);
      heads.push({ head: headOf({ lines: block }), rest: null });
      at += block.length - 1;
    }
  }
  return heads;
}

// With -S each line of the response has two blanks in front.
function unindented(lines: readonly TextLine[], at: number): TextLine[] {
  if (!/^\s/.test(lines[at].text)) return lines.slice(at, endOfHead(lines, at));
  const block = [{ ...lines[at], text: lines[at].text.trim() }];
  for (let next = at + 1; next < lines.length; next++) {
    const text = lines[next].text.trim();
    if (!/^\s/.test(lines[next].text) || !isHeaderLine(text)) break;
    block.push({ ...lines[next], text });
  }
  return block;
}
