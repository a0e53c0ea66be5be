import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** Line ends were translated inside the stream. */
export const newlineTranslationCause: Cause = {
  id: 'newline-translation',
  group: 'damage on the way',
  title: 'Line ends were translated inside the stream',
  section: 'RFC 6455 5.2',
  leadsTo: ['abnormal-close'],
  stacks: ['php', 'python-websockets'],
  confirm: 'Open the pipe or file in binary mode; 0a and 0d 0a must arrive as sent.',
  check: (scene) => suspect(scene, 'newline-translation'),
};
