import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** A control frame is longer than 125 bytes. */
export const controlTooLongCause: Cause = {
  id: 'control-too-long',
  group: 'sequence and control',
  title: 'A control frame is longer than 125 bytes',
  section: 'RFC 6455 5.5',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'php', 'java'],
  confirm: 'Keep ping payloads and close reasons below 124 bytes of UTF-8.',
  check: (scene) => suspect(scene, 'control-too-long'),
};
