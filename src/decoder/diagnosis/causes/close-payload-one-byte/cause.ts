import type { Cause } from '../../cause.ts';

/** A Close has a body of one byte. */
export const closePayloadOneByte: Cause<'close-payload-one-byte'> = {
  id: 'close-payload-one-byte',
  group: 'sequence and control',
  title: 'A Close has a body of one byte',
  section: 'RFC 6455 5.5.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'php'],
  reports: { 'one-byte-close': 0.8 },
  confirm: 'Send a Close with an empty body, or with a code of two bytes, high byte first.',
};
