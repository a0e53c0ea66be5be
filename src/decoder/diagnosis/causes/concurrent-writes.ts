import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** Two writers tore each other's frames. */
export const concurrentWritesCause: Cause = {
  id: 'concurrent-writes',
  group: 'damage on the way',
  title: "Two writers tore each other's frames",
  section: 'RFC 6455 5.4',
  leadsTo: ['abnormal-close'],
  stacks: ['java', 'python-websockets', 'go', 'dotnet', 'esp32'],
  confirm: 'Put one lock or queue round header and payload of every frame.',
  check: (scene) => suspect(scene, 'concurrent-writes'),
};
