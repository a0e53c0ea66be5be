// The bytes of a payload that is longer than declared: where the extra bytes begin, what they are, and
// whether the payload is
// whole without them.

import { concat } from '../../bytes/concat.ts';
import { violation } from '../../model/violation.ts';
import { unmaskCopy } from '../../websocket/mask.ts';
import { oncePer } from '../once-per.ts';
import { type BreakWindow, headerAt } from './break-window.ts';
import { follow } from './chain-score.ts';
import { type InflateResult, inflateMismatch } from './compressed-payload.ts';
import { classifyForeign } from './foreign-bytes.ts';
import { type PayloadCosts, payloadCosts } from './payload-costs.ts';
import { type LengthMismatch, longPayloads } from './payload-length-mismatch.ts';
import { isJson, jsonShape } from './text-shape.ts';

/** What the bytes of a long payload show. */
export interface ExtraBytes extends LengthMismatch {
  readonly costs: PayloadCosts;
  /** The least of the costs: how well the payload can be explained at all, in bits. */
  readonly leastCost: number;
  readonly inflate: InflateResult;
  /** Payload offset at which the extra bytes begin, or `null` when they follow the declared payload. */
  readonly insertedAt: number | null;
  /** The declared part is a whole JSON document. */
  readonly isDeclaredPartWhole: boolean;
  /** With the extra bytes at `insertedAt` taken out the payload is a whole JSON document. */
  readonly isWholeWithoutExtra: boolean;
  /** All of the payload, as JSON. */
  readonly allShape: ReturnType<typeof jsonShape>;
  /** The bytes between the declared end and the next frame are of another protocol or format. */
  readonly isForeign: boolean;
  /** The extra bytes are a frame by themselves. */
  readonly isFrame: boolean;
  /**
   * The bytes between the declared end and the next frame are the end of a document, after a payload that
   * is not text.
   */
  readonly isTextTail: boolean;
}

/** From this score on, in bits, bytes are recognised as something foreign. */
const foreignScore = 30;

/**
 * Offsets round the cheapest one at which a removal is tried: the cost is flat where the inserted bytes
 * look like their surroundings.
 */
const maxRemovalTries = 64;

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The text of the payload with the extra bytes at `at` taken out. */
function textWithoutExtra({ wire, extra, header }: LengthMismatch, at: number): string {
  return decode(unmaskCopy(concat([wire.subarray(0, at), wire.subarray(at + extra)]), header.maskingKey));
}

/**
 * The offset near `about`, the nearest first, at which taking the extra bytes out leaves a whole JSON
 * document; or -1.
 */
function removalOffset(mismatch: LengthMismatch, about: number): number {
  for (let step = 0; step < maxRemovalTries; step++) {
    const at = about + (step & 1 ? (step + 1) >> 1 : -(step >> 1));
    if (at < 1 || at >= mismatch.header.payloadLength) continue;
    if (isJson(textWithoutExtra(mismatch, at))) return at;
  }
  return -1;
}

/** The payload offset at which the extra bytes begin, or -1 when they seem to follow the declared payload. */
function insertionOffset(mismatch: LengthMismatch, cheapest: number, isDeclaredPartWhole: boolean): number {
  const { header, isText } = mismatch;
  const inside = cheapest < header.payloadLength ? cheapest : -1;
  if (!isText || isDeclaredPartWhole) return inside;
  const exact = removalOffset(mismatch, inside < 0 ? header.payloadLength : inside);
  return exact < 0 ? inside : exact;
}

function examine(mismatch: LengthMismatch): ExtraBytes {
  const { window, header, wire, extra, payloadStart, isText } = mismatch;
  const costs = payloadCosts(mismatch);
  const inflate = inflateMismatch(mismatch);
  const payload = unmaskCopy(wire, header.maskingKey);
  const isDeclaredPartWhole = isText && isJson(decode(payload.subarray(0, header.payloadLength)));
  const after = wire.subarray(header.payloadLength);
  const foreign = isDeclaredPartWhole || !isText ? classifyForeign(after)[0] : undefined;
  const byCost = insertionOffset(mismatch, costs.inserted.at, isDeclaredPartWhole);
  const isWholeWithoutExtra = isText && byCost >= 0 && isJson(textWithoutExtra(mismatch, byCost));
  const at = inflate.kind === 'whole without extra bytes' ? inflate.at : byCost;
  const insertedAt = at >= 0 && !isDeclaredPartWhole ? at : null;
  const tail = jsonShape(decode(after));
  return {
    ...mismatch,
    costs,
    leastCost: Math.min(costs.whole, costs.inserted.cost, costs.lostAcross.cost),
    inflate,
    insertedAt,
    isDeclaredPartWhole,
    isWholeWithoutExtra,
    allShape: isText ? jsonShape(decode(payload)) : 'none',
    isForeign: foreign !== undefined && foreign.bits > foreignScore,
    isFrame: areFrames(window, payloadStart + (insertedAt ?? header.payloadLength), extra),
    isTextTail: !isText && !header.masked && (tail === 'tail' || tail === 'middle'),
  };
}

/** Whether the bytes of a range are frames from its start to its end. */
function areFrames(window: BreakWindow, offset: number, length: number): boolean {
  const chain = follow(window, offset, { end: offset + length, messageOpen: null });
  return (chain.stop === 'end' && chain.frames.length > 0) || isFrameWithBadPayload(window, offset, length);
}

/** What is wrong with a frame whose header is as it must be. */
const payloadViolations = violation.closeReasonNotUtf8 | violation.closeCodeInvalid | violation.textNotUtf8;

/** Whether the bytes of a range are the one frame that breaks, and only its payload breaks a rule. */
function isFrameWithBadPayload(window: BreakWindow, offset: number, length: number): boolean {
  const { breakAt, firstBreak } = window;
  if (offset !== breakAt || (firstBreak.violations & ~payloadViolations) !== 0) return false;
  const header = headerAt(window, offset);
  return header !== null && header.headerLength + header.payloadLength === length;
}

/** The long payloads that the break may come from, examined. */
export const extraBytes = oncePer((window: BreakWindow): readonly ExtraBytes[] =>
  longPayloads(window).map(examine),
);
