// One entry of a HAR, or a whole small HAR, as developer tools copy it. Of several entries the last upgrade counts.

import { isMaskedValue, knownFields } from '../../model/saved-fields.ts';
import { headOf, partsOfUrl, statusLineOf } from '../heads.ts';
import type { FormReader, PastedHandshake, PastedHead, PastedText, TextLine, TextRange } from '../pasted.ts';

const entryStart = /^\s*\{[\s\S]{0,4000}"request"\s*:\s*\{/;
const responseStart = /"response"\s*:\s*\{/;

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.trim().replace(/,$/, ''));
  } catch {
    return null;
  }
}

function entriesOf(value: unknown): JsonObject[] {
  if (!isObject(value)) return [];
  if (isObject(value.request) && isObject(value.response)) return [value];
  const list = isObject(value.log) ? value.log.entries : value.entries;
  return Array.isArray(list) ? list.flatMap(entriesOf) : [];
}

function headersOf(message: JsonObject, at: TextRange): TextLine[] {
  const list = Array.isArray(message.headers) ? message.headers : [];
  return list
    .filter(isObject)
    .filter(({ name }) => typeof name === 'string' && !name.startsWith(':'))
    .filter(({ value }) => !isMaskedValue(String(value)))
    .map(({ name, value }) => ({ text: `${name}: ${value}`.replace(/[\r\n]+/g, ' '), at }));
}

/** Whether the archive was saved without fields of a head. */
function lacksFields({ headers }: JsonObject, isHandshake: boolean): boolean {
  const list = (Array.isArray(headers) ? headers : []).filter(isObject);
  const pairs = list.map(({ name, value }): [string, string] => [String(name), String(value)]);
  return pairs.length === 0 || knownFields(pairs, isHandshake).lacksFields;
}

function isUpgrade({ request }: JsonObject): boolean {
  const url = isObject(request) ? request.url : '';
  return (
    /^wss?:/.test(String(url)) || /"name":"sec-websocket-key"/i.test(JSON.stringify(request).slice(0, 65536))
  );
}

const http1 = /^HTTP\/1\.[01]$/i;

/** The heads of an entry. HAR names protocols freely (`h2`, `websocket`), so only HTTP/1.x is taken over. */
function headsOf(entry: JsonObject, at: TextRange): { request: PastedHead; response: PastedHead | null } {
  const request = isObject(entry.request) ? entry.request : {};
  const response = isObject(entry.response) ? entry.response : {};
  const given = String(request.httpVersion ?? '');
  const version = http1.test(given) ? given.toUpperCase() : 'HTTP/1.1';
  const path = partsOfUrl(String(request.url ?? ''))?.path ?? '/';
  const status = Number(response.status);
  const isAnswered = Number.isInteger(status) && status >= 100 && status < 600;
  const reason = typeof response.statusText === 'string' ? response.statusText : '';
  const responseHeaders = headersOf(response, at);
  return {
    request: headOf({
      startLine: `${String(request.method ?? 'GET')} ${path.replace(/\s/g, '')} ${version}`,
      startLineAt: at,
      lines: headersOf(request, at),
      hidden: lacksFields(request, isUpgrade(entry)) ? 'all' : [],
    }),
    response: isAnswered
      ? headOf({
          startLine: statusLineOf(status, reason || undefined),
          startLineAt: at,
          lines: responseHeaders,
          hidden: lacksFields(response, status === 101) ? 'all' : [],
        })
      : null,
  };
}

/** Reads an entry of a HAR. */
export const harEntry: FormReader = {
  recognise({ text, lines }) {
    if (!entryStart.test(text) || !responseStart.test(text)) return null;
    const line = lines.findIndex((one) => one.text.includes('"request"'));
    if (line < 0) return null;
    return {
      form: 'HAR entry',
      certainty: 'certain',
      evidence: [{ line, at: lines[line].at, is: 'a request of a HAR' }],
    };
  },
  read({ text }: PastedText): PastedHandshake | null {
    const entries = entriesOf(parsed(text));
    const entry = entries.findLast(isUpgrade) ?? entries.at(-1);
    if (entry === undefined) return null;
    const at = { start: text.indexOf('"request"'), end: text.trimEnd().length };
    const url = isObject(entry.request) ? entry.request.url : null;
    return {
      form: 'HAR entry',
      recognised: 'An entry of a HAR with its request and response.',
      exchanges: [{ ...headsOf(entry, at), rest: null }],
      url: typeof url === 'string' && !/\s/.test(url) ? url : null,
      notes: [],
      reports: [],
    };
  },
};
