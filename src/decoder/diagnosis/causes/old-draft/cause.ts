import { headerValue } from '../../../model/http.ts';
import type { Cause } from '../../cause.ts';
import { foreignHypothesis, foreignReadings } from '../../evidence/foreign-at-break.ts';

/** A program that has sent frames of RFC 6455 does not change to a draft: then `00 ... ff` is chance. In bits. */
const mixedScore = 30;

/** A draft from before RFC 6455: hixie-75/76, or a lower Sec-WebSocket-Version. */
export const oldDraft: Cause<'old-draft'> = {
  id: 'old-draft',
  group: 'handshake',
  title: 'One side speaks a draft from before RFC 6455',
  section: 'RFC 6455 4.1',
  level: 'broken',
  leadsTo: ['upgrade-refused', 'abnormal-close', 'handshake-header-missing', 'reserved-opcode'],
  stacks: ['php'],
  reports: { 'unexpected-continuation': 0.1 },
  confirm: 'Look at the request: Sec-WebSocket-Version must be 13, and there must be one Sec-WebSocket-Key.',
  hypotheses: (window) =>
    foreignReadings(window, 'hixie')
      .map(foreignHypothesis)
      .map((one) => ({ ...one, score: one.score - (window.framesBefore.length > 0 ? mixedScore : 0) })),
  match(context, reading) {
    const { handshake } = context.connection;
    const request = handshake?.request ?? null;
    const response = handshake?.response ?? null;
    if (request !== null) {
      const key1 = headerValue(request, 'sec-websocket-key1');
      const version = headerValue(request, 'sec-websocket-version');
      const place =
        handshake?.checks.find(({ id }) => id === (key1 === null ? 'version' : 'request-upgrade'))?.place ??
        null;
      if (key1 !== null) {
        return {
          confidence: 0.97,
          claim: 'The client asks in the way of draft hixie-76: two keys and eight bytes after the head.',
          evidence: [{ text: `Sec-WebSocket-Key1 is “${key1}”.`, place }],
          against: 'RFC 6455 has one key, in base64.',
        };
      }
      if (version !== null && /^\d+$/.test(version) && Number(version) < 13) {
        return {
          confidence: response?.status === 101 ? 0.75 : 0.96,
          claim: `The client asks for version ${version} of the protocol, a draft; RFC 6455 is 13${response ? `. The answer is “${response.startLine}”` : ''}.`,
          evidence: [{ text: `Sec-WebSocket-Version is ${version}.`, place }],
          against: 'Current clients ask for 13.',
        };
      }
    }
    if (
      response !== null &&
      !(handshake?.checks.some(({ id, ok }) => id === 'accept' && ok) ?? false) &&
      (headerValue(response, 'sec-websocket-location') ?? headerValue(response, 'websocket-location')) !==
        null
    ) {
      return {
        confidence: 0.95,
        claim: 'The server answers in the way of the hixie drafts (WebSocket-Location).',
        evidence: [{ text: `The answer is “${response.startLine}”.`, place: null }],
        against: 'RFC 6455 has no such header.',
      };
    }
    return reading;
  },
};
