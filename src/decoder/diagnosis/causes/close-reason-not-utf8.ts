import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** The close reason is not UTF-8. */
export const closeReasonNotUtf8Cause: Cause = {
  id: 'close-reason-not-utf8',
  group: 'sequence and control',
  title: 'The close reason is not UTF-8',
  section: 'RFC 6455 5.5.1',
  leadsTo: ['abnormal-close'],
  stacks: ['php', 'java', 'esp32'],
  confirm: 'Encode the reason as UTF-8 and cut it at a character, not at a byte.',
  check: (scene) => suspect(scene, 'close-reason-not-utf8'),
};
