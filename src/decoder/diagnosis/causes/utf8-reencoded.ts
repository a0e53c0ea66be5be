import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** The bytes were re-encoded as text. */
export const utf8ReencodedCause: Cause = {
  id: 'utf8-reencoded',
  group: 'damage on the way',
  title: 'The bytes were re-encoded as text',
  section: 'RFC 6455 5.2',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'python-websockets', 'java'],
  confirm: 'Keep the stream as bytes (Buffer, bytes) from end to end; never pass it through a string.',
  check: (scene) => suspect(scene, 'utf8-reencoded'),
};
