import { recordType } from '../../../model/tls.ts';
import { proxyHeaderVersion } from '../../../websocket/proxy-header.ts';
import type { Cause } from '../../cause.ts';
import { foreignHypothesis, foreignReadings } from '../../evidence/foreign-at-break.ts';

/** A PROXY protocol header before the request, at a server that does not expect one. */
export const proxyProtocolHeader: Cause<'proxy-protocol-header'> = {
  id: 'proxy-protocol-header',
  group: 'handshake',
  title: 'A PROXY protocol header stands before the request',
  section: 'RFC 6455 4.1',
  level: 'broken',
  leadsTo: ['upgrade-refused', 'abnormal-close', 'handshake-boundary'],
  stacks: ['haproxy', 'nginx', 'aws-alb'],
  confirm:
    'Take send-proxy off the server line, or tell the backend to expect it (nginx: listen ... proxy_protocol).',
  hypotheses: (window) => foreignReadings(window, 'proxy').map(foreignHypothesis),
  match(context, reading) {
    const { raw } = context.client;
    const text = String.fromCharCode(...raw.subarray(0, 16));
    const version = proxyHeaderVersion(raw);
    if (version === 0) return reading;
    const accepted = context.connection.handshake?.response?.status === 101;
    if (accepted) return null;
    // TLS follows the header, and the server goes on with its handshake: it expects the header.
    const { raw: answer, direction } = context.server;
    if (direction.kind === 'tls' && answer[0] === recordType.handshake) return null;
    return {
      confidence: 0.98,
      claim: `Before the request stands a PROXY protocol header (version ${version}), which this server takes for the request itself.`,
      evidence: [
        {
          text:
            version === 1
              ? `The first line reads “${text.split('\r')[0]}…”.`
              : 'The first 12 bytes are the signature of version 2.',
          place: {
            sender: 'client',
            offset: context.connection.locator.firstByte('client'),
            length: version === 1 ? 6 : 12,
          },
        },
        ...(context.connection.handshake?.response
          ? [{ text: `The answer is “${context.connection.handshake.response.startLine}”.`, place: null }]
          : [{ text: 'No proper answer came.', place: null }]),
      ],
      against: 'No client writes this line; a load balancer does when it is told to.',
    };
  },
};
