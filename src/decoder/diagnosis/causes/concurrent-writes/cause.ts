import type { Cause } from '../../cause.ts';

/** Two writers tore each other's frames. */
export const concurrentWrites: Cause<'concurrent-writes'> = {
  id: 'concurrent-writes',
  group: 'damage on the way',
  title: "Two writers tore each other's frames",
  section: 'RFC 6455 5.4',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['java', 'python-websockets', 'go', 'dotnet', 'esp32'],
  reports: { 'masked-frame': 0.15, 'frame-header': 0.1, 'long-control-frame': 0.1 },
  confirm: 'Put one lock or queue round header and payload of every frame.',
};
