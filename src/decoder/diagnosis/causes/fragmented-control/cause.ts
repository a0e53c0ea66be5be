import { opcodeName } from '../../../model/opcode.ts';
import type { Cause } from '../../cause.ts';
import { breaksRule, frameBreaking, ruleHypothesis, senderAndOffset } from '../../evidence/declared-frame.ts';

/** A Ping, Pong or Close has FIN clear: the writer sends it through the code that fragments data messages. */
export const fragmentedControl: Cause<'fragmented-control'> = {
  id: 'fragmented-control',
  group: 'sequence and control',
  title: 'A control frame is fragmented',
  section: 'RFC 6455 5.5',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'fragmented-control-frame': 0.45 },
  confirm: 'Send Ping, Pong and Close with FIN set.',
  hypotheses(window) {
    const frame = frameBreaking(window, 'fragmentedControl');
    if (frame === null || breaksRule(window, 'reservedControlOpcode')) return [];
    const { sender, offset } = senderAndOffset(window);
    return [
      ruleHypothesis(frame, {
        claim: `${sender} sent a ${opcodeName(frame.header.opcode)} without FIN at ${offset}: control frames cannot be fragmented.`,
        shows: 'header',
      }),
    ];
  },
};
