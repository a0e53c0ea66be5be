// What mitmdump prints of a flow with `flow_detail` 2 and more: a line with the client and the request, its headers
// indented, and `<< 101 Switching Protocols 0b` above the headers of the response.

import { type FoundHead, headOf, isHeaderLine, pair, statusLineOf } from '../heads.ts';
import { matchingLines } from '../lines.ts';
import type { FormReader, PastedText, TextLine } from '../pasted.ts';

const request =
  /^(?:\[[\d:.]{1,20}\]\s?)?(?:\[?[\da-fA-F:.]{2,45}\]?:\d{1,5}): (GET|CONNECT|POST|HEAD) (\S{1,2000})(?: (HTTP\/[\d.]{1,3}))?$/;
const response =
  /^\s*<< (?:(HTTP\/[\d.]{1,3}) )?([1-5]\d{2})\b(?: ([A-Za-z][A-Za-z -]{0,60}?))?(?: [\d.]+[kmg]?b| \(.{0,40}\))?$/;

/** Reads flows of mitmdump. */
export const mitmproxyFlow: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, [
      [request, 'a request in the output of mitmdump'],
      [response, 'a status in the output of mitmdump'],
      [/^\s{2,}[\w-]+: /, 'a header'],
    ]);
    const isFlow = (['request', 'status'] as const).every((what) =>
      evidence.some(({ is }) => is.startsWith(`a ${what}`)),
    );
    const hasHeaders = evidence.some(({ is }) => is === 'a header');
    return isFlow && hasHeaders ? { form: 'raw messages', certainty: 'certain', evidence } : null;
  },
  read(pasted) {
    const heads = headsIn(pasted);
    if (heads.length === 0) return null;
    return {
      form: 'raw messages',
      recognised: 'Flows as mitmdump prints them.',
      exchanges: pair(heads),
      url: request.exec(pasted.lines.findLast(({ text }) => request.test(text))?.text ?? '')?.[2] ?? null,
      notes: [],
      reports: [],
    };
  },
};

function headsIn({ lines }: PastedText): FoundHead[] {
  const heads: FoundHead[] = [];
  lines.forEach(({ text, at }, index) => {
    const asked = request.exec(text);
    const answered = response.exec(text);
    if (!asked && !answered) return;
    const startLine = asked
      ? `${asked[1]} ${asked[2]} ${asked[3] ?? 'HTTP/1.1'}`
      : `${answered?.[1] ?? 'HTTP/1.1'} ${statusLineOf(Number(answered?.[2]), answered?.[3]).slice('HTTP/1.1 '.length)}`;
    heads.push({
      head: headOf({ startLine, startLineAt: at, lines: headersFrom(lines, index + 1) }),
      rest: null,
    });
  });
  return heads;
}

/** The indented header lines from an index on. */
function headersFrom(lines: readonly TextLine[], from: number): TextLine[] {
  const headers: TextLine[] = [];
  for (let at = from; at < lines.length && /^\s+\S/.test(lines[at].text); at++) {
    const text = lines[at].text.trim();
    if (!isHeaderLine(text)) break;
    headers.push({ text, at: lines[at].at });
  }
  return headers;
}
