// Edits that hand upgrades to a proxy: a listener on the server that listens.

import type { Source } from '../javascript/source.ts';
import type { Made } from '../javascript/values.ts';
import type { EditIntent, Span } from '../model.ts';
import { indentAt } from '../parse/text.ts';
import type { Listening, Place, UpgradeListener, Use, Wiring } from './wiring.ts';

/** A name that the text does not have. */
function freeName(text: string): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'wsProxy' : `wsProxy${number}`;
    if (!new RegExp(`\\b${name}\\b`).test(text)) return name;
  }
}

/** A listener for a proxy of http-proxy-middleware; empty where the text has no server of its own. */
export function middlewareListener(
  source: Source,
  wiring: Wiring,
  { proxy, span, place }: Use,
): EditIntent[] {
  const { text } = source;
  const words = text.slice(span.start, span.end);
  const isNamed = /^[\w$]+$/.test(words);
  const name = isNamed ? words : freeName(text);
  const [misnamed] = wiring.misnamed;
  if (misnamed) {
    const quote = text[misnamed.span.start];
    return [{ kind: 'replace', span: misnamed.span, text: `${quote}upgrade${quote}` }];
  }
  const listener = listenerOn(text, wiring, place, `${name}.upgrade`);
  if (listener.length === 0 || isNamed) return listener;
  const indent = indentAt(text, place.span.start);
  const made = text.slice(proxy.start, proxy.end);
  if (proxy.start !== span.start) return [];
  const at = { start: place.span.start, end: place.span.start };
  return [
    { kind: 'replace', span: at, text: `const ${name} = ${made};\n${indent}` },
    { kind: 'replace', span, text: name },
    ...listener,
  ];
}

/** A listener for a proxy of http-proxy. `options`: those of the call that passes plain requests on, as written. */
export function httpProxyListener(
  source: Source,
  wiring: Wiring,
  proxy: Made,
  options: Span | null,
): EditIntent[] {
  const { text } = source;
  const place = wiring.httpProxies.find((one) => one.proxy.start === proxy.start)?.place;
  if (!place || place.name === null) return [];
  const more = options === null ? '' : `, ${text.slice(options.start, options.end)}`;
  const handler = `(req, socket, head) => ${place.name}.ws(req, socket, head${more})`;
  return listenerOn(text, wiring, place, handler);
}

/** A listener of upgrades on a server that does not listen; null for none. */
export function idleListener({
  listening,
  upgrades,
}: Pick<Wiring, 'listening' | 'upgrades'>): UpgradeListener | null {
  const idle = upgrades.filter(
    ({ server }) => server !== null && !listening.some((one) => one.server.key === server.key),
  );
  return listening.length > 0 && idle.length === upgrades.length ? (idle[0] ?? null) : null;
}

/** Lets the server listen that has the listener. */
function listenInstead(
  text: string,
  { span }: Listening,
  { words, span: after }: UpgradeListener,
): EditIntent[] {
  const call = text.slice(span.start, span.end);
  const end = call.search(/\s*\.\s*listen\s*\(/);
  if (end < 0 || !/^[\w$]+$/.test(words) || !/^[\w$]+$/.test(call.slice(0, end)) || span.start < after.start)
    return [];
  return [{ kind: 'replace', span: { start: span.start, end: span.start + end }, text: words }];
}

/** `.on('upgrade', …)` after the call that listens, where the proxy is known. */
function listenerOn(
  text: string,
  { listening, upgrades }: Wiring,
  proxy: Place,
  handler: string,
): EditIntent[] {
  const [one, another] = listening;
  if (!one || another) return [];
  const idle = idleListener({ listening, upgrades });
  if (idle) return listenInstead(text, one, idle);
  if (upgrades.some(({ isOnApp }) => !isOnApp)) return [];
  const { span, place } = one;
  // The call must come after the proxy is made, in a place that sees it.
  const isSeen = place.block === proxy.block || proxy.block === 0;
  if (!isSeen || span.start < proxy.span.start) return [];
  const at = { start: span.end, end: span.end };
  const quote = /'/.test(text) || !/"/.test(text) ? "'" : '"';
  const isChain = text.slice(span.end).trimStart().startsWith('.');
  if (isChain || place.name === null)
    return [{ kind: 'replace', span: at, text: `.on(${quote}upgrade${quote}, ${handler})` }];
  const end = text.startsWith(';', place.span.end) ? place.span.end + 1 : place.span.end;
  const line = `${place.name}.on(${quote}upgrade${quote}, ${handler});`;
  return [{ kind: 'insert-lines-after', offset: end, lines: [`${indentAt(text, place.span.start)}${line}`] }];
}
