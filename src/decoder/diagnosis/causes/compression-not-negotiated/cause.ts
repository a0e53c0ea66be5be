import { opcode as opcodes } from '../../../model/opcode.ts';
import { count } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';
import { agreedDeflate, showsAgreement } from '../../evidence/agreed-deflate.ts';
import { type BreakWindow, placeIn } from '../../evidence/break-window.ts';
import { explains } from '../../evidence/chain-score.ts';
import { frameBreaking, senderAndOffset } from '../../evidence/declared-frame.ts';
import { compressedWithoutFlag, inflatedMessage } from '../../evidence/payload-inflates.ts';
import { badTextAtBreak } from '../../evidence/text-at-break.ts';
import { preview } from '../../evidence/text-shape.ts';
import type { Hypothesis } from '../../hypothesis.ts';

const withoutHandshake = 0.6;

/** RSV1 is set and the payload inflates, in bits; this grows by a quarter of a bit for each byte that comes out. */
const scoreOfInflating = 20;
const inflatedBytesPerBit = 4;
const maxLengthScore = 20;

/** RSV1 marks a message that inflates. */
function flaggedWithoutAgreement(window: BreakWindow): Hypothesis[] {
  const frame = frameBreaking(window, 'rsv1NotAgreed');
  if (frame === null) return [];
  const { bytes, isSensible, hasZlibHeader } = inflatedMessage(frame);
  if (!isSensible && !hasZlibHeader) return [];
  const { sender, offset } = senderAndOffset(window);
  const isShown = showsAgreement(window);
  const quoted = frame.header.opcode === opcodes.text ? ` of text: “${preview(bytes)}”` : '';
  return [
    {
      ...explains(frame.chain),
      name: 'compressed without agreement',
      ...(isShown ? {} : { title: 'Compressed frames, and no handshake here agrees to compression' }),
      score: frame.fit + scoreOfInflating + Math.min(maxLengthScore, bytes.length / inflatedBytesPerBit),
      claim: `${sender} sent a compressed message at ${offset}, ${isShown ? 'but permessage-deflate was not agreed' : 'and the handshake that would agree to permessage-deflate is not in the input'}.`,
      evidence: [
        { text: 'RSV1 is set, which marks a compressed message.', place: placeIn(window, window.breakAt, 1) },
        {
          text: isSensible
            ? `The payload inflates to ${count(bytes.length, 'byte')}${quoted}.`
            : 'The payload begins with the header of zlib, which permessage-deflate leaves out.',
          place: placeIn(window, frame.payloadAt, frame.header.payloadLength),
        },
        agreedDeflate(window),
      ],
    },
  ];
}

/**
 * Compressed messages without permessage-deflate in the 101: a proxy removed the extension from one leg
 * only, or it is always on.
 */
export const compressionNotNegotiated: Cause<'compression-not-negotiated'> = {
  id: 'compression-not-negotiated',
  group: 'bits and extensions',
  title: 'Compressed frames, but compression was not agreed',
  section: 'RFC 7692 6',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'reserved-bits': 0.3 },
  confirm: 'Compare Sec-WebSocket-Extensions in the request and the 101 on both sides of every proxy.',
  match(context, reading) {
    const { handshake, deflateFrom } = context.connection;
    if (reading === null || handshake !== null || deflateFrom === 'assumed') return reading;
    // Without the handshake nobody knows what was agreed: the payload is compressed, and that is all that is seen.
    return { ...reading, confidence: Math.min(reading.confidence, withoutHandshake) };
  },
  hypotheses(window) {
    const text = window.context.connection.deflate === null ? badTextAtBreak(window) : null;
    return [...flaggedWithoutAgreement(window), ...(text === null ? [] : compressedWithoutFlag(text))];
  },
};
