// A frame read with its length understood in another way. A wrong length is noticed one frame late: the
// reader stops at the
// header after it, so the frames before the break are suspects too.

import { concat } from '../../bytes/concat.ts';
import { u32 } from '../../bytes/integers.ts';
import { isControl } from '../../model/opcode.ts';
import { doubtfulHeader, violation } from '../../model/violation.ts';
import { capital, count, the } from '../../model/words.ts';
import { type Chain, chainWeight } from '../../websocket/chain.ts';
import { encodeHeader } from '../../websocket/encode.ts';
import { type Header, readHeader } from '../../websocket/header.ts';
import type { Hypothesis, Repair } from '../hypothesis.ts';
import { type BreakWindow, headerAt, payloadAt, placeIn } from './break-window.ts';
import { chainScore, explains, follow, framesFollow } from './chain-score.ts';
import { inflatedScore } from './compressed-payload.ts';
import { isFramingInDoubt } from './framing-in-doubt.ts';
import { packetScoreOf } from './packets.ts';
import { plausible } from './plausible.ts';
import { isJson, readsAsText } from './text-shape.ts';

/** Reads the header at an offset; `null` when it is not all there. */
export type HeaderReader = (bytes: Uint8Array, offset: number, end: number) => Header | null;

/** Gives the header that was meant; `null` when this one is meant as it stands. */
type HeaderChange = (header: Header, bytes: Uint8Array, offset: number) => Header | null;

/** A way to understand a length that differs from RFC 6455. */
export interface LengthReading {
  /** In a few words: for "also considered". */
  readonly name: string;
  /** What the sender does wrong, to go after "the server". */
  readonly does: string;
  readonly read: HeaderReader;
  /** Prior, in bits, that a sender writes all its lengths so: how common it is, less how easily it fits by chance. */
  readonly priorOfAll: number;
  /** Prior, in bits, that only one frame has its length so; `null` where that makes no sense. */
  readonly priorOfOne: number | null;
  /** The length is that of the header in another byte order, so that nothing is fitted to the payload. */
  readonly isWritten?: boolean;
  /** Bits to choose it among readings of its kind, paid where no frame follows: then one of them fits by chance. */
  readonly choice?: number;
  /** No mistake of a program is known that comes to this length: where one frame alone shows it, it is not sure. */
  readonly isOdd?: boolean;
}

/** A reader that reads the headers for which `change` gives another header as that, and all others as they stand. */
export function readerWith(change: HeaderChange): HeaderReader {
  return (bytes, offset, end) => {
    const header = readHeader(bytes, offset, end);
    if (header === null) return null;
    const meant = change(header, bytes, offset);
    if (meant === null) return header;
    return offset + meant.headerLength > end ? null : meant;
  };
}

/** The header with another payload length. */
export function withPayloadLength(header: Header, payloadLength: number): Header {
  return { ...header, payloadLength };
}

/** The header with another payload length and a length field of `fieldLength` bytes after the second byte. */
export function withLengthField(
  { header, bytes, offset }: { readonly header: Header; readonly bytes: Uint8Array; readonly offset: number },
  fieldLength: number,
  payloadLength: number,
): Header {
  const keyOffset = 2 + fieldLength;
  return {
    ...header,
    payloadLength,
    headerLength: keyOffset + (header.masked ? 4 : 0),
    maskingKey: header.masked ? u32(bytes, offset + keyOffset) : 0,
  };
}

/** The frames whose length may be wrong, as offsets in the window: the one at the break, then the two before it. */
export function lengthSuspects(window: BreakWindow): number[] {
  const before = window.framesBefore.slice(-2).reverse();
  // A header with violations that have nothing to do with the length is probably not a header at all.
  const aboutLength = violation.lengthNotMinimal | violation.lengthMsbSet | violation.maskedServerFrame;
  const isDoubtful = (window.firstBreak.violations & doubtfulHeader & ~aboutLength) !== 0;
  return [...(isDoubtful ? [] : [window.breakAt]), ...before].filter(
    (offset) => headerAt(window, offset) !== null,
  );
}

