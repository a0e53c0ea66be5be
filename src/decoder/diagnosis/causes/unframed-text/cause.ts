import type { Cause } from '../../cause.ts';

/** Text was written without a frame round it. */
export const unframedText: Cause<'unframed-text'> = {
  id: 'unframed-text',
  group: 'handshake',
  title: 'Text was written without a frame round it',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['php', 'python-websockets', 'socketio', 'esp32'],
  reports: { 'reserved-bits': 0.15, opcode: 0.15 },
  confirm:
    'Send every message through the library, not through the raw socket, and see whether the text still appears between frames.',
};
