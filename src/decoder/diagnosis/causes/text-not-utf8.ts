import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** Text is not UTF-8. */
export const textNotUtf8Cause: Cause = {
  id: 'text-not-utf8',
  group: 'content',
  title: 'Text is not UTF-8',
  section: 'RFC 6455 8.1',
  leadsTo: ['abnormal-close'],
  stacks: ['php', 'python-websockets', 'java', 'esp32'],
  confirm: 'Encode the text as UTF-8 before sending, or send it as binary.',
  check: (scene) => suspect(scene, 'text-not-utf8'),
};
