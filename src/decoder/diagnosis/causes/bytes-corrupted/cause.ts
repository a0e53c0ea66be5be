// One bit of a header was flipped on the way: the bit that, flipped back, makes the stream go on.

import { concat } from '../../../bytes/concat.ts';
import { streamOffset } from '../../../model/coordinates.ts';
import { hexOffset, the } from '../../../model/words.ts';
import type { Chain } from '../../../websocket/chain.ts';
import { type Header, headerViolations, readHeader } from '../../../websocket/header.ts';
import type { Cause, CauseMatch } from '../../cause.ts';
import type { DiagnosisContext } from '../../context.ts';
import { type BreakWindow, headerAt, payloadAt, placeIn } from '../../evidence/break-window.ts';
import { chainScore, explains, follow, framesFollow } from '../../evidence/chain-score.ts';
import { inflatedScore } from '../../evidence/compressed-payload.ts';
import { isFramingInDoubt } from '../../evidence/framing-in-doubt.ts';
import { lengthSuspects } from '../../evidence/length-reading.ts';
import { packetScoreOf } from '../../evidence/packets.ts';
import { plausible } from '../../evidence/plausible.ts';
import { isJson, readsAsText } from '../../evidence/text-shape.ts';
import type { Hypothesis } from '../../hypothesis.ts';

/** Suspects whose headers are tried: the frame at the break and the one before it. */
const maxSuspects = 2;
/** Header bytes that are tried. The masking key is left out: its bits change no boundary. */
const maxHeaderBytes = 10;
const maxHeaderLength = 14;
/** Payload bytes that are looked at under the other header. */
const maxPayload = 1 << 17;
/** Bits that are reported for a window: the others are worse explanations of the same break. */
/** The copies are of one packet beyond doubt; which of them the other end got is not seen. */
const confidenceOfCopies = 0.9;
const maxReported = 2;

// Scores in bits, set by hand on the recorded captures.

/** One bit was chosen of those of a header, most of which change nothing that a receiver notices. */
const choicePrior = -4.5;
/** The payload is text under the header with the bit flipped back; is even a whole JSON document; is not text. */
const textScore = 4;
const documentScore = 9;
const notTextScore = -14;
/** The text ends with a line: one that was cut or grown hardly does. */
const lineScore = 5;
const lineFeed = 10;
/** A text of so many bytes that reads without a key was not masked. */
const plainTextScore = 12;
const minTelling = 12;
/** The frame ends at the same byte with the bit as it is: then the sender may well have written the bit. */
const sameEndScore = -14;
/** The frame is one that parsed: its violation-free header is evidence against a fault in it. */
const parsedScore = -1;

/** A header with one bit flipped, and what follows from it. Offsets count in the window. */
interface FlippedBit {
  readonly window: BreakWindow;
  /** Offset of the frame. */
  readonly frame: number;
  /** Bit of the header, counted from the top bit of its first byte. */
  readonly bit: number;
  readonly declared: Header;
  readonly meant: Header;
  /** The bytes of the header with the bit flipped. */
  readonly header: Uint8Array;
  readonly end: number;
  readonly chain: Chain;
  readonly score: number;
}

/** Without MASK and a key the payload is a text of many bytes, which none is by chance. */
function unmaskedTextScore(window: BreakWindow, frame: number, header: Header): number {
  const payload = payloadAt(window, frame, header, Math.min(header.payloadLength, maxPayload));
  const isText = header.opcode === 1 && payload.length >= minTelling && readsAsText(payload);
  return isText ? plainTextScore : 0;
}

function payloadScore(window: BreakWindow, frame: number, header: Header): number {
  const isText = header.opcode === 1 && (header.rsv & 4) === 0;
  if (!isText) return inflatedScore(window, frame, header);
  const payload = payloadAt(window, frame, header, Math.min(header.payloadLength, maxPayload));
  if (!readsAsText(payload)) return notTextScore;
  if (isJson(new TextDecoder().decode(payload))) return textScore + documentScore;
  return textScore + (payload.at(-1) === lineFeed ? lineScore : 0);
}

