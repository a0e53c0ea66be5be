// Samples of HAProxy's conditions that the URL of a request decides: path, host, port, query.

import { readExpression } from '../parse/expression.ts';
import { isInNetwork } from '../parse/network.ts';
import type { UrlRequest } from '../program.ts';
import { hostHeader, requestTarget } from '../websocket-request.ts';
import type { HaproxyWord } from './parse.ts';
import { countMatches, matchesPattern } from './patterns.ts';

/** Keys: `header x-forwarded-proto`, `var txn.p`. Null: absent. Undefined: this text does not tell. */
export type MadeValues = ReadonlyMap<string, string | null | undefined>;

/** No line has made a header or a variable. */
export const noMadeValues: MadeValues = new Map();

/** Parts of a request by the name of their sample fetch. */
const samples: Readonly<Record<string, (request: UrlRequest) => string>> = {
  path: ({ path }) => path,
  pathq: (request) => requestTarget(request),
  url: (request) => requestTarget(request),
  query: ({ query }) => query,
  base: (request) => hostHeader(request) + request.path,
  'hdr(host)': (request) => hostHeader(request),
  'req.hdr(host)': (request) => hostHeader(request),
  'req.fhdr(host)': (request) => hostHeader(request),
  'fhdr(host)': (request) => hostHeader(request),
  ssl_fc_sni: ({ host }) => host,
  req_ssl_sni: ({ host, tls }) => (tls ? host : ''),
  'req.ssl_sni': ({ host, tls }) => (tls ? host : ''),
  dst_port: ({ port }) => String(port),
  'req.ver': () => '1.1',
  req_ver: () => '1.1',
};

/** Whether a sample of the request matches the patterns; null when neither the URL nor `made` decides it. */
export function requestTest(
  request: UrlRequest,
  fetch: string,
  words: readonly HaproxyWord[],
  made: MadeValues,
): boolean | null {
  const own = madeTest(fetch, words, made);
  if (own !== undefined) return own;
  if (fetch === 'ssl_fc') return request.tls;
  if (fetch === 'src') return addressTest(request.asker?.address, words);
  if (/^req[._]ssl_hello_type$/.test(fetch)) return request.tls && words[0]?.text === '1';
  // A browser sends no password with a WebSocket.
  if (/^http_auth(_group)?\(/.test(fetch)) return false;
  const [name, ...converters] = fetch.split(/,(?![^(]*\))/);
  const match = /^(.*?)(?:_(beg|end|sub|dir|dom|reg|len|str))?(\((?:[^)]*)\))?$/i.exec(name);
  const base = `${match?.[1] ?? ''}${match?.[3] ?? ''}`.toLowerCase();
  const parameter = /^(?:urlp|url_param)\(([^),]+)\)$/.exec(name)?.[1];
  if (parameter !== undefined) return parameterTest(request, parameter, converters, words);
  const sample = Object.hasOwn(samples, base) ? samples[base] : undefined;
  if (!sample) return null;
  const value = converted(sample(request), converters);
  return value === null ? null : patternsMatch(value, match?.[2] ?? 'str', words);
}

/** A header or a variable that a line before made: null when its value is not known, undefined for any other sample. */
function madeTest(
  fetch: string,
  words: readonly HaproxyWord[],
  made: MadeValues,
): boolean | null | undefined {
  const [name, ...converters] = fetch.split(/,(?![^(]*\))/);
  const [, variable] = /^var\(([^),]+)\)$/.exec(name) ?? [];
  const [, method = 'str', header] =
    /^(?:req\.)?f?hdr(?:_(beg|end|sub|reg|dom|dir|len|cnt))?\(([\w-]+)\)$/i.exec(name) ?? [];
  const key = variable === undefined ? `header ${(header ?? '').toLowerCase()}` : `var ${variable}`;
  if (!made.has(key)) return undefined;
  const value = made.get(key);
  if (value === undefined || method === 'cnt') return null;
  // A condition on what is absent does not hold.
  if (value === null) return false;
  const last = converted(value, converters);
  return last === null ? null : patternsMatch(last, method, words);
}

