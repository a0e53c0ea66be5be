import type { Evidence } from '../../../model/finding.ts';
import type { Cause } from '../../cause.ts';
import { placeIn } from '../../evidence/break-window.ts';
import { closeByChanceScore } from '../../evidence/close-by-chance.ts';
import { closingEvidence } from '../../evidence/closing-order.ts';
import {
  type DeclaredFrame,
  frameBreaking,
  ruleHypothesis,
  senderAndOffset,
} from '../../evidence/declared-frame.ts';

/** The codes that RFC 6455 7.4.1 defines. */
const firstCode = 1000;
const lastCode = 1011;

/** Whether the code is a defined one when its two bytes are swapped. */
function swappedCode({ window, payload, payloadAt }: DeclaredFrame): Evidence[] {
  if (payload.length < 2) return [];
  const swapped = (payload[1] << 8) | payload[0];
  if (swapped < firstCode || swapped > lastCode) return [];
  const text = `With its two bytes swapped it is ${swapped}: the code was written low byte first.`;
  return [{ text, place: placeIn(window, payloadAt, 2) }];
}

/**
 * A Close with a code that is reserved or unassigned: a status of another protocol, or a code with its
 * bytes swapped.
 */
export const closeCodeInvalid: Cause<'close-code-invalid'> = {
  id: 'close-code-invalid',
  group: 'sequence and control',
  title: 'The close code may not be sent',
  section: 'RFC 6455 7.4',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'close-code': 0.45 },
  confirm: 'Close with 1000, or with a code from 3000 to 4999 of your own.',
  hypotheses(window) {
    const frame = frameBreaking(window, 'closeCodeInvalid');
    if (frame === null) return [];
    const { sender, offset } = senderAndOffset(window);
    return [
      ruleHypothesis(frame, {
        claim: `${sender} sent a close code that may not be sent at ${offset}.`,
        shows: 'payload',
        in: 'payload',
        extraScore: closeByChanceScore(frame),
        evidence: [...swappedCode(frame), ...closingEvidence(window.context)],
      }),
    ];
  },
};
