import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

/** Compressed frames, but compression was not agreed. */
export const compressionNotNegotiatedCause: Cause = {
  id: 'compression-not-negotiated',
  group: 'bits and extensions',
  title: 'Compressed frames, but compression was not agreed',
  section: 'RFC 7692 6',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'traefik', 'envoy', 'nginx', 'java'],
  confirm: 'Compare Sec-WebSocket-Extensions in the request and the 101 on both sides of every proxy.',
  check: (scene) => suspect(scene, 'compression-not-negotiated'),
};
