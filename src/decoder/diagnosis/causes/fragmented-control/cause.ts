import type { Cause } from '../../cause.ts';

/** A control frame is fragmented. */
export const fragmentedControl: Cause<'fragmented-control'> = {
  id: 'fragmented-control',
  group: 'sequence and control',
  title: 'A control frame is fragmented',
  section: 'RFC 6455 5.5',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'php'],
  reports: { 'fragmented-control-frame': 0.45 },
  confirm: 'Send Ping, Pong and Close with FIN set.',
};
