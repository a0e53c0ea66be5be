import type { Cause } from '../../cause.ts';
import { foreignHypothesis, foreignReadings } from '../../evidence/foreign-at-break.ts';

/** Another protocol speaks on this connection. */
export const foreignProtocol: Cause<'foreign-protocol'> = {
  id: 'foreign-protocol',
  group: 'handshake',
  title: 'Another protocol speaks on this connection',
  section: 'RFC 6455 5',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'no-status-line': 0.3 },
  confirm: 'Connect to the backend port with nc and see which banner it sends.',
  hypotheses: (window) => foreignReadings(window, 'gzip', 'protocol').map(foreignHypothesis),
};
