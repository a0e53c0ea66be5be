import type { Cause } from '../../cause.ts';
import { explains, framesFollow } from '../../evidence/chain-score.ts';
import { frameBreaking, senderAndOffset } from '../../evidence/declared-frame.ts';
import { soundBefore } from '../../evidence/frames-before.ts';
import {
  maskBytePlace,
  minFitCounted,
  payloadFit,
  payloadPlace,
  priorOfWrongSide,
} from '../../evidence/payload-fit.ts';
import { lessSureOfSender } from '../../evidence/sender-inferred.ts';
import { preview, readsAsText } from '../../evidence/text-shape.ts';

/** A server sends frames with MASK set: code of a client, or a mask option meant for clients, is used on the server. */
export const serverMaskedFrame: Cause<'server-masked-frame'> = {
  id: 'server-masked-frame',
  group: 'masking',
  title: 'The server masks its frames',
  section: 'RFC 6455 5.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'php'],
  reports: { 'masked-frame': 0.5 },
  confirm: 'Clear the mask option on the server and capture one frame: its second byte must be below 80.',
  match: lessSureOfSender,
  hypotheses(window) {
    const frame = frameBreaking(window, 'maskedServerFrame');
    if (frame === null) return [];
    const { payload, header, chain } = frame;
    return [
      {
        ...explains(chain),
        name: 'the server masks its frames',
        score: frame.fit + priorOfWrongSide + Math.max(minFitCounted, payloadFit(header, payload)),
        claim: `The server masked the frame at ${senderAndOffset(window).offset}; only a client masks.`,
        evidence: [
          { text: 'MASK is 1 in a frame from the server.', place: maskBytePlace(window) },
          ...(readsAsText(payload)
            ? [
                {
                  text: `With the mask taken off the payload reads “${preview(payload, 48)}”.`,
                  place: payloadPlace(frame),
                },
              ]
            : []),
          soundBefore(window),
          { text: `Its length is right: ${framesFollow(chain)}.`, place: null },
        ],
      },
    ];
  },
};
