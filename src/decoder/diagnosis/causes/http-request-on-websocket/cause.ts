import type { Cause } from '../../cause.ts';
import { foreignHypothesis, foreignReadings } from '../../evidence/foreign-at-break.ts';

/** An HTTP request was written into the open WebSocket. */
export const httpRequestOnWebsocket: Cause<'http-request-on-websocket'> = {
  id: 'http-request-on-websocket',
  group: 'handshake',
  title: 'An HTTP request was written into the open WebSocket',
  section: 'RFC 6455 5',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  confirm: 'Capture on both sides of the proxy and see which of them wrote the request.',
  hypotheses: (window) => foreignReadings(window, 'http-request').map(foreignHypothesis),
};
