import type { Cause } from '../../cause.ts';

/** A control frame is longer than 125 bytes. */
export const controlTooLong: Cause<'control-too-long'> = {
  id: 'control-too-long',
  group: 'sequence and control',
  title: 'A control frame is longer than 125 bytes',
  section: 'RFC 6455 5.5',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'php', 'java'],
  reports: { 'long-control-frame': 0.5 },
  confirm: 'Keep ping payloads and close reasons below 124 bytes of UTF-8.',
};
