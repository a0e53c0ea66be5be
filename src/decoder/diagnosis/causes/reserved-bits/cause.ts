import type { Cause } from '../../cause.ts';
import { agreedDeflate, showsAgreement } from '../../evidence/agreed-deflate.ts';
import { type BreakWindow, placeIn } from '../../evidence/break-window.ts';
import { explains } from '../../evidence/chain-score.ts';
import { frameBreaking, ruleHypothesis, senderAndOffset } from '../../evidence/declared-frame.ts';
import { soundBefore } from '../../evidence/frames-before.ts';
import { misplacedFlag } from '../../evidence/misplaced-flag.ts';
import { inflatedMessage } from '../../evidence/payload-inflates.ts';
import type { Hypothesis } from '../../hypothesis.ts';

/** A reserved bit in an otherwise legal header, in bits. */
const scoreOfStrayBit = 8;
/** The payload inflates: then RSV1 has a meaning. */
const scoreOfInflating = -10;

/** RSV1 on the first frame of a message that is not compressed. */
function rsv1WithoutMeaning(window: BreakWindow): Hypothesis[] {
  const frame = frameBreaking(window, 'rsv1NotAgreed');
  if (frame === null) return [];
  const { sender, offset } = senderAndOffset(window);
  const meaning = showsAgreement(window)
    ? 'nothing was agreed that uses it'
    : 'no handshake here gives it a meaning';
  return [
    {
      ...explains(frame.chain),
      name: 'RSV1 set without a meaning',
      score: frame.fit + (inflatedMessage(frame).isSensible ? scoreOfInflating : scoreOfStrayBit),
      claim: `${sender} set RSV1 in the frame at ${offset}, but ${meaning}, and the payload does not inflate.`,
      evidence: [
        { text: 'RSV1 is set.', place: placeIn(window, window.breakAt, 1) },
        agreedDeflate(window),
        soundBefore(window),
      ],
    },
  ];
}

function reservedBit(window: BreakWindow, name: 'rsv2' | 'rsv3'): Hypothesis[] {
  const frame = frameBreaking(window, name);
  if (frame === null) return [];
  const { sender, offset } = senderAndOffset(window);
  const claim = `${sender} set ${name.toUpperCase()} in the frame at ${offset}; no extension in use gives it a meaning.`;
  return [ruleHypothesis(frame, { claim, shows: 'header' })];
}

/** A reserved bit that no agreed extension uses: the first header byte was put together from a wrong value. */
export const reservedBits: Cause<'reserved-bits'> = {
  id: 'reserved-bits',
  group: 'bits and extensions',
  title: 'A reserved bit is set',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  confirm: 'Write the first header byte as FIN plus opcode only, and capture again.',
  hypotheses(window) {
    const isAgreed = window.context.connection.deflate !== null;
    return [
      ...rsv1WithoutMeaning(window),
      ...reservedBit(window, 'rsv2'),
      ...reservedBit(window, 'rsv3'),
      ...(isAgreed
        ? []
        : misplacedFlag(window, {
            score: scoreOfStrayBit,
            why: showsAgreement(window) ? ', and nothing was agreed that uses it' : '',
          })),
    ];
  },
};
