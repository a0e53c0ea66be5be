// The request that Tornado (Jupyter) prints in its log: `HTTPServerRequest(protocol='http', ...,
// headers={...})`.

import { headOf, statusOnly } from '../heads.ts';
import { headerLines, matchingLines } from '../lines.ts';
import { readPairs, readQuoted } from '../literals.ts';
import type { FormReader, PastedHead, PastedText } from '../pasted.ts';

const requestStart = 'HTTPServerRequest(';

// `400 GET /ws (127.0.0.1) 0.50ms`: the line of Tornado's access log.
const accessLine = /(?:^|[\s:\]])(\d{3}) (?:GET|CONNECT) (\S+) \([\d.:a-fA-F]+\)/;

/** Reads a request of Tornado. */
export const tornadoRequest: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, [
      [/HTTPServerRequest\(protocol=/, 'a request of Tornado'],
      [accessLine, 'a line of the access log of Tornado'],
    ]);
    const isRequest = evidence.some(({ is }) => is === 'a request of Tornado');
    return isRequest ? { form: 'Tornado request', certainty: 'certain', evidence } : null;
  },
  read(pasted) {
    const request = requestIn(pasted);
    if (request === null) return null;
    const notes = [
      'This is the request as it arrived at Tornado: a proxy in front may have changed it. Compare it with what the browser sent.',
    ];
    if (request.hidden === 'all')
      notes.push('This version of Tornado prints no headers: they are not judged.');
    return {
      form: 'Tornado request',
      recognised: 'A request as Tornado prints it in its log.',
      exchanges: [{ request, response: responseIn(pasted), rest: null }],
      url: null,
      notes,
      reports: [],
    };
  },
};

function requestIn({ text }: PastedText): PastedHead | null {
  const start = text.indexOf(requestStart);
  if (start < 0) return null;
  const argumentsAt = start + requestStart.length;
  const target = argument(text, argumentsAt, 'uri');
  if (target === null) return null;
  const method = argument(text, argumentsAt, 'method') ?? 'GET';
  const version = argument(text, argumentsAt, 'version') ?? 'HTTP/1.1';
  const tableAt = text.indexOf('headers={', argumentsAt);
  const headersAt = tableAt < 0 ? text.length : tableAt;
  return headOf({
    startLine: `${method} ${target} ${version}`,
    startLineAt: { start, end: headersAt },
    lines: tableAt < 0 ? [] : headerLines(readPairs(text, tableAt + 'headers={'.length)),
    hidden: tableAt < 0 ? 'all' : [],
  });
}

/** The string value of an argument. */
function argument(text: string, from: number, name: string): string | null {
  const at = text.indexOf(`${name}=`, from);
  return at < 0 ? null : (readQuoted(text, at + name.length + 1)?.value ?? null);
}

function responseIn({ lines }: PastedText): PastedHead | null {
  for (const { text, at } of lines) {
    const match = accessLine.exec(text.slice(0, 400));
    if (match) return statusOnly(Number(match[1]), at);
  }
  return null;
}
