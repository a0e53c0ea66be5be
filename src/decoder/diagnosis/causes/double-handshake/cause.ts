import type { Cause } from '../../cause.ts';
import { foreignHypothesis, foreignReadings, isSecondAnswer } from '../../evidence/foreign-at-break.ts';

/** Two upgrade handlers answered on one socket. */
export const doubleHandshake: Cause<'double-handshake'> = {
  id: 'double-handshake',
  group: 'handshake',
  title: 'Two upgrade handlers answered on one socket',
  section: 'RFC 6455 4.2.2',
  level: 'broken',
  leadsTo: ['http-response-on-websocket', 'abnormal-close'],
  stacks: ['node-ws', 'socketio', 'vite', 'next'],
  reports: { 'frame-header': 0.25, 'reserved-bits': 0.2 },
  confirm:
    'Count the listeners: server.listeners("upgrade").length must be 1. Route by path in that one with noServer: true.',
  hypotheses: (window) =>
    foreignReadings(window, 'http-response').filter(isSecondAnswer).map(foreignHypothesis),
};
