// What Apache's names for parts of a request (`%{HTTP:Upgrade}`, `%{REQUEST_URI}`) are for a WebSocket's request.

import type { UrlRequest } from '../program.ts';
import {
  agentsOf,
  browserRequest,
  connectionValues,
  headersOfAsker,
  hostHeader,
  requestTarget,
} from '../websocket-request.ts';

/** The Connection and User-Agent headers of one kind of client. */
export interface Sender {
  readonly connection: string;
  readonly agent: string;
}

/** Every kind of client that the check asks for. */
export function sendersOf(request: UrlRequest | null): Sender[] {
  return connectionValues.flatMap((connection) => agentsOf(request).map((agent) => ({ connection, agent })));
}

/** The value of a name for one kind of client; null when it is not known. */
export function requestValue(name: string, request: UrlRequest | null, sender: Sender): string | null {
  const lower = name.toLowerCase();
  const header = /^http[:_](.+)$/.exec(lower)?.[1].replaceAll('_', '-');
  const ofUrl = request ? urlValue(lower, request) : null;
  if (ofUrl !== null) return ofUrl;
  if (lower === 'request_method') return browserRequest.method;
  if (lower === 'remote_addr' || lower === 'conn_remote_addr') return request?.asker?.address ?? null;
  return header === undefined ? null : headerValue(header, request, sender);
}

/** A header of the request; empty when the client does not send it. */
export function headerValue(name: string, request: UrlRequest | null, sender: Sender): string | null {
  const lower = name.toLowerCase();
  const ofAsker = headersOfAsker(request);
  if (Object.hasOwn(ofAsker, lower)) return ofAsker[lower] ?? '';
  switch (lower) {
    case 'host':
      return request ? hostHeader(request) : null;
    case 'upgrade':
      return browserRequest.upgrade;
    case 'connection':
      return sender.connection;
    case 'sec-websocket-version':
      return browserRequest.version;
    case 'sec-websocket-key':
      return 'dGhlIHNhbXBsZSBub25jZQ==';
    case 'user-agent':
      return request ? sender.agent : null;
    default:
      return null;
  }
}

function urlValue(name: string, { host, port, tls, path, query }: UrlRequest): string | null {
  switch (name) {
    case 'https':
      return tls ? 'on' : 'off';
    case 'http_host':
    case 'http:host':
      return hostHeader({ host, port, tls });
    case 'server_name':
      return host;
    case 'server_port':
      return String(port);
    case 'request_uri':
      return path;
    case 'query_string':
      return query;
    case 'request_scheme':
      return tls ? 'https' : 'http';
    case 'the_request':
      return `${browserRequest.method} ${requestTarget({ path, query })} HTTP/1.1`;
    default:
      return null;
  }
}
