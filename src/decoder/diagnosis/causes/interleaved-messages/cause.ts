import type { Cause } from '../../cause.ts';

/** A message begins before the last one ended. */
export const interleavedMessages: Cause<'interleaved-messages'> = {
  id: 'interleaved-messages',
  group: 'sequence and control',
  title: 'A message begins before the last one ended',
  section: 'RFC 6455 5.4',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['java', 'go', 'python-websockets', 'dotnet'],
  reports: { 'unfinished-message': 0.5 },
  confirm: 'Serialise writers: only one message may be under way on a connection.',
};
