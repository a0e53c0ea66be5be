import type { Cause } from '../../cause.ts';

/** Binary data was sent as text. */
export const binarySentAsText: Cause<'binary-sent-as-text'> = {
  id: 'binary-sent-as-text',
  group: 'content',
  title: 'Binary data was sent as text',
  section: 'RFC 6455 5.6',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'python-websockets', 'java', 'php', 'esp32'],
  reports: { 'text-encoding': 0.35 },
  confirm: 'Send it with opcode 2: a Buffer or bytes object, not a string.',
};
