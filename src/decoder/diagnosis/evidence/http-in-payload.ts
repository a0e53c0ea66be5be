// An HTTP response inside the payload of a frame that does not end as declared: the end that wrote the frame stopped in
// it, and a proxy or a server answered on the same connection.

import type { Chain } from '../../websocket/chain.ts';
import { headEnd } from '../../websocket/http-head.ts';
import { oncePer } from '../once-per.ts';
import { type BreakWindow, headerAt } from './break-window.ts';
import { chainScore, follow } from './chain-score.ts';
import { classifyForeign } from './foreign-bytes.ts';

/** A response inside a frame. Offsets count in the window. */
export interface HttpInPayload {
  readonly window: BreakWindow;
  readonly frame: number;
  readonly declared: number;
  readonly at: number;
  readonly end: number;
  readonly shown: string;
  readonly what: string;
  readonly chain: Chain;
  /** In bits. */
  readonly score: number;
}

/** In bits: less likely than an answer between two frames. */
const prior = -6;
const startOfResponse = [...'HTTP/1.'].map((character) => character.charCodeAt(0));
/** Payload bytes in which a response is looked for. */
const maxSearched = 1 << 17;

function findResponse(bytes: Uint8Array, from: number, to: number): number {
  for (let at = bytes.indexOf(startOfResponse[0], from); at >= 0 && at < to; ) {
    if (startOfResponse.every((byte, i) => bytes[at + i] === byte)) return at;
    at = bytes.indexOf(startOfResponse[0], at + 1);
  }
  return -1;
}

/** The response in the frame at the break or in the one before it, or `null`. */
export const httpInPayload = oncePer((window: BreakWindow): HttpInPayload | null => {
  const { bytes, breakAt, framesBefore } = window;
  if (window.sender !== 'server') return null;
  for (const frame of [breakAt, ...framesBefore.slice(-1)]) {
    const header = headerAt(window, frame);
    if (header === null || header.masked || header.payloadLength < startOfResponse.length) continue;
    const from = frame + header.headerLength;
    const to = Math.min(bytes.length, from + header.payloadLength, from + maxSearched);
    const declaredEnd = from + header.payloadLength;
    // A frame that ends as declared may hold any text.
    if (declaredEnd <= bytes.length && follow(window, declaredEnd, { messageOpen: null }).frames.length > 0)
      continue;
    const at = findResponse(bytes, from, to);
    if (at < 0 || headEnd(bytes.subarray(at)) < 0) continue;
    const response = classifyForeign(bytes.subarray(at)).find(({ kind }) => kind === 'http-response');
    if (response === undefined) continue;
    const end = at + (response.length ?? bytes.length - at);
    if (end < declaredEnd && frame !== breakAt) continue;
    const chain = follow(window, end);
    const choice = Math.log2(to - from + 1);
    const score = prior + response.bits - choice + Math.max(0, chainScore(chain, window));
    const { shown, what } = response;
    return { window, frame, declared: header.payloadLength, at, end, shown, what, chain, score };
  }
  return null;
});
