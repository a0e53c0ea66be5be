import type { Cause } from '../../cause.ts';

/** The top bit of a 64-bit length is set. */
export const lengthMsbSet: Cause<'length-msb-set'> = {
  id: 'length-msb-set',
  group: 'length',
  title: 'The top bit of a 64-bit length is set',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'java', 'php'],
  reports: { 'length-top-bit': 0.5 },
  confirm:
    'Write the 64-bit length from an unsigned or checked value; -1 for "unknown" must not reach the wire.',
};
