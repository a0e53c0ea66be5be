import type { Cause } from '../../cause.ts';
import { stacksOf } from '../../evidence/software-seen.ts';

/** A subprotocol or an extension that was not offered, or with bad parameters. */
export const handshakeNegotiation: Cause<'handshake-negotiation'> = {
  id: 'handshake-negotiation',
  group: 'handshake',
  title: 'The server agreed to something that was not offered',
  section: 'RFC 6455 4.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'python-websockets', 'java', 'php'],
  reports: { negotiation: 0.85 },
  confirm:
    'Compare Sec-WebSocket-Protocol and Sec-WebSocket-Extensions in request and answer, on both sides of every proxy.',
  match(context) {
    const { handshake } = context.connection;
    if (handshake === null || !handshake.accepted || handshake.request === null) return null;
    const wrong = handshake.checks.filter(
      ({ id, ok }) => !ok && (id === 'subprotocol' || id === 'extensions'),
    );
    if (wrong.length === 0) return null;
    const hard = wrong.some(({ severity }) => severity === 'error');
    const ignored = wrong.some(({ id, severity }) => id === 'subprotocol' && severity === 'warning');
    const wentOn = context.connection.frames.length > 2;
    return {
      confidence: hard ? 0.98 : wentOn ? 0.25 : 0.9,
      title: ignored && !hard ? 'The server chose none of the subprotocols that were offered' : undefined,
      claim: wrong.map(({ text }) => text).join(' '),
      evidence: wrong.map(({ text, place }) => ({ text, place })),
      against: 'Status, Upgrade, Connection and Accept are right; only what was negotiated is not.',
      stacks: stacksOf(context),
    };
  },
};
