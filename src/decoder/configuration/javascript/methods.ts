// Methods whose result the text tells: those of texts, lists, expressions and URLs.

import { resultOf } from './scope.ts';
import type { Source } from './source.ts';
import {
  type Entry,
  entryOf,
  isTruthy,
  type ListValue,
  objectOf,
  textOfValue,
  type Value,
  valueAt,
} from './values.ts';

/** Longer lists are no table of routes. */
const maxItems = 100;

/** What a method gives; null for a value whose methods are not known here. */
export function methodResult(
  owner: Value,
  method: string,
  given: readonly Value[],
  unknown: Value,
  source: Source,
): Value | null {
  switch (owner.kind) {
    case 'text':
      return textMethod(owner.text, method, given, unknown);
    case 'list':
      return owner.open.length > 0 ? unknown : listMethod(owner, method, given, unknown, source);
    case 'expression': {
      const text = textOfValue(given[0]);
      const expression = expressionOf(owner.source, owner.flags);
      if (text === null || expression === null || method !== 'test') return unknown;
      return asValue(expression.test(text), unknown);
    }
    case 'object':
      // The parameters of a URL.
      if (entryOf(owner, method) || owner.literal || owner.open.length > 0) return null;
      if (method !== 'get' && method !== 'has') return null;
      return parameter(owner, method, textOfValue(given[0]), unknown);
    default:
      return null;
  }
}

function parameter(owner: Value, method: string, key: string | null, unknown: Value): Value {
  if (key === null) return unknown;
  const { start, end } = unknown;
  const found = valueAt(owner, key) ?? { kind: 'absent', start, end };
  return method === 'has' ? asValue(found.kind !== 'absent', unknown) : { ...found, start, end };
}

/** A text, a number, a truth or nothing, in the place of `at`. */
function asValue(made: string | number | boolean | null, { start, end }: Value): Value {
  const at = { start, end };
  if (made === null) return { kind: 'absent', ...at };
  if (typeof made === 'string') return { kind: 'text', text: made, ...at };
  return typeof made === 'number'
    ? { kind: 'number', number: made, ...at }
    : { kind: 'boolean', is: made, ...at };
}

