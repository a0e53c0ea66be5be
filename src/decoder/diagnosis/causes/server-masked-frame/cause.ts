import type { Cause } from '../../cause.ts';
import { lessSureOfSender } from '../../evidence/sender-inferred.ts';

/** The server masks its frames. */
export const serverMaskedFrame: Cause<'server-masked-frame'> = {
  id: 'server-masked-frame',
  group: 'masking',
  title: 'The server masks its frames',
  section: 'RFC 6455 5.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['php', 'esp32', 'node-ws', 'java', 'dotnet'],
  reports: { 'masked-frame': 0.5 },
  confirm: 'Clear the mask option on the server and capture one frame: its second byte must be below 80.',
  match: lessSureOfSender,
};
