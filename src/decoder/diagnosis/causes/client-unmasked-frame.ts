import type { Cause } from '../cause.ts';
import { suspectMask } from '../from-hypothesis.ts';

/** The client does not mask its frames. */
export const clientUnmaskedFrameCause: Cause = {
  id: 'client-unmasked-frame',
  group: 'masking',
  title: 'The client does not mask its frames',
  section: 'RFC 6455 5.3',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'python-websockets', 'go', 'dotnet'],
  confirm:
    'Capture one frame from the client: its second byte must be 80 or above and four key bytes must follow the length.',
  check: (scene) => suspectMask(scene, 'client-unmasked-frame'),
};
