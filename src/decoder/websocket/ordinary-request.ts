// Tells a request of ordinary HTTP, such as a health check, from one that should have opened a WebSocket.

import { type HttpHead, headerTokens, headerValue } from '../model/http.ts';

/** Fields of an upgrade, and those that a proxy adds: a proxy may have taken the upgrade away. */
const fieldOfUpgradeOrProxy =
  /^(?:upgrade|sec-websocket-.*|http2-settings|via|forwarded|x-forwarded-.*|x-real-ip|x-request-id)$/i;
/** A path at which applications answer WebSockets. */
const webSocketPath =
  /(?:^|[^a-z])(?:wss?|web-?sockets?|sockets?|cable|sockjs|signalr|hubs?|hmr|live|streams?|streaming|realtime|subscriptions?|graphql|echo|chat)(?![a-z])/i;

/** A request of a transport that stands in for a WebSocket: long polling, events of the server. */
const otherTransport = /[?&]transport=(?!websocket)\w/i;
/** How the names of WebSocket are written, right or wrong, in Upgrade. */
const namesWebSocket = /web.?socket|^wss?$/;
const fieldOfWebSocket = /^sec-websocket-/i;

/**
 * The protocols of Upgrade when none of them is a WebSocket, as for h2c, SPDY or TLS; `null` for any other
 * exchange. Without a request the response has to ask for them (426) or agree to them (101).
 */
export function otherProtocol(request: HttpHead | null, response: HttpHead | null): string | null {
  const heads = [request, response].filter((head) => head !== null);
  if (heads.some(({ headers }) => headers.some(({ name }) => fieldOfWebSocket.test(name)))) return null;
  const isUpgrade = response?.status === 101 || response?.status === 426;
  const asking = request ?? (isUpgrade ? response : null);
  if (asking === null) return null;
  const tokens = headerTokens(asking, 'upgrade');
  const all = heads.flatMap((head) => headerTokens(head, 'upgrade'));
  return tokens.length === 0 || all.some((token) => namesWebSocket.test(token))
    ? null
    : (headerValue(asking, 'upgrade') ?? null);
}

/** Whether a response is one to an ordinary request that succeeded. */
function succeeds(response: HttpHead | null): boolean {
  return response !== null && ((response.status >= 200 && response.status < 300) || response.status === 304);
}

/** Whether a head speaks of an upgrade or of a WebSocket in its headers. */
export function speaksOfWebSocket({ headers }: HttpHead): boolean {
  return headers.some(({ name, value }) => /upgrade(?!-insecure)|websocket/i.test(`${name} ${value}`));
}

/** Whether a request has nothing of a WebSocket, and neither the path nor the response speaks of one. */
export function isOrdinaryRequest(request: HttpHead, response: HttpHead | null): boolean {
  if (request.headers.some(({ name }) => fieldOfUpgradeOrProxy.test(name))) return false;
  if (/upgrade/i.test(headerValue(request, 'connection') ?? '')) return false;
  const [method = '', path = ''] = request.startLine.split(' ');
  // A tunnel may carry a WebSocket.
  if (method === 'CONNECT' || method === 'PRI') return false;
  const isLikeWebSocket = webSocketPath.test(path) && !otherTransport.test(path);
  if (method === 'GET' && isLikeWebSocket && !succeeds(response)) return false;
  if (response === null) return true;
  return response.status !== 101 && response.status !== 426 && !speaksOfWebSocket(response);
}

/** Whether nothing but the path of a request speaks of a WebSocket: no header of it, and no header of its response. */
export function isByPathAlone(request: HttpHead, response: HttpHead | null): boolean {
  if (response === null || response.status === 101 || response.status === 426) return false;
  if (/^(?:CONNECT|PRI) /.test(request.startLine) || speaksOfWebSocket(response)) return false;
  return !request.headers.some(({ name }) => fieldOfUpgradeOrProxy.test(name)) && !speaksOfWebSocket(request);
}
