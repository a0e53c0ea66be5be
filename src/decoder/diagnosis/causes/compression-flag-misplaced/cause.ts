import type { Cause } from '../../cause.ts';
import { misplacedFlag } from '../../evidence/misplaced-flag.ts';
import { compressedWithoutFlag } from '../../evidence/payload-inflates.ts';
import { badTextAtBreak } from '../../evidence/text-at-break.ts';

/** Compression was agreed, and its bit is where RFC 7692 forbids it: a frequent mistake. In bits. */
const scoreOfMisplacedFlag = 16;

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
    ];
  },
};
