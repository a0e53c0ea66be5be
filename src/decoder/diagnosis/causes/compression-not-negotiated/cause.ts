import type { Cause } from '../../cause.ts';

const withoutHandshake = 0.6;

/** Compressed frames, but compression was not agreed. */
export const compressionNotNegotiated: Cause<'compression-not-negotiated'> = {
  id: 'compression-not-negotiated',
  group: 'bits and extensions',
  title: 'Compressed frames, but compression was not agreed',
  section: 'RFC 7692 6',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'traefik', 'envoy', 'nginx', 'java'],
  reports: { 'reserved-bits': 0.3 },
  confirm: 'Compare Sec-WebSocket-Extensions in the request and the 101 on both sides of every proxy.',
  match(context, reading) {
    const { handshake, deflateFrom } = context.connection;
    if (reading === null || handshake !== null || deflateFrom === 'assumed') return reading;
    // Without the handshake nobody knows what was agreed: the payload is compressed, and that is all that is seen.
    return { ...reading, confidence: Math.min(reading.confidence, withoutHandshake) };
  },
};
