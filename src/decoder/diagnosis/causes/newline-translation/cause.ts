import type { Cause } from '../../cause.ts';

/** Line ends were translated inside the stream. */
export const newlineTranslation: Cause<'newline-translation'> = {
  id: 'newline-translation',
  group: 'damage on the way',
  title: 'Line ends were translated inside the stream',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['php', 'python-websockets'],
  confirm: 'Open the pipe or file in binary mode; 0a and 0d 0a must arrive as sent.',
};
