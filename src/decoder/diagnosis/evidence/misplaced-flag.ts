// RSV1 on a control or continuation frame, where permessage-deflate forbids it.

import { isReservedOpcode, opcodeName } from '../../model/opcode.ts';
import type { ViolationName } from '../../model/violation.ts';
import type { Hypothesis } from '../hypothesis.ts';
import { agreedDeflate } from './agreed-deflate.ts';
import { type BreakWindow, placeIn } from './break-window.ts';
import { explains } from './chain-score.ts';
import { frameBreaking, senderAndOffset } from './declared-frame.ts';
import { soundBefore } from './frames-before.ts';

const names: readonly ViolationName[] = ['rsv1OnContinuation', 'rsv1OnControl'];

/** The hypothesis that RSV1 was set there by mistake. `why` ends the claim; `score` is in bits. */
export function misplacedFlag(
  window: BreakWindow,
  { score, why }: { readonly score: number; readonly why: string },
): Hypothesis[] {
  return names.flatMap((name) => {
    const frame = frameBreaking(window, name);
    // An opcode without a meaning is another fault, and it says nothing of RSV1.
    if (frame === null || isReservedOpcode(frame.header.opcode)) return [];
    const { sender, offset } = senderAndOffset(window);
    const on = name === 'rsv1OnControl' ? `a ${opcodeName(frame.header.opcode)}` : 'a continuation frame';
    return [
      {
        ...explains(frame.chain),
        name: `RSV1 on ${on}`,
        score: frame.fit + score,
        claim: `${sender} set RSV1 on ${on} at ${offset}${why}.`,
        evidence: [
          { text: `RSV1 is set on ${on}.`, place: placeIn(window, window.breakAt, 1) },
          agreedDeflate(window),
          soundBefore(window),
        ],
      },
    ];
  });
}
