import type { Cause } from '../../cause.ts';
import { frameBreaking, ruleHypothesis, senderAndOffset } from '../../evidence/declared-frame.ts';

/**
 * A text or binary frame while a fragmented message is open: two writers share the connection and take
 * turns by frame.
 */
export const interleavedMessages: Cause<'interleaved-messages'> = {
  id: 'interleaved-messages',
  group: 'sequence and control',
  title: 'A message begins before the last one ended',
  section: 'RFC 6455 5.4',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'unfinished-message': 0.5 },
  confirm: 'Serialise writers: only one message may be under way on a connection.',
  hypotheses(window) {
    const frame = frameBreaking(window, 'interleavedMessage');
    if (frame === null) return [];
    const { sender, offset } = senderAndOffset(window);
    return [
      ruleHypothesis(frame, {
        claim: `${sender} began a new message at ${offset} before the one under way was finished.`,
        shows: 'header',
      }),
    ];
  },
};
