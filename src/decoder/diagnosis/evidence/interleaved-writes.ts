// Two writers on one connection at once: the bytes of one frame lie inside the payload of another, and both
// are whole when taken
// apart.

import { concat } from '../../bytes/concat.ts';
import { opcode as opcodes } from '../../model/opcode.ts';
import { type Chain, chainWeight } from '../../websocket/chain.ts';
import { type Header, readHeader } from '../../websocket/header.ts';
import { unmaskCopy } from '../../websocket/mask.ts';
import { type BreakWindow, headerAt, payloadAt } from './break-window.ts';
import { chainScore, follow } from './chain-score.ts';
import { canStartFrame, maxSearch } from './frame-start.ts';
import { inflatesAt } from './inflate-attempt.ts';
import { jsonShape, readsAsText } from './text-shape.ts';

/** A range of a window. */
export interface InnerRange {
  readonly at: number;
  readonly end: number;
}

/** Bytes of another frame inside the payload of a frame. Offsets count in the window. */
export interface InterleavedWrite {
  readonly window: BreakWindow;
  /** Offset of the frame that was interrupted. */
  readonly frame: number;
  /** What interrupted it: a whole frame, or a header whose payload comes later. */
  readonly inner: 'frame' | 'header';
  readonly innerAt: number;
  readonly innerLength: number;
  /** All ranges that interrupted it, in order; the first is `innerAt` with `innerLength`. */
  readonly inners: readonly InnerRange[];
  /** Offset after the last byte of both frames. */
  readonly end: number;
  /** The frames after them. */
  readonly chain: Chain;
  /** In bits. */
  readonly score: number;
}

/**
 * Payload bytes that are put together and looked at, in all: where nearly every byte can start a frame
 * there is no end to it.
 */
const maxExamined = 1 << 25;

// Scores in bits, set by hand on the recorded captures.

/** Two writers at once are a rarer fault than most. */
const interleavingPrior = -3;
/** Offsets counted with the possible ones, so that the first one is not free. */
const addedOffsets = 2;
/** The outer payload inflates with the inner frame taken out: next to impossible by chance. */
const inflatesScore = 26;
const doesNotInflateScore = -8;
/** It reads as text. */
const textScore = 14;
const notTextScore = -10;
/** It is a whole JSON document. */
const documentScore = 12;

function isWholeDocument(payload: Uint8Array): boolean {
  return jsonShape(new TextDecoder().decode(payload)) === 'whole';
}

/** Scores the payload of a frame by what its header says it is. */
interface PayloadJudge {
  /** The most that a payload can score. */
  readonly maxScore: number;
  score(payload: Uint8Array): number;
}

function judgeOf(window: BreakWindow, frame: number, header: Header): PayloadJudge {
  const isCompressed = (header.rsv & 4) !== 0;
  const isText = header.opcode === 1 && !isCompressed;
  const inflate = isCompressed && header.fin && window.deflate ? inflatesAt(window, frame) : null;
  return {
    maxScore: (inflate === null ? 0 : inflatesScore) + (isText ? textScore : 0) + documentScore,
    score(payload) {
      const inflated = inflate?.(payload, true) ?? null;
      const inflates = inflated !== null && inflated.length > 0;
      let score = inflate === null ? 0 : inflates ? inflatesScore : doesNotInflateScore;
      if (isText) score += readsAsText(payload) ? textScore : notTextScore;
      return isWholeDocument(payload) ? score + documentScore : score;
    },
  };
}

/** Two NUL bytes have the form of an empty fragment, and nobody writes one into a frame. */
function isZeros({ frames: [{ header }] }: Chain): boolean {
  return header.byte0 === 0 && header.byte1 === 0;
}

