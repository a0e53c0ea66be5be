import type { Cause } from '../../cause.ts';

/** Stray bytes got into the stream. */
export const bytesInserted: Cause<'bytes-inserted'> = {
  id: 'bytes-inserted',
  group: 'damage on the way',
  title: 'Stray bytes got into the stream',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'esp32'],
  confirm: 'Capture at both ends and compare the streams at this offset.',
};
