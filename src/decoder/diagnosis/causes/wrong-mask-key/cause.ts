import type { Cause } from '../../cause.ts';

/** The payload was masked with another key. */
export const wrongMaskKey: Cause<'wrong-mask-key'> = {
  id: 'wrong-mask-key',
  group: 'masking',
  title: 'The payload was masked with another key',
  section: 'RFC 6455 5.3',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'node-ws', 'python-websockets'],
  confirm: 'Mask a payload longer than one write with a known key and compare byte i with key byte i mod 4.',
};