/** A suspect frame under a reading that fits. Offsets count in the window. */
interface LengthFit {
  readonly window: BreakWindow;
  readonly reading: LengthReading;
  /** The reading holds for the frames after this one too. */
  readonly ofAll: boolean;
  readonly frame: number;
  /** The header as RFC 6455 reads it. */
  readonly declared: Header;
  /** The header as the reading has it. */
  readonly meant: Header;
  /** End of the payload under the reading. */
  readonly end: number;
  /** The frames after it. */
  readonly rest: Chain;
  /** In bits. */
  readonly score: number;
}

// Scores in bits, set by hand on the recorded captures.

/**
 * Under the reading a text payload reads as text; that it ends with a whole character and before the next
 * header is unlikely by chance.
 */
const textScore = 5;
/** It is even a whole JSON document. */
const documentScore = 9;
/** The payload shows nothing: that bytes of one frame were lost or got in is more common than one wrong length. */
const unseenScore = -3;
/** It does not read as text. */
const notTextScore = -18;
/** The payload as declared is a whole document already: the reading adds bytes after its end. */
const documentAsDeclaredScore = -12;

/** What the reading adds to the text is NUL bytes alone. */
const nulsAddedScore = -10;

/** What the payload says about the length under the reading. */
function payloadScore(window: BreakWindow, frame: number, header: Header, ofAll: boolean): number {
  const isText = header.opcode === 1 && (header.rsv & 4) === 0;
  if (!isText) return inflatedScore(window, frame, header) || (ofAll ? 0 : unseenScore);
  const payload = payloadAt(window, frame, header);
  if (!readsAsText(payload)) return notTextScore;
  const declared = headerAt(window, frame);
  const isLonger = declared !== null && declared.payloadLength < header.payloadLength;
  const added = isLonger ? payload.subarray(declared.payloadLength) : payload.subarray(payload.length);
  if (added.length > 0 && added.every((byte) => byte === 0)) return nulsAddedScore;
  if (isLonger && declared.headerLength === header.headerLength) {
    const asDeclared = payloadAt(window, frame, declared);
    if (isJson(new TextDecoder().decode(asDeclared))) return documentAsDeclaredScore;
  }
  return textScore + (isJson(new TextDecoder().decode(payload)) ? documentScore : 0);
}

/** Score of the frames before the break that the reading does not have: they would all have parsed by chance. */
function swallowedScore(window: BreakWindow, frame: number, rest: Chain): number {
  const own = new Set(rest.frames.map(({ offset }) => offset));
  let score = 0;
  for (const at of window.framesBefore) {
    if (at <= frame || own.has(at)) continue;
    score += chainWeight({ ...follow(window, at, { maxFrames: 1 }), stop: 'max-frames' });
  }
  return score;
}

/** What follows the declared payload is line ends, spaces or NULs: something added after the frame. In bits. */
const paddingScore = -12;
const paddingBytes = [0, 9, 10, 13, 32];

function isPadding({ bytes }: BreakWindow, from: number, to: number): boolean {
  return to > from && bytes.subarray(from, to).every((byte) => paddingBytes.includes(byte));
}

/** The frame at `frame` under a reading, or `null` when that changes nothing or no frame follows. */
function tryReading(
  window: BreakWindow,
  frame: number,
  reading: LengthReading,
  ofAll: boolean,
): LengthFit | null {
  const prior = ofAll ? reading.priorOfAll : reading.priorOfOne;
  const declared = headerAt(window, frame);
  const meant = reading.read(window.bytes, frame, window.bytes.length);
  if (prior === null || declared === null || meant === null) return null;
  const isSame =
    meant.payloadLength === declared.payloadLength && meant.headerLength === declared.headerLength;
  const end = frame + meant.headerLength + meant.payloadLength;
  if (isSame || meant.payloadLength < 0 || end > window.bytes.length) return null;
  const frameAlone = follow(window, frame, { read: reading.read, maxFrames: 1 });
  if (frameAlone.frames.length === 0) return null;
  const rest = follow(window, end, ofAll ? { read: reading.read } : {});
  if (rest.frames.length === 0 && rest.at !== window.bytes.length) return null;
  const declaredEnd = frame + declared.headerLength + declared.payloadLength;
  const score =
    prior +
    chainScore(rest, window) -
    (rest.frames.length === 0 ? (reading.choice ?? 0) : 0) -
    swallowedScore(window, frame, rest) +
    payloadScore(window, frame, meant, ofAll) +
    (isPadding(window, declaredEnd, end) ? paddingScore : 0) +
    packetScoreOf(window, end, declaredEnd);
  return { window, reading, ofAll, frame, declared, meant, end, rest, score };
}

