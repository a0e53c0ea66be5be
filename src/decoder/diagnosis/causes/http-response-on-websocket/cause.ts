import type { Cause } from '../../cause.ts';
import { foreignHypothesis, foreignReadings, isSecondAnswer } from '../../evidence/foreign-at-break.ts';

/** An HTTP response was written into the open WebSocket. */
export const httpResponseOnWebsocket: Cause<'http-response-on-websocket'> = {
  id: 'http-response-on-websocket',
  group: 'handshake',
  title: 'An HTTP response was written into the open WebSocket',
  section: 'RFC 6455 5',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'socketio', 'php'],
  reports: { 'frame-header': 0.25, 'fragmented-control-frame': 0.3 },
  confirm:
    'Log every write to the socket after the upgrade, and look for an HTTP server timeout or middleware that still owns the response.',
  hypotheses: (window) =>
    foreignReadings(window, 'http-response')
      .filter((reading) => !isSecondAnswer(reading))
      .map(foreignHypothesis),
};
