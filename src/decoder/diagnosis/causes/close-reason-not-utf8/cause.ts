import type { Cause } from '../../cause.ts';

/** The close reason is not UTF-8. */
export const closeReasonNotUtf8: Cause<'close-reason-not-utf8'> = {
  id: 'close-reason-not-utf8',
  group: 'sequence and control',
  title: 'The close reason is not UTF-8',
  section: 'RFC 6455 5.5.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['php', 'java', 'esp32'],
  reports: { 'close-reason-encoding': 0.8 },
  confirm: 'Encode the reason as UTF-8 and cut it at a character, not at a byte.',
};
