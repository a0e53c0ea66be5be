import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** A byte was changed on the way. */
export const bytesCorruptedCause: Cause = {
  id: 'bytes-corrupted',
  group: 'damage on the way',
  title: 'A byte was changed on the way',
  section: 'RFC 6455 5.2',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32'],
  confirm: 'Capture at both ends and compare the streams at this offset.',
  check: (scene) => suspect(scene, 'bytes-corrupted'),
};
