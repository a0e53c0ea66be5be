// The bytes of a payload that is shorter than declared: whether it breaks off, goes on from further on, or
// ends with the end of
// another payload.

import type { Evidence } from '../../model/finding.ts';
import { count } from '../../model/words.ts';
import { unmaskCopy } from '../../websocket/mask.ts';
import { oncePer } from '../once-per.ts';
import { type BreakWindow, placeIn } from './break-window.ts';
import { framesFollow } from './chain-score.ts';
import { type InflateResult, inflateMismatch } from './compressed-payload.ts';
import { type Explanation, type PayloadCosts, payloadCosts } from './payload-costs.ts';
import { type LengthMismatch, shortPayloads } from './payload-length-mismatch.ts';
import { jsonShape } from './text-shape.ts';

/** What the bytes of a short payload show. */
export interface MissingBytes extends LengthMismatch {
  readonly costs: PayloadCosts;
  /** The better explanation of the two in which bytes were lost. */
  readonly lost: Explanation;
  /** That explanation is that bytes were lost across frames, not inside this payload. */
  readonly isLostAcross: boolean;
  /** The least of the costs: how well the payload can be explained at all, in bits. */
  readonly leastCost: number;
  readonly inflate: InflateResult;
  /** The payload, as JSON. */
  readonly shape: ReturnType<typeof jsonShape>;
}

function examine(mismatch: LengthMismatch): MissingBytes {
  const { wire, header, isText } = mismatch;
  const costs = payloadCosts(mismatch);
  const isLostAcross = costs.lostAcross.cost < costs.lostInside.cost;
  const lost = isLostAcross ? costs.lostAcross : costs.lostInside;
  const payload = unmaskCopy(wire, header.maskingKey);
  return {
    ...mismatch,
    costs,
    lost,
    isLostAcross,
    leastCost: Math.min(lost.cost, costs.whole),
    inflate: inflateMismatch(mismatch),
    shape: isText ? jsonShape(new TextDecoder().decode(payload)) : 'none',
  };
}

/** The short payloads that the break may come from, examined. */
export const missingBytes = oncePer((window: BreakWindow): readonly MissingBytes[] =>
  shortPayloads(window).map(examine),
);

/** What the header declares, and where the next frame begins instead. */
export function declaredAndPresent({ window, frame, header, wire, next, chain }: LengthMismatch): Evidence[] {
  return [
    {
      text: `The header declares ${count(header.payloadLength, 'byte')} of payload.`,
      place: placeIn(window, frame + 1, header.headerLength - 1),
    },
    {
      text: `After ${count(wire.length, 'byte')} of it a sound frame begins, and ${framesFollow(chain)}.`,
      place: placeIn(window, next, 2),
    },
  ];
}
