import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** The payload was masked with another key. */
export const wrongMaskKeyCause: Cause = {
  id: 'wrong-mask-key',
  group: 'masking',
  title: 'The payload was masked with another key',
  section: 'RFC 6455 5.3',
  leadsTo: ['abnormal-close'],
  stacks: ['esp32', 'node-ws', 'python-websockets'],
  confirm: 'Mask a payload longer than one write with a known key and compare byte i with key byte i mod 4.',
  check: (scene) => suspect(scene, 'wrong-mask-key'),
};
