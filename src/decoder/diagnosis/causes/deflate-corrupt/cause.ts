import type { Cause } from '../../cause.ts';

/** A message is marked compressed but does not inflate. */
export const deflateCorrupt: Cause<'deflate-corrupt'> = {
  id: 'deflate-corrupt',
  group: 'bits and extensions',
  title: 'A message is marked compressed but does not inflate',
  section: 'RFC 7692 7.2.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['java', 'php', 'python-websockets', 'esp32'],
  reports: { 'frame-header': 0.1, 'extension-error': 0.3 },
  confirm: 'Write the payload to a file, append 00 00 ff ff and inflate it as raw deflate (window bits -15).',
};
