import type { Cause } from '../../cause.ts';
import { closeByChanceScore } from '../../evidence/close-by-chance.ts';
import { frameBreaking, ruleHypothesis, senderAndOffset } from '../../evidence/declared-frame.ts';

/** The reason of a Close is in another charset, or was cut inside a character to fit into 123 bytes. */
export const closeReasonNotUtf8: Cause<'close-reason-not-utf8'> = {
  id: 'close-reason-not-utf8',
  group: 'sequence and control',
  title: 'The close reason is not UTF-8',
  section: 'RFC 6455 5.5.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'close-reason-encoding': 0.8 },
  confirm: 'Encode the reason as UTF-8 and cut it at a character, not at a byte.',
  hypotheses(window) {
    const frame = frameBreaking(window, 'closeReasonNotUtf8');
    if (frame === null) return [];
    const { sender, offset } = senderAndOffset(window);
    return [
      ruleHypothesis(frame, {
        claim: `${sender} sent a close reason that is not UTF-8 at ${offset}.`,
        shows: 'payload',
        in: 'payload',
        extraScore: closeByChanceScore(frame),
      }),
    ];
  },
};
