import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** A reserved opcode is used. */
export const reservedOpcodeCause: Cause = {
  id: 'reserved-opcode',
  group: 'bits and extensions',
  title: 'A reserved opcode is used',
  section: 'RFC 6455 5.2',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'php'],
  confirm: 'Use 1, 2, 8, 9 or A only; put your own message types into the payload.',
  check: (scene) => suspect(scene, 'reserved-opcode'),
};
