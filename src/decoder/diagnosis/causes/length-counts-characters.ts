import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** The length counts characters, not bytes. */
export const lengthCountsCharactersCause: Cause = {
  id: 'length-counts-characters',
  group: 'length',
  title: 'The length counts characters, not bytes',
  section: 'RFC 6455 5.2',
  leadsTo: ['abnormal-close'],
  stacks: ['php', 'esp32', 'java', 'node-ws'],
  confirm:
    'Send one message with an accented letter: the declared length must grow by one more than the text.',
  check: (scene) => suspect(scene, 'length-counts-characters'),
};
