import { count, hexOffset, the } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';
import { placeIn } from '../../evidence/break-window.ts';
import { explains, framesFollow } from '../../evidence/chain-score.ts';
import { foreignHypothesis, foreignReadings, isSecondAnswer } from '../../evidence/foreign-at-break.ts';
import { type HttpInPayload, httpInPayload } from '../../evidence/http-in-payload.ts';
import type { Hypothesis } from '../../hypothesis.ts';

/** A frame breaks off, and the response follows in its declared payload. */
function insideFrame({
  window,
  frame,
  declared,
  at,
  end,
  shown,
  what,
  chain,
  score,
}: HttpInPayload): Hypothesis {
  const offset = hexOffset(window.start + frame);
  return {
    name: `${what} inside a frame that breaks off`,
    score,
    ...explains(chain),
    claim: `The frame at ${offset} of ${the(window.sender)} breaks off, and ${what} follows in its place.`,
    evidence: [
      { text: `The response begins here: “${shown}”.`, place: placeIn(window, at, end - at) },
      {
        text: `The header declares ${count(declared, 'byte')} of payload; the response stands inside them.`,
        place: placeIn(window, frame, 2),
      },
      ...(chain.frames.length > 0
        ? [{ text: `After it ${framesFollow(chain)}.`, place: placeIn(window, end, 2) }]
        : []),
    ],
  };
}

/** An HTTP response was written into the open WebSocket. */
export const httpResponseOnWebsocket: Cause<'http-response-on-websocket'> = {
  id: 'http-response-on-websocket',
  group: 'handshake',
  title: 'An HTTP response was written into the open WebSocket',
  section: 'RFC 6455 5',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'socketio', 'php'],
  reports: { 'frame-header': 0.25, 'fragmented-control-frame': 0.3 },
  confirm:
    'Log every write to the socket after the upgrade, and look for an HTTP server timeout or middleware that still owns the response.',
  hypotheses(window) {
    const inside = httpInPayload(window);
    const atBreak = foreignReadings(window, 'http-response').filter((reading) => !isSecondAnswer(reading));
    return [...atBreak.map(foreignHypothesis), ...(inside === null ? [] : [insideFrame(inside)])];
  },
};
