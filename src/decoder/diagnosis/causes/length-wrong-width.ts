import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** The length has the wrong width. */
export const lengthWrongWidthCause: Cause = {
  id: 'length-wrong-width',
  group: 'length',
  title: 'The length has the wrong width',
  section: 'RFC 6455 5.2',
  leadsTo: ['abnormal-close'],
  stacks: ['php', 'esp32', 'dotnet'],
  confirm: 'Send 126, 127, 65535 and 65536 bytes and compare the headers with RFC 6455 5.2.',
  check: (scene) => suspect(scene, 'length-wrong-width'),
};
