// The compressed message at the break that does not inflate as agreed, and how it inflates otherwise.

import type { InflateFault } from '../../model/fault-detail.ts';
import type { Evidence, Place } from '../../model/finding.ts';
import { inflateFaultText } from '../../model/words.ts';
import { oncePer } from '../once-per.ts';
import { type BreakWindow, placeIn } from './break-window.ts';
import { type DeclaredFrame, frameBreaking } from './declared-frame.ts';
import { inflateFresh, inflateWithHistory } from './inflate-attempt.ts';
import { messagePayload } from './message-at-break.ts';

/** The largest window of permessage-deflate, as a power of two. */
export const largestWindowBits = 15;

export interface FailedInflate {
  readonly frame: DeclaredFrame;
  /** The message as on the wire, unmasked. */
  readonly packed: Uint8Array;
  /** What the inflater ran into; `null` when it came to an end and gave something wrong. */
  readonly fault: InflateFault | null;
  /** Inflated with the messages before it as history; `null` when that fails. */
  readonly withHistory: Uint8Array | null;
  /** Inflated on its own; `null` when that fails. */
  readonly alone: Uint8Array | null;
  /** The sender agreed to begin each message with an empty window. */
  readonly agreedFresh: boolean;
  readonly agreedWindowBits: number;
  readonly place: Place;
  readonly evidence: Evidence;
}

/**
 * A message of a capture that begins after the handshake refers back further than the capture reaches: its
 * window lies before
 * the capture, and nothing can be said of the sender.
 */
export function isWindowBeforeCapture({ frame, fault }: FailedInflate): boolean {
  return frame.window.context.connection.midStream && fault === 'distance';
}

/** The compressed message at the break, or `null` when no message fails to inflate there. */
export const failedInflate = oncePer((window: BreakWindow): FailedInflate | null => {
  const frame = frameBreaking(window, 'deflateFailed');
  if (frame === null) return null;
  const { deflate } = window.context.connection;
  const isServer = window.sender === 'server';
  const packed = messagePayload(frame);
  const detail = window.stream.direction.details.get(window.firstBreak.frame);
  const fault = detail?.kind === 'inflate' ? detail.reason : null;
  const place = placeIn(window, frame.payloadAt, frame.header.payloadLength);
  const notText = detail?.kind === 'utf8';
  return {
    frame,
    packed,
    fault,
    withHistory: inflateWithHistory(window, packed),
    alone: inflateFresh(packed),
    agreedFresh: (isServer ? deflate?.serverNoContextTakeover : deflate?.clientNoContextTakeover) ?? false,
    agreedWindowBits:
      (isServer ? deflate?.serverMaxWindowBits : deflate?.clientMaxWindowBits) ?? largestWindowBits,
    place,
    evidence: {
      text: notText
        ? 'What it inflates to is not UTF-8.'
        : `Inflating fails: ${fault === null ? 'invalid data' : inflateFaultText[fault]}.`,
      place,
    },
  };
});
