// Frames inside frames: the declared length is right, but another writer's bytes got between.

import { concat } from '../../bytes/concat.ts';
import { the } from '../../model/words.ts';
import { chainWeight, readChain } from '../../websocket/chain.ts';
import type { Header } from '../../websocket/header.ts';
import { type BreakWindow, headerAt, placeIn } from '../evidence/break-window.ts';
import { chainScore, follow, framesFollow } from '../evidence/chain-score.ts';
import { canStartFrame as mayBegin } from '../evidence/frame-start.ts';
import { inflatesAt } from '../evidence/inflate-attempt.ts';
import { jsonShape, readsAsText } from '../evidence/text-shape.ts';
import type { CauseHypothesis } from '../ranking.ts';

const deepest = 1 << 17;
/** Payload bytes that are put together to look at, in all. Where nearly every byte may begin a frame there is no end to it. */
const mostExamined = 1 << 25;

/** A whole frame at `offset` whose payload speaks for it, or which is a control frame. */
function frameInside(
  window: BreakWindow,
  offset: number,
  end: number,
): { header: Header; end: number; bits: number } | null {
  if (!mayBegin(window, offset)) return null;
  const chain = readChain(window.bytes, offset, {
    sender: window.sender,
    deflate: window.deflate,
    most: 1,
    end,
  });
  const frame = chain.frames[0];
  if (frame === undefined) return null;
  return { header: frame.header, end: chain.at, bits: chainWeight({ ...chain, stop: 'most' }) };
}

/** Another frame lies inside the payload of the frame at `outer`, and both come out whole. */
function interleaved(window: BreakWindow, outer: number): CauseHypothesis | null {
  const header = headerAt(window, outer);
  if (header === null || header.payloadLength < 1) return null;
  const from = outer + header.headerLength;
  const end = from + header.payloadLength;
  if (end > window.bytes.length) return null;
  const best: { score: number; hypothesis: CauseHypothesis | null } = {
    score: Number.NEGATIVE_INFINITY,
    hypothesis: null,
  };
  const consider = (score: number, hypothesis: () => CauseHypothesis): void => {
    if (score <= best.score) return;
    best.score = score;
    best.hypothesis = hypothesis();
  };
  const isText = header.opcode === 1 && (header.rsv & 4) === 0;
  const packed = (header.rsv & 4) !== 0 && header.fin && window.deflate ? inflatesAt(window, outer) : null;
  let examined = 0;
  for (let at = from; at < Math.min(end, from + deepest); at++) {
    if (!mayBegin(window, at)) continue;
    const inner = frameInside(window, at, window.bytes.length);
    if (inner !== null) {
      // header A, part of payload A, frame B, rest of payload A
      const outerEnd = end + (inner.end - at);
      if (outerEnd <= window.bytes.length) {
        const chain = follow(window, outerEnd);
        const bits = chainScore(chain, window);
        const without = bits + inner.bits - Math.log2(at - from + 2) - 3;
        const atBest = without + (packed === null ? 0 : 26) + (isText ? 14 : 0) + 12;
        if (bits > 0 && examined < mostExamined && atBest > best.score) {
          examined += outerEnd - from;
          const payload = payloadOf(
            header,
            concat([window.bytes.subarray(from, at), window.bytes.subarray(inner.end, outerEnd)]),
          );
          const whole = isText && readsAsText(payload);
          const inflated = packed?.(payload, true) ?? null;
          const score =
            without +
            (packed === null ? 0 : inflated !== null && inflated.length > 0 ? 26 : -8) +
            (isText ? (whole ? 14 : -10) : 0) +
            (jsonShape(text(payload)) === 'whole' ? 12 : 0);
          consider(score, () =>
            tornFrame(window, outer, at, inner.end - at, chain, score, 'a whole frame', [
              inner.end,
              outerEnd,
            ]),
          );
        }
      }
    }
  }
  const tangle = untangle(window, outer);
  if (tangle !== null) {
    consider(tangle.score, () =>
      tornFrame(
        window,
        outer,
        from,
        tangle.second,
        tangle.chain,
        tangle.score,
        'the header of another frame',
        [tangle.end, tangle.end],
      ),
    );
  }
  return best.hypothesis;
}

