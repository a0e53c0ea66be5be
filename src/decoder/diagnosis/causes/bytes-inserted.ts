import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** Stray bytes got into the stream. */
export const bytesInsertedCause: Cause = {
  id: 'bytes-inserted',
  group: 'damage on the way',
  title: 'Stray bytes got into the stream',
  section: 'RFC 6455 5.2',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'esp32'],
  confirm: 'Capture at both ends and compare the streams at this offset.',
  check: (scene) => suspect(scene, 'bytes-inserted'),
};
