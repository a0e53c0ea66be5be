import { senders } from '../../../model/basics.ts';
import { count, the } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';

/** The capture begins after the handshake. */
export const midStreamStart: Cause<'mid-stream-start'> = {
  id: 'mid-stream-start',
  group: 'capture',
  title: 'The capture begins in the middle of the connection',
  section: null,
  level: 'sound',
  leadsTo: [],
  stacks: [],
  confirm: 'Start the capture before the client connects: the handshake says what was agreed.',
  match(context) {
    const { connection } = context;
    if (!connection.midStream || connection.frames.length === 0 || connection.handshake !== null) return null;
    const found = senders.filter((sender) => connection.directions[sender].startedAt > 0);
    return {
      confidence: found.length > 0 ? 0.7 : 0.3,
      claim:
        found.length > 0
          ? `The capture begins inside a frame: ${found.map((sender) => `the first boundary of ${the(sender)}'s stream was found after ${count(connection.directions[sender].startedAt, 'byte')}`).join(', ')}.`
          : 'The capture begins after the handshake, at a frame boundary: what was agreed is not known.',
      evidence: found.map((sender) => ({
        text: `Here the first whole frame of ${the(sender)} begins.`,
        place: { sender, offset: connection.directions[sender].startedAt, length: 2 },
      })),
      against: 'Nothing that can be seen is wrong.',
    };
  },
};
