import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** An HTTP response was written into the open WebSocket. */
export const httpResponseOnWebsocketCause: Cause = {
  id: 'http-response-on-websocket',
  group: 'handshake',
  title: 'An HTTP response was written into the open WebSocket',
  section: 'RFC 6455 5',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'socketio', 'nginx', 'python-websockets', 'php', 'java'],
  confirm:
    'Log every write to the socket after the upgrade, and look for an HTTP server time-out or middleware that still owns the response.',
  check: (scene) => suspect(scene, 'http-response-on-websocket'),
};
