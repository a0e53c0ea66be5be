import { otherSender } from '../../../model/basics.ts';
import { capital, duration, the } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';
import { endingOf } from '../../evidence/ending.ts';
import { stacksOf } from '../../evidence/software-seen.ts';

/** FIN or RST without a Close frame. */
export const abnormalClose: Cause<'abnormal-close'> = {
  id: 'abnormal-close',
  group: 'connection',
  title: 'The connection ended without a Close frame',
  section: 'RFC 6455 7.1.5',
  level: 'warning',
  leadsTo: [],
  stacks: ['node-ws', 'nginx', 'python-websockets', 'haproxy'],
  reports: { 'no-handshake-response': 0.5, 'connection-reset': 0.6 },
  confirm:
    "Look at that side's log at this second: a crash, a kill, a deployment or a timeout ends connections in this way.",
  match(context) {
    const { connection } = context;
    const { directions, handshake, fidelity } = connection;
    if (fidelity !== 'bytes') {
      const symptom = connection.symptoms.find(({ text }) =>
        /1006|reset|closed|disconnect|abnormal/i.test(text),
      );
      return symptom === undefined
        ? null
        : {
            confidence: 0.4,
            claim: `The log says “${symptom.text}”; the bytes are not in this input.`,
            evidence: [{ text: symptom.text, place: null }],
          };
    }
    const ending = endingOf(context);
    if (ending === null || ending.anyClose || ending.how === 'close') return null;
    const who = the(ending.first);
    const how = ending.how === 'rst' ? 'RST (reset)' : 'FIN';
    const asked = handshake?.request ?? null;
    if (directions.client.kind === 'tls' || directions.server.kind === 'tls') return null;
    if (asked !== null && handshake?.response === null) {
      if (directions.server.map.length > 0) return null;
      return {
        confidence: 0.6,
        title: 'The connection was closed before the handshake was answered',
        claim: `${capital(who)} ended the connection with ${how} before any answer to the upgrade came.`,
        evidence: [{ text: 'No byte of an answer is in the input.', place: null }],
        against: 'There is no answer to judge.',
      };
    }
    if (handshake !== null && !handshake.accepted) return null;
    if (connection.frames.length === 0 && handshake === null) return null;
    const other = directions[otherSender(ending.first)];
    const cut = context.first?.overrun === true && context.first.sender === ending.first;
    return {
      // A fault in the frames is what ended it; a Close may also lie in what the capture lacks.
      confidence:
        context.first !== null && !context.first.overrun
          ? 0.15
          : directions.client.missing + directions.server.missing > 0
            ? 0.25
            : 0.92,
      title: cut
        ? `${capital(who)} ended the connection in the middle of a frame`
        : `${capital(who)} ended the connection without a Close frame`,
      claim: `${capital(who)} ended the connection with ${how}${cut ? ' in the middle of a frame' : ''} and sent no Close, so the other side reports 1006.`,
      evidence: [
        {
          text: `${how} from ${who}${Number.isFinite(ending.lasted) ? ` ${duration(ending.lasted)} after the connection began` : ''}.`,
          place: null,
        },
        { text: 'No Close frame (opcode 8) was sent by either side.', place: null },
        ...(cut && context.first
          ? [
              {
                text: 'This frame never ended.',
                place: { sender: context.first.sender, offset: context.first.offset, length: 2 },
              },
            ]
          : []),
        ...(other.end === 'rst' ? [{ text: 'The other side answered with RST.', place: null }] : []),
      ],
      against: 'All frames up to here are sound, so it was not the framing that ended it.',
      stacks: stacksOf(context),
    };
  },
};
