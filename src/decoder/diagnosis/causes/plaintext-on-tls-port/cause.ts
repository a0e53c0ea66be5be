import { formatHex } from '../../../bytes/hex.ts';
import type { Cause } from '../../cause.ts';
import { bodyOf, stacksOf } from '../../evidence/software-seen.ts';

const bodies =
  /plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled|HTTP request to an HTTPS server|requires TLS|requires HTTPS|HTTP request was sent to an? (HTTPS|SSL|TLS)/i;

/** Plain HTTP at a port that expects TLS. */
export const plaintextOnTlsPort: Cause<'plaintext-on-tls-port'> = {
  id: 'plaintext-on-tls-port',
  group: 'tls',
  title: 'Plain HTTP is sent to a TLS port',
  section: 'RFC 8446 6',
  level: 'broken',
  leadsTo: ['upgrade-refused', 'abnormal-close'],
  stacks: ['nginx', 'apache', 'haproxy', 'node-ws'],
  reports: { 'not-an-http-response': 0.35, 'no-handshake-response': 0.25 },
  confirm: 'openssl s_client -connect host:port shows a certificate: use wss:// on this port.',
  match(context) {
    const { client, server, connection } = context;
    const request = connection.handshake?.request ?? null;
    const { raw, direction } = server;
    if (request !== null && direction.kind === 'tls') {
      const alert = raw[0] === 21;
      return {
        confidence: 0.98,
        claim: `The client asks in plain HTTP, and the server answers with a TLS ${alert ? 'alert' : 'record'}: this port expects TLS.`,
        evidence: [
          {
            text: 'The request is plain HTTP.',
            place: {
              sender: 'client',
              offset: context.connection.locator.firstByte('client'),
              length: Math.min(16, request.startLine.length),
            },
          },
          {
            text: `The answer begins ${formatHex(raw.subarray(0, 7), ' ')}, a TLS ${alert ? 'alert' : 'record'}.`,
            place: { sender: 'server', offset: context.connection.locator.firstByte('server'), length: 7 },
          },
        ],
        against: 'No HTTP server answers so.',
      };
    }
    const response = connection.handshake?.response ?? null;
    if (request !== null && response !== null && response.status >= 400) {
      const body = `${response.reason} ${bodyOf(context, response)}`;
      const match = bodies.exec(body);
      if (match) {
        return {
          confidence: 0.98,
          claim: `The server answers “${response.startLine}” and says that this port expects TLS (“${match[0]}”).`,
          evidence: [
            { text: `The body says “${match[0]}”.`, place: null },
            {
              text: `The answer is “${response.startLine}”.`,
              place: connection.handshake?.checks.find(({ id }) => id === 'status')?.place ?? null,
            },
          ],
          against: 'The server itself names the cause.',
          stacks: stacksOf(context),
        };
      }
    }
    // Not a byte of an answer to a sound request: some TLS servers drop all that is not a ClientHello.
    const dropped =
      request !== null && raw.length === 0 && (direction.end === 'fin' || direction.end === 'rst');
    const asks = connection.handshake?.checks.every(({ ok }) => ok) ?? false;
    if (!dropped || !asks) return null;
    const seconds = direction.endTime - (client.direction.firstTime || Number.NaN);
    const port = /:(443|8443|9443)$/.test(connection.server ?? '');
    if (Number.isFinite(seconds) && seconds > 2) return null;
    return {
      confidence: port ? 0.8 : 0.55,
      claim: 'The server drops a proper plain request at once without a byte: ports that expect TLS do that.',
      evidence: [
        {
          text: 'The request is sound and in plain HTTP.',
          place: { sender: 'client', offset: context.connection.locator.firstByte('client'), length: 3 },
        },
        {
          text: `The server ended the connection with ${direction.end === 'rst' ? 'RST' : 'FIN'} and sent nothing.`,
          place: null,
        },
      ],
      against: 'A server that crashes or refuses at the TCP level looks the same; the command below tells.',
    };
  },
};
