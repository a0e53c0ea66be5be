import { opcodeName } from '../../../model/opcode.ts';
import { count } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';
import { breaksRule, frameBreaking, ruleHypothesis, senderAndOffset } from '../../evidence/declared-frame.ts';

/** A Ping payload or close reason is longer than 125 bytes: nobody checked it before it was framed. */
export const controlTooLong: Cause<'control-too-long'> = {
  id: 'control-too-long',
  group: 'sequence and control',
  title: 'A control frame is longer than 125 bytes',
  section: 'RFC 6455 5.5',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'long-control-frame': 0.5 },
  confirm: 'Keep ping payloads and close reasons below 124 bytes of UTF-8.',
  hypotheses(window) {
    const frame = frameBreaking(window, 'controlTooLong');
    if (frame === null || breaksRule(window, 'reservedControlOpcode')) return [];
    const { sender, offset } = senderAndOffset(window);
    return [
      ruleHypothesis(frame, {
        claim: `${sender} sent a ${opcodeName(frame.header.opcode)} of ${count(frame.header.payloadLength, 'byte')} at ${offset}: a control frame holds at most 125.`,
        shows: 'header',
      }),
    ];
  },
};