/** The header of a frame with one bit flipped, or `null` when it breaks a rule or no frame follows. */
function tryBit(window: BreakWindow, frame: number, declared: Header, bit: number): FlippedBit | null {
  const header = window.bytes.slice(frame, frame + maxHeaderLength);
  header[bit >> 3] ^= 128 >> (bit & 7);
  const meant = readHeader(header, 0);
  if (meant === null) return null;
  const violations = headerViolations(meant, {
    sender: window.sender,
    deflate: window.deflate,
    messageOpen: null,
    closed: false,
  });
  const length = meant.headerLength + meant.payloadLength;
  const end = frame + length;
  const isAtBreak = frame === window.breakAt;
  const isSameEnd = length === declared.headerLength + declared.payloadLength;
  if (violations !== 0 || end > window.bytes.length || (isSameEnd && !isAtBreak)) return null;
  const chain = follow(window, end);
  if (chain.frames.length === 0 && chain.at !== window.bytes.length) return null;
  const score =
    chainScore(chain, window) +
    payloadScore(window, frame, meant) +
    choicePrior +
    (isSameEnd ? sameEndScore : 0) +
    packetScoreOf(window, end, frame + declared.headerLength + declared.payloadLength) +
    (declared.masked && !meant.masked ? unmaskedTextScore(window, frame, meant) : 0) +
    (isAtBreak ? 0 : parsedScore);
  return { window, frame, bit, declared, meant, header, end, chain, score };
}

/** Every bit of the header of a frame, tried. */
function tryBits(window: BreakWindow, frame: number): FlippedBit[] {
  const header = headerAt(window, frame);
  if (header === null) return [];
  const beforeKey = header.headerLength - (header.masked ? 4 : 0);
  const bits = Math.min(maxHeaderBytes, beforeKey) * 8;
  return Array.from({ length: bits }, (_, bit) => tryBit(window, frame, header, bit)).filter(
    (found) => found !== null,
  );
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function hypothesisOf(found: FlippedBit): Hypothesis {
  const { window, frame, bit, declared, meant, header, end, chain, score } = found;
  const index = bit >> 3;
  const was = hexByte(window.bytes[frame + index]);
  const is = hexByte(header[index]);
  return {
    name: `bit ${bit} of a header flipped`,
    score,
    ...explains(chain),
    claim: `One bit in the header at ${hexOffset(window.start + frame)} of ${the(window.sender)}'s stream is flipped: with bit ${bit} put back the stream reads on.`,
    evidence: [
      {
        text: `Byte ${index} of this header is ${was}; with bit ${bit} flipped it is ${is}, a length of ${meant.payloadLength.toLocaleString('en')} instead of ${declared.payloadLength.toLocaleString('en')}.`,
        place: placeIn(window, frame + index, 1),
      },
      { text: `Then ${framesFollow(chain)}.`, place: placeIn(window, end, 2) },
    ],
    repair: {
      from: window.start + frame,
      bytes: concat([
        header.subarray(0, meant.headerLength),
        window.bytes.subarray(frame + meant.headerLength),
      ]),
      text: `bit ${bit} flipped back`,
    },
  };
}

/** The bits that best explain the break. */
function flippedBits(window: BreakWindow): Hypothesis[] {
  const found = lengthSuspects(window)
    .slice(0, maxSuspects)
    .flatMap((frame) => tryBits(window, frame))
    .map(hypothesisOf);
  return plausible(found)
    .sort((a, b) => b.score - a.score)
    .slice(0, maxReported);
}

/** One packet was recorded at two places of its way, and its bytes differ. */
function differentCopies({ connection }: DiagnosisContext): CauseMatch | null {
  const found = connection.events.find(({ kind }) => kind === 'copy-differs');
  if (found === undefined || found.sender === null) return null;
  const { sender, offset = 0 } = found;
  const frame = connection.locator.frameOffset(sender, streamOffset(offset));
  return {
    confidence: confidenceOfCopies,
    title: 'A packet was changed between two places of its way',
    claim: `The capture holds the same packet of ${the(sender)} twice, as two places of its way saw it, and the copies differ at ${hexOffset(frame)}: something between the two places changed it.`,
    evidence: [
      { text: 'From this byte on the second copy is another.', place: { sender, offset: frame, length: 1 } },
      { text: 'Sequence number, length and IP identification of both copies are the same.', place: null },
    ],
    against: 'The frames here are read from the first copy; what came after it saw the second.',
  };
}

/** A byte was changed on the way. */
export const bytesCorrupted: Cause<'bytes-corrupted'> = {
  id: 'bytes-corrupted',
  group: 'damage on the way',
  title: 'A byte was changed on the way',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  confirm: 'Capture at both ends and compare the streams at this offset.',
  hypotheses: (window) => (isFramingInDoubt(window) ? flippedBits(window) : []),
  match: (context, reading) => differentCopies(context) ?? reading,
};
