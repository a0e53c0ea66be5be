import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** A payload was cut short. */
export const shortWriteCause: Cause = {
  id: 'short-write',
  group: 'damage on the way',
  title: 'A payload was cut short',
  section: 'RFC 6455 5.2',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'python-websockets', 'php', 'java'],
  confirm: 'Check what send() returns and write the rest.',
  check: (scene) => suspect(scene, 'short-write'),
};
