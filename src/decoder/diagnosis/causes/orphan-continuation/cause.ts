import { opensMessage } from '../../../model/opcode.ts';
import type { Cause } from '../../cause.ts';
import { type BreakWindow, headerAt } from '../../evidence/break-window.ts';
import { frameBreaking, ruleHypothesis, senderAndOffset } from '../../evidence/declared-frame.ts';

/** Whether the message may have begun before the capture: then nothing is wrong with its continuation. */
function mayBeginEarlier(window: BreakWindow): boolean {
  return (
    window.context.connection.midStream &&
    !window.framesBefore.some((at) => opensMessage(headerAt(window, at)?.opcode ?? 0))
  );
}

/**
 * A frame with opcode 0 where no message is open: the first fragment was sent with opcode 0, or FIN was set
 * too early.
 */
export const orphanContinuation: Cause<'orphan-continuation'> = {
  id: 'orphan-continuation',
  group: 'sequence and control',
  title: 'A continuation frame continues nothing',
  section: 'RFC 6455 5.4',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'unexpected-continuation': 0.5 },
  confirm: 'The first frame of a message must have opcode 1 or 2, all later ones 0.',
  hypotheses(window) {
    const frame = frameBreaking(window, 'orphanContinuation');
    if (frame === null || mayBeginEarlier(window)) return [];
    const { sender, offset } = senderAndOffset(window);
    return [
      ruleHypothesis(frame, {
        claim: `${sender} sent a continuation frame at ${offset} with no message to continue.`,
        shows: 'header',
      }),
    ];
  },
};
