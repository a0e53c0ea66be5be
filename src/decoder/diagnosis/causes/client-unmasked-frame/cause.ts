import type { Cause } from '../../cause.ts';
import { lessSureOfSender } from '../../evidence/sender-inferred.ts';

/** The client does not mask its frames. */
export const clientUnmaskedFrame: Cause<'client-unmasked-frame'> = {
  id: 'client-unmasked-frame',
  group: 'masking',
  title: 'The client does not mask its frames',
  section: 'RFC 6455 5.3',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'python-websockets', 'go', 'dotnet'],
  reports: { 'unmasked-frame': 0.5 },
  confirm:
    'Capture one frame from the client: its second byte must be 80 or above and four key bytes must follow the length.',
  match: lessSureOfSender,
};
