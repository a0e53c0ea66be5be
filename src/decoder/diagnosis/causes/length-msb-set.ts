import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** The top bit of a 64-bit length is set. */
export const lengthMsbSetCause: Cause = {
  id: 'length-msb-set',
  group: 'length',
  title: 'The top bit of a 64-bit length is set',
  section: 'RFC 6455 5.2',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'java', 'php'],
  confirm:
    'Write the 64-bit length from an unsigned or checked value; -1 for "unknown" must not reach the wire.',
  check: (scene) => suspect(scene, 'length-msb-set'),
};