/** The best place in the payload of a frame at which a whole other frame lies. */
function wholeFrameInside(window: BreakWindow, frame: number, header: Header): InterleavedWrite | null {
  const { bytes } = window;
  const payloadStart = frame + header.headerLength;
  const declaredEnd = payloadStart + header.payloadLength;
  const judge = judgeOf(window, frame, header);
  let best: InterleavedWrite | null = null;
  let examined = 0;
  for (let at = payloadStart; at < Math.min(declaredEnd, payloadStart + maxSearch); at++) {
    if (examined >= maxExamined) break;
    if (!canStartFrame(window, at)) continue;
    const inner = follow(window, at, { maxFrames: 1 });
    const innerLength = inner.at - at;
    const end = declaredEnd + innerLength;
    if (inner.frames.length === 0 || isZeros(inner) || end > bytes.length) continue;
    const chain = follow(window, end);
    const after = chainScore(chain, window);
    const framing =
      after +
      chainWeight({ ...inner, stop: 'max-frames' }) -
      Math.log2(at - payloadStart + addedOffsets) +
      interleavingPrior;
    if (after <= 0 || (best !== null && framing + judge.maxScore <= best.score)) continue;
    examined += end - payloadStart;
    const wire = concat([bytes.subarray(payloadStart, at), bytes.subarray(inner.at, end)]);
    const score = framing + judge.score(unmaskCopy(wire, header.maskingKey));
    if (best === null || score > best.score)
      best = interruption(window, frame, 'frame', [{ at, end: inner.at }], { end, chain, score });
  }
  return best;
}

function interruption(
  window: BreakWindow,
  frame: number,
  inner: InterleavedWrite['inner'],
  inners: readonly InnerRange[],
  rest: Pick<InterleavedWrite, 'end' | 'chain' | 'score'>,
): InterleavedWrite {
  const [{ at, end }] = inners;
  return { window, frame, inner, innerAt: at, innerLength: end - at, inners, ...rest };
}

const closeByte = 0x80 | opcodes.close;
const maxControlFrame = 131;

/** Offset of a Close with which the bytes end, or their end: a writer that is closed says so at any place. */
function endBeforeClose({ bytes }: BreakWindow): number {
  for (let length = 2; length <= Math.min(maxControlFrame, bytes.length); length++) {
    const at = bytes.length - length;
    if (bytes[at] !== closeByte) continue;
    const header = readHeader(bytes, at);
    if (header !== null && header.headerLength + header.payloadLength === length) return at;
  }
  return bytes.length;
}

/** From this weight on, in bits, a frame is taken for one wherever it lies: a text of 16 bytes has it. */
const unmistakableWeight = 16;
/** Weight, in bits, of a payload that is a whole JSON document of its own. */
const innerDocumentWeight = 8;
/** Many frames inside prove no more than a few do, as in a chain. */
const maxFraming = 60;
/** One frame inside is left to the search for the best place. */
const minSeveral = 2;

/**
 * Several whole frames in the payload of one: a writer of short messages does not wait for the one that writes
 * a long message in portions. Only frames that are unmistakable are taken out.
 */
function severalFramesInside(window: BreakWindow, frame: number, header: Header): InterleavedWrite | null {
  const { bytes } = window;
  const payloadStart = frame + header.headerLength;
  const inners: InnerRange[] = [];
  const parts: Uint8Array[] = [];
  let end = payloadStart + header.payloadLength;
  let framing = 0;
  let from = payloadStart;
  for (let at = payloadStart; at < Math.min(end, payloadStart + maxSearch); at++) {
    if (!canStartFrame(window, at)) continue;
    const inner = follow(window, at, { maxFrames: 1 });
    if (inner.proven === 0) continue;
    const isDocument = isWholeDocument(payloadAt(window, at, inner.frames[0].header));
    const weight = chainWeight({ ...inner, stop: 'max-frames' }) + (isDocument ? innerDocumentWeight : 0);
    if (weight < unmistakableWeight) continue;
    parts.push(bytes.subarray(from, at));
    inners.push({ at, end: inner.at });
    end += inner.at - at;
    // The first place is free to choose; each later one is as well, among the bytes since the one before.
    framing += weight - Math.log2(at - from + addedOffsets);
    from = inner.at;
    at = from - 1;
  }
  // The reader gave up, and the sender was closed before it wrote the rest of the long message.
  if (inners.length < minSeveral) return null;
  // Where all that follows the first of them are frames, the length of the outer one is wrong instead.
  const { stop } = follow(window, inners[0].at, { messageOpen: null });
  if (stop === 'end' || stop === 'max-frames') return null;
  const isCut = end > bytes.length && window.stream.toEnd && stop === 'bad';
  if (end > bytes.length && !isCut) return null;
  const chain = follow(window, Math.min(end, bytes.length));
  const after = isCut ? 0 : chainScore(chain, window);
  // Nothing but the end of the bytes confirms where the outer payload ends.
  const isConfirmed = chain.frames.length > 0 || chain.at === window.bytes.length;
  if ((after <= 0 || !isConfirmed) && !isCut) return null;
  parts.push(bytes.subarray(from, isCut ? endBeforeClose(window) : end));
  const judged = judgeOf(window, frame, header).score(unmaskCopy(concat(parts), header.maskingKey));
  const score = interleavingPrior + Math.min(maxFraming, framing) + after + judged;
  return interruption(window, frame, 'frame', inners, { end: Math.min(end, bytes.length), chain, score });
}

