import { senders } from '../../../model/basics.ts';
import type { Connection } from '../../../model/connection.ts';
import { count, the } from '../../../model/words.ts';
import type { Cause, CauseMatch } from '../../cause.ts';
import { breakWindowOf } from '../../evidence/break-window.ts';
import { senderAndOffset } from '../../evidence/declared-frame.ts';
import { type FailedInflate, failedInflate, isWindowBeforeCapture } from '../../evidence/failed-inflate.ts';

/** Nothing else explains a reference to data before the first byte of the capture. */
const confidenceOfWindowBefore = 0.9;

function windowBefore({ frame, evidence }: FailedInflate): CauseMatch {
  const { sender } = senderAndOffset(frame.window);
  return {
    confidence: confidenceOfWindowBefore,
    claim: `The capture begins after the handshake. ${sender}'s compressed messages refer back to messages before the capture, so they cannot be inflated here; this is no fault of either endpoint.`,
    evidence: [evidence],
    against: 'A window that was not kept would show in a capture from the handshake on.',
  };
}

/** Confidence that the late start is what is to be said of a connection. That it is late is certain. */
const confidences = {
  /** The first bytes are the rest of a frame, so something was lost to the reader. */
  insideFrame: 0.7,
  /** All frames can be read: then the late start is a remark. */
  atBoundary: 0.3,
} as const;

/** Messages are compressed, and what they refer to may lie before the capture. */
function mayLackWindow({ deflateFrom }: Connection): boolean {
  return deflateFrom === 'inferred';
}

/** The capture begins after the handshake. */
export const midStreamStart: Cause<'mid-stream-start'> = {
  id: 'mid-stream-start',
  group: 'capture',
  title: 'The capture begins in the middle of the connection',
  section: null,
  level: 'sound',
  limitsOthers: { from: confidenceOfWindowBefore, to: 0.15 },
  leadsTo: [],
  stacks: ['capture'],
  confirm: 'Start the capture before the client connects: the handshake says what was agreed.',
  match(context) {
    const { connection } = context;
    if (!connection.midStream || connection.frames.length === 0 || connection.handshake !== null) return null;
    const window = breakWindowOf(context);
    const failed = window === null ? null : failedInflate(window);
    if (failed !== null && isWindowBeforeCapture(failed)) return windowBefore(failed);
    const found = senders.filter((sender) => connection.directions[sender].startedAt > 0);
    return {
      confidence: found.length > 0 ? confidences.insideFrame : confidences.atBoundary,
      claim:
        found.length > 0
          ? `The capture begins inside a frame: ${found.map((sender) => `the first boundary of ${the(sender)}'s stream was found after ${count(connection.directions[sender].startedAt, 'byte')}`).join(', ')}.`
          : `The capture begins after the handshake, at a frame boundary: what was agreed is not known.${mayLackWindow(connection) ? ' Compressed messages that refer to messages before the capture cannot be read here.' : ''}`,
      evidence: found.map((sender) => ({
        text: `Here the first whole frame of ${the(sender)} begins.`,
        place: { sender, offset: connection.directions[sender].startedAt, length: 2 },
      })),
      against: 'Nothing that can be seen is wrong.',
    };
  },
};
