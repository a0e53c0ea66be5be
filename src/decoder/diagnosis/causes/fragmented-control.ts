import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** A control frame is fragmented. */
export const fragmentedControlCause: Cause = {
  id: 'fragmented-control',
  group: 'sequence and control',
  title: 'A control frame is fragmented',
  section: 'RFC 6455 5.5',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'php'],
  confirm: 'Send Ping, Pong and Close with FIN set.',
  check: (scene) => suspect(scene, 'fragmented-control'),
};
