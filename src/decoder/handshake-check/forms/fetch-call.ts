// `fetch("...", { "headers": {...} })`, as DevTools copies a request for a browser or for Node.

import { headOf, partsOfUrl } from '../heads.ts';
import { headerLines, matchingLines } from '../lines.ts';
import { readPairs, readQuoted } from '../literals.ts';
import type { FormReader, PastedHandshake, PastedText } from '../pasted.ts';

const call = /(?:^|[^\w.$])fetch\s{0,20}\(\s{0,20}(?=["'])/;

// DevTools leaves out what scripts may not set (and `cookie`, in the form for browsers).
const headersLeftOut = ['host', 'connection', 'upgrade', 'origin', 'user-agent'];

/** Reads a copied fetch call. */
export const fetchCall: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, [
      [call, 'a call of fetch'],
      [/^\s*["'](?:sec-websocket-[a-z]+|accept-language|pragma)["']\s*:/i, 'a header'],
    ]);
    if (!evidence.some(({ is }) => is === 'a call of fetch')) return null;
    const isWebSocket = /fetch\s{0,20}\(\s{0,20}["']wss?:|["']sec-websocket-/i.test(pasted.text);
    return { form: 'fetch call', certainty: isWebSocket ? 'certain' : 'possible', evidence };
  },
  read: readFetch,
};

function readFetch({ text }: PastedText): PastedHandshake | null {
  const begin = call.exec(text);
  const urlStart = begin ? begin.index + begin[0].length : 0;
  const url = begin && readQuoted(text, urlStart);
  const parts = url && partsOfUrl(url.value);
  if (!url || !parts) return null;
  const options = text.slice(url.end);
  const table = /["']?headers["']?\s{0,20}:\s{0,20}\{/.exec(options);
  const headers = table ? readPairs(text, url.end + table.index + table[0].length) : [];
  const method = /["']?method["']?\s{0,20}:\s{0,20}["']([A-Z]+)["']/.exec(options)?.[1] ?? 'GET';
  const request = headOf({
    startLine: `${method} ${parts.path} HTTP/1.1`,
    startLineAt: { start: urlStart, end: url.end },
    lines: headerLines(headers),
    hidden: headersLeftOut,
  });
  return {
    form: 'fetch call',
    recognised: 'A call of fetch, as the developer tools of a browser copy a request.',
    exchanges: [{ request, response: null, rest: null }],
    url: url.value,
    notes: [
      'A copied fetch leaves out Host, Connection, Upgrade and others that scripts may not set: whether they were sent cannot be told. "Copy as cURL" has all of them.',
      ...(/^wss?$/.test(parts.scheme) ? ['fetch cannot open ws:// or wss://: use new WebSocket(url).'] : []),
    ],
    reports: [],
  };
}
