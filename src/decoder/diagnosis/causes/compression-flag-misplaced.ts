import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** The compression bit is on the wrong frame. */
export const compressionFlagMisplacedCause: Cause = {
  id: 'compression-flag-misplaced',
  group: 'bits and extensions',
  title: 'The compression bit is on the wrong frame',
  section: 'RFC 7692 6.1',
  leadsTo: ['abnormal-close'],
  stacks: ['java', 'php', 'node-ws'],
  confirm: 'Send one fragmented compressed message: only its first frame may have RSV1.',
  check: (scene) => suspect(scene, 'compression-flag-misplaced'),
};
