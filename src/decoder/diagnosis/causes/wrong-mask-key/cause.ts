import type { Cause } from '../../cause.ts';
import { placeIn } from '../../evidence/break-window.ts';
import { explains } from '../../evidence/chain-score.ts';
import { senderAndOffset } from '../../evidence/declared-frame.ts';
import { soundBefore } from '../../evidence/frames-before.ts';
import { doubtfulMasking, hexKey, payloadPlace, priorOfWrongSide } from '../../evidence/payload-fit.ts';
import { preview } from '../../evidence/text-shape.ts';
import { otherKey } from './other-key.ts';

/** The payload is bad under its own key and good under another one, in bits. An estimate. */
const prior = 10;
const keyLength = 4;

/**
 * The payload was masked with another key than its header has: rotated, reversed, of another frame, or
 * started anew at each write.
 */
export const wrongMaskKey: Cause<'wrong-mask-key'> = {
  id: 'wrong-mask-key',
  group: 'masking',
  title: 'The payload was masked with another key',
  section: 'RFC 6455 5.3',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  confirm: 'Mask a payload longer than one write with a known key and compare byte i with key byte i mod 4.',
  hypotheses(window) {
    const doubtful = doubtfulMasking(window);
    if (doubtful === null || doubtful.fitUnmasked >= 0) return [];
    const { frame } = doubtful;
    const { header, payloadAt } = frame;
    if (!header.masked || header.payloadLength === 0) return [];
    const key = otherKey(frame);
    if (key === null) return [];
    const { sender, offset } = senderAndOffset(window);
    return [
      {
        ...explains(frame.chain),
        name: key.name,
        score: frame.fit + prior + key.score - (window.sender === 'server' ? priorOfWrongSide : 0),
        ...(key.maxConfidence === undefined ? {} : { maxConfidence: key.maxConfidence }),
        claim: `${sender} masked the payload of the frame at ${offset} with another key than the one in its header: ${key.words}.`,
        evidence: [
          {
            text: `The header's key is ${hexKey(header.maskingKey)}.`,
            place: placeIn(window, payloadAt - keyLength, keyLength),
          },
          {
            text: `${key.found} the payload reads “${preview(key.payload, 48)}”.`,
            place: payloadPlace(frame),
          },
          soundBefore(window),
        ],
      },
    ];
  },
};
