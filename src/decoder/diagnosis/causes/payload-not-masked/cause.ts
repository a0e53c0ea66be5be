import type { Cause } from '../../cause.ts';

/** The MASK bit is set, but the payload is not masked. */
export const payloadNotMasked: Cause<'payload-not-masked'> = {
  id: 'payload-not-masked',
  group: 'masking',
  title: 'The MASK bit is set, but the payload is not masked',
  section: 'RFC 6455 5.3',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'python-websockets', 'php'],
  confirm: 'XOR the payload with the key when writing; the bytes on the wire must not be readable.',
};
