import type { Cause } from '../../cause.ts';
import { stacksOf } from '../../evidence/software-seen.ts';

/** Something was agreed that was not offered, which RFC 6455 forbids. */
const hardConfidence = 0.98;
/** None of the offered subprotocols was chosen. Less where frames follow: the client went on. */
const ignoredConfidence = 0.9;
const ignoredAndWentOnConfidence = 0.25;

/** A subprotocol or an extension that was not offered, or with bad parameters. */
export const handshakeNegotiation: Cause<'handshake-negotiation'> = {
  id: 'handshake-negotiation',
  group: 'handshake',
  title: 'The server agreed to something that was not offered',
  section: 'RFC 6455 4.1',
  level: 'broken',
  // A missing subprotocol alone is given less than this: RFC 6455 allows it.
  doubtful: { below: hardConfidence, level: 'warning' },
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
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
      confidence: hard ? hardConfidence : wentOn ? ignoredAndWentOnConfidence : ignoredConfidence,
      title: ignored && !hard ? 'The server chose none of the subprotocols that were offered' : undefined,
      claim: wrong.map(({ text }) => text).join(' '),
      evidence: wrong.map(({ text, place }) => ({ text, place })),
      against: hard
        ? 'Status, Upgrade, Connection and Accept are right; only what was negotiated is not.'
        : 'RFC 6455 allows a server to choose none; browsers fail the connection then, other clients go on.',
      stacks: stacksOf(context),
    };
  },
};
