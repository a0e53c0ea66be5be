import type { Cause } from '../cause.ts';
import { suspect } from '../from-hypothesis.ts';

const withoutHandshake = 0.6;

/** Compressed frames, but compression was not agreed. */
export const compressionNotNegotiatedCause: Cause = {
  id: 'compression-not-negotiated',
  group: 'bits and extensions',
  title: 'Compressed frames, but compression was not agreed',
  section: 'RFC 7692 6',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'traefik', 'envoy', 'nginx', 'java'],
  confirm: 'Compare Sec-WebSocket-Extensions in the request and the 101 on both sides of every proxy.',
  check(scene) {
    const found = suspect(scene, 'compression-not-negotiated');
    if (found === null || scene.connection.handshake !== null || scene.connection.deflateFrom === 'assumed') {
      return found;
    }
    // Without the handshake nobody knows what was agreed: the payload is compressed, and that is all that is seen.
    return { ...found, confidence: Math.min(found.confidence, withoutHandshake) };
  },
};
