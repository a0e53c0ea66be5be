// Placeholders of Caddy that a request answers: `{path}`, `{http.request.host}`, `{header.Upgrade}`, `{labels.0}`.
// Documentation: https://caddyserver.com/docs/conventions#placeholders

import type { UrlRequest } from '../program.ts';
import { browserRequest, headersOfAsker, hostHeader, requestTarget } from '../websocket-request.ts';

/** The value of a placeholder, written without its braces; null for one that the request does not tell. */
export function requestPlaceholder(name: string, request: UrlRequest): string | null {
  const short = name.replace(/^http\.request\.(uri\.|host\.)?/, '');
  const [kind, part] = /^(header|path|labels)\.(.+)$/.exec(short)?.slice(1) ?? [];
  if (kind === 'header') return headerOf(part.toLowerCase(), request);
  if (kind === 'path') return request.path.split('/')[Number(part) + 1] ?? '';
  if (kind === 'labels') return request.host.split('.').reverse()[Number(part)] ?? '';
  switch (short) {
    case 'path':
      return request.path;
    case 'query':
      return request.query;
    case 'uri':
      return requestTarget(request);
    case 'host':
      return request.host;
    case 'hostport':
      return hostHeader(request);
    case 'port':
      return String(request.port);
    case 'method':
      return browserRequest.method;
    case 'scheme':
      return request.tls ? 'https' : 'http';
    case 'remote':
    case 'remote_host':
      return request.asker?.address ?? null;
    default:
      return null;
  }
}

/** The value of a header; empty for one that is not sent. */
function headerOf(name: string, request: UrlRequest): string | null {
  const asked: Readonly<Record<string, string | null>> = headersOfAsker(request);
  if (Object.hasOwn(asked, name)) return asked[name] ?? '';
  if (name === 'upgrade') return browserRequest.upgrade;
  return name === 'host' ? hostHeader(request) : null;
}
