import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** A Close has a body of one byte. */
export const closePayloadOneByteCause: Cause = {
  id: 'close-payload-one-byte',
  group: 'sequence and control',
  title: 'A Close has a body of one byte',
  section: 'RFC 6455 5.5.1',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'php'],
  confirm: 'Send a Close with an empty body, or with a code of two bytes, high byte first.',
  check: (scene) => suspect(scene, 'close-payload-one-byte'),
};
