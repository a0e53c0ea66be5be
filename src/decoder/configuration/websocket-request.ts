// The request that a browser sends for a WebSocket, and what its ends need of the headers.

import type { UrlRequest } from './program.ts';

/** Request as a browser sends it (Firefox's Connection value, the harder of the two that are seen). */
export const browserRequest = {
  method: 'GET',
  upgrade: 'websocket',
  connection: 'keep-alive, Upgrade',
  version: '13',
} as const;

/** Connection values of browsers: Chrome's and Firefox's. */
export const connectionValues = ['Upgrade', browserRequest.connection] as const;

/**
 * User-Agent of typical senders: Chrome, Firefox, Safari, and a program that sends none. A condition is judged when it
 * gives the same for all of them. Origin has no such list: only the page's owner knows which pages open the WebSocket.
 */
export const userAgents: readonly string[] = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
  '',
];

/** Values of User-Agent that the senders of a request may have. */
export function agentsOf(request: UrlRequest | null | undefined): readonly string[] {
  return request?.asker?.userAgents ?? userAgents;
}

/** Headers of a request with a body, or for a part of a file. A WebSocket's request has none of them. */
const otherRequests =
  'content-length content-type transfer-encoding expect range if-none-match if-modified-since'
    .split(' ')
    .map((name): [string, null] => [name, null]);

/** Headers that proxies add. The client of a URL connects directly, so its request has none of them. */
const proxyHeaders =
  `forwarded via x-forwarded-for x-forwarded-host x-forwarded-port x-forwarded-proto x-forwarded-protocol
  x-forwarded-scheme x-forwarded-server x-forwarded-ssl x-scheme x-url-scheme x-real-ip x-client-ip front-end-https
  cf-connecting-ip cf-ipcountry cf-ray cf-visitor true-client-ip cloudfront-forwarded-proto fastly-client-ip fly-client-ip
  x-amzn-trace-id x-arr-ssl x-cluster-client-ip`
    .split(/\s+/)
    .map((name): [string, null] => [name, null]);

/** What a client is known to send of the headers that differ from client to client; null for a header that it lacks. */
export function headersOfAsker(
  request: UrlRequest | null | undefined,
): Readonly<Record<string, string | null>> {
  const { origin, protocol } = request?.asker ?? {};
  return {
    ...(request ? Object.fromEntries(otherRequests) : {}),
    ...(request && !request.isForwarded ? Object.fromEntries(proxyHeaders) : {}),
    ...(origin === undefined ? {} : { origin }),
    ...(protocol === undefined ? {} : { 'sec-websocket-protocol': protocol }),
  };
}

/** True when a comma-separated header value has the token, in any case (RFC 9110 section 5.6.1). */
export function hasToken(value: string, token: string): boolean {
  return value.split(',').some((part) => part.trim().toLowerCase() === token.toLowerCase());
}

/** Request headers without which a server refuses the upgrade (RFC 6455 section 4.2.1). */
export const neededRequestHeaders: readonly string[] = [
  'upgrade',
  'connection',
  'sec-websocket-key',
  'sec-websocket-version',
];

/** Response headers without which a client fails the connection (RFC 6455 section 4.1). */
export const neededResponseHeaders: readonly string[] = ['upgrade', 'connection', 'sec-websocket-accept'];

/** Headers that negotiate; both ends must see the same. */
export const negotiationHeaders: readonly string[] = ['sec-websocket-protocol', 'sec-websocket-extensions'];

/** True when a request header with this value still asks for an upgrade. */
export function keepsUpgrade(name: string, value: string): boolean {
  switch (name) {
    case 'upgrade':
      return hasToken(value, 'websocket');
    case 'connection':
      return hasToken(value, 'upgrade');
    case 'sec-websocket-version':
      return value === browserRequest.version;
    default:
      return false;
  }
}

/** Host as the browser writes it: without the port of the scheme. */
export function hostHeader({ host, port, tls }: Pick<UrlRequest, 'host' | 'port' | 'tls'>): string {
  return port === (tls ? 443 : 80) ? host : `${host}:${port}`;
}

/** Path and query, as the request line has them. */
export function requestTarget({ path, query }: Pick<UrlRequest, 'path' | 'query'>): string {
  return query === '' ? path : `${path}?${query}`;
}
