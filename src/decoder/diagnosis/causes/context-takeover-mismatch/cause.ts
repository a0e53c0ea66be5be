import { opcode as opcodes } from '../../../model/opcode.ts';
import type { Cause } from '../../cause.ts';
import { agreedDeflate } from '../../evidence/agreed-deflate.ts';
import { explains } from '../../evidence/chain-score.ts';
import { senderAndOffset } from '../../evidence/declared-frame.ts';
import {
  type FailedInflate,
  failedInflate,
  isWindowBeforeCapture,
  largestWindowBits,
} from '../../evidence/failed-inflate.ts';
import { inflateAfterAll, inflateAfterUnknown } from '../../evidence/inflate-attempt.ts';
import { printableShare, readsAsText } from '../../evidence/text-shape.ts';

/** Share of printable bytes in a text of which parts are unknown; what damaged data inflates to has fewer. */
const minPrintable = 0.75;

/** It inflates with another window than agreed, after the inflater ran out of window: hardly by chance. An estimate. */
const scoreOfOtherWindow = 44;
/** It inflates on its own, to its end: noise hardly ever does. An estimate. */
const scoreOfFreshWindow = 36;
/**
 * The window is too small and nothing at hand fits: the message refers to bytes that were not sent here. An
 * estimate.
 */
const scoreOfForeignWindow = 12;

/** How the windows of the two sides differ. */
interface WindowReading {
  readonly name: string;
  readonly score: number;
  readonly claim: (sender: string, offset: string) => string;
  readonly found: string | null;
}

function readingOf(failed: FailedInflate): WindowReading | null {
  const { fault, withHistory, alone, agreedFresh, agreedWindowBits, frame } = failed;
  const isTooSmall = fault === 'distance';
  if (isTooSmall && withHistory !== null && withHistory.length > 0) {
    return agreedWindowBits < largestWindowBits && !agreedFresh
      ? largerWindow(`${frame.window.sender}_max_window_bits=${agreedWindowBits}`)
      : keptWindow(`${frame.window.sender}_no_context_takeover`);
  }
  if (alone !== null && alone.length > 0) {
    return {
      name: 'a fresh window against the agreement',
      score: scoreOfFreshWindow,
      claim: (sender, offset) =>
        `${sender} compressed the message at ${offset} with a fresh window, where the one before it was to be kept.`,
      found: 'Inflated on its own it comes out whole.',
    };
  }
  if (!isTooSmall || agreedFresh || agreedWindowBits !== largestWindowBits) return null;
  const isText = frame.header.opcode === opcodes.text;
  const withPlain = inflateAfterAll(frame.window, failed.packed, 'stored');
  if (withPlain !== null && (!isText || readsAsText(withPlain))) return plainInWindow;
  const beyond = inflateAfterUnknown(frame.window, failed.packed);
  // Damaged data refers to anything as well, but then hardly inflates to its end, and to text.
  if (beyond === null || (isText && printableShare(beyond) < minPrintable)) return null;
  return {
    name: 'a window that this stream did not build',
    score: scoreOfForeignWindow,
    claim: (sender, offset) =>
      `${sender}'s message at ${offset} refers back to data that this connection never carried: its window is not that of this stream.`,
    found: null,
  };
}

const plainInWindow: WindowReading = {
  name: 'a window that holds a message sent uncompressed',
  score: scoreOfFreshWindow,
  claim: (sender, offset) =>
    `${sender} compressed the message at ${offset} with a window that holds a message which it had sent uncompressed; the other end's window has only what was compressed.`,
  found: 'With the uncompressed messages taken into the window it inflates.',
};

function largerWindow(agreed: string): WindowReading {
  return {
    name: 'a larger window than agreed',
    score: scoreOfOtherWindow,
    claim: (sender, offset) =>
      `${sender} compressed the message at ${offset} with a window larger than the agreed ${agreed}.`,
    found: 'With a window of 32768 bytes it inflates.',
  };
}

function keptWindow(agreed: string): WindowReading {
  return {
    name: 'a window kept against the agreement',
    score: scoreOfOtherWindow,
    claim: (sender, offset) =>
      `${sender} agreed to ${agreed} but compressed the message at ${offset} with the window of the messages before it.`,
    found: 'With the window of the earlier messages kept it inflates.',
  };
}

/**
 * One side keeps the compression window between messages and the other starts anew, or their windows differ
 * in size.
 */
export const contextTakeoverMismatch: Cause<'context-takeover-mismatch'> = {
  id: 'context-takeover-mismatch',
  group: 'bits and extensions',
  title: 'The two sides disagree about the compression window',
  section: 'RFC 7692 7.1.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'extension-error': 0.25 },
  confirm:
    'Turn context takeover off on both sides; if the second message then inflates, the window was the cause.',
  hypotheses(window) {
    const failed = failedInflate(window);
    if (failed === null || isWindowBeforeCapture(failed)) return [];
    const reading = readingOf(failed);
    if (reading === null) return [];
    const { frame } = failed;
    const { sender, offset } = senderAndOffset(window);
    return [
      {
        ...explains(frame.chain),
        name: reading.name,
        score: frame.fit + reading.score,
        claim: reading.claim(sender, offset),
        evidence: [
          failed.evidence,
          ...(reading.found === null ? [] : [{ text: reading.found, place: failed.place }]),
          agreedDeflate(window),
        ],
      },
    ];
  },
};