/** The parts of a URL as an object; a URL alone as it is written. */
export function urlParts(given: readonly Value[], unknown: Value): Value {
  const [first, base] = given;
  if (base === undefined && first?.kind === 'text' && /^[a-z]+:/i.test(first.text)) return first;
  const text = textOfValue(first);
  const [, pathname = '/', search = '', hash = ''] =
    /^(?:[a-z][a-z\d+.-]*:\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?$/is.exec(text ?? '') ?? [];
  if (text === null) return unknown;
  const at = { start: unknown.start, end: unknown.end };
  const entry = (key: string, value: Value): Entry => ({ key, value, ...at });
  const parameters = search
    .slice(1)
    .split('&')
    .filter((one) => one !== '')
    .map((one) => {
      const [key, ...value] = one.split('=');
      return entry(key, asValue(value.join('='), unknown));
    });
  const query = objectOf(parameters, at);
  const parts = { pathname, search, hash, href: text, path: pathname + search };
  return objectOf(
    [
      ...Object.entries(parts).map(([key, value]) => entry(key, asValue(value, unknown))),
      entry('searchParams', query),
      entry('query', query),
    ],
    at,
  );
}

/** `Object.keys`, `Object.values` and `Object.entries`; null for another function or an object with open parts. */
export function partsOf(name: string | null, value: Value | undefined, unknown: Value): Value | null {
  const what = /^Object\.(keys|values|entries)$/.exec(name ?? '')?.[1];
  if (what === undefined || value?.kind !== 'object' || value.open.length > 0) return null;
  const at = { start: unknown.start, end: unknown.end };
  const items = value.entries.map((entry): Value => {
    const key = asValue(entry.key, unknown);
    if (what === 'keys') return key;
    return what === 'values' ? entry.value : { kind: 'list', items: [key, entry.value], open: [], ...at };
  });
  return { kind: 'list', items, open: [], ...at };
}

function listMethod(
  { items }: ListValue,
  method: string,
  given: readonly Value[],
  unknown: Value,
  source: Source,
): Value {
  const [first] = given;
  const text = textOfValue(first);
  const texts = items.map(textOfValue);
  if (method === 'includes' || method === 'indexOf') {
    if (text === null || texts.includes(null)) return unknown;
    return asValue(method === 'includes' ? texts.includes(text) : texts.indexOf(text), unknown);
  }
  if (method === 'join' && !texts.includes(null)) return asValue(texts.join(text ?? ','), unknown);
  if (first?.kind !== 'function') return unknown;
  if (method === 'map' && items.length <= maxItems) {
    const made = items.map((item) => resultOf(first.node, first.scope, [item], source));
    return { kind: 'list', items: made, open: [], start: unknown.start, end: unknown.end };
  }
  if (!/^(?:some|every|find)$/.test(method)) return unknown;
  for (const item of items) {
    const is = isTruthy(resultOf(first.node, first.scope, [item], source));
    if (is === null) return unknown;
    if (method === 'find' && is) return item;
    if (method === 'some' && is) return asValue(true, unknown);
    if (method === 'every' && !is) return asValue(false, unknown);
  }
  return asValue(method === 'find' ? null : method === 'every', unknown);
}

function textMethod(text: string, method: string, given: readonly Value[], unknown: Value): Value {
  if (method === 'split') {
    const by = textOfValue(given[0]);
    if (by === null || given.length > 1) return unknown;
    const items = text.split(by).map((part) => asValue(part, unknown));
    return { kind: 'list', items, open: [], start: unknown.start, end: unknown.end };
  }
  if (method === 'match' && given[0]?.kind === 'expression' && !given[0].flags.includes('g')) {
    const expression = expressionOf(given[0].source, given[0].flags);
    if (expression === null) return unknown;
    const found = expression.exec(text);
    if (found === null) return asValue(null, unknown);
    const items = [...found].map((part) => asValue(part ?? null, unknown));
    return { kind: 'list', items, open: [], start: unknown.start, end: unknown.end };
  }
  const made = textResult(text, method, given);
  return made === null ? unknown : asValue(made, unknown);
}
function textResult(text: string, method: string, given: readonly Value[]): string | number | boolean | null {
  const [first, second] = given;
  const numbers = given.map((one) => (one.kind === 'number' ? one.number : Number.NaN));
  const areNumbers = numbers.every(Number.isInteger);
  const word = textOfValue(first);
  switch (method) {
    case 'replace':
    case 'replaceAll':
      return replaced(text, method, first, textOfValue(second));
    case 'slice':
      return areNumbers ? text.slice(numbers[0], numbers[1]) : null;
    case 'substring':
      return areNumbers ? text.substring(numbers[0] ?? 0, numbers[1]) : null;
    case 'toString':
    case 'trim':
      return text;
    case 'toLowerCase':
      return text.toLowerCase();
    case 'concat':
      return word === null ? null : text + word;
    case 'startsWith':
      return word === null ? null : text.startsWith(word);
    case 'includes':
      return word === null ? null : text.includes(word);
    case 'endsWith':
      return word === null ? null : text.endsWith(word);
    case 'indexOf':
      return word === null ? null : text.indexOf(word);
    default:
      return null;
  }
}

function replaced(
  text: string,
  method: 'replace' | 'replaceAll',
  what: Value | undefined,
  by: string | null,
): string | null {
  if (by === null || !what) return null;
  if (what.kind === 'text') return text[method](what.text, by);
  const expression = what.kind === 'expression' ? expressionOf(what.source, what.flags) : null;
  return expression && (method === 'replace' || expression.global) ? text[method](expression, by) : null;
}

/** The expression, or null when JavaScript refuses it. */
export function expressionOf(source: string, flags = ''): RegExp | null {
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}
