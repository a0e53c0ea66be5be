// Two writers wrote to one connection at once, so the bytes of one frame lie inside another.

import { concat } from '../../../bytes/concat.ts';
import { the } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';
import { placeIn } from '../../evidence/break-window.ts';
import { framesFollow } from '../../evidence/chain-score.ts';
import { isFramingInDoubt } from '../../evidence/framing-in-doubt.ts';
import { type InterleavedWrite, interleavedWrite } from '../../evidence/interleaved-writes.ts';
import { lengthSuspects } from '../../evidence/length-reading.ts';
import { plausible } from '../../evidence/plausible.ts';
import type { Hypothesis, Repair } from '../../hypothesis.ts';

const innerWords = { frame: 'a whole frame', header: 'the header of another frame' } as const;

/** The stream with the inner bytes after the outer frame. */
function repairOf({ window, frame, innerAt, innerLength, end }: InterleavedWrite): Repair {
  const { bytes, start } = window;
  const innerEnd = innerAt + innerLength;
  return {
    from: start + frame,
    bytes: concat([
      bytes.subarray(frame, innerAt),
      bytes.subarray(innerEnd, end),
      bytes.subarray(innerAt, innerEnd),
      bytes.subarray(end),
    ]),
    text: 'the inner frame moved after the outer',
  };
}

function hypothesisOf(found: InterleavedWrite): Hypothesis {
  const { window, frame, innerAt, innerLength, end, chain, score } = found;
  const inner = innerWords[found.inner];
  return {
    name: `${inner} inside another frame's payload`,
    score,
    // The inner frame is explained too.
    frames: chain.frames.length + 1,
    toEnd: chain.stop === 'end',
    claim: `Inside the payload of one frame of ${the(window.sender)} lies ${inner}; taken apart, both are whole.`,
    evidence: [
      {
        text: `This frame's payload does not go on where ${inner} begins.`,
        place: placeIn(window, frame, 2),
      },
      {
        text: `Here ${inner} begins, in the middle of the other's payload.`,
        place: placeIn(window, innerAt, innerLength),
      },
      {
        text: `With the two taken apart both payloads are complete, and ${framesFollow(chain)}.`,
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
  stacks: ['java', 'python-websockets', 'go', 'dotnet', 'esp32'],
  reports: { 'masked-frame': 0.15, 'frame-header': 0.1, 'long-control-frame': 0.1 },
  confirm: 'Put one lock or queue round header and payload of every frame.',
  hypotheses(window) {
    if (!isFramingInDoubt(window)) return [];
    const found = lengthSuspects(window).map((frame) => interleavedWrite(window, frame));
    return plausible(found.filter((one) => one !== null).map(hypothesisOf));
  },
};
