import type { Cause } from '../../cause.ts';

/** The length is not in its shortest form. */
export const lengthNotMinimal: Cause<'length-not-minimal'> = {
  id: 'length-not-minimal',
  group: 'length',
  title: 'The length is not in its shortest form',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'php', 'java'],
  reports: { 'frame-header': 0.1, 'length-form': 0.7 },
  confirm: 'Use the 7-bit form up to 125, the 16-bit form up to 65535, the 64-bit form above.',
};
