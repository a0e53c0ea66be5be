import type { Cause } from '../../cause.ts';
import { breaksRule, frameBreaking, ruleHypothesis, senderAndOffset } from '../../evidence/declared-frame.ts';

/** An opcode that RFC 6455 leaves undefined: message types of the application were put into the header. */
export const reservedOpcode: Cause<'reserved-opcode'> = {
  id: 'reserved-opcode',
  group: 'bits and extensions',
  title: 'A reserved opcode is used',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { opcode: 0.4 },
  confirm: 'Use 1, 2, 8, 9 or A only; put your own message types into the payload.',
  hypotheses(window) {
    const frame = frameBreaking(window, 'reservedDataOpcode', 'reservedControlOpcode');
    if (frame === null) return [];
    const { sender, offset } = senderAndOffset(window);
    const kind = breaksRule(window, 'reservedControlOpcode') ? 'control frame' : 'frame';
    const opcode = frame.header.opcode.toString(16).toUpperCase();
    return [
      ruleHypothesis(frame, {
        claim: `${sender} sent a ${kind} with the reserved opcode ${opcode} at ${offset}.`,
        shows: 'header',
      }),
    ];
  },
};
