import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** The close code may not be sent. */
export const closeCodeInvalidCause: Cause = {
  id: 'close-code-invalid',
  group: 'sequence and control',
  title: 'The close code may not be sent',
  section: 'RFC 6455 7.4',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'php', 'esp32', 'go'],
  confirm: 'Close with 1000, or with a code from 3000 to 4999 of your own.',
  check: (scene) => suspect(scene, 'close-code-invalid'),
};
