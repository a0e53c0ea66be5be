import type { Cause } from '../../cause.ts';

/** The length is off by a constant. */
export const lengthOffByConstant: Cause<'length-off-by-constant'> = {
  id: 'length-off-by-constant',
  group: 'length',
  title: 'The length is off by a constant',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'php', 'python-websockets'],
  reports: { 'masked-frame': 0.1, 'long-control-frame': 0.1 },
  confirm: 'Declare the length of the payload alone: neither header, key nor a newline counts.',
};
