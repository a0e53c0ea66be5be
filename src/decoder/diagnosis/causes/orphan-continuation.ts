import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** A continuation frame continues nothing. */
export const orphanContinuationCause: Cause = {
  id: 'orphan-continuation',
  group: 'sequence and control',
  title: 'A continuation frame continues nothing',
  section: 'RFC 6455 5.4',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'php', 'java'],
  confirm: 'The first frame of a message must have opcode 1 or 2, all later ones 0.',
  check: (scene) => suspect(scene, 'orphan-continuation'),
};
