// The request of a WebSocket as a function of a configuration gets it.

import type { Span } from '../model.ts';
import { type Entry, objectOf, type Value } from './values.ts';

/** `url`: path and query. `host`: null when it is not known. Parts that are not named here are open. */
export function requestValue(url: string, host: string | null, { start, end }: Span): Value {
  const at = { start, end };
  const text = (key: string, words: string): Entry => ({
    key,
    value: { kind: 'text', text: words, ...at },
    ...at,
  });
  const named = host === null ? [] : [text('host', host)];
  const headers = objectOf([...named, text('upgrade', 'websocket')], at, [at]);
  const entries = [text('url', url), text('originalUrl', url), text('method', 'GET')];
  return objectOf([...entries, { key: 'headers', value: headers, ...at }], at, [at]);
}
