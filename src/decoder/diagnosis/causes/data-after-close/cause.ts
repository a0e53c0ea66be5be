import { opcodeName } from '../../../model/opcode.ts';
import type { Cause } from '../../cause.ts';
import { closingEvidence } from '../../evidence/closing-order.ts';
import { frameBreaking, ruleHypothesis, senderAndOffset } from '../../evidence/declared-frame.ts';

/** Frames follow a Close of the same sender: another task still wrote when the connection was closed. */
export const dataAfterClose: Cause<'data-after-close'> = {
  id: 'data-after-close',
  group: 'sequence and control',
  title: 'Frames follow a Close',
  section: 'RFC 6455 5.5.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'data-after-close': 0.6 },
  confirm: 'Stop all senders before calling close, or check the state of the socket before each send.',
  hypotheses(window) {
    const frame = frameBreaking(window, 'dataAfterClose');
    if (frame === null) return [];
    const { sender, offset } = senderAndOffset(window);
    return [
      ruleHypothesis(frame, {
        claim: `${sender} went on writing after its Close: a ${opcodeName(frame.header.opcode)} frame follows at ${offset}.`,
        shows: 'payload',
        evidence: closingEvidence(window.context),
      }),
    ];
  },
};
