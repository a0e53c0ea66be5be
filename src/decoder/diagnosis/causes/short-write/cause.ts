import type { Cause } from '../../cause.ts';

/** A payload was cut short. */
export const shortWrite: Cause<'short-write'> = {
  id: 'short-write',
  group: 'damage on the way',
  title: 'A payload was cut short',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'python-websockets', 'php', 'java'],
  confirm: 'Check what send() returns and write the rest.',
};
