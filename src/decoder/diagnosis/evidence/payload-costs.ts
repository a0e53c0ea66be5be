// The description length of a payload that is longer or shorter than declared, under each way in which that
// could have come
// about: all of it was written so, extra bytes were inserted, a part of it was lost, or its end and the
// start of a later frame were lost.

import { unmaskCopy } from '../../websocket/mask.ts';
import { noiseBitsPerByte, noiseCosts, tailCostsUnderAnyKey, textCosts } from './description-length.ts';
import type { LengthMismatch } from './payload-length-mismatch.ts';

/** A way to explain a payload: its description length in bits, and the offset in the wire bytes where it changes. */
export interface Explanation {
  readonly cost: number;
  /** -1 when there is no such offset. */
  readonly at: number;
}

/** The description lengths of the bytes between a header and the next one. */
export interface PayloadCosts {
  /** Bits when all of it is this frame's payload. */
  readonly whole: number;
  /** The extra bytes begin at `at`; between the two frames when that is the declared length. */
  readonly inserted: Explanation;
  /** Good up to `at`, then the same payload from further on. */
  readonly lostInside: Explanation;
  /** Good up to `at`, then the end of a later frame's payload. */
  readonly lostAcross: Explanation;
}

/** Bits to say that inserted bytes are text and not noise. */
const insertedTextBits = 2;
/** Bits for inserted bytes that repeat those before them: only their length has to be said. */
const repetitionBits = 12;
/** Bits for inserted bytes that are one byte over and over: that byte, and how many. */
const sameByteBits = 14;
/** A repetition of fewer bytes than this occurs by chance. */
const minRepetition = 4;
/** Bits to say that the inserted bytes lie between the frames: one place of two, inside or between. */
const betweenFramesBits = 1;

const notPossible: Explanation = { cost: Number.POSITIVE_INFINITY, at: -1 };

/** The explanation of least cost among `costAt(from)` to `costAt(to - 1)`, the first of equals. */
function cheapest(from: number, to: number, costAt: (at: number) => number): Explanation {
  let cost = Number.POSITIVE_INFINITY;
  let best = -1;
  for (let at = from; at < to; at++) {
    const here = costAt(at);
    if (here < cost) {
      cost = here;
      best = at;
    }
  }
  return { cost, at: best };
}

/** Whether bytes `[at, at + length)` are all the same. */
function isOneByte(wire: Uint8Array, at: number, length: number): boolean {
  if (length < minRepetition) return false;
  for (let i = 1; i < length; i++) if (wire[at + i] !== wire[at]) return false;
  return true;
}

/** Whether bytes `[at, at + length)` repeat those before them. */
function repeatsBefore(wire: Uint8Array, at: number, length: number): boolean {
  if (length < minRepetition || at < length) return false;
  for (let i = 0; i < length; i++) if (wire[at + i] !== wire[at - length + i]) return false;
  return true;
}

/** The costs of the payload of a mismatch under each explanation. */
export function payloadCosts({ header, wire, extra, isText }: LengthMismatch): PayloadCosts {
  const { length } = wire;
  const { masked, maskingKey, payloadLength } = header;
  const own = isText ? textCosts(unmaskCopy(wire, maskingKey)) : noiseCosts(length);
  // After inserted or lost bytes the masking key goes on with another of its four bytes.
  const shifted = isText && masked ? textCosts(unmaskCopy(wire, maskingKey, -extra & 3)) : own;
  /** Bits to say at which offset something happened. */
  const offsetBits = Math.log2(length + 2);
  const restFrom = (at: number): number => shifted[length] - shifted[at];
  let inserted = notPossible;
  let lostInside = notPossible;
  if (extra > 0) {
    const wireText = textCosts(wire);
    const costOfExtra = (at: number): number =>
      repeatsBefore(wire, at, extra)
        ? repetitionBits
        : isOneByte(wire, at, extra)
          ? sameByteBits
          : Math.min(extra * noiseBitsPerByte, wireText[at + extra] - wireText[at] + insertedTextBits);
    inserted = cheapest(
      0,
      Math.min(payloadLength, length - extra) + 1,
      (at) =>
        own[at] +
        costOfExtra(at) +
        restFrom(at + extra) +
        (at === payloadLength ? betweenFramesBits : offsetBits),
    );
  } else {
    lostInside = cheapest(1, length, (at) => own[at] + restFrom(at) + offsetBits);
  }
  // Bytes lost across frames take the end of this payload with them, so they begin before its declared end.
  const foreignTail = foreignTailCosts(wire, masked, isText);
  const lostAcross = cheapest(
    0,
    Math.min(length, payloadLength),
    (at) => own[at] + foreignTail(at) + offsetBits,
  );
  return { whole: own[length], inserted, lostInside, lostAcross };
}

/** Bits for the bytes from an offset on as the end of another frame's payload, whose masking key is not known. */
function foreignTailCosts(wire: Uint8Array, masked: boolean, isText: boolean): (at: number) => number {
  const { length } = wire;
  const costs = masked ? tailCostsUnderAnyKey(wire) : textCosts(wire);
  const asText = masked ? (at: number) => costs[at] : (at: number) => costs[length] - costs[at];
  if (isText) return asText;
  // After a payload that is not text the tail may be noise too; after text comes text.
  return (at) => Math.min(asText(at), (length - at) * noiseBitsPerByte);
}

/** Bits for a text payload that reads as text under the best explanation, and for one that reads as text under none. */
const readsAsTextScore = 5;
const readsAsNoiseScore = -12;
/** Bits per byte, at least, by which text must be shorter to describe than noise; `maxTextMargin` is enough in all. */
const textMarginPerByte = 0.3;
const maxTextMargin = 12;
/** An explanation loses at most so many bits to the best one: the model of text is too rough for more. */
const maxCostPenalty = 30;

/**
 * Score, in bits, of an explanation with the given cost among others of which `best` is the cheapest: how
 * well the payload reads at
 * all, less what this explanation costs more.
 */
export function payloadScore({ wire, isText }: LengthMismatch, best: number, cost: number): number {
  const behind = Math.max(-maxCostPenalty, Math.min(0, best - cost));
  if (!isText || wire.length === 0) return behind;
  const margin = wire.length * noiseBitsPerByte - best;
  const reads = margin > Math.min(maxTextMargin, wire.length * textMarginPerByte);
  return (reads ? readsAsTextScore : readsAsNoiseScore) + behind;
}
