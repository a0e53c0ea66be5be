import type { Cause } from '../../cause.ts';

/** The length has the wrong width. */
export const lengthWrongWidth: Cause<'length-wrong-width'> = {
  id: 'length-wrong-width',
  group: 'length',
  title: 'The length has the wrong width',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['php', 'esp32', 'dotnet'],
  reports: { 'length-form': 0.15 },
  confirm: 'Send 126, 127, 65535 and 65536 bytes and compare the headers with RFC 6455 5.2.',
};
