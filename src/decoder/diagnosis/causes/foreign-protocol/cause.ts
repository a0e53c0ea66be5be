import type { Cause, CauseMatch } from '../../cause.ts';
import type { DiagnosisContext } from '../../context.ts';
import { foreignHypothesis, foreignReadings } from '../../evidence/foreign-at-break.ts';
import { isBare } from '../../evidence/pasted.ts';

/** Pasted bytes of another protocol, without a frame: nothing shows that they are of a WebSocket connection. */
function withoutWebSocket(context: DiagnosisContext, reading: CauseMatch | null): CauseMatch | null {
  if (reading === null || !isBare(context.connection) || context.first?.offset !== 0) return reading;
  return {
    ...reading,
    level: 'unknown',
    title: 'The bytes are of another protocol',
    claim: `${reading.claim} If they come from a WebSocket connection, one of its ends speaks another protocol.`,
  };
}

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
  match: withoutWebSocket,
  hypotheses: (window) => foreignReadings(window, 'gzip', 'protocol').map(foreignHypothesis),
};
