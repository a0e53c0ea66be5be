import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** The two sides disagree about the compression window. */
export const contextTakeoverMismatchCause: Cause = {
  id: 'context-takeover-mismatch',
  group: 'bits and extensions',
  title: 'The two sides disagree about the compression window',
  section: 'RFC 7692 7.1.1',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'java', 'nginx', 'python-websockets'],
  confirm:
    'Turn context takeover off on both sides; if the second message then inflates, the window was the matter.',
  check: (scene) => suspect(scene, 'context-takeover-mismatch'),
};
