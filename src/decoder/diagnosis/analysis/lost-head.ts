// The first bytes after the handshake are no frame: the start of the first frame is lost.

import { violation } from '../../model/violation.ts';
import { count, the } from '../../model/words.ts';
import { type BreakWindow, headerAt, placeIn } from '../evidence/break-window.ts';
import { chainScore, framesFollow } from '../evidence/chain-score.ts';
import { nextFrameStart } from '../evidence/frame-start.ts';
import { readsAsText } from '../evidence/text-shape.ts';
import type { CauseHypothesis } from '../ranking.ts';

/** Frames begin later than where the handshake ends: the head of the first one is lost. */
export function lostHead(window: BreakWindow): CauseHypothesis[] {
  if (
    window.firstBreak.overrun ||
    window.framesBefore.length > 0 ||
    window.firstBreak.violations & violation.lengthMsbSet
  )
    return [];
  const next = nextFrameStart(window, window.breakAt);
  if (next === null && window.firstBreak.offset === 0 && window.context.connection.handshake !== null) {
    return [
      {
        cause: 'handshake-boundary',
        name: 'frames do not begin where the handshake ends',
        score: 5,
        frames: 0,
        toEnd: false,
        claim: `What ${the(window.sender)} wrote first after the handshake is no frame: bytes before it are missing, or were never frames.`,
        evidence: [
          { text: 'No frame begins where the handshake ends.', place: placeIn(window, window.breakAt, 2) },
        ],
      },
    ];
  }
  if (next === null || next.at === window.breakAt) return [];
  const own = headerAt(window, window.breakAt);
  if (own !== null && window.breakAt + own.headerLength + own.payloadLength === next.at) return [];
  const gap = next.at - window.breakAt;
  const between = window.bytes.subarray(window.breakAt, next.at);
  const who = the(window.sender);
  return [
    {
      cause: 'handshake-boundary',
      name: 'the head of the first frame is lost',
      score: chainScore(next.chain, window) - Math.log2(gap + 2) - 2 + (readsAsText(between) ? 8 : 0),
      frames: next.chain.frames.length,
      toEnd: next.chain.stop === 'end',
      claim: `The first bytes of ${who}'s first frame are not there: frames begin after ${count(gap, 'byte')}.`,
      evidence: [
        {
          text: `These ${count(gap, 'byte')} stand where the first header should.`,
          place: placeIn(window, window.breakAt, gap),
        },
        { text: `Behind them ${framesFollow(next.chain)}.`, place: placeIn(window, next.at, 2) },
      ],
      repair: {
        from: window.start + next.at,
        bytes: window.bytes.subarray(next.at),
        text: 'read on from the next sound header',
      },
    },
  ];
}
