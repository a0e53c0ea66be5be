import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** The length is off by a constant. */
export const lengthOffByConstantCause: Cause = {
  id: 'length-off-by-constant',
  group: 'length',
  title: 'The length is off by a constant',
  section: 'RFC 6455 5.2',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'php', 'python-websockets'],
  confirm: 'Declare the length of the payload alone: neither header, key nor a newline counts.',
  check: (scene) => suspect(scene, 'length-off-by-constant'),
};
