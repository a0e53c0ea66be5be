import type { Cause } from '../../cause.ts';

/** The length counts characters, not bytes. */
export const lengthCountsCharacters: Cause<'length-counts-characters'> = {
  id: 'length-counts-characters',
  group: 'length',
  title: 'The length counts characters, not bytes',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['php', 'esp32', 'java', 'node-ws'],
  reports: { 'text-encoding': 0.1 },
  confirm:
    'Send one message with an accented letter: the declared length must grow by one more than the text.',
};
