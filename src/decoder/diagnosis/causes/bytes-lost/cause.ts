// Bytes went missing on the way: inside one payload, from one payload into a later one, or of a header.

import { concat } from '../../../bytes/concat.ts';
import type { Evidence } from '../../../model/finding.ts';
import { count, hexOffset, the } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';
import { type BreakWindow, headerAt, payloadAt, placeIn } from '../../evidence/break-window.ts';
import { explains, framesFollow } from '../../evidence/chain-score.ts';
import type { InflateResult } from '../../evidence/compressed-payload.ts';
import { type ExtraBytes, extraBytes } from '../../evidence/extra-bytes.ts';
import { foreignReadings } from '../../evidence/foreign-at-break.ts';
import { type KeyByte, keyBytes } from '../../evidence/key-byte.ts';
import { type KeyOutOfStep, keyOutOfStep } from '../../evidence/key-out-of-step.ts';
import { type LostHeaderByte, lostHeaderByte } from '../../evidence/lost-header-byte.ts';
import { type LostLengthByte, lostLengthBytes } from '../../evidence/lost-length-byte.ts';
import { declaredAndPresent, type MissingBytes, missingBytes } from '../../evidence/missing-bytes.ts';
import { payloadScore } from '../../evidence/payload-costs.ts';
import { readOnFromNext } from '../../evidence/payload-length-mismatch.ts';
import { plausible } from '../../evidence/plausible.ts';
import { preview } from '../../evidence/text-shape.ts';
import type { Hypothesis } from '../../hypothesis.ts';

// Scores in bits, set by hand on the recorded captures.

/** A short payload that has the end of a document, though not all of it: the lost part lies before that end. */
const gapInDocumentScore = 8;
/** The end of the document outweighs the model of text: what that holds against a gap is given back, up to so much. */
const maxRefund = 12;
/** A short payload that is a whole document all the same lacks nothing. */
const shortWholeDocumentScore = -4;
/** But a few bytes that are lost inside a string of a document leave it whole. */
const fewLostWholeScore = 7;
const maxFewLost = 4;
/** The declared part of a long payload is a whole document, or all of the long payload is: nothing was lost from it. */
const declaredPartWholeScore = -12;
const longWholeDocumentScore = -10;
/** A long payload has the start of one document and the end of another. */
const twoDocumentsScore = 10;
/** The bytes after the declared end are the end of a document, after a payload that is not text. */
const textTailScore = 8;
/** The bytes after the declared end are of another protocol or format: they were inserted. */
const foreignScore = -6;
/**
 * One payload breaks off, and another one ends: two cuts at once. Under a mask the end is read with a key that was
 * chosen for it, and other faults look the same.
 */
const acrossMaskedPrior = -12;
/** Of the sure answers on damaged recordings that said so, most were something else. */
const maxAcross = 0.85;
/** From this gain on, in bits, the text shows where bytes are missing. */
const minVisibleGain = 4;

/** That a program wrote the text without a frame is more common. */
const wholeHeaderPrior = -4;
/** Bytes that must be the same, and in how many messages. */
const sameStart = 5;
const minSame = 2;

/** Inflating checks every byte of a compressed payload. */
const inflateScores: Record<InflateResult['kind'], number> = {
  'not tried': 0,
  'declared part is whole': -10,
  'all of it is whole': -10,
  'whole without extra bytes': -8,
  'never whole': 8,
  'declared part is damaged': 0,
  'whole though short': -16,
  'sound so far': -6,
  damaged: 6,
};

/** Bits by which the payload is shorter to describe with a gap in it than without; negative when it is longer. */
function gapGain({ costs, lost }: MissingBytes): number {
  return costs.whole - lost.cost;
}

function scoreOfShort(found: MissingBytes): number {
  const { shape } = found;
  let score = found.score + payloadScore(found, found.leastCost, found.lost.cost);
  if (shape === 'middle' || shape === 'tail')
    score += gapInDocumentScore + Math.min(maxRefund, Math.max(0, -gapGain(found)));
  else if (shape === 'whole' && -found.extra <= maxFewLost)
    score += fewLostWholeScore + Math.min(maxRefund, Math.max(0, -gapGain(found)));
  else if (shape === 'whole') score += shortWholeDocumentScore;
  return score + inflateScores[found.inflate.kind];
}

function scoreOfLong(found: ExtraBytes): number {
  let score = found.score + payloadScore(found, found.leastCost, found.costs.lostAcross.cost);
  if (found.isDeclaredPartWhole) score += declaredPartWholeScore;
  else if (found.allShape === 'whole') score += longWholeDocumentScore;
  else if (found.isText && found.allShape === 'middle' && !found.isWholeWithoutExtra)
    score += twoDocumentsScore;
  if (found.isTextTail) score += textTailScore;
  score += inflateScores[found.inflate.kind];
  if (found.isForeign) score += foreignScore;
  return score + (found.header.masked ? acrossMaskedPrior : 0);
}

