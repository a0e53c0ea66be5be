import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** Frames follow a Close. */
export const dataAfterCloseCause: Cause = {
  id: 'data-after-close',
  group: 'sequence and control',
  title: 'Frames follow a Close',
  section: 'RFC 6455 5.5.1',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'go', 'java', 'python-websockets'],
  confirm: 'Stop all senders before calling close, or check the state of the socket before each send.',
  check: (scene) => suspect(scene, 'data-after-close'),
};
