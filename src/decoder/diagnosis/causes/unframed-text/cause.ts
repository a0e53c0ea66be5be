import type { Cause } from '../../cause.ts';
import { foreignHypothesis, foreignReadings } from '../../evidence/foreign-at-break.ts';

/** Text was written without a frame round it. */
export const unframedText: Cause<'unframed-text'> = {
  id: 'unframed-text',
  group: 'handshake',
  title: 'Text was written without a frame round it',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'reserved-bits': 0.15, opcode: 0.15 },
  confirm:
    'Send every message through the library, not through the raw socket, and see whether the text still appears between frames.',
  hypotheses: (window) =>
    [
      ...foreignReadings(window, 'json', 'html', 'log', 'engineio', 'bom', 'text'),
      // Right after the handshake header lines are part of its head.
      ...foreignReadings(window, 'header-lines').filter(({ isAtStart }) => !isAtStart),
    ].map(foreignHypothesis),
};
