import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** A message begins before the last one ended. */
export const interleavedMessagesCause: Cause = {
  id: 'interleaved-messages',
  group: 'sequence and control',
  title: 'A message begins before the last one ended',
  section: 'RFC 6455 5.4',
  leadsTo: ['abnormal-close'],
  stacks: ['java', 'go', 'python-websockets', 'dotnet'],
  confirm: 'Serialise writers: only one message may be under way on a connection.',
  check: (scene) => suspect(scene, 'interleaved-messages'),
};
