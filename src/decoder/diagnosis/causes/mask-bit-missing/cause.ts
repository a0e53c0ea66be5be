import type { Cause } from '../../cause.ts';

/** The payload is masked, but the MASK bit is not set. */
export const maskBitMissing: Cause<'mask-bit-missing'> = {
  id: 'mask-bit-missing',
  group: 'masking',
  title: 'The payload is masked, but the MASK bit is not set',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'python-websockets'],
  confirm: 'Set the top bit of the second header byte whenever four key bytes are written.',
};