interface Tangle {
  readonly score: number;
  readonly end: number;
  /** Length of the second header. */
  readonly second: number;
  readonly chain: ReturnType<typeof follow>;
}

const deepestTangle = 16;

/**
 * Headers and payloads of several writers, each written apart: what comes next is either another header or the payload of
 * one that waits for its own. Payloads must speak for themselves, or nothing would hold this together.
 */
function untangle(window: BreakWindow, outer: number): Tangle | null {
  const first = headerAt(window, outer);
  if (first === null) return null;
  const second = outer + first.headerLength;
  if (!mayBegin(window, second)) return null;
  let best: Tangle | null = null;
  let steps = 0;
  const visit = (at: number, waiting: readonly Header[], bits: number, depth: number): void => {
    if (steps++ > 4000 || depth > deepestTangle) return;
    if (waiting.length === 0) {
      const chain = follow(window, at);
      const after = chainScore(chain, window);
      const score = bits + after - 4;
      if (after > 0 && (best === null || score > best.score)) {
        best = { score, end: at, second: headerAt(window, second)?.headerLength ?? 2, chain };
      }
    }
    for (const [i, header] of waiting.entries()) {
      const end = at + header.payloadLength;
      if (header.payloadLength === 0 || end > window.bytes.length) continue;
      const payload = payloadOf(header, window.bytes.subarray(at, end));
      if (!readsAsText(payload)) continue;
      const whole = jsonShape(text(payload)) === 'whole';
      if (!whole && header.payloadLength < 12) continue;
      visit(end, [...waiting.slice(0, i), ...waiting.slice(i + 1)], bits + (whole ? 14 : 6), depth + 1);
    }
    if (waiting.length > 0 && waiting.length < 4 && mayBegin(window, at)) {
      const header = headerAt(window, at);
      if (header !== null && header.opcode === 1 && header.payloadLength < window.bytes.length) {
        visit(at + header.headerLength, [...waiting, header], bits + 2, depth + 1);
      }
    }
  };
  visit(second, [first], 0, 0);
  return best;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function payloadOf(header: Header, wire: Uint8Array): Uint8Array {
  if (!header.masked) return wire;
  const key = header.maskingKey;
  return wire.map((byte, i) => byte ^ ((key >>> (24 - 8 * (i & 3))) & 255));
}

function tornFrame(
  window: BreakWindow,
  outer: number,
  at: number,
  length: number,
  chain: ReturnType<typeof follow>,
  score: number,
  what: string,
  ends: readonly [number, number],
): CauseHypothesis {
  const who = the(window.sender);
  return {
    cause: 'concurrent-writes',
    name: `${what} inside another frame's payload`,
    score,
    frames: chain.frames.length + 1,
    toEnd: chain.stop === 'end',
    claim: `Inside the payload of one frame of ${who} lies ${what}; taken apart, both are whole.`,
    evidence: [
      { text: `This frame's payload does not go on where ${what} begins.`, place: placeIn(window, outer, 2) },
      {
        text: `Here ${what} begins, in the middle of the other's payload.`,
        place: placeIn(window, at, length),
      },
      {
        text: `With the two taken apart both payloads are complete, and ${framesFollow(chain)}.`,
        place: placeIn(window, ends[1], 2),
      },
    ],
    repair: {
      from: window.start + outer,
      bytes: concat([
        window.bytes.subarray(outer, at),
        window.bytes.subarray(at + length, Math.min(ends[1], window.bytes.length)),
        window.bytes.subarray(at, at + length),
        window.bytes.subarray(ends[1]),
      ]),
      text: 'the inner frame moved behind the outer',
    },
  };
}

/** Hypotheses in which another frame, or its header, lies inside a payload. */
export function tornHypotheses(window: BreakWindow, outers: readonly number[]): CauseHypothesis[] {
  return outers.flatMap((outer) => {
    const both = interleaved(window, outer);
    return both === null || both.score <= 4 ? [] : [both];
  });
}
