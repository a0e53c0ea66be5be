import type { Cause } from '../../cause.ts';

/** Every frame is followed by extra bytes. */
export const trailingBytes: Cause<'trailing-bytes'> = {
  id: 'trailing-bytes',
  group: 'damage on the way',
  title: 'Every frame is followed by extra bytes',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'php', 'java'],
  confirm: 'Write exactly header plus payload; no println, no terminating NUL.',
};
