import type { Cause } from '../../cause.ts';

/** The length is in the wrong byte order. */
export const lengthWrongByteOrder: Cause<'length-wrong-byte-order'> = {
  id: 'length-wrong-byte-order',
  group: 'length',
  title: 'The length is in the wrong byte order',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'dotnet', 'php'],
  reports: { 'length-top-bit': 0.2 },
  confirm: 'Send 126 bytes: the header must read 7e 00 7e.',
};
