import type { Cause } from '../../cause.ts';

/** The compression bit is on the wrong frame. */
export const compressionFlagMisplaced: Cause<'compression-flag-misplaced'> = {
  id: 'compression-flag-misplaced',
  group: 'bits and extensions',
  title: 'The compression bit is on the wrong frame',
  section: 'RFC 7692 6.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['java', 'php', 'node-ws'],
  reports: { 'extension-error': 0.2 },
  confirm: 'Send one fragmented compressed message: only its first frame may have RSV1.',
};
