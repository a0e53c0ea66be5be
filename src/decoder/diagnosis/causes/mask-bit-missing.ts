import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** The payload is masked, but the MASK bit is not set. */
export const maskBitMissingCause: Cause = {
  id: 'mask-bit-missing',
  group: 'masking',
  title: 'The payload is masked, but the MASK bit is not set',
  section: 'RFC 6455 5.2',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'python-websockets'],
  confirm: 'Set the top bit of the second header byte whenever four key bytes are written.',
  check: (scene) => suspect(scene, 'mask-bit-missing'),
};
