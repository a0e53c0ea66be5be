import { formatHex } from '../../../bytes/hex.ts';
import type { Cause } from '../../cause.ts';
import { foreignHypothesis, foreignReadings } from '../../evidence/foreign-at-break.ts';
import { stacksOf } from '../../evidence/software-seen.ts';

const confidences = {
  /** The server answers TLS with something that is not TLS. */
  answered: 0.98,
  /** It drops the connection without a byte: a TLS server that refuses the client may do so too. */
  dropped: 0.75,
} as const;

/** TLS records where HTTP or frames are due. */
export const tlsOnPlaintextPort: Cause<'tls-on-plaintext-port'> = {
  id: 'tls-on-plaintext-port',
  group: 'tls',
  title: 'TLS arrives where plain bytes are expected',
  section: 'RFC 8446 5.1',
  level: 'broken',
  leadsTo: ['upgrade-refused', 'abnormal-close', 'encrypted'],
  stacks: ['nginx', 'haproxy', 'apache'],
  reports: { 'tls-error': 0.8 },
  confirm:
    'curl -i http://host:port/ answers in the clear on this port: use ws://, or let the server listen with a certificate.',
  hypotheses: (window) => foreignReadings(window, 'tls').map(foreignHypothesis),
  match(context, reading) {
    const { client, server } = context;
    if (client.direction.kind !== 'tls') return reading;
    if (server.direction.kind === 'tls') return null;
    const answer = server.raw.subarray(0, 60);
    const said = answer.length > 0;
    const silentEnd = server.direction.end === 'fin' || server.direction.end === 'rst';
    if (!said && !silentEnd) return null;
    const hello = client.raw[5] === 1;
    const text = new TextDecoder().decode(answer).split(/[\r\n]/)[0];
    return {
      confidence: said ? confidences.answered : confidences.dropped,
      claim: said
        ? `The client begins with TLS, but the server answers in the clear: “${text}”.`
        : 'The client begins with TLS, and the server drops the connection without a TLS answer.',
      evidence: [
        {
          text: `The first bytes are a TLS ${hello ? 'ClientHello' : 'record'} (${formatHex(client.raw.subarray(0, 5), ' ')}).`,
          place: { sender: 'client', offset: context.connection.locator.firstByte('client'), length: 5 },
        },
        said
          ? {
              text: `The server's first bytes are no TLS record: ${formatHex(answer.subarray(0, 12), ' ')}.`,
              place: { sender: 'server', offset: context.connection.locator.firstByte('server'), length: 12 },
            }
          : { text: 'The server sent nothing before it closed.', place: null },
      ],
      against: said
        ? 'A TLS server answers with a ServerHello or an alert.'
        : 'A TLS server that refuses a handshake sends an alert first.',
      stacks: stacksOf(context),
    };
  },
};
