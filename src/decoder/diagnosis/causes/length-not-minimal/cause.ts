import type { Cause } from '../../cause.ts';
import { frameBreaking, ruleHypothesis, senderAndOffset } from '../../evidence/declared-frame.ts';

/**
 * A length in 16 or 64 bits that a shorter form can hold: the writer always uses one form, or its limits
 * are off by one.
 */
export const lengthNotMinimal: Cause<'length-not-minimal'> = {
  id: 'length-not-minimal',
  group: 'length',
  title: 'The length is not in its shortest form',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'frame-header': 0.1, 'length-form': 0.7 },
  confirm: 'Use the 7-bit form up to 125, the 16-bit form up to 65535, the 64-bit form above.',
  hypotheses(window) {
    const frame = frameBreaking(window, 'lengthNotMinimal');
    if (frame === null) return [];
    const { sender, offset } = senderAndOffset(window);
    return [
      ruleHypothesis(frame, {
        claim: `${sender} wrote a length of ${frame.header.payloadLength.toLocaleString('en')} in the ${frame.header.lengthForm}-bit form at ${offset}, where a shorter one is due.`,
        shows: 'header',
      }),
    ];
  },
};
