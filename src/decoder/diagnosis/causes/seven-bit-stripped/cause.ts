import type { Cause } from '../../cause.ts';

/** The top bit of every byte was lost. */
export const sevenBitStripped: Cause<'seven-bit-stripped'> = {
  id: 'seven-bit-stripped',
  group: 'damage on the way',
  title: 'The top bit of every byte was lost',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32'],
  confirm: 'Set the line to 8 data bits and no parity.',
};
