import type { Cause } from '../cause.ts';
import { suspectMask } from '../from-hypothesis.ts';

/** The server masks its frames. */
export const serverMaskedFrameCause: Cause = {
  id: 'server-masked-frame',
  group: 'masking',
  title: 'The server masks its frames',
  section: 'RFC 6455 5.1',
  leadsTo: ['abnormal-close'],
  stacks: ['php', 'esp32', 'node-ws', 'java', 'dotnet'],
  confirm: 'Clear the mask option on the server and capture one frame: its second byte must be below 80.',
  check: (scene) => suspectMask(scene, 'server-masked-frame'),
};
