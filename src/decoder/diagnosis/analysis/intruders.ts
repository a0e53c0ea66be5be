// Bytes at the break that are no frame but something else, and whether frames go on behind them.

import type { CauseId } from '../../model/cause-id.ts';
import type { Evidence } from '../../model/finding.ts';
import { count, hexOffset, the } from '../../model/words.ts';
import { findBoundary } from '../../websocket/resynchronise.ts';
import { type BreakWindow, headerAt, payloadAt, placeIn } from '../evidence/break-window.ts';
import { chainScore, follow, framesFollow } from '../evidence/chain-score.ts';
import { classifyForeign, type Foreign, type ForeignKind } from '../evidence/foreign-bytes.ts';
import { soundBefore } from '../evidence/frames-before.ts';
import { isJson, jsonShape } from '../evidence/text-shape.ts';
import type { CauseHypothesis } from '../ranking.ts';

const causeOf: Partial<Record<ForeignKind, CauseId>> = {
  'http-response': 'http-response-on-websocket',
  'http-request': 'http-request-on-websocket',
  tls: 'tls-on-plaintext-port',
  chunk: 'chunked-on-websocket',
  http2: 'http2-preface',
  proxy: 'proxy-protocol-header',
  gzip: 'foreign-protocol',
  protocol: 'foreign-protocol',
  json: 'unframed-text',
  html: 'unframed-text',
  log: 'unframed-text',
  engineio: 'unframed-text',
  bom: 'unframed-text',
  text: 'unframed-text',
  hixie: 'old-draft',
};

/** Where frames go on after `foreign`, and how well. */
function after(
  window: BreakWindow,
  foreign: Foreign,
): { end: number; chain: ReturnType<typeof follow>; bits: number } {
  const { breakAt, bytes } = window;
  if (foreign.length !== null) {
    const end = breakAt + foreign.length;
    const chain = follow(window, end);
    const bits = chainScore(chain, window);
    if (bits > 0) return { end, chain, bits };
  }
  const boundary = findBoundary(bytes, breakAt + 1, bytes.length, {
    sender: window.sender,
    deflate: window.deflate,
    open: window.mayContinue,
  });
  const end = boundary?.offset ?? bytes.length;
  const chain = follow(window, end);
  return { end, chain, bits: boundary === null ? 0 : Math.min(20, boundary.weight) };
}

function claimOf(window: BreakWindow, foreign: Foreign): string {
  const who = the(window.sender);
  const where = hexOffset(window.firstBreak.offset);
  return `At ${where} ${who}'s bytes stop being frames: ${foreign.what} stands there${foreign.shown ? ` (“${foreign.shown}”)` : ''}.`;
}

/** A hypothesis for each thing that the bytes at the break may be. */
export function intruderHypotheses(window: BreakWindow): CauseHypothesis[] {
  if (window.firstBreak.overrun) return [];
  const rest = window.bytes.subarray(window.breakAt);
  const found: CauseHypothesis[] = [];
  const isTail = textGoesOn(window);
  for (const foreign of classifyForeign(rest)) {
    const atStart = window.firstBreak.offset === 0;
    const { end, chain, bits } = after(window, foreign);
    const evidence: Evidence[] = [
      {
        text: `The bytes read as ${foreign.what}: “${foreign.shown}”.`,
        place: placeIn(window, window.breakAt, Math.min(foreign.length ?? 16, rest.length)),
      },
      soundBefore(window),
    ];
    if (chain.frames.length > 0) {
      evidence.push({
        text: `Behind ${count(end - window.breakAt, 'byte')} of it ${framesFollow(chain)}.`,
        place: placeIn(window, end, 2),
      });
    }
    let cause = causeOf[foreign.kind];
    let score = foreign.bits + bits;
    // The end of a payload whose length was wrong, or whose frame was torn, is text too.
    if (isTail && (foreign.kind === 'text' || foreign.kind === 'json' || foreign.kind === 'engineio'))
      score -= 36;
    if (foreign.kind === 'http-response' && foreign.detail === '101') cause = 'double-handshake';
    if (foreign.kind === 'http-response' && atStart) {
      // Right at the first frame position it is a second answer to the same request, not a later one.
      cause = 'double-handshake';
    }
    if (foreign.kind === 'header-lines' || foreign.kind === 'line-end' || foreign.kind === 'nul') {
      // Between the handshake and the first frame; later on it belongs to other causes.
      cause = atStart ? 'handshake-boundary' : foreign.kind === 'header-lines' ? 'unframed-text' : undefined;
      if (atStart && bits > 0) score += 8;
    }
    if (cause === undefined) continue;
    if (
      atStart &&
      bits > 0 &&
      chain.frames.length > 0 &&
      (foreign.kind === 'json' || foreign.kind === 'text')
    ) {
      found.push({
        cause: 'handshake-boundary',
        name: 'the head of the first frame is lost',
        score: score - 3,
        frames: chain.frames.length,
        toEnd: chain.stop === 'end',
        claim: `The header of ${the(window.sender)}'s first frame is not there: its payload stands where the header should.`,
        evidence,
      });
    }
    found.push({
      cause,
      name: `${foreign.what} at the break`,
      score,
      frames: chain.frames.length,
      toEnd: chain.stop === 'end',
      claim: claimOf(window, foreign),
      evidence,
      ...(chain.frames.length > 0
        ? {
            repair: {
              from: window.firstBreak.offset,
              bytes: window.bytes.subarray(end),
              text: `${foreign.what} taken out`,
            },
          }
        : {}),
    });
  }
  return found;
}

/** Whether the frame before the break holds text that breaks off, or the text at the break is the end of a document. */
function textGoesOn(window: BreakWindow): boolean {
  const last = window.framesBefore.at(-1);
  if (last === undefined) return false;
  const header = headerAt(window, last);
  if (header === null || header.opcode > 1 || (header.rsv & 4) !== 0) return false;
  const decoder = new TextDecoder();
  const before = decoder.decode(payloadAt(window, last, header));
  if (isJson(before)) return false;
  const shape = jsonShape(before);
  if (shape === 'head' || shape === 'middle') return true;
  const rest = window.bytes.subarray(window.breakAt, window.breakAt + 4096);
  const line = decoder.decode(rest).split(/[\u0080-\u009f\ufffd\u0000-\u0008]/, 1)[0];
  return jsonShape(line) === 'tail' && !/^[A-Za-z]{4}/.test(line);
}
