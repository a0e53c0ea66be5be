import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** An HTTP request was written into the open WebSocket. */
export const httpRequestOnWebsocketCause: Cause = {
  id: 'http-request-on-websocket',
  group: 'handshake',
  title: 'An HTTP request was written into the open WebSocket',
  section: 'RFC 6455 5',
  leadsTo: ['abnormal-close'],
  stacks: ['nginx', 'node-ws', 'haproxy'],
  confirm: 'Capture on both sides of the proxy and see which of them wrote the request.',
  check: (scene) => suspect(scene, 'http-request-on-websocket'),
};
