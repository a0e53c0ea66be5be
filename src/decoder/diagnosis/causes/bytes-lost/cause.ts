import type { Cause } from '../../cause.ts';

/** Bytes went missing on the way. */
export const bytesLost: Cause<'bytes-lost'> = {
  id: 'bytes-lost',
  group: 'damage on the way',
  title: 'Bytes went missing on the way',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'nginx', 'node-ws'],
  confirm: 'Capture at both ends and compare the streams at this offset.',
};
