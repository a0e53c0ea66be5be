import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** The length is not in its shortest form. */
export const lengthNotMinimalCause: Cause = {
  id: 'length-not-minimal',
  group: 'length',
  title: 'The length is not in its shortest form',
  section: 'RFC 6455 5.2',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'php', 'java'],
  confirm: 'Use the 7-bit form up to 125, the 16-bit form up to 65535, the 64-bit form above.',
  check: (scene) => suspect(scene, 'length-not-minimal'),
};
