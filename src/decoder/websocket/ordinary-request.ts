// Tells a request of ordinary HTTP, such as a health check, from one that should have opened a WebSocket.

import { type HttpHead, headerValue } from '../model/http.ts';

/** Fields of an upgrade, and those that a proxy adds: a proxy may have taken the upgrade away. */
const fieldOfUpgradeOrProxy =
  /^(?:upgrade|sec-websocket-.*|http2-settings|via|forwarded|x-forwarded-.*|x-real-ip|x-request-id)$/i;
/** A path at which applications answer WebSockets. */
const webSocketPath =
  /(?:^|[^a-z])(?:wss?|web-?sockets?|sockets?|cable|sockjs|signalr|hubs?|hmr|live|streams?|streaming|realtime|subscriptions?|graphql|echo|chat)(?![a-z])/i;

/** Whether a request has nothing of a WebSocket, and neither the path nor the response speaks of one. */
export function isOrdinaryRequest(request: HttpHead, response: HttpHead | null): boolean {
  if (request.headers.some(({ name }) => fieldOfUpgradeOrProxy.test(name))) return false;
  if (/upgrade/i.test(headerValue(request, 'connection') ?? '')) return false;
  const [method = '', path = ''] = request.startLine.split(' ');
  // A tunnel may carry a WebSocket.
  if (method === 'CONNECT' || method === 'PRI') return false;
  if (method === 'GET' && webSocketPath.test(path)) return false;
  if (response === null) return true;
  const speaksOfUpgrade = response.headers.some(({ name, value }) =>
    /upgrade|websocket/i.test(`${name} ${value}`),
  );
  return response.status !== 101 && response.status !== 426 && !speaksOfUpgrade;
}
