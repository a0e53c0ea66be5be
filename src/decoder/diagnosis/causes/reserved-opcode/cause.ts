import type { Cause } from '../../cause.ts';

/** A reserved opcode is used. */
export const reservedOpcode: Cause<'reserved-opcode'> = {
  id: 'reserved-opcode',
  group: 'bits and extensions',
  title: 'A reserved opcode is used',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'php'],
  reports: { opcode: 0.4 },
  confirm: 'Use 1, 2, 8, 9 or A only; put your own message types into the payload.',
};