/** Frames that a repair writes anew. */
const maxRepairedFrames = 64;

/** The stream from the frame on with each length as the reading has it, in the form of RFC 6455. */
function repairOf({ window, reading, ofAll, frame }: LengthFit): Repair {
  const { bytes } = window;
  const parts: Uint8Array[] = [];
  let at = frame;
  for (let i = 0; i < maxRepairedFrames && at < bytes.length; i++) {
    const read = i === 0 || ofAll ? reading.read : readHeader;
    const header = read(bytes, at, bytes.length);
    if (header === null) break;
    const end = Math.min(bytes.length, at + header.headerLength + header.payloadLength);
    parts.push(encodeHeader(header), bytes.subarray(at + header.headerLength, end));
    at = end;
  }
  return { from: window.start + frame, bytes: concat(parts), text: reading.name };
}

/** Whether a length that the header holds ends with the last byte, after text. */
function endsAsWritten({ window, reading, frame, meant, end, rest }: LengthFit): boolean {
  const isAtEnd = rest.frames.length === 0 && end === window.bytes.length && window.stream.toEnd;
  return reading.isWritten === true && isAtEnd && readsAsText(payloadAt(window, frame, meant));
}

/** As sure as an odd length of one frame can be: bytes lost or added by chance come to the same. */
const maxOdd = 0.85;

/** Whether no other data frame is read in this way. */
function isOfOneFrame({ ofAll, rest }: LengthFit): boolean {
  return !ofAll || !rest.frames.some(({ header }) => !isControl(header.opcode));
}

/** The hypothesis that a fit comes to. */
function lengthHypothesis(found: LengthFit): Hypothesis {
  const { window, reading, frame, declared, meant, end, rest } = found;
  const declaredBytes = count(declared.payloadLength, 'byte');
  const meantBytes = count(meant.payloadLength, 'byte');
  const lengthFieldLength = declared.headerLength - 1 - (declared.masked ? 4 : 0);
  return {
    name: reading.name,
    score: found.score,
    ...explains(rest),
    endsAsWritten: endsAsWritten(found),
    ...(reading.isOdd && isOfOneFrame(found) ? { maxConfidence: maxOdd } : {}),
    claim: `${capital(the(window.sender))} ${reading.does}: the frame declares ${declaredBytes}, but ${meantBytes} fit.`,
    evidence: [
      {
        text: `The header declares a payload of ${declaredBytes}.`,
        place: placeIn(window, frame + 1, lengthFieldLength),
      },
      {
        text: `Read as ${reading.name}, the payload is ${meantBytes}${rest.frames.length > 0 ? ' and ends where a sound frame begins' : ''}; ${framesFollow(rest)}.`,
        place: placeIn(window, end, 2),
      },
    ],
    repair: repairOf(found),
  };
}

/** The hypotheses that the readings come to which `readingsFor` gives for each suspect frame. */
export function lengthHypotheses(
  window: BreakWindow,
  readingsFor: (frame: number) => readonly LengthReading[],
): Hypothesis[] {
  if (!isFramingInDoubt(window)) return [];
  const fits = lengthSuspects(window).flatMap((frame) =>
    readingsFor(frame)
      .flatMap((reading) => [
        tryReading(window, frame, reading, true),
        tryReading(window, frame, reading, false),
      ])
      .filter((found) => found !== null),
  );
  return plausible(fits.map(lengthHypothesis));
}
