// What the refusal of an upgrade says of the request itself: the method or the version that the server does not take.

import { asksForTunnel, type HttpHead, headerTokens, headerValue, isOverHttp2 } from '../model/http.ts';
import { protocolVersion } from './handshake-request.ts';

/** What is wrong with a request that was refused for it, in the words of every report. */
export interface RequestFault {
  readonly id: 'method' | 'version';
  readonly title: string;
  readonly meaning: string;
  readonly next: string;
}

/** Statuses with which servers refuse a method or a version. */
const refusesMethod: readonly number[] = [400, 405, 501];
const refusesVersion: readonly number[] = [400, 426];

/** The method, where the server takes GET or the request shows that none was sent; `null` for another refusal. */
function methodFault(request: HttpHead | null, response: HttpHead): RequestFault | null {
  const allowed = headerTokens(response, 'allow');
  const takesGet = allowed.includes('get');
  if (!refusesMethod.includes(response.status) || (allowed.length > 0 && !takesGet)) return null;
  if (request === null ? response.status !== 405 || !takesGet : request.method === 'GET') return null;
  const sent = request === null ? 'with another method than GET' : `as ${request.method}`;
  const said = takesGet ? ', and the server takes GET at this path (Allow)' : '';
  return {
    id: 'method',
    title: `The request is not a GET (${response.status})`,
    meaning: `The request came ${sent}${said}. A WebSocket opens with GET.`,
    next: 'Let the client send the upgrade as a GET; a redirect or a proxy may have changed the method.',
  };
}

/** The version, where the server names the versions that it takes and the request has none of them. */
function versionFault(request: HttpHead | null, response: HttpHead): RequestFault | null {
  if (request === null || !refusesVersion.includes(response.status)) return null;
  const asked = headerValue(request, 'sec-websocket-version');
  const offered = headerTokens(response, 'sec-websocket-version');
  if (asked === null || asked.trim() === protocolVersion) return null;
  if (offered.includes(asked.trim())) return null;
  const takes = offered.length > 0 ? ` The server takes ${offered.join(', ')}.` : '';
  return {
    id: 'version',
    title: `The server does not take version ${asked} (${response.status})`,
    meaning: `The request asks for version ${asked} of the protocol in Sec-WebSocket-Version.${takes} RFC 6455 is version ${protocolVersion}.`,
    next: `Let the client send Sec-WebSocket-Version: ${protocolVersion}.`,
  };
}

/**
 * What a refusal says of its request. A request without Upgrade or Connection has a greater fault, and one for a tunnel
 * or over HTTP/2 has other rules: `null` for these.
 */
export function faultOfRequest(request: HttpHead | null, response: HttpHead): RequestFault | null {
  if (isOverHttp2(response) || isOverHttp2(request) || asksForTunnel(request)) return null;
  if (request !== null && !headerTokens(request, 'upgrade').includes('websocket')) return null;
  if (request !== null && !headerTokens(request, 'connection').includes('upgrade')) return null;
  return methodFault(request, response) ?? versionFault(request, response);
}
