// The URL of a connection, as far as it is known.

import { headerValue } from '../model/http.ts';
import type { ConnectionFacts } from './connection-facts.ts';

/** A whole URL of the scheme ws or wss, from the address that the input names or from the request. */
export function webSocketUrl({
  url,
  request,
  server,
  transport,
}: Pick<ConnectionFacts, 'url' | 'request' | 'server' | 'transport'>): string {
  if (url !== null && /^(?:wss?|https?):\/\//i.test(url)) return url.replace(/^http/i, 'ws');
  const scheme = transport === 'tls' || transport === 'http2' ? 'wss' : 'ws';
  const host = (request && (headerValue(request, 'host') ?? headerValue(request, ':authority'))) ?? server;
  const target = request?.target ?? url ?? '/';
  return `${scheme}://${host ?? 'localhost'}${target.startsWith('/') ? target : '/'}`;
}
