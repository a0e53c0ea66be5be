import type { Cause } from '../../cause.ts';

/** The two sides disagree about the compression window. */
export const contextTakeoverMismatch: Cause<'context-takeover-mismatch'> = {
  id: 'context-takeover-mismatch',
  group: 'bits and extensions',
  title: 'The two sides disagree about the compression window',
  section: 'RFC 7692 7.1.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'java', 'nginx', 'python-websockets'],
  reports: { 'extension-error': 0.25 },
  confirm:
    'Turn context takeover off on both sides; if the second message then inflates, the window was the matter.',
};
