import type { Cause } from '../../cause.ts';

/** The close code may not be sent. */
export const closeCodeInvalid: Cause<'close-code-invalid'> = {
  id: 'close-code-invalid',
  group: 'sequence and control',
  title: 'The close code may not be sent',
  section: 'RFC 6455 7.4',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'php', 'esp32', 'go'],
  reports: { 'close-code': 0.45 },
  confirm: 'Close with 1000, or with a code from 3000 to 4999 of your own.',
};
