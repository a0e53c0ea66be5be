// Whether the message at the break is compressed although its frames or the handshake say otherwise.

import { firstNotUtf8 } from '../../bytes/utf8.ts';
import { opcode as opcodes } from '../../model/opcode.ts';
import { inflateRaw } from '../../websocket/inflate-raw.ts';
import type { Hypothesis } from '../hypothesis.ts';
import { oncePer } from '../once-per.ts';
import { agreedDeflate } from './agreed-deflate.ts';
import { placeIn } from './break-window.ts';
import { explains } from './chain-score.ts';
import { type DeclaredFrame, messageFromBreak, senderAndOffset } from './declared-frame.ts';
import { inflateWithHistory, maxInflated } from './inflate-attempt.ts';
import type { BadText } from './text-at-break.ts';
import { preview, readsAsText } from './text-shape.ts';

/** First byte of a zlib header with a window of 32 KiB. */
const zlibStart = 0x78;
/** Fewer bytes than this come out of noise after two bytes are taken for a zlib header. */
const minAfterZlibHeader = 5;

export interface InflatedMessage {
  readonly bytes: Uint8Array;
  /** All of it inflates, and to what the opcode says. */
  readonly isSensible: boolean;
  /** It inflates after a zlib header, which permessage-deflate does not have. */
  readonly hasZlibHeader: boolean;
}

/** Whether bytes are UTF-8, with whatever characters: noise does not inflate to that. */
function isUtf8(bytes: Uint8Array): boolean {
  return firstNotUtf8(bytes) < 0;
}

/** The message that begins with the frame at the break, inflated without history. */
export const inflatedMessage = oncePer((frame: DeclaredFrame): InflatedMessage => {
  const packed = messageFromBreak(frame);
  const { bytes, error } = inflateRaw(packed, maxInflated);
  const isText = frame.header.opcode === opcodes.text;
  // RFC 7692 7.2.3.6: an empty message is one byte of zero.
  const isEmpty = packed.length === 1 && packed[0] === 0;
  const isSensible = isEmpty || (error === null && bytes.length > 0 && (!isText || isUtf8(bytes)));
  const hasZlibHeader =
    !isSensible &&
    packed[0] === zlibStart &&
    inflateRaw(packed.subarray(2), maxInflated).bytes.length >= minAfterZlibHeader;
  return { bytes, isSensible, hasZlibHeader };
});

/** Less text than this comes out of noise now and then. */
const minInflatedText = 3;
/**
 * That a payload inflates to readable text, in bits; it grows with the text by a third of a bit a byte, up
 * to a maximum.
 */
const scoreOfInflatedText = 26;
const inflatedBytesPerBit = 3;
const maxLengthScore = 20;

/** The hypothesis that the text at the break, which is not UTF-8, is compressed and its RSV1 was left out. */
export function compressedWithoutFlag({ frame, fit, isCompressed }: BadText): Hypothesis[] {
  if (isCompressed) return [];
  const { window } = frame;
  const packed = messageFromBreak(frame);
  const isAgreed = window.context.connection.deflate !== null;
  const alone = inflateRaw(packed, maxInflated);
  const inflated = (isAgreed ? inflateWithHistory(window, packed) : null) ?? alone.bytes;
  if (inflated.length < minInflatedText || !readsAsText(inflated)) return [];
  if (alone.error !== null && !isAgreed) return [];
  const { sender, offset } = senderAndOffset(window);
  return [
    {
      ...explains(frame.chain),
      name: 'compressed without RSV1',
      score: fit + scoreOfInflatedText + Math.min(maxLengthScore, inflated.length / inflatedBytesPerBit),
      claim: `${sender} sent compressed data at ${offset} with RSV1 clear, so it is read as plain text.`,
      evidence: [
        {
          text: 'RSV1 is 0, which says that the message is not compressed.',
          place: placeIn(window, window.breakAt, 1),
        },
        {
          text: `The payload inflates to “${preview(inflated)}”.`,
          place: placeIn(window, frame.payloadAt, frame.header.payloadLength),
        },
        agreedDeflate(window),
      ],
    },
  ];
}
