import type { Cause } from '../../cause.ts';
import { frameBreaking, ruleHypothesis, senderAndOffset } from '../../evidence/declared-frame.ts';

/**
 * Bits for a legal header with 127 and a length whose top bit is set: a reader that is out of step does not
 * meet one by chance.
 * Nothing can follow such a frame, so the score does not count what follows.
 */
const scoreOfImpossibleLength = 66;

/** Nothing says that the bytes are frames: one file in 500 begins so. */
const scoreOfAnyBytes = 9;

/** A 64-bit length with its top bit set: a negative number, such as -1 for “unknown”, was written as the length. */
export const lengthMsbSet: Cause<'length-msb-set'> = {
  id: 'length-msb-set',
  group: 'length',
  title: 'The top bit of a 64-bit length is set',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'length-top-bit': 0.5 },
  confirm:
    'Write the 64-bit length from an unsigned or checked value; -1 for "unknown" must not reach the wire.',
  hypotheses(window) {
    const frame = frameBreaking(window, 'lengthMsbSet');
    if (frame === null) return [];
    const { sender, offset } = senderAndOffset(window);
    const hypothesis = ruleHypothesis(frame, {
      claim: `${sender} wrote a 64-bit length with its top bit set at ${offset}.`,
      shows: 'header',
      name: 'the frame is as declared, and its length is impossible',
    });
    const isFrame = window.framesBefore.length > 0 || window.context.connection.handshake !== null;
    return [{ ...hypothesis, score: isFrame ? scoreOfImpossibleLength : scoreOfAnyBytes }];
  },
};
