import type { Cause } from '../../cause.ts';

/** A byte was changed on the way. */
export const bytesCorrupted: Cause<'bytes-corrupted'> = {
  id: 'bytes-corrupted',
  group: 'damage on the way',
  title: 'A byte was changed on the way',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32'],
  confirm: 'Capture at both ends and compare the streams at this offset.',
};
