import type { Cause } from '../../cause.ts';
import { explains } from '../../evidence/chain-score.ts';
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

/** A client sends frames with MASK clear: a hand-written client, or code of a server that is used as a client. */
export const clientUnmaskedFrame: Cause<'client-unmasked-frame'> = {
  id: 'client-unmasked-frame',
  group: 'masking',
  title: 'The client does not mask its frames',
  section: 'RFC 6455 5.3',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'php'],
  reports: { 'unmasked-frame': 0.5 },
  confirm:
    'Capture one frame from the client: its second byte must be 80 or above and four key bytes must follow the length.',
  match: lessSureOfSender,
  hypotheses(window) {
    const frame = frameBreaking(window, 'unmaskedClientFrame');
    if (frame === null) return [];
    const { wire, header } = frame;
    return [
      {
        ...explains(frame.chain),
        name: 'the client does not mask',
        score: frame.fit + priorOfWrongSide + Math.max(minFitCounted, payloadFit(header, wire)),
        claim: `The client sent the frame at ${senderAndOffset(window).offset} without a mask; a client must mask every frame.`,
        evidence: [
          { text: 'MASK is 0 in a frame from the client.', place: maskBytePlace(window) },
          ...(readsAsText(wire)
            ? [
                {
                  text: `The payload reads “${preview(wire, 48)}” without unmasking.`,
                  place: payloadPlace(frame),
                },
              ]
            : []),
          soundBefore(window),
        ],
      },
    ];
  },
};
