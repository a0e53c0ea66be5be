import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** The length is in the wrong byte order. */
export const lengthWrongByteOrderCause: Cause = {
  id: 'length-wrong-byte-order',
  group: 'length',
  title: 'The length is in the wrong byte order',
  section: 'RFC 6455 5.2',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'dotnet', 'php'],
  confirm: 'Send 126 bytes: the header must read 7e 00 7e.',
  check: (scene) => suspect(scene, 'length-wrong-byte-order'),
};
