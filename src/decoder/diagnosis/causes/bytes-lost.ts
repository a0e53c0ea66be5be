import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** Bytes went missing on the way. */
export const bytesLostCause: Cause = {
  id: 'bytes-lost',
  group: 'damage on the way',
  title: 'Bytes went missing on the way',
  section: 'RFC 6455 5.2',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'nginx', 'node-ws'],
  confirm: 'Capture at both ends and compare the streams at this offset.',
  check: (scene) => suspect(scene, 'bytes-lost'),
};