/** Headers and payloads that are tried one after another, and combinations of them in all. */
const maxDepth = 16;
const maxSteps = 4000;
/** Frames whose payloads have not come yet. */
const maxPending = 4;
/** A payload that is not a whole document must be so long to say anything by being text. */
const minTextLength = 12;
/** A shorter document, as `{}`, is had by chance. */
const minDocumentLength = 8;
/** Score of a prior, in bits: writers that write header and payload apart are rarer still. */
const apartPrior = -4;
/** Score of a payload that is a whole document where one is due, of one that is text, and of another header. */
const pendingDocumentScore = 14;
const pendingTextScore = 6;
const pendingHeaderScore = 2;

/** Score of a payload that a pending header may have, or `null` when it says nothing for it. */
function pendingPayloadScore(payload: Uint8Array): number | null {
  if (!readsAsText(payload)) return null;
  if (payload.length >= minDocumentLength && isWholeDocument(payload)) return pendingDocumentScore;
  return payload.length < minTextLength ? null : pendingTextScore;
}

/**
 * Headers and payloads of several writers, each written apart: after a header comes either another header
 * or the payload of one
 * whose payload has not come yet. Only text is tried: other payloads do not show where they belong.
 */
function headerInside(window: BreakWindow, frame: number, header: Header): InterleavedWrite | null {
  const { bytes } = window;
  const innerAt = frame + header.headerLength;
  const innerLength = headerAt(window, innerAt)?.headerLength ?? 2;
  let best: InterleavedWrite | null = null;
  let steps = 0;
  const visit = (at: number, pending: readonly Header[], soFar: number, depth: number): void => {
    if (steps++ > maxSteps || depth > maxDepth) return;
    if (pending.length === 0) {
      const chain = follow(window, at);
      const after = chainScore(chain, window);
      const score = soFar + after + apartPrior;
      if (after > 0 && (best === null || score > best.score))
        best = interruption(window, frame, 'header', [{ at: innerAt, end: innerAt + innerLength }], {
          end: at,
          chain,
          score,
        });
      return;
    }
    // Right after its own header, a payload is where it belongs.
    for (const candidate of depth === 0 ? [] : pending) {
      const end = at + candidate.payloadLength;
      if (candidate.payloadLength === 0 || end > bytes.length) continue;
      const score = pendingPayloadScore(unmaskCopy(bytes.subarray(at, end), candidate.maskingKey));
      if (score === null) continue;
      visit(
        end,
        pending.filter((other) => other !== candidate),
        soFar + score,
        depth + 1,
      );
    }
    if (pending.length >= maxPending || !canStartFrame(window, at)) return;
    const next = headerAt(window, at);
    if (next !== null && next.opcode === 1 && next.payloadLength < bytes.length)
      visit(at + next.headerLength, [...pending, next], soFar + pendingHeaderScore, depth + 1);
  };
  if (canStartFrame(window, innerAt)) visit(innerAt, [header], 0, 0);
  return best;
}

/** Whether a frame before the break is compressed: it inflated as declared, so nothing lies in its payload. */
function inflatesAsDeclared(window: BreakWindow, frame: number, { rsv, fin }: Header): boolean {
  const isAgreed = window.context.connection.deflate !== null;
  return frame < window.breakAt && (rsv & 4) !== 0 && fin && isAgreed;
}

/** The best way to take two interleaved writes apart at a frame, or `null`. */
export function interleavedWrite(window: BreakWindow, frame: number): InterleavedWrite | null {
  const header = headerAt(window, frame);
  if (header === null || header.payloadLength < 1) return null;
  if (frame + header.headerLength + header.payloadLength > window.bytes.length) return null;
  if (inflatesAsDeclared(window, frame, header)) return null;
  const found = [
    wholeFrameInside(window, frame, header),
    severalFramesInside(window, frame, header),
    headerInside(window, frame, header),
  ].filter((one) => one !== null);
  return found.sort((a, b) => b.score - a.score)[0] ?? null;
}
