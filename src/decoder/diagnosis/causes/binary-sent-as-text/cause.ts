import type { Cause } from '../../cause.ts';
import { placeIn } from '../../evidence/break-window.ts';
import { explains } from '../../evidence/chain-score.ts';
import { senderAndOffset } from '../../evidence/declared-frame.ts';
import { badTextAtBreak } from '../../evidence/text-at-break.ts';

/** A text frame whose payload looks binary, in bits. */
const prior = 10;
/** A known format fits: two or more bytes of it, or all of the payload. */
const scoreOfFormat = 16;
/** Control characters that no text has. */
const scoreOfControls = 6;
const manyControls = 4;

/**
 * Bytes that are no text in a message with opcode 1: a Buffer or byte array was passed to the function that
 * sends strings.
 */
export const binarySentAsText: Cause<'binary-sent-as-text'> = {
  id: 'binary-sent-as-text',
  group: 'content',
  title: 'Binary data was sent as text',
  section: 'RFC 6455 5.6',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'python-websockets'],
  reports: { 'text-encoding': 0.35 },
  confirm: 'Send it with opcode 2: a Buffer or bytes object, not a string.',
  hypotheses(window) {
    const text = badTextAtBreak(window);
    if (text === null || !text.looksBinary) return [];
    const { frame, binary, controlCount } = text;
    if (text.isCutCharacter && binary === null) return [];
    const { sender, offset } = senderAndOffset(window);
    const looks =
      binary === null
        ? `Only ${Math.round(text.printable * 100)} % of the bytes are printable.`
        : `The payload begins as ${binary} does.`;
    return [
      {
        ...explains(frame.chain),
        name: `${binary ?? 'binary data'} in a text frame`,
        score:
          text.fit +
          prior +
          (binary === null ? 0 : scoreOfFormat) +
          (controlCount >= manyControls ? scoreOfControls : 0),
        claim: `${sender} sent ${binary ?? 'binary data'} in a text message at ${offset}; text must be UTF-8.`,
        evidence: [
          { text: 'The opcode says text.', place: placeIn(window, window.breakAt, 1) },
          { text: looks, place: placeIn(window, frame.payloadAt, frame.header.payloadLength) },
          text.evidence,
        ],
      },
    ];
  },
};