function shortEvidence(found: MissingBytes): Evidence[] {
  const { window, payloadStart, isLostAcross } = found;
  const evidence = declaredAndPresent(found);
  if (gapGain(found) > minVisibleGain)
    evidence.push({
      text: isLostAcross
        ? 'From here on it is the end of another payload.'
        : 'From here on the payload continues with later bytes.',
      place: placeIn(window, payloadStart + found.lost.at, 1),
    });
  return evidence;
}

/** The next frame begins before the declared end. */
function shortPayloadHypothesis(found: MissingBytes): Hypothesis {
  const { window, header, wire, extra, chain } = found;
  return {
    name: found.isLostAcross ? 'bytes lost across frames' : 'bytes lost inside a payload',
    score: scoreOfShort(found),
    ...explains(chain),
    claim: `${count(-extra, 'byte')} of ${the(window.sender)}'s stream got lost on the way: the frame declares ${header.payloadLength.toLocaleString('en')} bytes of payload, ${wire.length.toLocaleString('en')} are there.`,
    evidence: shortEvidence(found),
    repair: readOnFromNext(found),
  };
}

/** The next frame begins after the declared end: the end of a later payload lies between. */
function longPayloadHypothesis(found: ExtraBytes): Hypothesis {
  const { window, header, extra, frame, payloadStart, next, chain, costs } = found;
  const { at } = costs.lostAcross;
  return {
    name: 'bytes lost across frames',
    score: scoreOfLong(found),
    maxConfidence: maxAcross,
    ...explains(chain),
    claim: `Bytes of ${the(window.sender)}'s stream got lost between ${hexOffset(window.start + frame)} and ${hexOffset(window.start + next)}: a payload breaks off and goes on as another's end.`,
    evidence: [
      {
        text: 'This frame parsed, but its payload does not read as one whole.',
        place: placeIn(window, frame, 2),
      },
      {
        text: 'What stands here is the end of a payload whose header is not there.',
        place:
          at > 0
            ? placeIn(window, payloadStart + at, 1)
            : placeIn(window, payloadStart + header.payloadLength, extra),
      },
      { text: `From here on ${framesFollow(chain)}.`, place: placeIn(window, next, 2) },
    ],
    repair: readOnFromNext(found),
  };
}

/** The first byte of a header is missing. */
function headerByteHypothesis(found: LostHeaderByte): Hypothesis {
  const { window, byte, frame, chain, next, score, repaired } = found;
  const hex = byte.toString(16);
  const payload = frame.frames[0].header.payloadLength;
  return {
    name: 'the first byte of a header lost',
    score,
    ...explains(chain),
    frames: chain.frames.length + 1,
    claim: `The first byte of a frame of ${the(window.sender)} got lost at ${hexOffset(window.firstBreak.offset)}: with ${hex} before these bytes they are a sound frame.`,
    evidence: [
      {
        text: `Here a header lacks its first byte; ${hex} makes it one of ${count(payload, 'byte')} of payload.`,
        place: placeIn(window, window.breakAt, 1),
      },
      { text: `Where that payload ends ${framesFollow(chain)}.`, place: placeIn(window, next, 2) },
    ],
    repair: { from: window.firstBreak.offset, bytes: repaired, text: `${hex} put back before the header` },
  };
}

/** A whole header is missing: what stands here is text that begins as this sender's other messages do. */
function wholeHeaderHypotheses(window: BreakWindow): Hypothesis[] {
  return foreignReadings(window, 'text').flatMap(({ end, chain, score }) => {
    const { breakAt, bytes, sender, firstBreak } = window;
    if (!beginsAsOthers(window, bytes.subarray(breakAt, end))) return [];
    return [
      {
        name: 'a whole header lost',
        score: score + wholeHeaderPrior,
        ...explains(chain),
        claim: `A frame of ${the(sender)} has no header at ${hexOffset(firstBreak.offset)}: text stands there that begins as the messages before it do.`,
        evidence: [
          {
            text: `These ${count(end - breakAt, 'byte')} begin as earlier messages of ${the(sender)} do: “${preview(bytes.subarray(breakAt, end), 48)}”.`,
            place: placeIn(window, breakAt, end - breakAt),
          },
          { text: `After them ${framesFollow(chain)}.`, place: placeIn(window, end, 2) },
        ],
      },
    ];
  });
}

