import type { Cause } from '../../cause.ts';

/** Text is not UTF-8. */
export const textNotUtf8: Cause<'text-not-utf8'> = {
  id: 'text-not-utf8',
  group: 'content',
  title: 'Text is not UTF-8',
  section: 'RFC 6455 8.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['php', 'python-websockets', 'java', 'esp32'],
  reports: { 'text-encoding': 0.4 },
  confirm: 'Encode the text as UTF-8 before sending, or send it as binary.',
};
