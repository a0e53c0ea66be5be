import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** Binary data was sent as text. */
export const binarySentAsTextCause: Cause = {
  id: 'binary-sent-as-text',
  group: 'content',
  title: 'Binary data was sent as text',
  section: 'RFC 6455 5.6',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'python-websockets', 'java', 'php', 'esp32'],
  confirm: 'Send it with opcode 2: a Buffer or bytes object, not a string.',
  check: (scene) => suspect(scene, 'binary-sent-as-text'),
};