/** Whether text begins with the same word as two or more messages before the break. */
function beginsAsOthers(window: BreakWindow, text: Uint8Array): boolean {
  const start = (bytes: Uint8Array) => new TextDecoder().decode(bytes.subarray(0, sameStart));
  const own = start(text);
  if (!/^[a-z]/i.test(own) || text.length < sameStart) return false;
  const same = window.framesBefore.filter((offset) => {
    const header = headerAt(window, offset);
    return header?.opcode === 1 && (header.rsv & 4) === 0 && start(payloadAt(window, offset, header)) === own;
  });
  return same.length >= minSame;
}

/** A byte of a length field is missing. */
function lengthByteHypothesis(found: LostLengthByte): Hypothesis {
  const { window, frame, at, byte, payload, payloadLength, next, chain, score, repaired } = found;
  const hex = byte.toString(16).padStart(2, '0');
  const offset = hexOffset(window.start + frame);
  return {
    name: 'a byte of a length lost',
    score,
    ...explains(chain),
    frames: chain.frames.length + 1,
    claim: `A byte of the length of the frame at ${offset} of ${the(window.sender)} got lost: with ${hex} put back its payload of ${count(payloadLength, 'byte')} ends where the next frame begins.`,
    evidence: [
      { text: `Here ${hex} is missing.`, place: placeIn(window, at, 1) },
      { text: `With it the payload reads “${preview(payload)}”.`, place: placeIn(window, at, next - at) },
      { text: `Where that payload ends ${framesFollow(chain)}.`, place: placeIn(window, next, 2) },
    ],
    repair: {
      from: window.start + frame,
      bytes: concat([repaired, window.bytes.subarray(next)]),
      text: `${hex} put back into the length`,
    },
  };
}

/** The rest of a masked text, up to the end of the stream, reads under the same key some bytes further. */
function outOfStepHypothesis({
  window,
  frame,
  header,
  payloadStart,
  at,
  missing,
  score,
  text,
}: KeyOutOfStep): Hypothesis {
  return {
    name: 'bytes lost inside a masked payload',
    score,
    frames: 0,
    toEnd: true,
    claim: `${count(missing, 'byte')} of ${the(window.sender)}'s stream got lost on the way, inside the payload of the frame at ${hexOffset(window.start + frame)}: the masking key is out of step by as much as the payload is short.`,
    evidence: [
      {
        text: `The header declares ${count(header.payloadLength, 'byte')} of payload; the stream ends ${count(missing, 'byte')} before that.`,
        place: placeIn(window, frame, header.headerLength),
      },
      {
        text: `From here on the payload reads with the key ${count(missing, 'byte')} further: “${text}”.`,
        place: placeIn(window, payloadStart + at, 1),
      },
    ],
  };
}

/** A byte of a masking key is missing. */
function keyByteHypothesis({ window, frame, at, key, payload, next, chain, score }: KeyByte): Hypothesis {
  return {
    name: 'a byte of a masking key lost',
    score,
    ...explains(chain),
    claim: `A byte of the masking key of the frame at ${hexOffset(window.start + frame)} of ${the(window.sender)} got lost, so nothing after it unmasks.`,
    evidence: [
      { text: 'Here a byte of the key is missing.', place: placeIn(window, at, 1) },
      {
        text: `With it put back the payload reads “${preview(payload)}”.`,
        place: placeIn(window, next - payload.length, payload.length),
      },
      { text: `One byte before the declared end ${framesFollow(chain)}.`, place: placeIn(window, next, 2) },
    ],
    repair: {
      from: window.start + frame,
      bytes: concat([
        window.bytes.subarray(frame, next - payload.length - 3),
        key,
        window.bytes.subarray(next - payload.length),
      ]),
      text: 'the byte put back into the key',
    },
  };
}

/** Bytes went missing on the way. */
export const bytesLost: Cause<'bytes-lost'> = {
  id: 'bytes-lost',
  group: 'damage on the way',
  title: 'Bytes went missing on the way',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  confirm: 'Capture at both ends and compare the streams at this offset.',
  hypotheses(window) {
    const headerByte = lostHeaderByte(window);
    const lengthByte = lostLengthBytes(window)[0];
    const outOfStep = keyOutOfStep(window);
    const keyByte = keyBytes(window).find(({ isExtra }) => !isExtra);
    return plausible([
      ...missingBytes(window).map(shortPayloadHypothesis),
      ...extraBytes(window).map(longPayloadHypothesis),
      ...(headerByte === null ? [] : [headerByteHypothesis(headerByte)]),
      ...wholeHeaderHypotheses(window),
      ...(lengthByte === undefined ? [] : [lengthByteHypothesis(lengthByte)]),
      ...(outOfStep === null ? [] : [outOfStepHypothesis(outOfStep)]),
      ...(keyByte === undefined ? [] : [keyByteHypothesis(keyByte)]),
    ]);
  },
};
