import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** A message is marked compressed but does not inflate. */
export const deflateCorruptCause: Cause = {
  id: 'deflate-corrupt',
  group: 'bits and extensions',
  title: 'A message is marked compressed but does not inflate',
  section: 'RFC 7692 7.2.1',
  leadsTo: ['abnormal-close'],
  stacks: ['java', 'php', 'python-websockets', 'esp32'],
  confirm: 'Write the payload to a file, append 00 00 ff ff and inflate it as raw deflate (window bits -15).',
  check: (scene) => suspect(scene, 'deflate-corrupt'),
};
