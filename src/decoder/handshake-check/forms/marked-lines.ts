// Logs that mark each line of a head: the logging interceptor of OkHttp (`--> GET URL`, `<-- 403 Forbidden URL`), and
// varnishlog (`-   ReqHeader      Host: example.com`).

import { type FoundHead, headOf, pair, statusLineOf } from '../heads.ts';
import { matchingLines } from '../lines.ts';
import type { FormReader, PastedText, TextLine } from '../pasted.ts';

const okHttpRequest = /--> (?<method>[A-Z]+) (?<url>(?:https?|wss?):\/\/\S{1,2000})(?: \S+)?\s*$/;
const okHttpResponse =
  /<-- (?<status>\d{3}) ?(?<reason>[A-Za-z ]{0,60}?) ?(?:https?|wss?):\/\/\S{1,2000} \(\d+ ?ms/;
const okHttpEnd = /(?:-->|<--) END\b/;
const logPrefix = /^(?:.{0,200}?\bokhttp\.OkHttpClient: |.{0,200}?\bOkHttp: )?/;
const varnish =
  /^-+\s+(?<tag>(?:Ber|R)e(?:q|sp)(?:Method|URL|Protocol|Header|Status|Reason))\s+(?<value>.*)$/;

/** Reads logs whose lines are marked. */
export const markedLines: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, [
      [okHttpRequest, 'a request in the log of OkHttp'],
      [okHttpResponse, 'a response in the log of OkHttp'],
      [/^-+\s+(?:Bere|Re)q(?:Method|URL)\s/, 'a request in varnishlog'],
    ]);
    return evidence.length > 0 ? { form: 'log of marked lines', certainty: 'certain', evidence } : null;
  },
  read(pasted) {
    const heads = [...okHttpHeads(pasted), ...varnishHeads(pasted)];
    if (heads.length === 0) return null;
    return {
      form: 'log of marked lines',
      recognised: 'A log that marks each line of a head, as OkHttp and varnishlog write it.',
      exchanges: pair(heads),
      url: null,
      notes: [],
      reports: [],
    };
  },
};

interface OpenHead {
  readonly startLine: string;
  readonly startLineAt: TextLine['at'];
  readonly lines: TextLine[];
}

/** Without headers in the log, nothing is said of them: OkHttp logs them only at the level HEADERS. */
function closed(heads: readonly OpenHead[]): FoundHead[] {
  const areShown = heads.some(({ lines }) => lines.some(({ text }) => !text.startsWith('Host: ')));
  return heads.map((one) => ({ head: headOf({ ...one, hidden: areShown ? [] : 'all' }), rest: null }));
}

/** What a log has in front of the arrows of OkHttp, as a pattern that matches any numbers in it. */
function prefixOf(line: string): RegExp | null {
  const prefix = line.slice(0, Math.max(0, line.search(/-->|<--/)));
  if (prefix.trim() === '' || prefix.length > maxPrefixCharacters) return null;
  const shape = prefix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\d+/g, '\\d+');
  return new RegExp(`^${shape}`);
}

const maxPrefixCharacters = 200;

function okHttpHeads({ lines }: PastedText): FoundHead[] {
  const heads: OpenHead[] = [];
  let isOpen = false;
  let prefix: RegExp | null = null;
  for (const { text, at } of lines) {
    const line = text.slice(0, maxLineCharacters);
    const request = okHttpRequest.exec(line)?.groups;
    const response = okHttpResponse.exec(line)?.groups;
    if (request || response) prefix = prefixOf(line);
    if (request) {
      const { host, pathname, search } = partsOf(request.url);
      const own = { text: `Host: ${host}`, at };
      heads.push({
        startLine: `${request.method} ${pathname}${search} HTTP/1.1`,
        startLineAt: at,
        lines: [own],
      });
    } else if (response) {
      const startLine = statusLineOf(Number(response.status), response.reason);
      heads.push({ startLine, startLineAt: at, lines: [] });
    }
    isOpen = okHttpEnd.test(line) ? false : isOpen || request !== undefined || response !== undefined;
    const field = (prefix ? line.replace(prefix, '') : line).replace(logPrefix, '');
    if (isOpen && !request && !response && /^[\w-]{1,80}: \S/.test(field))
      heads.at(-1)?.lines.push({ text: field, at });
  }
  return closed(heads);
}

// A log line is longer than the head's line in it; a longer one is something else.
const maxLineCharacters = 2500;

function partsOf(url: string): { host: string; pathname: string; search: string } {
  const match = /^\w+:\/\/([^/?#]+)([^?#]*)(\?[^#]*)?/.exec(url);
  return { host: match?.[1] ?? '', pathname: match?.[2] || '/', search: match?.[3] ?? '' };
}

/** The heads of one transaction of varnishlog; later transactions of the same text are pairs of their own. */
function varnishHeads({ lines }: PastedText): FoundHead[] {
  const heads: OpenHead[] = [];
  let method: TextLine | null = null;
  for (const { text, at } of lines) {
    const { tag = '', value = '' } = varnish.exec(text.slice(0, maxLineCharacters))?.groups ?? {};
    if (/^(?:Be)?[Rr]eqMethod$/.test(tag)) method = { text: value.trim(), at };
    else if (/^(?:Be)?[Rr]eqURL$/.test(tag) && method) {
      heads.push({ startLine: `${method.text} ${value.trim()} HTTP/1.1`, startLineAt: at, lines: [] });
      method = null;
    } else if (/^(?:Be)?[Rr]espStatus$/.test(tag)) {
      heads.push({ startLine: statusLineOf(Number(value)), startLineAt: at, lines: [] });
    } else if (/Header$/.test(tag)) heads.at(-1)?.lines.push({ text: value, at });
  }
  return closed(heads);
}
