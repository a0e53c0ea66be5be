// Two writers wrote to one connection at once, so the bytes of one frame lie inside another.

import { concat } from '../../../bytes/concat.ts';
import { count, the } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';
import { placeIn } from '../../evidence/break-window.ts';
import { framesFollow } from '../../evidence/chain-score.ts';
import { isFramingInDoubt } from '../../evidence/framing-in-doubt.ts';
import { type InterleavedWrite, interleavedWrite } from '../../evidence/interleaved-writes.ts';
import { lengthSuspects } from '../../evidence/length-reading.ts';
import { plausible } from '../../evidence/plausible.ts';
import type { Hypothesis, Repair } from '../../hypothesis.ts';

/** Inner frames that evidence points to. */
const maxShownInners = 5;

function innerWords({ inner, inners }: InterleavedWrite): string {
  if (inners.length > 1) return `${count(inners.length, 'whole frame')}`;
  return inner === 'frame' ? 'a whole frame' : 'the header of another frame';
}

/** The stream with the inner bytes after the outer frame. */
function repairOf({ window, frame, inners, end }: InterleavedWrite): Repair {
  const { bytes, start } = window;
  const outer = inners.map(({ at }, i) => bytes.subarray(i === 0 ? frame : inners[i - 1].end, at));
  return {
    from: start + frame,
    bytes: concat([
      ...outer,
      bytes.subarray(inners[inners.length - 1].end, end),
      ...inners.map((range) => bytes.subarray(range.at, range.end)),
      bytes.subarray(end),
    ]),
    text:
      inners.length > 1 ? 'the inner frames moved after the outer' : 'the inner frame moved after the outer',
  };
}

function hypothesisOf(found: InterleavedWrite): Hypothesis {
  const { window, frame, inners, end, chain, score } = found;
  const inner = innerWords(found);
  const several = inners.length > 1;
  return {
    name: `${inner} inside another frame's payload`,
    score,
    // The inner frames are explained too.
    frames: chain.frames.length + inners.length,
    toEnd: chain.stop === 'end',
    claim: several
      ? `Inside the payload of one frame of ${the(window.sender)} lie ${inner}; without them the payload has exactly its declared length.`
      : `Inside the payload of one frame of ${the(window.sender)} lies ${inner}; taken apart, both are whole.`,
    evidence: [
      {
        text: `This frame's payload does not go on where ${several ? 'the first of them' : inner} begins.`,
        place: placeIn(window, frame, 2),
      },
      ...inners.slice(0, maxShownInners).map((range) => ({
        text: `Here ${several ? 'a whole frame' : inner} begins, in the middle of the other's payload.`,
        place: placeIn(window, range.at, range.end - range.at),
      })),
      {
        text: `With the ${several ? 'frames' : 'two'} taken apart ${several ? 'all' : 'both'} payloads are complete, and ${framesFollow(chain)}.`,
        place: placeIn(window, end, 2),
      },
    ],
    repair: repairOf(found),
  };
}

/** Two writers tore each other's frames. */
export const concurrentWrites: Cause<'concurrent-writes'> = {
  id: 'concurrent-writes',
  group: 'damage on the way',
  title: "Two writers tore each other's frames",
  section: 'RFC 6455 5.4',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['java', 'go', 'dotnet', 'esp32'],
  reports: { 'masked-frame': 0.15, 'frame-header': 0.1, 'long-control-frame': 0.1 },
  confirm: 'Put one lock or queue round header and payload of every frame.',
  hypotheses(window) {
    if (!isFramingInDoubt(window)) return [];
    const found = lengthSuspects(window).map((frame) => interleavedWrite(window, frame));
    return plausible(found.filter((one) => one !== null).map(hypothesisOf));
  },
};
