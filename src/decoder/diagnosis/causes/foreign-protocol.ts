import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** Another protocol speaks on this connection. */
export const foreignProtocolCause: Cause = {
  id: 'foreign-protocol',
  group: 'handshake',
  title: 'Another protocol speaks on this connection',
  section: 'RFC 6455 5',
  leadsTo: ['abnormal-close'],
  stacks: ['nginx', 'haproxy', 'node-ws'],
  confirm: 'Connect to the backend port with nc and see which banner it sends.',
  check: (scene) => suspect(scene, 'foreign-protocol'),
};
