import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** Two upgrade handlers answered on one socket. */
export const doubleHandshakeCause: Cause = {
  id: 'double-handshake',
  group: 'handshake',
  title: 'Two upgrade handlers answered on one socket',
  section: 'RFC 6455 4.2.2',
  leadsTo: ['http-response-on-websocket', 'abnormal-close'],
  stacks: ['node-ws', 'socketio', 'vite', 'next'],
  confirm:
    'Count the listeners: server.listeners("upgrade").length must be 1. Route by path in that one with noServer: true.',
  check: (scene) => suspect(scene, 'double-handshake'),
};