/** Whether a parameter of the query matches; one that is absent matches nothing. */
function parameterTest(
  { query }: UrlRequest,
  parameter: string,
  converters: readonly string[],
  words: readonly HaproxyWord[],
): boolean | null {
  const pair = query.split('&').find((one) => one.split('=')[0] === parameter);
  if (pair === undefined) return false;
  if (words[0]?.text === '-m' && words[1]?.text === 'found') return true;
  const value = converted(pair.slice(parameter.length + 1), converters);
  return value === null ? null : patternsMatch(value, 'str', words);
}

/** Whether the client's address is in one of the networks. */
function addressTest(address: string | undefined, words: readonly HaproxyWord[]): boolean | null {
  if (address === undefined || words.some(({ text }) => text.startsWith('-'))) return null;
  const results = words.map(({ text }) => isInNetwork(address, text));
  if (results.includes(true)) return true;
  return results.includes(null) ? null : false;
}

/** The value of a sample expression (`req.hdr(host),lower`); null when the URL does not decide it. */
export function sampleOf(request: UrlRequest, expression: string, made: MadeValues): string | null {
  const [name, ...converters] = expression.split(/,(?![^(]*\))/);
  const [, variable] = /^var\(([^),]+)\)$/.exec(name) ?? [];
  if (variable !== undefined) return converted(made.get(`var ${variable}`) ?? null, converters);
  const sample = Object.hasOwn(samples, name.toLowerCase()) ? samples[name.toLowerCase()] : undefined;
  return sample ? converted(sample(request), converters) : null;
}

/** `field(2,.)` counts empty parts and `word(2,.)` does not; both count from 1, or from the end below 0. */
function partOf(value: string, kind: string, index: number, separators: string): string | null {
  const split = value.split(new RegExp(`[${separators.replace(/[\\\]^-]/g, '\\$&')}]`));
  const parts = kind === 'word' ? split.filter((part) => part !== '') : split;
  if (index === 0 || Number.isNaN(index)) return null;
  return parts.at(index > 0 ? index - 1 : index) ?? '';
}

function converted(value: string | null, converters: readonly string[]): string | null {
  if (value === null) return null;
  let out = value;
  for (const converter of converters) {
    if (converter === 'lower') out = out.toLowerCase();
    else if (converter === 'upper') out = out.toUpperCase();
    else if (converter === 'host_only' || converter === 'field(1,:)') out = out.replace(/:\d+$/, '');
    else {
      const part = /^(word|field)\((-?\d+),([^,)]+)\)$/.exec(converter);
      const next = part ? partOf(out, part[1], Number(part[2]), part[3]) : substituted(out, converter);
      if (next === null) return null;
      out = next;
    }
  }
  return out;
}

/** `regsub(^/x/?,/)`: the first match is replaced, with the flag `g` each one. */
function substituted(value: string, converter: string): string | null {
  const [, source, replacement, flags = ''] =
    /^regsub\(([^,()]*),([^,()]*)(?:,(\w*))?\)$/.exec(converter) ?? [];
  if (source === undefined) return null;
  const bare = source.replace(/^["']|["']$/g, '');
  const expression = readExpression(bare, flags.includes('i'));
  if (expression === null) return null;
  const by = replacement.replace(/^["']|["']$/g, '').replace(/\\(\d)/g, '$$$1');
  return value.replace(
    flags.includes('g') ? new RegExp(expression.source, `${expression.flags}g`) : expression,
    by,
  );
}

function patternsMatch(value: string, ownMethod: string, words: readonly HaproxyWord[]): boolean | null {
  let method = ownMethod;
  let anyCase = false;
  let at = 0;
  for (; words[at]?.text.startsWith('-'); at += 1) {
    const flag = words[at].text;
    if (flag === '-i') anyCase = true;
    else if (flag === '-m') {
      at += 1;
      method = words[at]?.text ?? 'str';
    } else if (flag === '-n') continue;
    else if (flag === '--') {
      at += 1;
      break;
    } else return null;
  }
  const patterns = words.slice(at).map(({ text }) => text);
  if (method === 'found') return value !== '';
  if (method === 'len') return countMatches(patterns, value.length);
  const results = patterns.map((pattern) => matchesPattern(value, pattern, method, anyCase));
  if (results.includes(true)) return true;
  return results.includes(null) ? null : false;
}
