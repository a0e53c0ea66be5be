import { opcode as opcodes } from '../../../model/opcode.ts';
import type { Cause } from '../../cause.ts';
import type { BreakWindow } from '../../evidence/break-window.ts';
import { explains } from '../../evidence/chain-score.ts';
import { senderAndOffset } from '../../evidence/declared-frame.ts';
import { failedInflate } from '../../evidence/failed-inflate.ts';
import { inflateAfterAll } from '../../evidence/inflate-attempt.ts';
import { misplacedFlag } from '../../evidence/misplaced-flag.ts';
import { compressedWithoutFlag } from '../../evidence/payload-inflates.ts';
import { badTextAtBreak } from '../../evidence/text-at-break.ts';
import { preview, readsAsText } from '../../evidence/text-shape.ts';
import type { Hypothesis } from '../../hypothesis.ts';

/** Compression was agreed, and its bit is where RFC 7692 forbids it: a frequent mistake. In bits. */
const scoreOfMisplacedFlag = 16;

/** The message inflates, to its end, once an earlier one without RSV1 is inflated before it: hardly by chance. */
const scoreOfEarlier = 40;

/** A message that does not inflate, since an earlier compressed one had no RSV1 and passed for plain text. */
function earlierWithoutFlag(window: BreakWindow): Hypothesis[] {
  const failed = failedInflate(window);
  if (failed === null) return [];
  const { frame, packed, evidence, place } = failed;
  const inflated = inflateAfterAll(window, packed, 'as compressed');
  if (inflated === null || (frame.header.opcode === opcodes.text && !readsAsText(inflated))) return [];
  const { sender, offset } = senderAndOffset(window);
  return [
    {
      ...explains(frame.chain),
      name: 'an earlier message compressed without RSV1',
      score: frame.fit + scoreOfEarlier,
      claim: `${sender}'s message at ${offset} refers back to an earlier one that was compressed too, but had RSV1 clear.`,
      evidence: [
        evidence,
        {
          text: `With the messages without RSV1 inflated before it, it reads “${preview(inflated, 48)}”.`,
          place,
        },
      ],
    },
  ];
}

/**
 * Compression was agreed, but RSV1 is on a control or continuation frame, or missing from the first frame
 * of a message.
 */
export const compressionFlagMisplaced: Cause<'compression-flag-misplaced'> = {
  id: 'compression-flag-misplaced',
  group: 'bits and extensions',
  title: 'The compression bit is on the wrong frame',
  section: 'RFC 7692 6.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'extension-error': 0.2 },
  confirm: 'Send one fragmented compressed message: only its first frame may have RSV1.',
  hypotheses(window) {
    if (window.context.connection.deflate === null) return [];
    const text = badTextAtBreak(window);
    return [
      ...misplacedFlag(window, {
        score: scoreOfMisplacedFlag,
        why: '; only the first frame of a message may have it',
      }),
      ...(text === null ? [] : compressedWithoutFlag(text)),
      ...earlierWithoutFlag(window),
    ];
  },
};
