// Bytes that belong to no frame got into the stream, between two frames or inside a payload.

import { concat } from '../../../bytes/concat.ts';
import type { Evidence } from '../../../model/finding.ts';
import { count, hexOffset, the } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';
import { placeIn } from '../../evidence/break-window.ts';
import { explains, framesFollow } from '../../evidence/chain-score.ts';
import type { InflateResult } from '../../evidence/compressed-payload.ts';
import { type ExtraBytes, extraBytes } from '../../evidence/extra-bytes.ts';
import { type InsertedNuls, insertedNuls } from '../../evidence/inserted-nuls.ts';
import { type KeyByte, keyBytes } from '../../evidence/key-byte.ts';
import { type PaddedHeader, paddedHeader } from '../../evidence/padded-header.ts';
import { payloadScore } from '../../evidence/payload-costs.ts';
import { plausible } from '../../evidence/plausible.ts';
import { type RepeatedFrame, repeatedFrame } from '../../evidence/repeated-frame.ts';
import { type RepeatedPiece, repeatedPiece } from '../../evidence/repeated-piece.ts';
import { preview, readsAsText } from '../../evidence/text-shape.ts';
import type { Hypothesis, Repair } from '../../hypothesis.ts';

// Scores in bits, set by hand on the recorded captures.

/** Without the extra bytes the payload is a whole JSON document; with other bytes taken out it hardly ever is. */
const wholeDocumentScore = 9;
/** The payload is a whole JSON document with the extra bytes in it: then they belong there, and the length is wrong. */
const documentNeedsExtraScore = -6;
/** The extra bytes are of another protocol or format: a cause of its own explains them better. */
const foreignScore = -10;
/** The extra bytes are a frame by themselves: another writer's, not noise. */
const frameScore = -14;
/** The extra bytes are the end of a document: then the frames between were lost. */
const textTailScore = -8;
/** What gets into a stream by accident is mostly small. */
const largeScore = -6;
const maxSmall = 4096;

/** What gets in is seldom text of the same kind: then a piece from one message to the next was lost. */
const ownTextScore = -12;
const minOwnText = 8;
/** Fewer bytes of noise are more likely to have got in than to be the rest of something. */
const minNoise = 8;
/** Of sure answers that so many bytes of noise got in, too many were of bytes that got lost. */
const maxNoise = 0.85;

/** Inflating checks every byte of a compressed payload, so its result outweighs all else. */
const inflateScores: Record<InflateResult['kind'], { readonly inside: number; readonly between: number }> = {
  'not tried': { inside: 0, between: 0 },
  'declared part is whole': { inside: -14, between: 14 },
  'all of it is whole': { inside: -14, between: -14 },
  'whole without extra bytes': { inside: 26, between: -10 },
  'never whole': { inside: -12, between: -12 },
  'declared part is damaged': { inside: 0, between: -12 },
  'whole though short': { inside: 0, between: 0 },
  'sound so far': { inside: 0, between: 0 },
  damaged: { inside: 0, between: 0 },
};

/** Whether the bytes to take out read as text like the payload round them, and repeat nothing. */
function isOwnText({ wire, header, extra, isText }: ExtraBytes, at: number): boolean {
  if (!isText || extra < minOwnText || header.masked) return false;
  const removed = wire.subarray(at, at + extra);
  const repeats = removed.every((byte, i) => byte === wire[at - extra + i] || byte === removed[0]);
  return !repeats && readsAsText(removed);
}

/**
 * Whether nothing shows that the extra bytes are not the end of a message whose beginning was lost: they are neither a
 * run or a repetition nor text, and the payload round them does not tell either.
 */
function isNoise({
  extra,
  wire,
  header,
  insertedAt,
  inflate,
  isWholeWithoutExtra,
  ...found
}: ExtraBytes): boolean {
  if (extra < minNoise || isWholeWithoutExtra || found.isForeign) return false;
  if (inflate.kind === 'whole without extra bytes') return false;
  const at = insertedAt ?? header.payloadLength;
  const bytes = wire.subarray(at, at + extra);
  // A run of one byte that goes on in the payload before it may be more of that payload.
  if (bytes.every((byte) => byte === bytes[0])) return wire[at - 1] === bytes[0];
  return !readsAsText(bytes);
}

/** Bits that each byte after the extra ones is worth when the payload inflates without them. */
const bitsPerTested = 2;

