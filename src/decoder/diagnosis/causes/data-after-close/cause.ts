import { opcodeName, opcode as opcodes } from '../../../model/opcode.ts';
import type { Cause } from '../../cause.ts';
import { closingEvidence } from '../../evidence/closing-order.ts';
import { frameBreaking, ruleHypothesis, senderAndOffset } from '../../evidence/declared-frame.ts';

/** A second Close hurts nobody: the other end has stopped to read, and another fault made it close. In bits. */
const scoreOfSecondClose = -16;

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
    const isSecondClose = frame.header.opcode === opcodes.close;
    return [
      ruleHypothesis(frame, {
        ...(isSecondClose ? { extraScore: scoreOfSecondClose } : {}),
        claim: isSecondClose
          ? `${sender} sent its Close twice: the second follows at ${offset}.`
          : `${sender} went on writing after its Close: a ${opcodeName(frame.header.opcode)} frame follows at ${offset}.`,
        shows: 'payload',
        evidence: closingEvidence(window.context),
      }),
    ];
  },
};
