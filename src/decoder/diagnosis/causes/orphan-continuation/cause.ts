import type { Cause } from '../../cause.ts';

/** A continuation frame continues nothing. */
export const orphanContinuation: Cause<'orphan-continuation'> = {
  id: 'orphan-continuation',
  group: 'sequence and control',
  title: 'A continuation frame continues nothing',
  section: 'RFC 6455 5.4',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'php', 'java'],
  reports: { 'unexpected-continuation': 0.5 },
  confirm: 'The first frame of a message must have opcode 1 or 2, all later ones 0.',
};