function scoreOf(found: ExtraBytes): number {
  const { extra, inflate, insertedAt, isText } = found;
  let score = found.score + payloadScore(found, found.leastCost, found.costs.inserted.cost);
  if (found.isDeclaredPartWhole || found.isWholeWithoutExtra) score += wholeDocumentScore;
  else if (isText && found.allShape === 'whole') score += documentNeedsExtraScore;
  const inflated = inflateScores[inflate.kind][insertedAt === null ? 'between' : 'inside'];
  // What comes after the bytes to take out is what inflating them away is tested on.
  const tested = insertedAt === null ? 0 : found.header.payloadLength - insertedAt;
  score +=
    inflate.kind === 'whole without extra bytes' ? Math.min(inflated, tested * bitsPerTested) : inflated;
  if (found.isForeign) score += foreignScore;
  if (found.isFrame) score += frameScore;
  if (found.isTextTail) score += textTailScore;
  if (extra > maxSmall) score += largeScore;
  if (insertedAt !== null && isOwnText(found, insertedAt)) score += ownTextScore;
  return score;
}

/** The extra bytes lie inside the payload, from `insertedAt` on. */
function insideWords(found: ExtraBytes, insertedAt: number): { claim: string; evidence: Evidence[] } {
  const { window, frame, extra, payloadStart } = found;
  const bytes = count(extra, 'byte');
  return {
    claim: `${bytes} that ${extra === 1 ? 'does' : 'do'} not belong there got into the payload of the frame at ${hexOffset(window.start + frame)}.`,
    evidence: [
      {
        text: `With ${bytes} taken out here the payload is good again to its end.`,
        place: placeIn(window, payloadStart + insertedAt, extra),
      },
      ...nextFrames(found),
      { text: 'Up to there the payload is good too.', place: null },
    ],
  };
}

/** The extra bytes lie between two frames. */
function betweenWords(found: ExtraBytes): { claim: string; evidence: Evidence[] } {
  const { window, header, extra, payloadStart } = found;
  const bytes = count(extra, 'byte');
  return {
    claim: `${bytes} that ${extra === 1 ? 'belongs to no frame stands' : 'belong to no frame stand'} between two frames of ${the(window.sender)}.`,
    evidence: [
      {
        text: extra === 1 ? 'This byte is not a frame.' : `These ${bytes} are not a frame.`,
        place: placeIn(window, payloadStart + header.payloadLength, extra),
      },
      ...nextFrames(found),
      {
        text: found.isDeclaredPartWhole
          ? 'The payload before them is complete.'
          : 'Whether the payload before them is complete cannot be seen.',
        place: null,
      },
    ],
  };
}

function nextFrames({ window, extra, next, chain }: ExtraBytes): Evidence[] {
  return [
    {
      text: `${extra === 1 ? 'After it' : 'After them'} ${framesFollow(chain)}.`,
      place: placeIn(window, next, 2),
    },
  ];
}

/** The stream without the extra bytes. */
function repairOf({ window, frame, header, extra, payloadStart, next, insertedAt }: ExtraBytes): Repair {
  const { bytes, start } = window;
  const text = `${count(extra, 'byte')} taken out`;
  if (insertedAt === null)
    return { from: start + payloadStart + header.payloadLength, bytes: bytes.subarray(next), text };
  const cut = payloadStart + insertedAt;
  return {
    from: start + frame,
    bytes: concat([bytes.subarray(frame, cut), bytes.subarray(cut + extra)]),
    text,
  };
}

function hypothesisOf(found: ExtraBytes): Hypothesis {
  return {
    name: `${found.extra} extra bytes`,
    score: scoreOf(found),
    ...(isNoise(found) ? { maxConfidence: maxNoise } : {}),
    ...explains(found.chain),
    ...(found.insertedAt === null ? betweenWords(found) : insideWords(found, found.insertedAt)),
    repair: repairOf(found),
  };
}

/** NUL bytes stand before the masking key of a frame. */
function paddingHypothesis(found: PaddedHeader): Hypothesis {
  const { window, frame, paddingAt, padding, payload, chain, score } = found;
  const nuls = count(padding, 'NUL byte');
  const end = frame + found.meant.headerLength + found.meant.payloadLength;
  return {
    name: `${nuls} before the masking key`,
    score,
    ...explains(chain),
    claim: `${nuls} got in between the header and the masking key of the frame at ${hexOffset(window.start + frame)}: a C struct with padding was written as it lies in memory.`,
    evidence: [
      {
        text: `Where the masking key should begin there ${padding === 1 ? 'is a NUL byte' : `are ${nuls}`}.`,
        place: placeIn(window, paddingAt, padding),
      },
      {
        text: `With the key that follows them the payload reads “${preview(payload)}”.`,
        place: placeIn(window, paddingAt + padding, 4),
      },
      {
        text: `The payload is then ${count(padding, 'byte')} later, and ${framesFollow(chain)}.`,
        place: placeIn(window, end, 2),
      },
    ],
    repair: {
      from: window.start + frame,
      bytes: concat([window.bytes.subarray(frame, paddingAt), window.bytes.subarray(paddingAt + padding)]),
      text: `${nuls} before the masking key taken out`,
    },
    stacks: ['esp32'],
  };
}

