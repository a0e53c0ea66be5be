// The first bytes after the handshake are no frame, but frames follow later: the start of the first frame is lost.

import { violation } from '../../../model/violation.ts';
import { count, the } from '../../../model/words.ts';
import { type BreakWindow, headerAt, placeIn } from '../../evidence/break-window.ts';
import { chainScore, explains, framesFollow } from '../../evidence/chain-score.ts';
import { type ForeignReading, foreignEvidence, foreignReadings } from '../../evidence/foreign-at-break.ts';
import { type FrameStart, nextFrameStart } from '../../evidence/frame-start.ts';
import { readsAsText } from '../../evidence/text-shape.ts';
import type { Hypothesis } from '../../hypothesis.ts';

// Scores in bits, set by hand on the recorded captures.

/** No frame follows at all: any other reading that explains one is better. */
const noFrameScore = 5;
/** A lost start is rarer than most faults. */
const lostHeadPrior = -2;
/** Offsets counted with the possible ones, so that the first one is not free. */
const addedOffsets = 2;
/** The bytes before the first frame are text: the payload of the frame whose header is lost. */
const textScore = 8;
/** The same bytes may be text that was written without a frame, which is more common. */
const unframedTextPenalty = 3;

const name = 'the head of the first frame is lost';

/** No frame begins anywhere after the handshake. */
function noFrame(window: BreakWindow): Hypothesis {
  return {
    name: 'frames do not begin where the handshake ends',
    score: noFrameScore,
    frames: 0,
    toEnd: false,
    claim: `What ${the(window.sender)} wrote first after the handshake is no frame: bytes before it are missing, or were never frames.`,
    evidence: [
      { text: 'No frame begins where the handshake ends.', place: placeIn(window, window.breakAt, 2) },
    ],
  };
}

/** Frames begin at `next`, after bytes that are no frame. */
function lateStart(window: BreakWindow, next: FrameStart): Hypothesis {
  const gap = next.at - window.breakAt;
  const isText = readsAsText(window.bytes.subarray(window.breakAt, next.at));
  const bytes = count(gap, 'byte');
  return {
    name,
    score:
      chainScore(next.chain, window) -
      Math.log2(gap + addedOffsets) +
      lostHeadPrior +
      (isText ? textScore : 0),
    ...explains(next.chain),
    claim: `The first bytes of ${the(window.sender)}'s first frame are not there: frames begin after ${bytes}.`,
    evidence: [
      {
        text: `These ${bytes} stand where the first header should.`,
        place: placeIn(window, window.breakAt, gap),
      },
      { text: `After them ${framesFollow(next.chain)}.`, place: placeIn(window, next.at, 2) },
    ],
    repair: {
      from: window.start + next.at,
      bytes: window.bytes.subarray(next.at),
      text: 'read on from the next sound header',
    },
  };
}

/** Frames begin later than where the handshake ends. */
export function lostHead(window: BreakWindow): Hypothesis[] {
  const { overrun, offset, violations } = window.firstBreak;
  if (overrun || window.framesBefore.length > 0 || (violations & violation.lengthMsbSet) !== 0) return [];
  const next = nextFrameStart(window, window.breakAt);
  if (next === null)
    return offset === 0 && window.context.connection.handshake !== null ? [noFrame(window)] : [];
  if (next.at === window.breakAt) return [];
  const own = headerAt(window, window.breakAt);
  const ownEnd = own === null ? null : window.breakAt + own.headerLength + own.payloadLength;
  // The frame at the break leads to the next one: only its header is at fault.
  return ownEnd === next.at ? [] : [lateStart(window, next)];
}

function payloadHypothesis(reading: ForeignReading): Hypothesis {
  return {
    name,
    score: reading.score - unframedTextPenalty,
    ...explains(reading.chain),
    claim: `The header of ${the(reading.window.sender)}'s first frame is not there: its payload stands where the header should.`,
    evidence: foreignEvidence(reading),
  };
}

/** Text right after the handshake, and frames after it: the payload of a frame without its header. */
export function lostHeader(window: BreakWindow): Hypothesis[] {
  return foreignReadings(window, 'json', 'text')
    .filter(({ isAtStart, followScore, chain }) => isAtStart && followScore > 0 && chain.frames.length > 0)
    .map(payloadHypothesis);
}
