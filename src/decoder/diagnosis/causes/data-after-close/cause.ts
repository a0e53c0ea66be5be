import type { Cause } from '../../cause.ts';

/** Frames follow a Close. */
export const dataAfterClose: Cause<'data-after-close'> = {
  id: 'data-after-close',
  group: 'sequence and control',
  title: 'Frames follow a Close',
  section: 'RFC 6455 5.5.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'go', 'java', 'python-websockets'],
  reports: { 'data-after-close': 0.6 },
  confirm: 'Stop all senders before calling close, or check the state of the socket before each send.',
};
