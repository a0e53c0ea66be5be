import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** Text was written without a frame round it. */
export const unframedTextCause: Cause = {
  id: 'unframed-text',
  group: 'handshake',
  title: 'Text was written without a frame round it',
  section: 'RFC 6455 5.2',
  leadsTo: ['abnormal-close'],
  stacks: ['php', 'python-websockets', 'socketio', 'esp32'],
  confirm:
    'Send every message through the library, not through the raw socket, and see whether the text still appears between frames.',
  check: (scene) => suspect(scene, 'unframed-text'),
};
