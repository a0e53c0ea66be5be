import type { Cause } from '../../cause.ts';
import { explains } from '../../evidence/chain-score.ts';
import { senderAndOffset } from '../../evidence/declared-frame.ts';
import {
  doubtfulMasking,
  maskBytePlace,
  payloadPlace,
  priorOfWrongSide,
} from '../../evidence/payload-fit.ts';
import { preview } from '../../evidence/text-shape.ts';

/** The payload is good on the wire and bad when unmasked, in bits. An estimate. */
const prior = 14;
/** A byte or two read as text by chance. */
const minPayload = 3;
/** With less the payload is too short to tell. */
const minFitOnWire = 2;

/** Header and key are those of a masked frame, and the payload was never combined with the key. */
export const payloadNotMasked: Cause<'payload-not-masked'> = {
  id: 'payload-not-masked',
  group: 'masking',
  title: 'The MASK bit is set, but the payload is not masked',
  section: 'RFC 6455 5.3',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  confirm: 'XOR the payload with the key when writing; the bytes on the wire must not be readable.',
  hypotheses(window) {
    const doubtful = doubtfulMasking(window);
    if (doubtful === null) return [];
    const { frame, fitOnWire, fitUnmasked } = doubtful;
    const { header, wire } = frame;
    if (!header.masked || header.payloadLength < minPayload) return [];
    if (fitOnWire <= minFitOnWire || fitOnWire <= fitUnmasked) return [];
    return [
      {
        ...explains(frame.chain),
        name: 'the payload was never masked',
        score: frame.fit + prior + fitOnWire - (window.sender === 'server' ? priorOfWrongSide : 0),
        claim: `The frame at ${senderAndOffset(window).offset} says that it is masked and carries a key, but its payload is not masked.`,
        evidence: [
          { text: 'MASK is 1 and a key follows.', place: maskBytePlace(window) },
          { text: `The payload reads “${preview(wire, 48)}” without unmasking.`, place: payloadPlace(frame) },
          { text: 'With the mask taken off it is not what its opcode says.', place: null },
        ],
      },
    ];
  },
};
