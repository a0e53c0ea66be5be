import type { Cause } from '../../cause.ts';
import { frameBreaking, ruleHypothesis, senderAndOffset } from '../../evidence/declared-frame.ts';

/** A Close whose payload is a single byte: the code was written as one byte, or the payload was cut. */
export const closePayloadOneByte: Cause<'close-payload-one-byte'> = {
  id: 'close-payload-one-byte',
  group: 'sequence and control',
  title: 'A Close has a body of one byte',
  section: 'RFC 6455 5.5.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'one-byte-close': 0.8 },
  confirm: 'Send a Close with an empty body, or with a code of two bytes, high byte first.',
  hypotheses(window) {
    const frame = frameBreaking(window, 'closePayloadOneByte');
    if (frame === null) return [];
    const { sender, offset } = senderAndOffset(window);
    return [
      ruleHypothesis(frame, {
        claim: `${sender} sent a Close with a body of one byte at ${offset}; a close code takes two.`,
        shows: 'payload',
        in: 'payload',
      }),
    ];
  },
};
