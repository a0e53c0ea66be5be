import type { Cause } from '../../cause.ts';

/** The bytes were re-encoded as text. */
export const utf8Reencoded: Cause<'utf8-reencoded'> = {
  id: 'utf8-reencoded',
  group: 'damage on the way',
  title: 'The bytes were re-encoded as text',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'python-websockets', 'java'],
  confirm: 'Keep the stream as bytes (Buffer, bytes) from end to end; never pass it through a string.',
};
