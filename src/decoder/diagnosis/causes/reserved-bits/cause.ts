import type { Cause } from '../../cause.ts';

/** A reserved bit is set. */
export const reservedBits: Cause<'reserved-bits'> = {
  id: 'reserved-bits',
  group: 'bits and extensions',
  title: 'A reserved bit is set',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'php', 'node-ws'],
  confirm: 'Write the first header byte as FIN plus opcode only, and capture again.',
};
