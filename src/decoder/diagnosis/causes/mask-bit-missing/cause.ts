import { unmaskCopy } from '../../../websocket/mask.ts';
import { readHeaderWithKey } from '../../../websocket/missing-mask-bit.ts';
import type { Cause } from '../../cause.ts';
import { placeIn } from '../../evidence/break-window.ts';
import { chainScore, explains, follow, framesFollow } from '../../evidence/chain-score.ts';
import { frameBreaking, senderAndOffset } from '../../evidence/declared-frame.ts';
import { hexKey, maskBytePlace, payloadFit } from '../../evidence/payload-fit.ts';
import { preview, readsAsText } from '../../evidence/text-shape.ts';

/** A key that no bit announces, in bits. An estimate. */
const prior = 6;
/** As above, where what comes out shows nothing: then bytes that were lost leave the same header. */
const priorUnread = -4;
/** A payload that does not fit its opcode counts against it no more than this. */
const minFitCounted = -12;
const keyLength = 4;

/** Key and masked payload are there, but the second byte was written without its top bit. */
export const maskBitMissing: Cause<'mask-bit-missing'> = {
  id: 'mask-bit-missing',
  group: 'masking',
  title: 'The payload is masked, but the MASK bit is not set',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  confirm: 'Set the top bit of the second header byte whenever four key bytes are written.',
  hypotheses(window) {
    const frame = frameBreaking(window, 'unmaskedClientFrame');
    if (frame === null) return [];
    const masked = readHeaderWithKey(window.bytes, window.breakAt, window.bytes.length);
    if (masked === null) return [];
    const from = window.breakAt + masked.headerLength;
    const end = from + masked.payloadLength;
    if (end > window.bytes.length) return [];
    const payload = unmaskCopy(window.bytes.subarray(from, end), masked.maskingKey);
    const chain = follow(window, end, { read: readHeaderWithKey });
    const isText = readsAsText(payload);
    const quoted = isText ? ` to “${preview(payload, 48)}”` : '';
    return [
      {
        ...explains(chain),
        name: 'key and masked payload without the MASK bit',
        score:
          chainScore(chain, window) +
          (isText || payload.length === 0 ? prior : priorUnread) +
          Math.max(minFitCounted, payloadFit(masked, payload)),
        claim: `The frame at ${senderAndOffset(window).offset} carries a masking key and a masked payload, but its MASK bit is 0, so the key counts as payload.`,
        evidence: [
          { text: 'MASK is 0 in a frame from the client.', place: maskBytePlace(window) },
          {
            text: `Taken as a key (${hexKey(masked.maskingKey)}), the 4 bytes after the length unmask what follows${quoted}.`,
            place: placeIn(window, frame.payloadAt, keyLength),
          },
          { text: `Read so, ${framesFollow(chain)}.`, place: placeIn(window, end, 2) },
        ],
      },
    ];
  },
};
