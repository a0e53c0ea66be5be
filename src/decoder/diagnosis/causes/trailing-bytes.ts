import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** Every frame is followed by extra bytes. */
export const trailingBytesCause: Cause = {
  id: 'trailing-bytes',
  group: 'damage on the way',
  title: 'Every frame is followed by extra bytes',
  section: 'RFC 6455 5.2',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'php', 'java'],
  confirm: 'Write exactly header plus payload; no println, no terminating NUL.',
  check: (scene) => suspect(scene, 'trailing-bytes'),
};