/** A part of the frame before was written once more. */
function repetitionHypothesis({
  window,
  original,
  at,
  length,
  next,
  chain,
  score,
}: RepeatedFrame): Hypothesis {
  const { start, bytes } = window;
  const words = count(length, 'byte');
  return {
    name: 'the start of a frame written twice',
    score,
    ...explains(chain),
    claim: `${words} got in between two frames of ${the(window.sender)}: they are the start of the frame at ${hexOffset(start + original)}, written twice.`,
    evidence: [
      { text: `These ${words} are in the stream twice.`, place: placeIn(window, at, length) },
      { text: 'They are the start of this frame.', place: placeIn(window, original, length) },
      { text: `After them ${framesFollow(chain)}.`, place: placeIn(window, next, 2) },
    ],
    repair: { from: start + at, bytes: bytes.subarray(next), text: `${words} taken out` },
  };
}

/** NUL bytes got into a text. */
function nulsHypothesis({
  window,
  frame,
  at,
  length,
  payload,
  next,
  chain,
  score,
}: InsertedNuls): Hypothesis {
  const nuls = count(length, 'NUL byte');
  return {
    name: `${nuls} inside a text`,
    score,
    ...explains(chain),
    claim: `${nuls} got into the text of the frame at ${hexOffset(window.start + frame)}: without them it is whole, and the stream goes on ${count(length, 'byte')} after its declared end.`,
    evidence: [
      { text: `Here are ${nuls}, which no text has.`, place: placeIn(window, at, length) },
      { text: `Without them it reads “${preview(payload)}”.`, place: null },
      {
        text: `${count(length, 'byte')} after the declared end ${framesFollow(chain)}.`,
        place: placeIn(window, next, 2),
      },
    ],
    repair: {
      from: window.start + frame,
      bytes: concat([window.bytes.subarray(frame, at), window.bytes.subarray(at + length)]),
      text: `${nuls} taken out`,
    },
  };
}

/** A byte got into a masking key. */
function keyByteHypothesis({ window, frame, at, payload, next, chain, score }: KeyByte): Hypothesis {
  return {
    name: 'a byte too many in a masking key',
    score,
    ...explains(chain),
    claim: `A byte got into the masking key of the frame at ${hexOffset(window.start + frame)}, so nothing after it unmasks.`,
    evidence: [
      { text: 'This byte is not of the key.', place: placeIn(window, at, 1) },
      {
        text: `With it taken out the payload reads “${preview(payload)}”.`,
        place: placeIn(window, next - payload.length, payload.length),
      },
      { text: `One byte after the declared end ${framesFollow(chain)}.`, place: placeIn(window, next, 2) },
    ],
    repair: {
      from: window.start + frame,
      bytes: concat([window.bytes.subarray(frame, at), window.bytes.subarray(at + 1)]),
      text: 'one byte taken out of the key',
    },
  };
}

/** A piece of the stream was written once more. */
function pieceHypothesis({ window, frame, at, length, repaired, chain, score }: RepeatedPiece): Hypothesis {
  const words = count(length, 'byte');
  return {
    name: 'a piece of the stream written twice',
    score,
    ...explains(chain),
    claim: `${words} of ${the(window.sender)}'s stream were written twice, at ${hexOffset(window.start + at - length)} and at ${hexOffset(window.start + at)}.`,
    evidence: [
      { text: `These ${words} repeat those before them.`, place: placeIn(window, at, length) },
      { text: 'They are written here first.', place: placeIn(window, at - length, length) },
      {
        text: `With one copy taken out, from the frame at ${hexOffset(window.start + frame)} on ${framesFollow(chain)}.`,
        place: null,
      },
    ],
    repair: { from: window.start + frame, bytes: repaired, text: `${words} taken out` },
  };
}

/** Extra bytes got into the stream. */
export const bytesInserted: Cause<'bytes-inserted'> = {
  id: 'bytes-inserted',
  group: 'damage on the way',
  title: 'Extra bytes got into the stream',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'esp32'],
  confirm: 'Capture at both ends and compare the streams at this offset.',
  hypotheses(window) {
    const padded = paddedHeader(window);
    const list = extraBytes(window).map(hypothesisOf);
    list.push(...insertedNuls(window).slice(0, 1).map(nulsHypothesis));
    const repeated = repeatedFrame(window);
    if (repeated !== null) list.push(repetitionHypothesis(repeated));
    const piece = repeatedPiece(window);
    if (piece !== null) list.push(pieceHypothesis(piece));
    const key = keyBytes(window).find(({ isExtra }) => isExtra);
    if (key !== undefined) list.push(keyByteHypothesis(key));
    return plausible(padded === null ? list : [...list, paddingHypothesis(padded)]);
  },
};
