// Both legs of a proxy compared header by header: what the client sent with what the server got, and back.

import { type HttpHead, headerValues } from '../model/http.ts';
import {
  type Change,
  type DifferentHeader,
  type Meaning,
  requestLineMeanings,
  requestMeaning,
  responseMeaning,
  sameMeaning,
  statusLineMeanings,
} from './leg-meanings.ts';

/** One header that differs between two legs, or that is the same and matters. */
export interface HeaderDifference extends Meaning {
  /** As written on the first leg that has it. */
  readonly name: string;
  readonly change: Change;
  /** Values before the proxy and after it; null when the header is not there. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface LegComparison {
  /** The client's request before the proxy and after it. Empty when one is missing. */
  readonly request: readonly HeaderDifference[];
  /** The server's response before the proxy and after it. */
  readonly response: readonly HeaderDifference[];
  /** One sentence: the worst that was found. */
  readonly verdict: string;
}

/** The heads on one leg. */
export interface LegHeads {
  readonly request: HttpHead | null;
  readonly response: HttpHead | null;
}

/** Heads of the leg from client to proxy (`outer`) and of the leg from proxy to server (`inner`). */
export interface Legs {
  readonly outer: LegHeads;
  readonly inner: LegHeads;
}

/** Compares both directions. Headers come in the order: errors, warnings, notes. */
export function compareLegs({ outer, inner }: Legs): LegComparison {
  const response =
    inner.response && outer.response ? compareHeads(inner.response, outer.response, 'response') : [];
  const request =
    outer.request && inner.request
      ? withJudgedKey(compareHeads(outer.request, inner.request, 'request'), response)
      : [];
  return { request, response, verdict: verdictOf({ outer, inner }, [...request, ...response]) };
}

function verdictOf({ outer, inner }: Legs, differences: readonly HeaderDifference[]): string {
  const heads = [outer.request, outer.response, inner.request, inner.response];
  if (heads.every((head) => head === null)) return 'There is nothing to compare.';
  if (differences.length === 0) return 'A leg is missing: give the request (or the response) of both.';
  const worst =
    differences.find((one) => one.severity === 'error') ??
    differences.find((one) => one.severity === 'warning');
  return worst?.text ?? 'The proxy left everything that the upgrade needs as it was.';
}

/** Compares one head before a proxy with the same head after it, start line first. */
function compareHeads(before: HttpHead, after: HttpHead, kind: 'request' | 'response'): HeaderDifference[] {
  const names = new Map<string, string>();
  for (const { name } of [...before.headers, ...after.headers]) {
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  const headers = [...names].flatMap(([key, name]) => compareHeader({ key, name, before, after }, kind));
  const startLine = kind === 'request' ? requestLine(before, after) : statusLine(before, after);
  return sorted([...startLine, ...headers]);
}

function sorted(differences: readonly HeaderDifference[]): HeaderDifference[] {
  const order = { error: 0, warning: 1, note: 2 };
  return differences.toSorted((a, b) => order[a.severity] - order[b.severity]);
}

/** Headers that are shown when they are the same, too. */
const important = new Set([
  'upgrade',
  'connection',
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-accept',
  'sec-websocket-extensions',
  'sec-websocket-protocol',
  'host',
  'origin',
]);

function compareHeader(
  header: Omit<DifferentHeader, 'change'>,
  kind: 'request' | 'response',
): HeaderDifference[] {
  const { key, name } = header;
  const before = joined(header.before, key);
  const after = joined(header.after, key);
  if (before === after) {
    return important.has(key) ? [{ name, change: 'same', before, after, ...sameMeaning(name) }] : [];
  }
  const change = before === null ? 'added' : after === null ? 'dropped' : 'changed';
  const meaning = kind === 'request' ? requestMeaning : responseMeaning;
  return [{ name, change, before, after, ...meaning({ ...header, change }) }];
}

function joined(head: HttpHead, name: string): string | null {
  const values = headerValues(head, name);
  return values.length === 0 ? null : values.join(', ');
}

function requestLine(before: HttpHead, after: HttpHead): HeaderDifference[] {
  const { method, version, path } = requestLineMeanings;
  return [
    ...changed('(method)', before.method, after.method, method),
    ...changed('(version)', before.version, after.version, version),
    ...changed('(path)', before.target, after.target, path),
  ];
}

function statusLine(before: HttpHead, after: HttpHead): HeaderDifference[] {
  const { status, version } = statusLineMeanings;
  return [
    ...changed('(status)', before.status, after.status, status),
    ...changed('(version)', before.version, after.version, (_, now) => version(now)),
  ];
}

function changed<T extends string | number>(
  name: string,
  before: T,
  after: T,
  meaning: (before: T, after: T) => Meaning,
): HeaderDifference[] {
  if (before === after) return [];
  const values = { before: String(before), after: String(after) };
  return [{ name, change: 'changed', ...values, ...meaning(before, after) }];
}

/**
 * A new key needs a new Accept. HAProxy makes both when the key was removed, which works; one alone does
 * not.
 */
function withJudgedKey(
  request: readonly HeaderDifference[],
  response: readonly HeaderDifference[],
): HeaderDifference[] {
  const isNamed = (name: string, change: Change) => (one: HeaderDifference) =>
    one.name.toLowerCase() === name && one.change === change;
  if (!response.some(isNamed('sec-websocket-accept', 'same'))) return [...request];
  const isNewKey = isNamed('sec-websocket-key', 'changed');
  const text =
    'The proxy sent another Sec-WebSocket-Key and passed on the Accept of that key: it does not fit the key of the client.';
  return sorted(request.map((one) => (isNewKey(one) ? { ...one, severity: 'error', text } : one)));
}
